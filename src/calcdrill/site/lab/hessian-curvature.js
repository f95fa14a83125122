/* The laboratory of the Hessian: curvature in every direction, and saddles. */
"use strict";

(function () {
  const { show } = calcdrillLab;
  const { pick } = calcdrillPredict;
  const root = calcdrillLab.root("hessian-curvature");
  const find = (selector) => root.querySelector(selector);
  const REACH = 1.35,
    LEVELS = [-5, -3.2, -1.8, -0.8, -0.2, 0.2, 0.8, 1.8, 3.2, 5];
  const entry = (value, label) => ({ value, least: -4, most: 4, step: 0.1, label });

  const { state, set, setAll } = calcdrillControls.values(
    root,
    {
      a: entry(2, "*a*, along *x*"),
      b: entry(1, "*b*, mixed"),
      c: entry(2, "*c*, along *y*"),
      angle: { value: 20, least: 0, most: 180, step: 1, label: "Angle of the cut, in degrees" },
    },
    draw,
  );
  const say = calcdrillLab.twin(root);
  const met = calcdrillLab.goal(root);
  const again = () => {
    drawn = "";
    draw();
  };
  const map = calcdrillPlot.plot(find("[data-map]"), {
    view: [-2.4, 2.4, -1.6, 1.6],
    isEqual: true,
    across: "x",
    up: "y",
    draw: again,
  });
  const cut = calcdrillPlot.plot(find("[data-cut]"), {
    view: [-2, 2, -4, 4],
    across: "distance along the cut",
    draw: again,
  });
  const angles = calcdrillPlot.plot(find("[data-angles]"), { view: [0, 180, -5, 5], across: "angle", draw: again });
  let drawn = "";
  const grip = map.handle({ label: "Direction of the cut: arrow keys turn it", cls: "s2", step: 0.05, moved: turn });
  const player = calcdrillLab.runner(find("[data-run]"), {
    tick: () => {
      set("angle", (state.angle + 2) % 180);
      return (left -= 2) > 0;
    },
    drawn: () => {},
    pace: () => 40,
    pressed: () => {
      left = 180;
    },
  });
  let left = 180;

  function turn(x, y) {
    set("angle", Math.round(((Math.atan2(y, x) * 180) / Math.PI + 360) % 180));
  }

  /* The eigenvalues, larger first, and the angle of the larger one's direction. */
  function eigen(a, b, c) {
    const middle = (a + c) / 2,
      half = Math.hypot((a - c) / 2, b);
    return { high: middle + half, low: middle - half, angle: 0.5 * Math.atan2(2 * b, a - c) };
  }

  function kind({ high, low }) {
    if (Math.abs(high) < 1e-9 || Math.abs(low) < 1e-9) return "undecided: one curvature is 0";
    return low > 0 ? "a minimum" : high < 0 ? "a maximum" : "a saddle";
  }

  const bend = (a, b, c, t) =>
    a * Math.cos(t) * Math.cos(t) + 2 * b * Math.cos(t) * Math.sin(t) + c * Math.sin(t) * Math.sin(t);

  function draw() {
    if (!map) return;
    const { a, b, c } = state,
      found = eigen(a, b, c),
      t = (state.angle * Math.PI) / 180,
      curvature = bend(a, b, c, t);
    const key = [a, b, c].join();
    if (key !== drawn) {
      drawn = key;
      const value = (x, y) => (a * x * x + 2 * b * x * y + c * y * y) / 2;
      calcdrillPlot.contours(map, calcdrillContour.sample(value, map.view, 72, 48), LEVELS);
      const most = Math.max(1, Math.ceil(Math.max(Math.abs(found.high), Math.abs(found.low)) * 1.15));
      if (angles.view[3] !== most) angles.look([0, 180, -most, most]);
    }
    axisOf("high", found.high, found.angle);
    axisOf("low", found.low, found.angle + Math.PI / 2);
    const ux = Math.cos(t),
      uy = Math.sin(t);
    map.path(
      "cut",
      [
        [-4 * ux, -4 * uy],
        [4 * ux, 4 * uy],
      ],
      "l2",
    );
    grip(REACH * ux, REACH * uy, `${state.angle} degrees, curvature ${show(curvature)}`);
    cut.graph("parabola", (s) => (curvature * s * s) / 2, "l2 plain");
    cut.word("curvature", 0, 0, `curvature ${show(curvature)}`, "w2", 8, curvature > 0 ? 18 : -10);
    angles.graph("all", (degrees) => bend(a, b, c, (degrees * Math.PI) / 180), "l plain");
    [
      ["high", found.high],
      ["low", found.low],
    ].forEach(([name, value]) => {
      angles.path(
        name,
        [
          [0, value],
          [180, value],
        ],
        "l1 thin",
      );
      angles.word(`${name}-word`, 128, value, `eigenvalue ${show(value)}`, "w1", 0, name === "high" ? 14 : -5);
    });
    angles.dot("now", state.angle, curvature, "f2", 5);
    tell(found, curvature);
  }

  function axisOf(name, value, angle) {
    const long = 0.35 + 0.2 * Math.abs(value),
      x = long * Math.cos(angle),
      y = long * Math.sin(angle);
    map.path(
      name,
      [
        [-x, -y],
        [x, y],
      ],
      "l1 thick",
    );
    map.word(`${name}-word`, x, y, show(value), "w1", 6, y > 0 ? -4 : 14);
  }

  function tell(found, curvature) {
    const { a, b, c } = state,
      det = a * c - b * b;
    const live = {
      cut: show(curvature),
      eigen: `${show(found.high)} and ${show(found.low)}`,
      det: show(det),
      kind: kind(found),
    };
    for (const name of Object.keys(live))
      root.querySelectorAll(`[data-live="${name}"]`).forEach((place) => {
        place.textContent = live[name];
      });
    if (det < 0) met("A saddle: b² has become larger than ac, and the determinant is negative.");
    say(
      `The Hessian has rows (${show(a)}, ${show(b)}) and (${show(b)}, ${show(c)}). Its curvatures reach from ${show(found.low)} to ${show(found.high)}, so the origin is ${kind(found)}. The cut at ${state.angle}° has curvature ${show(curvature)}.`,
    );
  }

  const NICE = [
    [2, 1, 2],
    [1, 2, 1],
    [4, 2, 1],
    [-2, 1, -2],
    [3, -1, 3],
    [1, -3, 1],
    [-1, 2, 2],
    [3, 2, 0],
    [2, -2, -1],
  ];

  function kindQuestion(round) {
    const [a, b, c] = pick(
        NICE.filter((one) => one[0] * one[2] !== one[1] * one[1]),
        round,
      ),
      word = kind(eigen(a, b, c)).replace("a ", "");
    const choices = [
      ["minimum", "min", "a minimum"],
      ["maximum", "max", "a maximum"],
      ["saddle", "a saddle", "saddle point"],
    ];
    return {
      ask: `The Hessian has rows (${show(a)}, ${show(b)}) and (${show(b)}, ${show(c)}). Is the origin a minimum, a maximum or a saddle?`,
      answer: choices.find((choice) => choice[0] === word),
      choices,
      because: `The determinant is ${show(a * c)} − ${show(b * b)} = ${show(a * c - b * b)}${a * c < b * b ? ", negative: the curvatures have different signs." : `, positive, and a = ${show(a)} is ${a > 0 ? "positive" : "negative"}: all cuts bend the same way.`}`,
      run: () => go(a, b, c),
    };
  }

  function smallestQuestion(round) {
    const [a, b, c] = pick(
        [
          [2, 1, 2],
          [1, 2, 1],
          [3, -1, 3],
          [1, -3, 1],
          [-2, 1, -2],
        ],
        round,
      ),
      { high, low } = eigen(a, b, c);
    return {
      ask: `The Hessian has rows (${show(a)}, ${show(b)}) and (${show(b)}, ${show(c)}). What is the smallest curvature over all directions? (to within 1 %)`,
      answer: low,
      scale: 0.1,
      wrong: [
        [high, "That is the largest."],
        [a, "That is the curvature along x. Other directions may bend less."],
        [a * c - b * b, "That is the determinant, the product of both."],
      ],
      because: `With equal diagonal entries the eigenvalues are a ± b, here ${show(high)} and ${show(low)}; the smallest lies along a diagonal.`,
      run: () => go(a, b, c),
    };
  }

  function tipQuestion(round) {
    const [a, c, root] = pick(
      [
        [2, 2, 2],
        [1, 4, 2],
        [4, 1, 2],
        [3, 3, 3],
        [1, 1, 1],
      ],
      round,
    );
    return {
      ask: `*a* = ${show(a)} and *c* = ${show(c)}. How large may *b* become before the minimum turns into a saddle? (to within 1 %)`,
      answer: root,
      wrong: [[a * c, "The border is where b² = ac; take the root."]],
      because: `The determinant ac − b² changes its sign at b = √(ac) = ${show(root)}.`,
      run: () => go(a, root, c),
    };
  }

  function go(a, b, c) {
    player.stop();
    setAll({ a, b, c });
    left = 180;
    player.start();
  }

  draw();
  calcdrillPredict.form(root, [kindQuestion, tipQuestion, smallestQuestion]);
})();
