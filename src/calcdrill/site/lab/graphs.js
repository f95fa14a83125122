/* Computational graphs: their nodes, values forward and adjoints backward, without a page. */
"use strict";

const calcdrillGraphs = (function () {
  const sigmoid = (x) => 1 / (1 + Math.exp(-x));

  const input = (id, at) => ({ id, at, text: id, from: [] });
  const plus = (id, at, from) => ({
    id,
    at,
    from,
    text: from.join(" + "),
    value: (v) => v[0] + v[1],
    locals: () => [1, 1],
  });
  const minus = (id, at, from) => ({
    id,
    at,
    from,
    text: from.join(" − "),
    value: (v) => v[0] - v[1],
    locals: () => [1, -1],
  });
  const times = (id, at, from) => ({
    id,
    at,
    from,
    text: from.join(" · "),
    value: (v) => v[0] * v[1],
    locals: (v) => [v[1], v[0]],
  });
  const one = (id, at, from, text, value, slope) => ({
    id,
    at,
    from: [from],
    text,
    value: (v) => value(v[0]),
    locals: (v) => [slope(v[0])],
  });

  const GRAPHS = {
    error: {
      title: "Squared error (wx + b − y)²",
      expression: "(w*x + b - y)^2",
      nodes: [
        input("w", [0, 3]),
        input("x", [0, 2]),
        input("b", [0, 1]),
        input("y", [0, 0]),
        times("p", [1.2, 2.5], ["w", "x"]),
        plus("s", [2.2, 1.75], ["p", "b"]),
        minus("e", [3.2, 1.1], ["s", "y"]),
        one(
          "L",
          [4.2, 1.1],
          "e",
          "e²",
          (e) => e * e,
          (e) => 2 * e,
        ),
      ],
    },
    shared: {
      title: "(a + b)(b + 1)",
      expression: "(a + b)*(b + 1)",
      nodes: [
        input("a", [0, 2.4]),
        input("b", [0, 0.6]),
        plus("u", [1.7, 2.4], ["a", "b"]),
        one(
          "v",
          [1.7, 0.6],
          "b",
          "b + 1",
          (b) => b + 1,
          () => 1,
        ),
        times("f", [3.4, 1.5], ["u", "v"]),
      ],
    },
    neuron: {
      title: "A neuron σ(wx + b)",
      expression: "sigmoid(w*x + b)",
      nodes: [
        input("w", [0, 2.8]),
        input("x", [0, 1.6]),
        input("b", [0, 0.4]),
        times("p", [1.3, 2.2], ["w", "x"]),
        plus("z", [2.5, 1.4], ["p", "b"]),
        one("a", [3.7, 1.4], "z", "σ(z)", sigmoid, (z) => sigmoid(z) * (1 - sigmoid(z))),
      ],
    },
  };
  const DEFAULTS = { error: [2, 1.5, -1, 1], shared: [2, 1, 0, 0], neuron: [1.5, 1, -1, 0] };

  const nodesOf = (graph) => GRAPHS[graph].nodes;
  const inputsOf = (graph) => nodesOf(graph).filter((node) => !node.from.length);
  const innerOf = (graph) => nodesOf(graph).filter((node) => node.from.length);

  /* The values, local derivatives and adjoints of all nodes by their ids, for numbers at the inputs. */
  function evaluate(graph, numbers) {
    const value = {},
      adjoint = {},
      locals = {};
    inputsOf(graph).forEach((node, k) => {
      value[node.id] = numbers[k];
    });
    innerOf(graph).forEach((node) => {
      const before = node.from.map((id) => value[id]);
      value[node.id] = node.value(before);
      locals[node.id] = node.locals(before);
    });
    nodesOf(graph).forEach((node) => {
      adjoint[node.id] = 0;
    });
    adjoint[nodesOf(graph)[nodesOf(graph).length - 1].id] = 1;
    innerOf(graph)
      .reverse()
      .forEach((node) =>
        node.from.forEach((id, k) => {
          adjoint[id] += adjoint[node.id] * locals[node.id][k];
        }),
      );
    return { value, adjoint, locals };
  }

  return { GRAPHS, DEFAULTS, nodesOf, inputsOf, innerOf, evaluate };
})();

if (typeof module !== "undefined") module.exports = calcdrillGraphs;
