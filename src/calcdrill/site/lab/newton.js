/* The laboratory of Newton's method beside gradient descent, in one variable. */
"use strict";

(function () {
  const { CURVES } = calcdrillFunctions;
  const { show } = calcdrillLab;
  const { pick } = calcdrillPredict;
  const root = calcdrillLab.root("newton");
  const find = (selector) => root.querySelector(selector);
  const NAMES = ["quartic", "hyperbola", "double", "parabola", "cubic"];
  const MINIMA = { quartic: [1], hyperbola: [0], double: [-1, 1], parabola: [0.75], cubic: [1] };
  const MOST = 40,
    FAR = 1e6;

  const { state, setAll } = calcdrillControls.values(
    root,
    {
      curve: { value: "quartic", label: "Function *f*", options: NAMES.map((name) => [name, CURVES[name].title]) },
      start: { value: 2, least: -3, most: 3, step: 0.05, label: "Start *x*" },
      rate: { value: 0.1, least: 0.01, most: 2, log: true, label: "Learning rate of descent *η*" },
    },
    changed,
  );
  const say = calcdrillLab.twin(root);
  const met = calcdrillLab.goal(root);
  const main = calcdrillPlot.plot(find("[data-main]"), { view: CURVES.quartic.view, across: "x", draw });
  const slopes = calcdrillPlot.plot(find("[data-slopes]"), { view: [-1.6, 2.8, -3, 8], across: "x", draw });
  const distance = calcdrillPlot.plot(find("[data-distance]"), {
    view: [0, 10, -12, 1],
    isLog: true,
    left: 54,
    across: "step",
    draw,
  });
  let steps = 0,
    newton = [],
    descent = [];

  const curve = () => CURVES[state.curve];
  const jump = (f, x) => x - f.slope(x) / f.bend(x);
  const grip = main.handle({
    label: "Start of both methods: arrow keys move it",
    step: 0.05,
    isAcross: true,
    moved: (x) => setAll({ start: Math.max(-3, Math.min(3, x)) }),
  });

  /* The points of a method from the start; it ends where it diverges. */
  function follow(move) {
    const list = [state.start];
    while (list.length <= steps && Math.abs(list[list.length - 1]) < FAR) list.push(move(list[list.length - 1]));
    return list;
  }

  function work() {
    const f = curve();
    newton = follow((x) => jump(f, x));
    descent = follow((x) => x - state.rate * f.slope(x));
  }

  function changed(names) {
    if (names.includes("curve")) {
      const f = curve(),
        [left, right] = f.view;
      main.look(f.view);
      const heights = [left, right, 0, 1, -1].map((x) => f.slope(x)),
        room = 0.15 * (Math.max(...heights) - Math.min(...heights));
      slopes.look([left, right, Math.min(...heights) - room, Math.max(...heights) + room]);
      steps = 0;
    }
    draw();
  }

  const fate = (list, goals) => {
    const x = list[list.length - 1];
    if (!Number.isFinite(x) || Math.abs(x) >= FAR) return "has diverged";
    const goal = goals.find((one) => Math.abs(x - one) < 1e-6);
    if (goal !== undefined) return `has reached the minimum at ${show(goal)}`;
    if (Math.abs(curve().slope(x)) < 1e-6)
      return `sits at x = ${show(x)}, where the slope is 0 but there is no minimum`;
    return `is at x = ${show(x, 4)}`;
  };

  function draw() {
    if (!main || !slopes || !distance) return;
    work();
    const f = curve(),
      last = newton[newton.length - 1],
      x = Number.isFinite(last) ? last : FAR;
    main.graph("curve", f.value, "l plain");
    const y = f.value(x),
      m = f.slope(x),
      c = f.bend(x);
    main.graph("parabola", (t) => y + m * (t - x) + (c / 2) * (t - x) * (t - x), "l1 thin dash");
    main.path(
      "descent",
      descent.map((t) => [t, f.value(t)]),
      "l2 thin",
    );
    main.dots(
      "descent-dots",
      descent.map((t) => [t, f.value(t)]),
      "d2",
    );
    main.dots(
      "newton-dots",
      newton.map((t) => [t, f.value(t)]),
      "d1",
    );
    const next = jump(f, x);
    main.path(
      "jump",
      [
        [next, f.value(next)],
        [next, y + m * (next - x) + (c / 2) * (next - x) * (next - x)],
      ],
      "l1 thin",
    );
    main.dot("descent-now", descent[descent.length - 1], f.value(descent[descent.length - 1]), "f2", 5.5);
    main.dot("newton-now", x, y, "f1", 5.5);
    grip(state.start, f.value(state.start), `start ${show(state.start)}`);
    drawSlopes(f);
    drawDistance();
    tell(f);
  }

  function drawSlopes(f) {
    const zigzag = [];
    newton.forEach((x, k) => {
      zigzag.push([x, 0], [x, f.slope(x)]);
      if (k < newton.length - 1) zigzag.push([newton[k + 1], 0]);
      zigzag.push(null);
    });
    const x = newton[newton.length - 1],
      next = jump(f, x);
    slopes.graph("slope", f.slope, "l plain");
    slopes.path("zigzag", zigzag, "l1");
    slopes.path(
      "next",
      [
        [x, f.slope(x)],
        [next, 0],
      ],
      "l1 thin dash",
    );
    slopes.dot("now", x, f.slope(x), "f1", 5);
  }

  function drawDistance() {
    const goals = MINIMA[state.curve],
      far = (x) => Math.log10(Math.max(1e-13, Math.min(...goals.map((one) => Math.abs(x - one)))));
    const wide = Math.max(10, Math.ceil(steps / 10) * 10);
    if (distance.view[1] !== wide) distance.look([0, wide, -12, 1]);
    /** @type {any[][]} */ ([
      ["newton", newton, 1],
      ["descent", descent, 2],
    ]).forEach(([name, list, k]) => {
      const points = list.map((x, n) => [n, far(x)]);
      distance.path(name, points, `l${k}`);
      distance.dots(`${name}-dots`, points, `d${k}`);
    });
  }

  function tell(f) {
    const goals = MINIMA[state.curve],
      first = jump(f, state.start);
    const live = {
      steps: String(steps),
      newton: show(newton[newton.length - 1], 7),
      descent: show(descent[descent.length - 1], 7),
      formula: `${show(state.start)} − ${show(f.slope(state.start))}/${show(f.bend(state.start))} = ${show(first, 4)}`,
      "descent-first": show(state.start - state.rate * f.slope(state.start), 4),
    };
    for (const name of Object.keys(live))
      root.querySelectorAll(`[data-live="${name}"]`).forEach((place) => {
        place.textContent = live[name];
      });
    if (state.curve === "hyperbola" && steps && Math.abs(state.start) > 1)
      met("Outside of 1 each step is longer than the last: x becomes −x³.");
    say(
      steps
        ? `${f.title}, after ${steps} ${steps === 1 ? "step" : "steps"} from ${show(state.start)}: Newton ${fate(newton, goals)}; gradient descent with rate ${show(state.rate)} ${fate(descent, goals)}.`
        : `${f.title}. Both methods start at x = ${show(state.start)}, where the slope is ${show(f.slope(state.start))} and the curvature ${show(f.bend(state.start))}. The dashed parabola has its bottom at ${show(first)}.`,
    );
  }

  function tick() {
    if (steps >= limit) return false;
    steps += 1;
    draw();
    return steps < limit;
  }
  let limit = 10;
  const player = calcdrillLab.runner(find("[data-run]"), {
    tick,
    drawn: () => {},
    pace: () => 2.5,
    pressed: () => {
      limit = Math.min(MOST, steps + 10);
    },
  });
  find("[data-step]").addEventListener("click", () => {
    player.stop();
    limit = Math.min(MOST, steps + 1);
    tick();
  });
  find("[data-reset]").addEventListener("click", () => {
    player.stop();
    steps = 0;
    draw();
  });

  function go(some, many) {
    player.stop();
    steps = 0;
    setAll(some);
    limit = many;
    player.start();
  }

  function nextQuestion(round) {
    const [name, start] = pick(
        [
          ["quartic", 2],
          ["double", 2],
          ["hyperbola", 0.5],
          ["cubic", 2],
          ["quartic", 0.5],
          ["cubic", 3],
          ["parabola", 2],
        ],
        round,
      ),
      f = CURVES[name];
    const answer = jump(f, start),
      m = f.slope(start),
      c = f.bend(start);
    return {
      ask: `*f*(*x*) = ${f.title}. Newton’s method for a minimum starts at *x* = ${show(start)}. Where does its first step lead? (to within 1 %)`,
      answer,
      scale: 0.1,
      wrong: [
        [start + m / c, "Newton subtracts slope over curvature."],
        [start - f.value(start) / m, "That is Newton for a zero of f. For a minimum use f′ over f″."],
        [m / c, "That is the length of the step; the new point is the start minus it."],
        [start - c / m, "Slope over curvature, not the other way round."],
      ],
      because: `The slope is ${show(m, 4)} and the curvature ${show(c, 4)}, so it goes to ${show(start)} ${m / c < 0 ? "+" : "−"} ${show(Math.abs(m / c), 4)} = ${show(answer, 4)}.`,
      run: () => go({ curve: name, start }, 1),
    };
  }

  function flyQuestion(round) {
    const start = pick([0.9, 1.2, 0.5, 1.1], round),
      choices = [
        ["yes", "y", "it does"],
        ["no", "n", "it does not", "it diverges"],
      ];
    return {
      ask: `On √(1 + *x*²) Newton’s step is *x* → −*x*³. It starts at ${show(start)}. Does it reach the minimum at 0? (yes or no)`,
      answer: start < 1 ? choices[0] : choices[1],
      choices,
      because: `${show(start)}³ = ${show(start ** 3, 4)}, ${start < 1 ? "closer to 0 than before, and each step is closer still." : "further away than before, and each step is further still."}`,
      run: () => go({ curve: "hyperbola", start }, start < 1 ? 6 : 5),
    };
  }

  function maximumQuestion(round) {
    const start = pick([0.3, 0.4, 0.2], round);
    return {
      ask: `*f*(*x*) = x⁴/4 − x²/2 has minima at 1 and −1 and a maximum at 0. Newton’s method starts at ${show(start)}. To which of the three does it go? (type 0, 1 or −1)`,
      answer: 0,
      scale: 1,
      tolerance: 0.01,
      wrong: [[1, "Near 0 the curvature is negative: the parabola opens downward, and Newton goes to its top."]],
      because: `At ${show(start)} the curvature ${show(CURVES.double.bend(start))} is negative, so the jump goes to the top of the parabola: Newton climbs to the maximum. Descent would go to 1.`,
      run: () => go({ curve: "double", start }, 6),
    };
  }

  changed(["curve"]);
  calcdrillPredict.form(root, [nextQuestion, flyQuestion, maximumQuestion]);
})();
