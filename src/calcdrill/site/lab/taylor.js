/* The laboratory of Taylor polynomials: order, centre and remainder. */
"use strict";

(function () {
  const { SERIES, polynomial, remainder } = calcdrillFunctions;
  const { show } = calcdrillLab;
  const { pick } = calcdrillPredict;
  const root = calcdrillLab.root("taylor");
  const find = (selector) => root.querySelector(selector);
  const MOST = 12;

  const { state, set, setAll } = calcdrillControls.values(
    root,
    {
      series: {
        value: "exp",
        label: "Function",
        options: Object.keys(SERIES).map((name) => [name, SERIES[name].title]),
      },
      order: { value: 2, least: 0, most: MOST, step: 1, label: "Order *n*" },
      centre: { value: 0, least: -3, most: 3, step: 0.1, label: "Centre *a*" },
      x: { value: 1.5, least: -6, most: 6, step: 0.1, label: "Read at *x*" },
    },
    changed,
  );
  const say = calcdrillLab.twin(root);
  const met = calcdrillLab.goal(root);
  const main = calcdrillPlot.plot(find("[data-main]"), { view: SERIES.exp.view, across: "x", draw });
  const errors = calcdrillPlot.plot(find("[data-errors]"), {
    view: [-0.5, MOST + 0.5, -10, 2],
    isLog: true,
    left: 54,
    across: "order",
    draw,
  });
  const reader = main.handle({
    label: "Place where both are compared",
    cls: "s2",
    step: 0.1,
    isAcross: true,
    moved: (x) => set("x", x),
  });
  const centre = main.handle({
    label: "Centre of the polynomial",
    step: 0.1,
    isAcross: true,
    moved: (x) => set("centre", x),
  });
  const player = calcdrillLab.runner(find("[data-run]"), {
    tick: () => {
      set("order", state.order + 1);
      return state.order < MOST;
    },
    drawn: () => {},
    pace: () => 2,
    pressed: () => {
      if (state.order >= MOST) set("order", 0);
    },
  });

  function inside(value, one) {
    const low = Math.max(one.view[0], one.least === undefined ? -Infinity : one.least);
    const high = Math.min(one.view[1], one.most === undefined ? Infinity : one.most);
    return Number(Math.max(low, Math.min(high, value)).toFixed(2));
  }

  function changed(names) {
    const one = SERIES[state.series];
    if (names.includes("series")) main.look(one.view);
    if (state.order !== Math.round(state.order)) return set("order", Math.round(state.order));
    const a = inside(state.centre, one),
      x = inside(state.x, one);
    if (a !== state.centre || x !== state.x) return setAll({ centre: a, x });
    draw();
  }

  function draw() {
    if (!main || !errors) return;
    const one = SERIES[state.series],
      { order, x } = state,
      a = state.centre;
    const coefficients = one.coefficients(a, order),
      p = (t) => polynomial(coefficients, a, t);
    const reach = one.radius(a),
      value = one.value(x),
      close = p(x);
    main.path(
      "reach",
      Number.isFinite(reach)
        ? [
            [a - reach, main.view[2]],
            [a - reach, main.view[3]],
            null,
            [a + reach, main.view[2]],
            [a + reach, main.view[3]],
          ]
        : [],
      "lq dash",
    );
    main.graph("function", one.value, "l plain");
    main.graph("polynomial", p, "l1 thick");
    main.path(
      "gap",
      [
        [x, value],
        [x, close],
      ],
      "lx plain thick",
    );
    main.dot("value", x, value, "fq", 4);
    main.dot("close", x, close, "f1", 4);
    centre(a, one.value(a), `centre ${show(a)}`);
    reader(x, value, `x ${show(x)}, remainder ${show(value - close)}`);
    drawErrors(one, a, x, value, order);
    tell(one, a, x, order, value, close, reach);
  }

  function drawErrors(one, a, x, value, order) {
    const all = one.coefficients(a, MOST),
      log = (number) => Math.log10(Math.max(number, 1e-12));
    const bounds = [],
      sizes = [];
    for (let n = 0; n <= MOST; n++) {
      sizes.push([n, log(Math.abs(value - polynomial(all.slice(0, n + 1), a, x)))]);
      if (one.top) bounds.push([n, log(remainder(one, a, x, n))]);
    }
    const high = Math.ceil(Math.max(...sizes.concat(bounds).map((point) => point[1]), 0)),
      low = Math.max(-12, Math.floor(Math.min(...sizes.map((point) => point[1])) - 0.5));
    if (errors.view[3] !== high || errors.view[2] !== low)
      errors.look([-0.5, MOST + 0.5, low, Math.max(high, low + 3)]);
    errors.path("bounds", bounds, "lq");
    errors.path("sizes", sizes, "lx plain thin");
    sizes.forEach(([n, size]) => errors.dot(`size-${n}`, n, size, n === order ? "f1" : "fx", n === order ? 6 : 3.5));
  }

  function tell(one, a, x, order, value, close, reach) {
    const most = remainder(one, a, x, order);
    const live = {
      value: show(value, 5),
      approximation: show(close, 5),
      error: show(value - close, 3),
      bound: most === null ? "not worked out here" : show(most, 3),
      radius: Number.isFinite(reach)
        ? `The dashed lines are ${show(reach)} away from the centre. Beyond them more terms make it worse: the series does not converge there.`
        : "For this function the series converges everywhere; it may just take many terms.",
    };
    for (const name of Object.keys(live))
      root.querySelectorAll(`[data-live="${name}"]`).forEach((place) => {
        place.textContent = live[name];
      });
    if (state.series === "log" && order >= 8)
      met("It reaches as far to the right as to the left, where the logarithm breaks down at x = −1.");
    say(
      `${one.title} and its Taylor polynomial of order ${order} around ${show(a)}. At x = ${show(x)} the function is ${show(value, 4)}, the polynomial ${show(close, 4)}: the remainder is ${show(value - close)}` +
        `${most === null ? "" : `, Lagrange’s bound ${show(most)}`}.${Math.abs(x - a) > reach ? " This place is outside the radius of convergence." : ""}`,
    );
  }

  function go(some) {
    player.stop();
    setAll(some);
  }

  function valueQuestion(round) {
    const [name, x, order] = pick(
        [
          ["exp", 1, 2],
          ["exp", 2, 2],
          ["exp", 1, 3],
          ["log", 1, 2],
          ["log", 0.5, 2],
          ["sin", 1, 3],
          ["cos", 1, 2],
          ["geometric", 0.5, 2],
        ],
        round,
      ),
      one = SERIES[name];
    const list = one.coefficients(0, order),
      answer = polynomial(list, 0, x);
    const bare = list.reduce((sum, c, k) => sum + c * [1, 1, 2, 6][k] * Math.pow(x, k), 0);
    return {
      ask: `Take the Taylor polynomial of ${one.title} around 0, of order ${order}. What is its value at *x* = ${show(x)}? (to within 0.5 %)`,
      answer,
      tolerance: 0.005,
      wrong: [
        [one.value(x), "That is the function itself."],
        [bare, "Each derivative is divided by its factorial."],
        [polynomial(list.slice(0, order), 0, x), "The last term is missing."],
      ],
      because: `Its terms at ${show(x)} are ${list
        .map((c, k) => show(c * Math.pow(x, k), 4))
        .filter((word) => word !== "0")
        .join(", ")}: together ${show(answer, 5)}. The function is ${show(one.value(x), 5)}.`,
      run: () => go({ series: name, order, centre: 0, x }),
    };
  }

  function boundQuestion(round) {
    const [order, x] = pick(
        [
          [1, 1],
          [2, 1],
          [3, 1],
          [2, 0.5],
          [1, 0.5],
          [3, 2],
        ],
        round,
      ),
      answer = remainder(SERIES.sin, 0, x, order);
    return {
      ask: `sin *x* is replaced by its Taylor polynomial of order ${order} around 0. All derivatives of the sine are at most 1. Which bound does Lagrange’s remainder give at *x* = ${show(x)}? (to within 1 %)`,
      answer,
      wrong: [
        [(answer * (order + 1)) / x, "The bound comes from the next order, n + 1."],
        [Math.pow(x, order + 1), "Divide by (n + 1)!."],
      ],
      because: `${show(x)}^${order + 1}/${order + 1}! = ${show(answer, 4)}.`,
      run: () => go({ series: "sin", order, centre: 0, x }),
    };
  }

  function radiusQuestion(round) {
    const a = pick([0, 1, 2, 0.5], round);
    return {
      ask: `The Taylor series of ln(1 + *x*) is taken around *a* = ${show(a)}. How far from *a* does it reach at most? (to within 1 %)`,
      answer: 1 + a,
      wrong: [
        [1, "It reaches as far as the nearest place where the function breaks down, x = −1."],
        [a, "Measure from a to the place where the function breaks down, x = −1."],
      ],
      because: `The logarithm breaks down at x = −1, which is ${show(1 + a)} away from ${show(a)}.`,
      run: () => go({ series: "log", order: 8, centre: Math.min(a, 3), x: Math.min(3.9, 2 * a + 1) }),
    };
  }

  draw();
  calcdrillPredict.form(root, [valueQuestion, boundQuestion, radiusQuestion]);
})();
