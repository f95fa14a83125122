/* Gradient descent and its relatives on six surfaces of two variables: numbers only, no page.
   Conventions of the exercises: v ← βv + g, w ← w − ηv. Python repeats these numbers in tests/site/test_descent.py. */
"use strict";

const calcdrillDescent = (function () {
  const MODULUS = 2147483647;
  const MULTIPLIER = 48271;
  const BETA2 = 0.999;
  const EPSILON = 1e-8;
  const FAR = 1e6;

  /* `curvatures`: second derivatives along x and y where they are the same everywhere, else null.
     `flattest`, `sharpest`: the least and largest curvature at the minimum that the bound is for. `slope` is without noise. */
  const SURFACES = {
    bowl: {
      title: "Bowl",
      expression: "(x^2 + 2*y^2)/2",
      formula: "½(x² + 2y²)",
      rate: 0.1,
      value: (x, y) => (x * x + 2 * y * y) / 2,
      slope: (x, y) => [x, 2 * y],
      curvatures: [1, 2],
      flattest: 1,
      sharpest: 2,
      goals: [[0, 0]],
      start: [-2.5, 1.5],
      view: [-3.2, 3.2, -2.1, 2.1],
      levels: [0.05, 0.2, 0.5, 1, 1.7, 2.6, 3.8, 5.4, 7.4],
      noise: 0,
    },
    valley: {
      title: "Narrow valley",
      expression: "(x^2 + 20*y^2)/2",
      formula: "½(x² + 20y²)",
      rate: 0.08,
      value: (x, y) => (x * x + 20 * y * y) / 2,
      slope: (x, y) => [x, 20 * y],
      curvatures: [1, 20],
      flattest: 1,
      sharpest: 20,
      goals: [[0, 0]],
      start: [-2.5, 1],
      view: [-3.2, 3.2, -2.1, 2.1],
      levels: [0.05, 0.3, 1, 2.2, 4, 7, 12, 19, 29, 41],
      noise: 0,
    },
    saddle: {
      title: "Saddle",
      expression: "(x^2 - y^2)/2",
      formula: "½(x² − y²)",
      rate: 0.1,
      value: (x, y) => (x * x - y * y) / 2,
      slope: (x, y) => [x, -y],
      curvatures: [1, -1],
      flattest: -1,
      sharpest: 1,
      goals: [],
      start: [-2.5, 0.1],
      view: [-3.2, 3.2, -2.1, 2.1],
      levels: [-1.8, -1.2, -0.7, -0.3, -0.06, 0.06, 0.3, 0.8, 1.5, 2.4, 3.6],
      noise: 0,
    },
    "two-wells": {
      title: "Two wells",
      expression: "x^4/4 - x^3/3 - x^2 + y^2 + 8/3",
      formula: "¼x⁴ − ⅓x³ − x² + y² + 8⁄3",
      rate: 0.05,
      value: (x, y) => (x * x * x * x) / 4 - (x * x * x) / 3 - x * x + y * y + 8 / 3,
      slope: (x, y) => [x * x * x - x * x - 2 * x, 2 * y],
      curvatures: null,
      flattest: 2,
      sharpest: 6,
      goals: [
        [2, 0],
        [-1, 0],
      ],
      start: [-1.9, 1.4],
      view: [-2.5, 3.5, -2, 2],
      levels: [0.1, 0.4, 0.9, 1.5, 2.1, 2.45, 2.66666, 3.1, 4, 5.4, 7.5],
      noise: 0,
    },
    rosenbrock: {
      title: "Rosenbrock’s banana",
      expression: "(1 - x)^2 + 100*(y - x^2)^2",
      formula: "(1 − x)² + 100(y − x²)²",
      rate: 0.001,
      value: (x, y) => (1 - x) * (1 - x) + 100 * (y - x * x) * (y - x * x),
      slope: (x, y) => [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)],
      curvatures: null,
      flattest: 400 / (501 + Math.sqrt(250601)),
      sharpest: 501 + Math.sqrt(250601),
      goals: [[1, 1]],
      start: [-1.2, 1],
      view: [-2.1, 2.1, -0.8, 1.95],
      levels: [0.15, 0.7, 2.2, 6, 16, 45, 120, 300, 700],
      noise: 0,
    },
    noisy: {
      title: "Noisy loss",
      expression: "(x^2 + 4*y^2)/2",
      formula: "½(x² + 4y²), its slope blurred by noise",
      rate: 0.1,
      value: (x, y) => (x * x + 4 * y * y) / 2,
      slope: (x, y) => [x, 4 * y],
      curvatures: [1, 4],
      flattest: 1,
      sharpest: 4,
      goals: [[0, 0]],
      start: [-2.5, 1.5],
      view: [-3.2, 3.2, -2.1, 2.1],
      levels: [0.05, 0.2, 0.6, 1.3, 2.3, 3.6, 5.4, 8, 11],
      noise: 2,
    },
  };

  const OPTIMISERS = {
    descent: { title: "Gradient descent" },
    momentum: { title: "Momentum" },
    nesterov: { title: "Nesterov" },
    adam: { title: "Adam" },
  };

  /* The next number of the generator; a whole number from 1 to MODULUS − 1 (Lehmer's, exact in double precision). */
  function follow(seed) {
    return (seed * MULTIPLIER) % MODULUS;
  }

  /* Before the first step. */
  function begin(start, seed) {
    return { step: 0, x: start[0], y: start[1], vx: 0, vy: 0, sx: 0, sy: 0, seed: seed || 1 };
  }

  /* One draw with mean 0 and variance 1 (three uniform numbers), and the seed after it. */
  function draw(seed) {
    const a = follow(seed);
    const b = follow(a);
    const c = follow(b);
    return [2 * ((a + b + c) / MODULUS - 1.5), c];
  }

  /* The slope that the optimiser is shown, and the seed after it. */
  function seen(surface, x, y, seed) {
    const slope = surface.slope(x, y);
    if (!surface.noise) return [slope[0], slope[1], seed];
    const first = draw(seed);
    const second = draw(first[1]);
    return [slope[0] + surface.noise * first[0], slope[1] + surface.noise * second[0], second[1]];
  }

  /* The state after one step; `settings` has `rate` (η) and `momentum` (β; Adam's β₁). */
  function advance(surface, optimiser, settings, state) {
    const rate = settings.rate;
    const beta = optimiser === "descent" ? 0 : settings.momentum;
    const ahead = optimiser === "nesterov" ? rate * beta : 0;
    const g = seen(surface, state.x - ahead * state.vx, state.y - ahead * state.vy, state.seed);
    const step = state.step + 1;
    if (optimiser === "adam") return adam(rate, beta, state, g, step);
    const vx = beta * state.vx + g[0];
    const vy = beta * state.vy + g[1];
    return { step: step, x: state.x - rate * vx, y: state.y - rate * vy, vx: vx, vy: vy, sx: 0, sy: 0, seed: g[2] };
  }

  function adam(rate, beta, state, g, step) {
    const vx = beta * state.vx + (1 - beta) * g[0];
    const vy = beta * state.vy + (1 - beta) * g[1];
    const sx = BETA2 * state.sx + (1 - BETA2) * g[0] * g[0];
    const sy = BETA2 * state.sy + (1 - BETA2) * g[1] * g[1];
    const mean = 1 - Math.pow(beta, step);
    const square = 1 - Math.pow(BETA2, step);
    const x = state.x - (rate * (vx / mean)) / (Math.sqrt(sx / square) + EPSILON);
    const y = state.y - (rate * (vy / mean)) / (Math.sqrt(sy / square) + EPSILON);
    return { step: step, x: x, y: y, vx: vx, vy: vy, sx: sx, sy: sy, seed: g[2] };
  }

  /* Whether a run is over because it diverged. */
  function isLost(state) {
    return !(Math.abs(state.x) < FAR && Math.abs(state.y) < FAR);
  }

  /* All states of a run, the start first; it ends early where it diverges. */
  function run(surface, optimiser, settings, start, steps, seed) {
    const states = [begin(start, seed)];
    while (states.length <= steps && !isLost(states[states.length - 1])) {
      states.push(advance(surface, optimiser, settings, states[states.length - 1]));
    }
    return states;
  }

  /* By how much the distance along a direction of curvature λ shrinks or grows each step in the long run. */
  function factor(optimiser, rate, beta, curvature) {
    const plain = 1 - rate * curvature;
    if (optimiser === "descent") return Math.abs(plain);
    const sum = optimiser === "nesterov" ? (1 + beta) * plain : beta + plain;
    const product = optimiser === "nesterov" ? beta * plain : beta;
    const inside = sum * sum - 4 * product;
    return inside < 0 ? Math.sqrt(product) : (Math.abs(sum) + Math.sqrt(inside)) / 2;
  }

  /* The learning rate at which a direction of curvature λ > 0 stops shrinking; Adam has none (null). */
  function bound(optimiser, beta, curvature) {
    if (optimiser === "descent") return 2 / curvature;
    if (optimiser === "momentum") return (2 * (1 + beta)) / curvature;
    if (optimiser === "nesterov") return (2 * (1 + beta)) / ((1 + 2 * beta) * curvature);
    return null;
  }

  /* The rate and momentum at which the slowest of two curvatures shrinks fastest (Polyak's). */
  function best(least, most) {
    const low = Math.sqrt(least);
    const high = Math.sqrt(most);
    return { rate: Math.pow(2 / (low + high), 2), momentum: Math.pow((high - low) / (high + low), 2) };
  }

  return { SURFACES, OPTIMISERS, begin, advance, run, isLost, factor, bound, best, draw };
})();

if (typeof module !== "undefined") module.exports = calcdrillDescent;
