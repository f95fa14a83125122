/* The laboratory of dual numbers: a forward pass, step by step. */
"use strict";

(function () {
  const { show, make } = calcdrillLab;
  const { pick } = calcdrillPredict;
  const root = calcdrillLab.root("dual-numbers");
  const find = (selector) => root.querySelector(selector);
  const sigmoid = (x) => 1 / (1 + Math.exp(-x));

  /* A node computes a value and a slope from those of the nodes before it; `why` says the rule with its numbers. */
  const start = { name: "x", text: "x", rule: (n, x) => [x, 1], why: () => "the input moves at speed 1" };
  const scaled = (name, c, from, label) => ({
    name,
    text: `${show(c)}·${label}`,
    rule: (n) => [c * n[from][0], c * n[from][1]],
    why: (n) => `a constant factor stays: ${show(c)}·${show(n[from][1], 4)}`,
    slip: (n) => [[n[from][1], "The constant factor multiplies the slope too."]],
  });
  const shifted = (name, c, from, label) => ({
    name,
    text: `${label} ${c < 0 ? "−" : "+"} ${show(Math.abs(c))}`,
    rule: (n) => [n[from][0] + c, n[from][1]],
    why: () => "a constant added does not move",
    slip: (n) => [[n[from][1] + c, "The constant has slope 0: it does not count in the slope."]],
  });
  const product = (name, a, b, text) => ({
    name,
    text,
    rule: (n) => [n[a][0] * n[b][0], n[a][1] * n[b][0] + n[a][0] * n[b][1]],
    why: (n) => `product rule: ${show(n[a][1])}·${show(n[b][0])} + ${show(n[a][0])}·${show(n[b][1])}`,
    slip: (n) => [
      [n[a][1] * n[b][1], "The slope of a product is not the product of the slopes."],
      [n[a][1] * n[b][0], "The second factor moves too."],
    ],
  });
  const applied = (name, from, text, f, slope, rule) => ({
    name,
    text,
    rule: (n) => [f(n[from][0]), slope(n[from][0]) * n[from][1]],
    why: (n) => `${rule} at ${show(n[from][0])}, times ${show(n[from][1])}`,
    slip: (n) => [
      [slope(n[from][0]), "Chain rule: times the slope of what is inside."],
      [n[from][1], "The outer function changes the slope too."],
    ],
  });

  const PROGRAMS = {
    power: {
      title: "(2x + 1)³",
      nodes: [
        start,
        scaled("u", 2, 0, "x"),
        shifted("v", 1, 1, "u"),
        applied(
          "y",
          2,
          "v³",
          (v) => v * v * v,
          (v) => 3 * v * v,
          "3v²",
        ),
      ],
      view: [-2.2, 1.4, -8, 16],
    },
    product: {
      title: "x · sin x",
      nodes: [start, applied("u", 0, "sin x", Math.sin, Math.cos, "cos"), product("y", 0, 1, "x·u")],
      view: [-4, 4, -3, 3],
    },
    gauss: {
      title: "exp(−x²)",
      nodes: [
        start,
        product("u", 0, 0, "x·x"),
        scaled("v", -1, 1, "u"),
        applied("y", 2, "exp v", Math.exp, Math.exp, "exp"),
      ],
      view: [-2.6, 2.6, -2, 3],
    },
    neuron: {
      title: "σ(3x − 1)",
      nodes: [
        start,
        scaled("u", 3, 0, "x"),
        shifted("v", -1, 1, "u"),
        applied("y", 2, "σ(v)", sigmoid, (v) => sigmoid(v) * (1 - sigmoid(v)), "σ(1 − σ)"),
      ],
      view: [-2.5, 3, -1.5, 2.5],
    },
    length: {
      title: "√(x² + 1)",
      nodes: [
        start,
        product("u", 0, 0, "x·x"),
        shifted("v", 1, 1, "u"),
        applied("y", 2, "√v", Math.sqrt, (v) => 0.5 / Math.sqrt(v), "1/(2√v)"),
      ],
      view: [-3, 3, -1, 5],
    },
  };

  const { state, setAll } = calcdrillControls.values(
    root,
    {
      program: {
        value: "power",
        label: "Function",
        options: Object.keys(PROGRAMS).map((name) => [name, PROGRAMS[name].title]),
      },
      x: { value: 0.5, least: -2, most: 2, step: 0.05, label: "Input *x*" },
    },
    changed,
  );
  const say = calcdrillLab.twin(root);
  const met = calcdrillLab.goal(root);
  const program = () => PROGRAMS[state.program];
  const main = calcdrillPlot.plot(find("[data-main]"), { view: PROGRAMS.power.view, across: "x", draw });
  let done = 1,
    form = null,
    rows = [];

  /* The dual numbers of all nodes at x. */
  function pass(x) {
    const found = [];
    for (const node of program().nodes) found.push(node.rule(found, x));
    return found;
  }

  const dual = ([value, slope]) => `${show(value, 4)} ${slope < 0 ? "−" : "+"} ${show(Math.abs(slope), 4)} ε`;

  function build() {
    const body = find("[data-rows]");
    body.textContent = "";
    rows = program().nodes.map((node) => {
      const row = body.appendChild(make("tr"));
      calcdrillLab.write(row.appendChild(make("td")), `*${node.name}*`);
      row.appendChild(make("td", {}, node.text));
      return [row, row.appendChild(make("td")), row.appendChild(make("td"))];
    });
  }

  function changed(names) {
    if (names.includes("program")) {
      done = 1;
      build();
      main.look(program().view);
    }
    draw();
    form.ask();
  }

  function draw() {
    const numbers = pass(state.x),
      nodes = program().nodes,
      at = done - 1;
    rows.forEach(([row, value, why], k) => {
      row.classList.toggle("is-now", k === at);
      value.textContent = k < done ? dual(numbers[k]) : "…";
      why.textContent = k < done ? nodes[k].why(numbers) : "";
    });
    const [y, slope] = numbers[at],
      ends = [main.view[0], main.view[1]];
    main.graph("curve", (x) => pass(x)[at][0], "l plain");
    main.path(
      "tangent",
      ends.map((x) => [x, y + slope * (x - state.x)]),
      "l1",
    );
    grip(state.x, y, `x ${show(state.x)}, value ${show(y)}, slope ${show(slope)}`);
    main.word("slope", state.x, y, `${nodes[at].name} = ${nodes[at].text}, slope ${show(slope)}`, "w1", 12, -10);
    find("[data-step]").disabled = done >= nodes.length;
    const rest = nodes.length - done;
    if (done >= nodes.length) met("The last number before ε is the derivative of the whole formula.");
    say(
      `${program().title} at x = ${show(state.x)}. ${at ? `Node ${nodes[at].name} = ${nodes[at].text}` : "The input"} is ${dual(numbers[at])}: its value is ${show(y, 4)}, its slope ${show(slope, 4)}. ` +
        (rest
          ? `${rest} ${rest === 1 ? "node is" : "nodes are"} still to come.`
          : `The derivative at x = ${show(state.x)} is ${show(slope, 4)}.`),
    );
  }

  function next() {
    if (done >= program().nodes.length) return false;
    done += 1;
    draw();
    return done < program().nodes.length;
  }

  const grip = main.handle({
    label: "Input x: arrow keys move it",
    step: 0.05,
    isAcross: true,
    moved: (x) => setAll({ x: Math.max(-2, Math.min(2, x)) }),
  });
  const player = calcdrillLab.runner(find("[data-run]"), {
    tick: next,
    drawn: () => form.ask(),
    pace: () => 1.2,
    pressed: () => {
      if (done >= program().nodes.length) done = 1;
    },
  });
  find("[data-step]").addEventListener("click", () => {
    player.stop();
    next();
    form.ask();
  });
  find("[data-reset]").addEventListener("click", () => {
    player.stop();
    done = 1;
    draw();
    form.ask();
  });

  /* About the next node of the pass on the page; when it is complete, a new one begins. */
  function question(round) {
    const fresh = done >= program().nodes.length;
    const name = fresh
      ? pick(
          Object.keys(PROGRAMS).filter((one) => one !== state.program),
          round,
        )
      : state.program;
    const x = fresh ? pick([-1, 0.5, 1, 1.5], round, 2) : state.x,
      from = fresh ? 1 : done;
    const nodes = PROGRAMS[name].nodes,
      numbers = [];
    for (const node of nodes) numbers.push(node.rule(numbers, x));
    const node = nodes[from],
      given = nodes.slice(0, from).map((one, k) => `${one.name} = ${dual(numbers[k])}`);
    return {
      ask: `${PROGRAMS[name].title}: so far ${given.join(", ")}. The next node is *${node.name}* = ${node.text}. Which number stands before its ε? (to within 1 %)`,
      answer: numbers[from][1],
      scale: 0.05,
      wrong: [...node.slip(numbers), [numbers[from][0], "That is the value. The number before ε is the slope."]],
      because: `It is ${show(numbers[from][1], 4)}: ${node.why(numbers)}.`,
      run: () => {
        player.stop();
        if (fresh) {
          const ask = form.ask;
          form.ask = () => {};
          setAll({ program: name, x });
          form.ask = ask;
        }
        next();
      },
    };
  }

  build();
  form = calcdrillPredict.form(root, [question]);
  draw();
})();
