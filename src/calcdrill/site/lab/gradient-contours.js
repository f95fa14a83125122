/* The laboratory of partial derivatives and the gradient on a contour map. */
"use strict";

(function () {
  const { FIELDS } = calcdrillFunctions;
  const { show } = calcdrillLab;
  const { pick } = calcdrillPredict;
  const root = calcdrillLab.root("gradient-contours");
  const VIEW = [-3, 3, -2, 2],
    REACH = 0.75;
  const find = (selector) => root.querySelector(selector);

  const { state, set, setAll } = calcdrillControls.values(
    root,
    {
      field: {
        value: "tilted",
        label: "Function *f*",
        options: Object.keys(FIELDS).map((name) => [name, FIELDS[name].title]),
      },
      x: { value: 1, least: -3, most: 3, step: 0.05, label: "*x*" },
      y: { value: 0.5, least: -2, most: 2, step: 0.05, label: "*y*" },
      angle: { value: 150, least: 0, most: 360, step: 5, label: "Direction, in degrees from the *x*-axis" },
    },
    draw,
  );
  const say = calcdrillLab.twin(root);
  const met = calcdrillLab.goal(root);
  const map = calcdrillPlot.plot(find("[data-map]"), {
    view: VIEW,
    isEqual: true,
    across: "x",
    up: "y",
    draw: () => {
      drawn = "";
      draw();
    },
  });
  const slices = [
    ["[data-along-x]", "x"],
    ["[data-along-y]", "y"],
  ].map(([place, name]) =>
    calcdrillPlot.plot(find(place), {
      view: [-3, 3, -2, 6],
      across: name,
      draw: () => {
        drawn = "";
        draw();
      },
    }),
  );
  let drawn = "";

  const turnHandle = map.handle({ label: "Direction: arrow keys turn it", cls: "s2", step: 0.05, moved: turn });
  const point = map.handle({ label: "Point: arrow keys move it", step: 0.05, moved: move });
  map.clicked(move);

  function move(x, y) {
    setAll({ x: Math.max(-3, Math.min(3, Number(x.toFixed(2)))), y: Math.max(-2, Math.min(2, Number(y.toFixed(2)))) });
  }
  function turn(x, y) {
    const degrees = (Math.atan2(y - state.y, x - state.x) * 180) / Math.PI;
    set("angle", Math.round((degrees + 360) % 360));
  }

  function draw() {
    if (!map) return;
    const f = FIELDS[state.field],
      { x, y } = state,
      [fx, fy] = f.slope(x, y),
      height = f.value(x, y);
    if (drawn !== state.field) {
      drawn = state.field;
      calcdrillPlot.contours(map, calcdrillContour.sample(f.value, map.view, 120, 80), f.levels);
      const heights = f.levels.concat(f.value(0, 0)),
        low = Math.min(...heights),
        high = Math.max(...heights),
        room = (high - low) * 0.2;
      slices.forEach((slice, k) => slice.look([k ? -2 : -3, k ? 2 : 3, low - room, high + room]));
    }
    const long = Math.hypot(fx, fy),
      scale = long ? Math.min(1, 1.3 / long) : 0;
    const angle = (state.angle * Math.PI) / 180,
      ux = Math.cos(angle),
      uy = Math.sin(angle);
    map.path(
      "level-line",
      long
        ? [
            [x - (fy / long) * 1.1, y + (fx / long) * 1.1],
            [x + (fy / long) * 1.1, y - (fx / long) * 1.1],
          ]
        : [],
      "lq dash",
    );
    map.path(
      "walk",
      [
        [x, y],
        [x + REACH * ux, y + REACH * uy],
      ],
      "l2",
    );
    map.arrow("part-x", x, y, x + fx * scale, y, "l1 thin faint");
    map.arrow("part-y", x, y, x, y + fy * scale, "l1 thin faint");
    map.arrow("gradient", x, y, x + fx * scale, y + fy * scale, "l1 thick");
    point(x, y, `x ${show(x)}, y ${show(y)}, height ${show(height)}`);
    turnHandle(x + REACH * ux, y + REACH * uy, `${state.angle} degrees`);
    drawSlice(slices[0], x, (t) => f.value(t, y), height, fx);
    drawSlice(slices[1], y, (t) => f.value(x, t), height, fy);
    tell(f, x, y, height, fx, fy, long, fx * ux + fy * uy);
  }

  function drawSlice(slice, at, f, height, slope) {
    slice.graph("curve", f, "l plain");
    slice.path(
      "tangent",
      slice.view.slice(0, 2).map((t) => [t, height + slope * (t - at)]),
      "l1",
    );
    slice.dot("point", at, height, "f1", 5);
    slice.word("slope", at, height, `slope ${show(slope)}`, "w1", 10, slope > 0 ? 18 : -10);
  }

  function tell(f, x, y, height, fx, fy, long, directional) {
    const live = {
      height: show(height, 4),
      fx: show(fx, 4),
      fy: show(fy, 4),
      length: show(long, 4),
      directional: show(directional, 4),
    };
    for (const name of Object.keys(live))
      root.querySelectorAll(`[data-live="${name}"]`).forEach((place) => {
        place.textContent = live[name];
      });
    const way = compass(fx, fy),
      flat = Math.abs(directional) < 0.02 * Math.max(long, 0.1);
    if (long < 0.02) met("A critical point: the gradient vanishes, and the map is level there.");
    say(
      `f = ${f.title}. At (${show(x)}, ${show(y)}) the height is ${show(height)} and the gradient (${show(fx)}, ${show(fy)})` +
        (long < 0.02
          ? ": it vanishes here, so this is a critical point."
          : `, pointing ${way}, of length ${show(long)}.`) +
        ` In the direction of ${state.angle}° the slope is ${show(directional)}: ${flat ? "level, along the contour" : directional > 0 ? "uphill" : "downhill"}.`,
    );
  }

  function compass(fx, fy) {
    const names = ["right", "up and right", "up", "up and left", "left", "down and left", "down", "down and right"];
    return names[(Math.round((Math.atan2(fy, fx) * 4) / Math.PI) + 8) % 8];
  }

  const places = [
    [1, 1],
    [-1, 0.5],
    [0.5, -1],
    [2, 0.5],
    [-1.5, -1],
    [1, -0.5],
  ];

  function partialQuestion(round) {
    const f = FIELDS[pick(["tilted", "bowl", "saddle", "layers"], round)],
      [x, y] = pick(places, round, 2);
    const name = Object.keys(FIELDS).find((key) => FIELDS[key] === f),
      [fx, fy] = f.slope(x, y),
      k = round % 2 ? 1 : 0;
    const answer = k ? fy : fx;
    return {
      ask: `*f* = ${f.title} at (${show(x)}, ${show(y)}). What is the partial derivative ${k ? "∂f/∂y" : "∂f/∂x"}? (to within 1 %)`,
      answer,
      scale: 0.1,
      wrong: [
        [k ? fx : fy, `That is the other partial derivative. Hold ${k ? "x" : "y"} still.`],
        [f.value(x, y), "That is the height, not the slope."],
      ],
      because: `Holding ${k ? "x" : "y"} still, the slope is ${show(answer, 4)}; the gradient is (${show(fx)}, ${show(fy)}).`,
      run: () => setAll({ field: name, x, y }),
    };
  }

  function directionQuestion(round) {
    const [x, y] = pick(places, round),
      [fx, fy] = FIELDS.bowl.slope(x, y),
      angle = pick([0, 90, 180, 270], round, 2);
    const answer = [fx, fy, -fx, -fy][angle / 90];
    return {
      ask: `*f* = x²/2 + y² at (${show(x)}, ${show(y)}). You walk ${["to the right", "up", "to the left", "down"][angle / 90]} on the map (${angle}°). How steep is it under your feet? (to within 1 %; downhill is negative)`,
      answer,
      scale: 0.1,
      wrong: [
        [-answer, "Mind the sign: uphill is positive."],
        [Math.hypot(fx, fy), "That is the slope in the steepest direction."],
      ],
      because: `The gradient is (${show(fx)}, ${show(fy)}); its component in this direction is ${show(answer, 4)}.`,
      run: () => setAll({ field: "bowl", x, y, angle }),
    };
  }

  function lengthQuestion(round) {
    const [x, y, length] = pick(
      [
        [3, 2, 5],
        [-3, 2, 5],
        [1.5, 1, 2.5],
        [1.5, -1, 2.5],
        [0.75, 0.5, 1.25],
      ],
      round,
    );
    return {
      ask: `*f* = x²/2 + y² at (${show(x)}, ${show(y)}). How steep is the steepest way up? (to within 1 %)`,
      answer: Math.hypot(x, 2 * y),
      wrong: [
        [Math.abs(x) + Math.abs(2 * y), "Length is the root of the sum of squares, not the sum."],
        [Math.hypot(x, y), "The second entry of the gradient is 2y."],
        [length * length, "Take the root."],
      ],
      because: `The gradient is (${show(x)}, ${show(2 * y)}), of length ${show(Math.hypot(x, 2 * y), 4)}.`,
      run: () =>
        setAll({ field: "bowl", x, y, angle: Math.round(((Math.atan2(2 * y, x) * 180) / Math.PI + 360) % 360) }),
    };
  }

  draw();
  calcdrillPredict.form(root, [partialQuestion, directionQuestion, lengthQuestion]);
})();
