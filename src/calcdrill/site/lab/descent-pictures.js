/* The three pictures of the descent laboratory: the map, the curves of the loss, and learning rate against momentum. */
"use strict";

function calcdrillDescentPictures(root, touched) {
  const { SURFACES, factor, bound, best } = calcdrillDescent;
  const { plot, contours } = calcdrillPlot;
  const { show } = calcdrillLab;
  const NAMES = Object.keys(calcdrillDescent.OPTIMISERS);
  const DOTS = 80,
    SPEEDS = [0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1];
  let last = null,
    drawnSurface = "",
    drawnCurve = "",
    drawnStability = "";

  const map = plot(root.querySelector("[data-map]"), {
    view: SURFACES.valley.view,
    isEqual: true,
    across: "x",
    up: "y",
    draw: () => {
      drawnSurface = "";
      drawMap(last);
    },
  });
  const curve = plot(root.querySelector("[data-curve]"), {
    view: [0, 20, -3, 1],
    isLog: true,
    across: "step",
    left: 54,
    draw: () => {
      drawnCurve = "";
      drawCurve(last);
    },
  });
  const stability = plot(root.querySelector("[data-stability]"), {
    view: [0, 0.2, 0, 1],
    across: "learning rate η",
    up: "momentum β",
    left: 40,
    draw: () => {
      drawnStability = "";
      drawStability(last);
    },
  });

  function drawMarks(surface) {
    surface.goals.forEach(([x, y], k) => map.word(`goal-${k}`, x, y, "+", "wq p-plus", -4, 5));
    for (let k = surface.goals.length; k < 2; k++) map.hide(`goal-${k}`);
    if (surface.goals.length) map.hide("saddle");
    else map.word("saddle", 0, 0, "saddle", "wq", 6, -6);
  }

  function drawMap(e) {
    const surface = SURFACES[e.surface];
    if (drawnSurface !== e.surface) {
      drawnSurface = e.surface;
      map.look(surface.view);
      contours(map, calcdrillContour.sample(surface.value, map.view, 200, 134), surface.levels);
      drawMarks(surface);
    }
    NAMES.forEach((name, k) => {
      const keys = [`path-${name}`, `dots-${name}`, `end-${name}`];
      if (!e.beside.includes(name)) return map.hide(...keys);
      const points = e.paths[name].map((state) => [state.x, state.y]);
      map.path(keys[0], points, `l${k + 1}${points.length > DOTS ? " thin" : ""}`);
      if (points.length <= DOTS) map.dots(keys[1], points, `d${k + 1}`);
      else map.hide(keys[1]);
      map.dot(keys[2], points[points.length - 1][0], points[points.length - 1][1], `f${k + 1}`, 5.5);
    });
    drawDownhill(e, surface);
    grip(
      e.start[0],
      e.start[1],
      `start at x ${show(e.start[0])}, y ${show(e.start[1])}, loss ${show(surface.value(...e.start))}`,
    );
  }

  /* Before the first step: the way against the slope, with a length that says how steep it is. */
  function drawDownhill(e, surface) {
    const [gx, gy] = surface.slope(...e.start),
      steep = Math.hypot(gx, gy);
    if (e.steps || !steep) return map.hide("downhill");
    const scale = (0.25 + 0.55 * (steep / (steep + 10))) / steep;
    map.arrow("downhill", e.start[0], e.start[1], e.start[0] - gx * scale, e.start[1] - gy * scale, "lq");
  }

  /* --- The loss against the steps --- */

  function heights(e, name) {
    const surface = SURFACES[e.surface],
      isLog = e.surface !== "saddle";
    const every = Math.max(1, Math.floor(e.paths[name].length / 300)),
      list = [];
    e.paths[name].forEach((state, k) => {
      if (k % every && k !== e.paths[name].length - 1) return;
      const loss = surface.value(state.x, state.y);
      list.push([k, isLog ? Math.log10(Math.max(loss, 1e-16)) : loss]);
    });
    return list;
  }

  function scaleCurve(e, lists) {
    const isLog = e.surface !== "saddle";
    const all = lists.flat().map((point) => point[1]);
    const first = all.length ? lists[0][0][1] : 0;
    let top = Math.ceil(Math.min(Math.max(...all), first + 2) + 1e-9),
      low = Math.floor(Math.max(Math.min(...all), -10) + 1e-9);
    if (!isLog) [low, top] = [-6, 6];
    else if (top - low < 3) low = top - 3;
    const key = `${e.limit} ${low} ${top} ${isLog}`;
    if (key === drawnCurve) return;
    drawnCurve = key;
    curve.options.isLog = isLog;
    curve.options.up = isLog ? "loss" : "loss (falls without end)";
    curve.look([0, e.limit, low, top]);
  }

  function drawCurve(e) {
    const lists = e.beside.map((name) => heights(e, name));
    scaleCurve(e, lists);
    drawParts(e);
    NAMES.forEach((name, k) => {
      const place = e.beside.indexOf(name);
      if (place < 0) return curve.hide(`c-${name}`, `e-${name}`);
      const list = lists[place],
        end = list[list.length - 1];
      curve.path(`c-${name}`, list, `l${k + 1}`);
      curve.dot(`e-${name}`, end[0], end[1], `f${k + 1}`, 4);
    });
  }

  /* The two directions' parts of the loss, where they add up, and the steps at which each is down to one hundredth. */
  function drawParts(e) {
    const surface = SURFACES[e.surface];
    const doesAdd = surface.curvatures && surface.goals.length && !surface.noise && e.steps > 0;
    ["flat", "steep"].forEach((name, k) => {
      const keys = [`part-${name}`, `mark-${name}`, `word-${name}`];
      if (!doesAdd) return curve.hide(...keys);
      const half = surface.curvatures[k] / 2;
      const list = e.paths[e.optimiser].map((state, n) => [
        n,
        Math.log10(Math.max(half * Math.pow(k ? state.y : state.x, 2), 1e-16)),
      ]);
      curve.path(keys[0], list, "lq faint");
      const step = milestone(list);
      if (step === null || list[step][1] < curve.view[2]) return curve.hide(keys[1], keys[2]);
      curve.dot(keys[1], step, list[step][1], "hollow fq", 4);
      curve.word(keys[2], e.limit, curve.view[3], `${name} part: 1 % at step ${step}`, "wq", 0, k ? 36 : 20);
    });
  }

  /* The step from which on a list of logarithms stays two below its first, or null. */
  function milestone(list) {
    let step = list.length;
    while (step > 0 && list[step - 1][1] < list[0][1] - 2) step -= 1;
    return step < list.length && step > 0 ? step : null;
  }

  /* --- Every learning rate with every momentum --- */

  function drawStability(e) {
    const { flattest, sharpest } = SURFACES[e.surface];
    const name = e.optimiser === "nesterov" ? "nesterov" : "momentum";
    const lambdas = flattest > 0 ? [flattest, sharpest] : [sharpest];
    const slowest = (rate, beta) =>
      Math.max(...lambdas.map((lambda) => factor(name, rate, Math.min(beta, 0.9999), lambda)));
    if (drawnStability !== e.surface + name) {
      drawnStability = e.surface + name;
      stability.look([0, 4.2 / sharpest, 0, 1]);
      const inside = (rate, beta) =>
        rate <= 0 || beta < 0 || beta > 1
          ? slowest(Math.max(rate, 0), Math.min(1, Math.max(0, beta)))
          : slowest(rate, beta);
      contours(stability, calcdrillContour.sample(inside, stability.view, 160, 120), SPEEDS);
      drawBorders(name, sharpest, flattest);
    }
    const beta = e.optimiser === "descent" ? 0 : e.momentum;
    const speed = slowest(e.rate, beta);
    const inView = Math.min(e.rate, stability.view[1]);
    ring(
      inView,
      beta,
      `learning rate ${show(e.rate)}, momentum ${show(beta)}: ${speed < 1 ? `the slower direction is multiplied by ${show(speed, 4)} a step` : "diverges"}`,
    );
    const label = speed < 1 ? `× ${show(speed, 4)} a step` : "diverges";
    stability.word("speed", inView, beta, label, speed < 1 ? "w1" : "wx", 12, beta > 0.85 ? 22 : -10);
  }

  function drawBorders(name, sharpest, flattest) {
    const limits = [],
      ripples = [];
    for (let beta = 0; beta <= 1.0001; beta += 0.02) limits.push([bound(name, beta, sharpest), beta]);
    for (let k = 0; k <= 120; k++) {
      const rate = (k / 120) * (4 / sharpest);
      const swing = Math.pow(1 - Math.sqrt(rate * sharpest), 2),
        plain = 1 - rate * sharpest;
      /* Nesterov's roots are complex where (1 + β)²(1 − ηλ) < 4β. */
      const nesterov = plain > 0 ? Math.pow((1 - Math.sqrt(1 - plain)) / Math.sqrt(plain), 2) : NaN;
      const beta = name === "momentum" ? swing : nesterov;
      ripples.push([rate, beta <= 1 ? beta : NaN]);
    }
    stability.path("ripples", ripples, "lq dash");
    stability.path("limit", limits, "lx plain");
    const top = bound(name, 0.62, sharpest);
    stability.word("limit-word", top, 0.62, "diverges", "wx", 8, 4);
    if (flattest > 0 && name === "momentum") {
      const one = best(flattest, sharpest);
      stability.word("star", one.rate, one.momentum, "★", "wq", -5, 5);
    } else stability.hide("star");
  }

  const grip = map.handle({
    label: "Start of all runs: drag, or move with the arrow keys",
    step: 0.05,
    moved: (x, y) => touched.started(Math.max(-4, Math.min(4, x)), Math.max(-4, Math.min(4, y))),
  });
  const ring = stability.handle({
    label: "Learning rate and momentum: drag, or move with the arrow keys",
    steps: () => [stability.view[1] / 84, 0.01],
    moved: (rate, beta) => touched.set(Number(rate.toPrecision(4)), Number(beta.toFixed(3))),
  });
  map.clicked((x, y) => touched.started(Number(x.toFixed(2)), Number(y.toFixed(2))));
  stability.clicked((rate, beta) => touched.set(Number(rate.toPrecision(3)), Number(beta.toFixed(2))));

  return {
    draw(experiment) {
      last = experiment;
      drawMap(experiment);
      drawCurve(experiment);
      drawStability(experiment);
    },
  };
}
