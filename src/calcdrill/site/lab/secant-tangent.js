/* The laboratory of secants that become tangents. */
"use strict";

(function () {
  const { CURVES } = calcdrillFunctions;
  const { show } = calcdrillLab;
  const { pick } = calcdrillPredict;
  const root = calcdrillLab.root("secant-tangent");
  const NAMES = ["square", "cubic", "sine", "exponential", "root", "sigmoid", "absolute"];
  const LEAST = 1e-4;

  const { state, set, setAll } = calcdrillControls.values(
    root,
    {
      curve: { value: "square", label: "Function *f*", options: NAMES.map((name) => [name, CURVES[name].title]) },
      a: { value: 1, least: -4, most: 4, step: 0.05, label: "Place *a*" },
      h: { value: 1.2, least: -3, most: 3, step: 0.05, label: "Distance *h*" },
    },
    changed,
  );
  const say = calcdrillLab.twin(root);
  const met = calcdrillLab.goal(root);
  const curve = () => CURVES[state.curve];
  const quotient = (f, a, h) => (f.value(a + h) - f.value(a)) / h;

  const main = calcdrillPlot.plot(root.querySelector("[data-main]"), { view: CURVES.square.view, across: "x", draw });
  const holes = calcdrillPlot.plot(root.querySelector("[data-quotient]"), { view: [-3, 3, -2, 6], across: "h", draw });
  const second = main.handle({
    label: "Second point: arrow keys bring it closer",
    cls: "s2",
    step: 0.05,
    isAcross: true,
    moved: (x) => set("h", apart(x - state.a)),
  });
  const first = main.handle({
    label: "First point, where the tangent touches",
    step: 0.05,
    isAcross: true,
    moved: (x) => set("a", x),
  });

  /* h is never 0. */
  function apart(h) {
    return Math.abs(h) < LEAST ? (h < 0 || state.h < 0 ? -LEAST : LEAST) : Number(h.toFixed(6));
  }

  const player = calcdrillLab.runner(root.querySelector("[data-run]"), {
    tick: () => {
      if (Math.abs(state.h) < 2e-3) return false;
      set("h", Number((state.h * 0.93).toPrecision(4)));
      return true;
    },
    drawn: () => {},
    pace: () => 30,
    pressed: () => {
      if (Math.abs(state.h) < 0.1) set("h", state.h < 0 ? -1.5 : 1.5);
    },
  });

  function changed(names) {
    const f = curve();
    if (names.includes("curve")) {
      main.look(f.view);
      if (f.least !== undefined && state.a < f.least) return set("a", 1);
    }
    if (f.least !== undefined && state.a < f.least) return set("a", f.least);
    if (state.h === 0) return set("h", LEAST);
    if (f.least !== undefined && state.a + state.h < 0) return set("h", apart(f.least - state.a));
    draw();
  }

  function draw() {
    const f = curve(),
      { a, h } = state,
      b = a + h;
    const y = f.value(a),
      slope = f.slope(a),
      chord = quotient(f, a, h);
    const line = (m) => [
      [main.view[0], y + m * (main.view[0] - a)],
      [main.view[1], y + m * (main.view[1] - a)],
    ];
    main.graph("curve", f.value, "l plain");
    main.path(
      "rise",
      [
        [a, y],
        [b, y],
        [b, f.value(b)],
      ],
      "lq dash",
    );
    main.path("secant", line(chord), "l2");
    if (Number.isFinite(slope)) main.path("tangent", line(slope), "l1");
    else main.hide("tangent");
    main.dot("a", a, y, "f1", 3);
    main.dot("b", b, f.value(b), "f2", 3);
    second(b, f.value(b), `x ${show(b)}, distance h ${show(h)}`);
    first(a, y, `x ${show(a)}`);
    drawQuotient(f, a, h, slope);
    tell(f, a, h, slope, chord);
  }

  function drawQuotient(f, a, h, slope) {
    const from = f.least === undefined ? -3 : Math.max(-3, -a);
    const sampled = [from, -1, 1, 3].map((one) => quotient(f, a, one)).filter(Number.isFinite);
    const low = Math.min(...sampled, 0),
      high = Math.max(...sampled, 1),
      room = (high - low) * 0.15;
    const view = [-3, 3, low - room, high + room].map((one) => Number(one.toFixed(1)));
    if (view.join() !== holes.view.join()) holes.look(view);
    holes.graph("left", (x) => quotient(f, a, x), "l plain", [from, -1e-6]);
    holes.graph("right", (x) => quotient(f, a, x), "l plain", [1e-6, 3]);
    if (Number.isFinite(slope)) holes.dot("hole", 0, slope, "hollow f1", 5);
    else holes.hide("hole");
    holes.dot("now", h, quotient(f, a, h), "f2", 5);
  }

  function tell(f, a, h, slope, chord) {
    const has = Number.isFinite(slope);
    const live = {
      rise: show(f.value(a + h) - f.value(a)),
      run: show(h),
      secant: show(chord, 5),
      tangent: has ? show(slope, 5) : "there is none",
      difference: has ? show(chord - slope, 3) : "the slopes from left and right differ",
    };
    for (const name of Object.keys(live))
      root.querySelectorAll(`[data-live="${name}"]`).forEach((place) => {
        place.textContent = live[name];
      });
    if (has && Math.abs(h) <= 0.02)
      met(`The two slopes differ by ${show(Math.abs(chord - slope), 2)} only: the secant has become the tangent.`);
    say(
      `f(x) = ${f.title}. The secant from x = ${show(a)} to x = ${show(a + h)} has slope ${show(chord, 4)}. ` +
        (has
          ? `The tangent at x = ${show(a)} has slope ${show(slope, 4)}; they differ by ${show(Math.abs(chord - slope))}.`
          : `At x = ${show(a)} the curve has a corner: from the right the slope is 1, from the left −1, and there is no tangent.`),
    );
  }

  function go(some, shrink) {
    player.stop();
    setAll(some);
    if (shrink) player.start();
  }

  function secantQuestion(round) {
    const name = pick(["square", "cubic", "square"], round),
      a = pick([-1, 0.5, 1, 1.5, 2], round, 2),
      h = pick([0.5, 1, -0.5], round, 3);
    const f = CURVES[name],
      answer = quotient(f, a, h);
    return {
      ask: `*f*(*x*) = ${f.title}, *a* = ${show(a)}, *h* = ${show(h)}. What is the slope of the secant? (to within 1 %)`,
      answer,
      scale: 0.1,
      wrong: [
        [f.slope(a), "That is the tangent’s slope; the secant’s is rise over run."],
        [answer * h, "That is the rise. Divide it by the run, h."],
      ],
      because: `The rise is f(${show(a + h)}) − f(${show(a)}) = ${show(answer * h, 4)}, the run ${show(h)}: the slope is ${show(answer, 4)}.`,
      run: () => go({ curve: name, a, h }),
    };
  }

  function limitQuestion(round) {
    const name = pick(["square", "cubic"], round),
      a = pick([-2, -1.5, 0.5, 1.5, 2], round, 2),
      f = CURVES[name];
    return {
      ask: `*f*(*x*) = ${f.title} at *a* = ${show(a)}: towards which number does the slope of the secant go as *h* shrinks to 0? (to within 1 %)`,
      answer: f.slope(a),
      scale: 0.1,
      wrong: [
        [f.value(a), "That is the height of the curve, not its slope."],
        [0, "Rise and run both go to 0; their ratio does not."],
      ],
      because: `The derivative there is ${show(f.slope(a), 4)}. Watch the secant.`,
      run: () => go({ curve: name, a, h: 1 }, true),
    };
  }

  function gapQuestion(round) {
    const a = pick([0.5, 1, 1.5], round),
      h = pick([0.1, 0.2, 0.4], round, 2);
    return {
      ask: `*f*(*x*) = x² at *a* = ${show(a)}. By how much is the slope of the secant with *h* = ${show(h)} larger than that of the tangent? (to within 1 %)`,
      answer: h,
      wrong: [
        [h * h, "That is how far the curve rises above its tangent. Divide it by the run."],
        [2 * h, "(2ah + h²)/h is 2a + h; the tangent has 2a."],
      ],
      because: `((a + h)² − a²)/h = 2a + h, so the secant is steeper by exactly h = ${show(h)}, wherever it stands.`,
      run: () => go({ curve: "square", a, h }),
    };
  }

  draw();
  calcdrillPredict.form(root, [secantQuestion, limitQuestion, gapQuestion]);
})();
