/* The laboratory of the Jacobian: the local straight map of a grid. */
"use strict";

(function () {
  const { MAPS } = calcdrillFunctions;
  const { show } = calcdrillLab;
  const { pick } = calcdrillPredict;
  const root = calcdrillLab.root("jacobian-map");
  const find = (selector) => root.querySelector(selector);
  const START = MAPS.squares;

  const { state, set, setAll } = calcdrillControls.values(
    root,
    {
      map: { value: "squares", label: "Map", options: Object.keys(MAPS).map((name) => [name, MAPS[name].title]) },
      x: { value: START.point[0], least: -1, most: 2, step: 0.05, label: "*x*" },
      y: { value: START.point[1], least: -1, most: 1, step: 0.05, label: "*y*" },
      side: { value: 0.4, least: 0.01, most: 0.8, log: true, label: "Side of the square" },
    },
    changed,
  );
  const say = calcdrillLab.twin(root);
  const met = calcdrillLab.goal(root);
  const left = calcdrillPlot.plot(find("[data-left]"), { view: START.view, isEqual: true, draw });
  const right = calcdrillPlot.plot(find("[data-right]"), { view: START.image, isEqual: true, draw });
  const grip = left.handle({ label: "Corner of the square: arrow keys move it", step: 0.05, moved: move });
  left.clicked(move);
  const player = calcdrillLab.runner(find("[data-run]"), {
    tick: () => {
      set("side", Number(Math.max(0.02, state.side * 0.95).toPrecision(3)));
      return state.side > 0.02;
    },
    drawn: () => {},
    pace: () => 30,
    pressed: () => {
      if (state.side < 0.1) set("side", 0.6);
    },
  });

  function move(x, y) {
    const view = MAPS[state.map].view;
    setAll({
      x: Number(Math.max(view[0], Math.min(view[1], x)).toFixed(2)),
      y: Number(Math.max(view[2], Math.min(view[3], y)).toFixed(2)),
    });
  }

  function changed(names) {
    const one = MAPS[state.map];
    if (names.includes("map")) {
      left.look(one.view);
      right.look(one.image);
      return setAll({ x: one.point[0], y: one.point[1] });
    }
    if (state.x < one.view[0]) return set("x", one.view[0]);
    if (state.x > one.view[1]) return set("x", one.view[1]);
    draw();
  }

  /* Points along the straight line between two corners. */
  function edge(a, b, many) {
    return Array.from({ length: many + 1 }, (_, k) => [
      a[0] + ((b[0] - a[0]) * k) / many,
      a[1] + ((b[1] - a[1]) * k) / many,
    ]);
  }

  function corners(x, y, side) {
    return [
      [x, y],
      [x + side, y],
      [x + side, y + side],
      [x, y + side],
    ];
  }

  function outline(list) {
    return list.flatMap((corner, k) => edge(corner, list[(k + 1) % 4], 12).slice(0, -1));
  }

  function area(points) {
    return points.reduce((sum, [x, y], k) => {
      const [u, v] = points[(k + 1) % points.length];
      return sum + (x * v - u * y) / 2;
    }, 0);
  }

  function drawGrid(one) {
    const [x0, x1, y0, y1] = one.view,
      before = [],
      after = [];
    for (let k = 0; k <= 10; k++) {
      const x = x0 + ((x1 - x0) * k) / 10,
        y = y0 + ((y1 - y0) * k) / 10;
      for (const line of [edge([x, y0], [x, y1], 40), edge([x0, y], [x1, y], 40)]) {
        before.push(...line, null);
        after.push(...line.map(([u, v]) => one.value(u, v)), null);
      }
    }
    left.path("grid", before, "lq thin faint");
    right.path("grid", after, "lq thin faint");
  }

  function draw() {
    const one = MAPS[state.map],
      { x, y, side } = state,
      base = one.value(x, y),
      [[a, b], [c, d]] = one.jacobian(x, y);
    const straight = ([u, v]) => [base[0] + a * (u - x) + b * (v - y), base[1] + c * (u - x) + d * (v - y)];
    const square = corners(x, y, side),
      image = outline(square).map(([u, v]) => one.value(u, v));
    drawGrid(one);
    left.path("square", square, "a1", true);
    left.arrow("across", x, y, x + side, y, "l1");
    left.arrow("up", x, y, x, y + side, "l1");
    right.path("image", image, "a1", true);
    right.path("linear", square.map(straight), "a2", true);
    right.arrow("across", base[0], base[1], ...straight([x + side, y]), "l2 plain");
    right.arrow("up", base[0], base[1], ...straight([x, y + side]), "l2 plain");
    right.dot("base", base[0], base[1], "f1", 4);
    grip(x, y, `x ${show(x)}, y ${show(y)}`);
    const det = a * d - b * c,
      ratio = area(image) / (side * side);
    const live = {
      a: show(a),
      b: show(b),
      c: show(c),
      d: show(d),
      det: show(det, 4),
      ratio: show(ratio, 4),
      "det-size": show(Math.abs(det), 4),
    };
    for (const name of Object.keys(live))
      root.querySelectorAll(`[data-live="${name}"]`).forEach((place) => {
        place.textContent = live[name];
      });
    const what =
      Math.abs(det) < 1e-9
        ? "the square is squashed flat"
        : det < 0
          ? "the square is turned over"
          : det > 1
            ? "area grows"
            : det < 1
              ? "area shrinks"
              : "area stays the same";
    if (side <= 0.05) met("Close up, the image and the parallelogram can hardly be told apart.");
    say(
      `Map ${one.title} at (${show(x)}, ${show(y)}): the Jacobian has rows (${show(a)}, ${show(b)}) and (${show(c)}, ${show(d)}), determinant ${show(det)}; ${what}. The image of the square with side ${show(side)} has ${show(ratio)} times its area.`,
    );
  }

  const POINTS = [
    [1, 0.5],
    [1.5, -0.5],
    [0.5, 1],
    [2, 0.5],
  ];

  function determinantQuestion(round) {
    const name = pick(["squares", "polar", "shear"], round),
      [x, y] = pick(POINTS, round, 2),
      one = MAPS[name],
      [[a, b], [c, d]] = one.jacobian(x, y);
    const answer = a * d - b * c;
    return {
      ask: `The map is ${one.title}. By which factor does it change the area of a tiny square at (${show(x)}, ${show(y)})? (to within 1 %)`,
      answer,
      wrong: [
        [a * d + b * c, "The determinant is ad − bc: mind the minus."],
        [a + d, "That is the trace, the sum of the diagonal."],
        [a * d, "The other diagonal counts too."],
      ],
      because: `The determinant is ${show(a)}·${show(d)} − (${show(b)})·(${show(c)}) = ${show(answer, 4)}.`,
      run: () => go(name, x, y),
    };
  }

  function entryQuestion(round) {
    const [x, y] = pick(POINTS, round),
      k = round % 4,
      one = MAPS.squares,
      rows = one.jacobian(x, y),
      answer = rows.flat()[k];
    return {
      ask: `The map is (x² − y², 2xy) at (${show(x)}, ${show(y)}). What is the entry in row ${k < 2 ? 1 : 2}, column ${k % 2 ? 2 : 1} of its Jacobian? (to within 1 %)`,
      answer,
      scale: 0.1,
      wrong: [
        [rows[k % 2][k < 2 ? 0 : 1], "Rows belong to outputs, columns to inputs."],
        [-answer, "Mind the sign."],
      ],
      because: `It is the derivative of the ${k < 2 ? "first" : "second"} output by ${k % 2 ? "y" : "x"}: ${show(answer, 4)}.`,
      run: () => go("squares", x, y),
    };
  }

  function go(name, x, y) {
    player.stop();
    const one = MAPS[name];
    setAll({ map: name, side: 0.4 });
    setAll({ x: Math.min(x, one.view[1]), y });
    player.start();
  }

  draw();
  calcdrillPredict.form(root, [determinantQuestion, entryQuestion]);
})();
