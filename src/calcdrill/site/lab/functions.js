/* The functions, surfaces and maps of the laboratories with their derivatives; tests/site/test_functions.py differentiates
   each `expression` and compares. */
"use strict";

const calcdrillFunctions = (function () {
  const sigmoid = (x) => 1 / (1 + Math.exp(-x));

  /* Of one variable: `slope` and `bend` are the first and second derivative; `view` is a good part of the plane. */
  const CURVES = {
    square: {
      title: "x²",
      expression: "x^2",
      value: (x) => x * x,
      slope: (x) => 2 * x,
      bend: () => 2,
      view: [-3, 3, -1.5, 5],
    },
    cubic: {
      title: "x³/3 − x",
      expression: "x^3/3 - x",
      value: (x) => (x * x * x) / 3 - x,
      slope: (x) => x * x - 1,
      bend: (x) => 2 * x,
      view: [-3, 3, -2.5, 3],
    },
    sine: {
      title: "sin x",
      expression: "sin(x)",
      value: Math.sin,
      slope: Math.cos,
      bend: (x) => -Math.sin(x),
      view: [-4, 4, -2.2, 2.2],
    },
    exponential: {
      title: "eˣ",
      expression: "exp(x)",
      value: Math.exp,
      slope: Math.exp,
      bend: Math.exp,
      view: [-3, 2.5, -1, 5.5],
    },
    logarithm: {
      title: "ln x",
      expression: "ln(x)",
      value: (x) => (x > 0 ? Math.log(x) : NaN),
      slope: (x) => 1 / x,
      bend: (x) => -1 / (x * x),
      least: 0.05,
      view: [-0.4, 5, -2.2, 2.4],
    },
    root: {
      title: "√x",
      expression: "sqrt(x)",
      value: (x) => (x >= 0 ? Math.sqrt(x) : NaN),
      slope: (x) => 0.5 / Math.sqrt(x),
      bend: (x) => -0.25 / (x * Math.sqrt(x)),
      least: 0.01,
      view: [-0.4, 5, -0.5, 2.8],
    },
    reciprocal: {
      title: "1/x",
      expression: "1/x",
      value: (x) => 1 / x,
      slope: (x) => -1 / (x * x),
      bend: (x) => 2 / (x * x * x),
      least: 0.1,
      view: [-0.3, 4.2, -0.5, 4],
    },
    sigmoid: {
      title: "sigmoid σ(x)",
      expression: "sigmoid(x)",
      value: sigmoid,
      slope: (x) => sigmoid(x) * (1 - sigmoid(x)),
      bend: (x) => sigmoid(x) * (1 - sigmoid(x)) * (1 - 2 * sigmoid(x)),
      view: [-5, 5, -0.6, 1.7],
    },
    absolute: {
      title: "|x|",
      expression: "abs(x)",
      value: Math.abs,
      slope: (x) => (x ? Math.sign(x) : NaN),
      bend: (x) => (x ? 0 : NaN),
      view: [-3, 3, -1, 3.2],
    },
    double: {
      title: "x⁴/4 − x²/2",
      expression: "x^4/4 - x^2/2",
      value: (x) => (x * x * x * x) / 4 - (x * x) / 2,
      slope: (x) => x * x * x - x,
      bend: (x) => 3 * x * x - 1,
      view: [-2.2, 2.2, -0.5, 1.6],
    },
    quartic: {
      title: "x⁴/4 − x",
      expression: "x^4/4 - x",
      value: (x) => (x * x * x * x) / 4 - x,
      slope: (x) => x * x * x - 1,
      bend: (x) => 3 * x * x,
      view: [-1.6, 2.8, -1.4, 4],
    },
    hyperbola: {
      title: "√(1 + x²)",
      expression: "sqrt(1 + x^2)",
      value: (x) => Math.sqrt(1 + x * x),
      slope: (x) => x / Math.sqrt(1 + x * x),
      bend: (x) => 1 / Math.pow(1 + x * x, 1.5),
      view: [-3.2, 3.2, 0, 4],
    },
    parabola: {
      title: "2x² − 3x",
      expression: "2*x^2 - 3*x",
      value: (x) => 2 * x * x - 3 * x,
      slope: (x) => 4 * x - 3,
      bend: () => 4,
      view: [-1.4, 3, -2, 7],
    },
  };

  /* Of two variables: `slope` is the gradient. */
  const FIELDS = {
    bowl: {
      title: "x²/2 + y²",
      expression: "x^2/2 + y^2",
      value: (x, y) => (x * x) / 2 + y * y,
      slope: (x, y) => [x, 2 * y],
      levels: [0.1, 0.4, 0.9, 1.6, 2.5, 3.6, 5, 7],
    },
    tilted: {
      title: "x² + xy + y²",
      expression: "x^2 + x*y + y^2",
      value: (x, y) => x * x + x * y + y * y,
      slope: (x, y) => [2 * x + y, x + 2 * y],
      levels: [0.15, 0.6, 1.4, 2.5, 4, 6, 8.5, 11.5],
    },
    saddle: {
      title: "x · y",
      expression: "x*y",
      value: (x, y) => x * y,
      slope: (x, y) => [y, x],
      levels: [-4, -2.6, -1.6, -0.9, -0.35, 0.0001, 0.35, 0.9, 1.6, 2.6, 4],
    },
    waves: {
      title: "sin x · cos y",
      expression: "sin(x)*cos(y)",
      value: (x, y) => Math.sin(x) * Math.cos(y),
      slope: (x, y) => [Math.cos(x) * Math.cos(y), -Math.sin(x) * Math.sin(y)],
      levels: [-0.9, -0.7, -0.5, -0.3, -0.1, 0.1, 0.3, 0.5, 0.7, 0.9],
    },
    layers: {
      title: "(xy − 1)²",
      expression: "(x*y - 1)^2",
      value: (x, y) => (x * y - 1) * (x * y - 1),
      slope: (x, y) => [2 * y * (x * y - 1), 2 * x * (x * y - 1)],
      levels: [0.03, 0.15, 0.45, 1.0001, 2, 4, 7, 11, 16],
    },
  };

  /* From the plane to the plane: `jacobian` has rows, one for each output. */
  const MAPS = {
    squares: {
      title: "(x² − y², 2xy)",
      expressions: ["x^2 - y^2", "2*x*y"],
      value: (x, y) => [x * x - y * y, 2 * x * y],
      jacobian: (x, y) => [
        [2 * x, -2 * y],
        [2 * y, 2 * x],
      ],
      view: [0, 2, -1, 1],
      image: [-1.2, 4.2, -4.2, 4.2],
      point: [1, 0.5],
    },
    polar: {
      title: "(x cos y, x sin y)",
      expressions: ["x*cos(y)", "x*sin(y)"],
      value: (x, y) => [x * Math.cos(y), x * Math.sin(y)],
      jacobian: (x, y) => [
        [Math.cos(y), -x * Math.sin(y)],
        [Math.sin(y), x * Math.cos(y)],
      ],
      view: [0, 2, -1, 1],
      image: [-0.4, 2.2, -1.8, 1.8],
      point: [1.4, 0.5],
    },
    shear: {
      title: "(x + y/2, y)",
      expressions: ["x + y/2", "y"],
      value: (x, y) => [x + y / 2, y],
      jacobian: () => [
        [1, 0.5],
        [0, 1],
      ],
      view: [-1, 1, -1, 1],
      image: [-1.7, 1.7, -1.3, 1.3],
      point: [0.3, 0.2],
    },
    waves: {
      title: "(x + ½ sin 2y, y + ½ sin 2x)",
      expressions: ["x + sin(2*y)/2", "y + sin(2*x)/2"],
      value: (x, y) => [x + Math.sin(2 * y) / 2, y + Math.sin(2 * x) / 2],
      jacobian: (x, y) => [
        [1, Math.cos(2 * y)],
        [Math.cos(2 * x), 1],
      ],
      view: [-1, 1, -1, 1],
      image: [-1.7, 1.7, -1.7, 1.7],
      point: [0.5, -0.6],
    },
    layer: {
      title: "a layer: (tanh(x + y), tanh(y − x))",
      expressions: ["tanh(x + y)", "tanh(y - x)"],
      value: (x, y) => [Math.tanh(x + y), Math.tanh(y - x)],
      jacobian: (x, y) => {
        const p = 1 - Math.pow(Math.tanh(x + y), 2),
          q = 1 - Math.pow(Math.tanh(y - x), 2);
        return [
          [p, p],
          [-q, q],
        ];
      },
      view: [-1, 1, -1, 1],
      image: [-1.15, 1.15, -1.15, 1.15],
      point: [0.4, 0.2],
    },
  };

  /* The first `order` + 1 coefficients of the Taylor polynomial at a; `remainder` is Lagrange's bound at x, or null. */
  const SERIES = {
    exp: {
      title: "eˣ",
      expression: "exp(x)",
      value: Math.exp,
      radius: () => Infinity,
      view: [-3.5, 3.5, -3, 9],
      coefficients: (a, order) => terms(order, (k) => Math.exp(a) / factorial(k)),
      top: (a, x) => Math.exp(Math.max(a, x)),
    },
    sin: {
      title: "sin x",
      expression: "sin(x)",
      value: Math.sin,
      radius: () => Infinity,
      view: [-7, 7, -3, 3],
      coefficients: (a, order) => terms(order, (k) => wave(a, k) / factorial(k)),
      top: () => 1,
    },
    cos: {
      title: "cos x",
      expression: "cos(x)",
      value: Math.cos,
      radius: () => Infinity,
      view: [-7, 7, -3, 3],
      coefficients: (a, order) => terms(order, (k) => wave(a, k + 1) / factorial(k)),
      top: () => 1,
    },
    log: {
      title: "ln(1 + x)",
      expression: "ln(1 + x)",
      value: (x) => (x > -1 ? Math.log(1 + x) : NaN),
      radius: (a) => 1 + a,
      view: [-1.4, 4, -4, 3],
      least: -0.9,
      coefficients: (a, order) => terms(order, (k) => (k ? -Math.pow(-1 / (1 + a), k) / k : Math.log(1 + a))),
      top: (a, x, n) => factorial(n) / Math.pow(1 + Math.min(a, x), n + 1),
    },
    geometric: {
      title: "1/(1 − x)",
      expression: "1/(1 - x)",
      value: (x) => (x < 1 ? 1 / (1 - x) : NaN),
      radius: (a) => 1 - a,
      view: [-3, 1.6, -4, 6],
      most: 0.9,
      coefficients: (a, order) => terms(order, (k) => Math.pow(1 - a, -k - 1)),
      top: (a, x, n) => factorial(n + 1) / Math.pow(1 - Math.max(a, x), n + 2),
    },
    sigmoid: {
      title: "sigmoid σ(x)",
      expression: "sigmoid(x)",
      value: sigmoid,
      radius: (a) => Math.hypot(Math.PI, a),
      view: [-6, 6, -1.5, 2.5],
      coefficients: logistic,
      top: null,
    },
  };

  function terms(order, one) {
    return Array.from({ length: order + 1 }, (_, k) => one(k));
  }
  function factorial(k) {
    return k < 2 ? 1 : k * factorial(k - 1);
  }
  /* The k-th derivative of the sine. */
  function wave(a, k) {
    return [Math.sin(a), Math.cos(a), -Math.sin(a), -Math.cos(a)][k % 4];
  }
  /* From σ′ = σ − σ². */
  function logistic(a, order) {
    const found = [sigmoid(a)];
    for (let k = 0; k < order; k++) {
      let square = 0;
      for (let i = 0; i <= k; i++) square += found[i] * found[k - i];
      found.push((found[k] - square) / (k + 1));
    }
    return found;
  }

  /* The polynomial with these coefficients around a, at x. */
  function polynomial(coefficients, a, x) {
    return coefficients.reduceRight((sum, one) => sum * (x - a) + one, 0);
  }

  /* How far f(x) may be from its polynomial of this order at a; null where no bound is known. */
  function remainder(series, a, x, order) {
    if (!series.top) return null;
    return (series.top(a, x, order) * Math.pow(Math.abs(x - a), order + 1)) / factorial(order + 1);
  }

  return { CURVES, FIELDS, MAPS, SERIES, polynomial, remainder };
})();

if (typeof module !== "undefined") module.exports = calcdrillFunctions;
