/* The laboratory of the computational graph: values forward, adjoints backward. */
"use strict";

(function () {
  const { show } = calcdrillLab;
  const root = calcdrillLab.root("computational-graph");
  const find = (selector) => root.querySelector(selector);
  const { GRAPHS, DEFAULTS, nodesOf, inputsOf, innerOf, evaluate } = calcdrillGraphs;
  const SLOTS = ["a", "b", "c", "d"];
  const slot = (value, label) => ({ value, least: -3, most: 3, step: 0.1, label });

  const { state, setAll } = calcdrillControls.values(
    root,
    {
      graph: { value: "error", label: "Graph", options: Object.keys(GRAPHS).map((name) => [name, GRAPHS[name].title]) },
      a: slot(2, "*w*"),
      b: slot(1.5, "*x*"),
      c: slot(-1, "*b*"),
      d: slot(1, "*y*"),
    },
    changed,
  );
  const say = calcdrillLab.twin(root);
  const met = calcdrillLab.goal(root);
  const main = calcdrillPlot.plot(find("[data-main]"), { view: [-0.55, 4.75, -0.6, 3.6], isBare: true, draw });
  const rows = SLOTS.map((name) => find(`[data-control="${name}"]`).closest(".lab-control"));
  let done = 0,
    form = null;

  const nodes = () => nodesOf(state.graph);
  const inputs = () => inputsOf(state.graph);
  const inner = () => innerOf(state.graph);
  const many = () => 2 * inner().length + 1;

  const numbers = () => SLOTS.map((name) => state[name]);

  /* Step k: first the inner nodes get values, then the last one its adjoint 1, then each hands it back. */
  function stage(k) {
    const chain = inner();
    if (k < chain.length) return { kind: "value", node: chain[k] };
    if (k === chain.length) return { kind: "seed", node: chain[chain.length - 1] };
    return { kind: "back", node: chain[2 * chain.length - k] };
  }

  /* The nodes whose adjoint is complete after `count` steps: all that they feed have handed back. */
  function complete(id, count) {
    const chain = inner(),
      handed = count - chain.length - 1;
    if (handed < 0) return false;
    const feeds = chain.filter((node) => node.from.includes(id));
    return feeds.every((node) => chain.length - 1 - chain.indexOf(node) < handed);
  }

  function changed(names) {
    if (names.includes("graph")) return turnTo();
    draw();
    form.ask();
  }

  /* To the chosen graph with its own inputs. */
  function turnTo() {
    done = 0;
    labels();
    setAll(Object.fromEntries(SLOTS.map((one, k) => [one, DEFAULTS[state.graph][k]])));
  }

  function labels() {
    rows.forEach((row, k) => {
      const node = inputs()[k];
      const inText = find(`[data-input="${SLOTS[k]}"]`);
      row.hidden = inText.hidden = !node;
      if (!node) return;
      inText.firstChild.textContent = node.id;
      inText.querySelector("b").setAttribute("aria-label", node.id);
      calcdrillLab.write(row.querySelector("label"), `*${node.id}*`);
      row.querySelector('[type="range"]').setAttribute("aria-label", `${node.id}, slider`);
    });
  }

  function draw() {
    const found = evaluate(state.graph, numbers()),
      chain = inner(),
      now = done ? stage(done - 1) : null;
    const shown = new Set();
    const narrow = main.svg.clientWidth < 460,
      w = narrow ? 0.3 : 0.38,
      h = 0.22;
    nodes().forEach((node) => {
      node.from.forEach((id, k) => {
        const from = nodes().find((other) => other.id === id),
          key = `edge-${id}-${node.id}`;
        shown.add(key);
        const isBack = now && now.kind === "back" && now.node === node;
        main.arrow(
          key,
          from.at[0] + w,
          from.at[1],
          node.at[0] - w,
          node.at[1] + (k ? -0.1 : node.from.length > 1 ? 0.1 : 0),
          isBack ? "l2 plain" : "lq",
        );
        if (done > chain.length && chain.length - 1 - chain.indexOf(node) < done - chain.length - 1) {
          shown.add(`${key}-word`);
          main.word(
            `${key}-word`,
            (from.at[0] + node.at[0]) / 2,
            (from.at[1] + node.at[1]) / 2,
            `× ${show(found.locals[node.id][k])}`,
            "wq",
            -12,
            -5,
          );
        }
      });
    });
    nodes().forEach((node) => {
      const [x, y] = node.at,
        key = `node-${node.id}`;
      const isKnown = !node.from.length || chain.indexOf(node) < done;
      [key, `${key}-name`, `${key}-value`, `${key}-adjoint`].forEach((one) => shown.add(one));
      main.path(
        key,
        [
          [x - w, y - h],
          [x + w, y - h],
          [x + w, y + h],
          [x - w, y + h],
        ],
        `box${now && now.node === node ? " now" : ""}`,
        true,
      );
      main.label(`${key}-name`, x, y, node.from.length && !narrow ? `${node.id} = ${node.text}` : node.id, "wi big", 5);
      main.label(`${key}-value`, x, y + h, isKnown ? show(found.value[node.id]) : "?", "w1 big p-halo", -5);
      main.label(
        `${key}-adjoint`,
        x,
        y - h,
        complete(node.id, done) ? show(found.adjoint[node.id]) : "",
        "w2 big p-halo",
        17,
      );
    });
    main.only(shown);
    find("[data-step]").disabled = done >= many();
    tell(found, now);
  }

  function tell(found, now) {
    const last = nodes()[nodes().length - 1].id;
    calcdrillLab.write(find('[data-live="title"]'), GRAPHS[state.graph].title);
    const given = inputs()
      .map((node) => `${node.id} = ${show(found.value[node.id])}`)
      .join(", ");
    let words = `Inputs: ${given}. The forward pass has not begun.`;
    if (now && now.kind === "value")
      words = `Forward: ${now.node.id} = ${now.node.text} = ${show(found.value[now.node.id], 4)}.`;
    if (now && now.kind === "seed")
      words = `The forward pass is done: ${last} = ${show(found.value[last], 4)}. Backward it begins with the adjoint 1 at ${last}.`;
    if (now && now.kind === "back") {
      const sent = now.node.from.map(
        (id, k) =>
          `${id} gets ${show(found.adjoint[now.node.id])}·${show(found.locals[now.node.id][k])} = ${show(found.adjoint[now.node.id] * found.locals[now.node.id][k], 4)}`,
      );
      words = `Backward from ${now.node.id}, adjoint ${show(found.adjoint[now.node.id])}: ${sent.join("; ")}.`;
    }
    if (done >= many())
      words += ` All derivatives of ${last}: ${inputs()
        .map((node) => `by ${node.id} ${show(found.adjoint[node.id], 4)}`)
        .join(", ")}.`;
    if (done >= many()) met("One pass backward, and every input has its derivative.");
    say(words);
    const nudged = numbers();
    nudged[0] += 0.001;
    const moved = (evaluate(state.graph, nudged).value[last] - found.value[last]) / 0.001,
      first = inputs()[0].id;
    calcdrillLab.write(
      find('[data-live="check"]'),
      done >= many()
        ? `A check by hand: move ${first} by 0.001, and ${last} moves by ${show(moved * 0.001)}, that is ${show(moved, 4)} times as much; the adjoint of ${first} says ${show(found.adjoint[first], 4)}.`
        : "When the pass is complete, a check by hand appears here.",
    );
  }

  function next() {
    if (done >= many()) return false;
    done += 1;
    draw();
    return done < many();
  }

  const player = calcdrillLab.runner(find("[data-run]"), {
    tick: next,
    drawn: () => form.ask(),
    pace: () => 1.2,
    pressed: () => {
      if (done >= many()) done = 0;
    },
  });
  find("[data-step]").addEventListener("click", () => {
    player.stop();
    next();
    form.ask();
  });
  find("[data-reset]").addEventListener("click", () => {
    player.stop();
    done = 0;
    draw();
    form.ask();
  });

  const skip = (to) => {
    player.stop();
    while (done < to) next();
  };

  /* The adjoint of one input, asked before the backward pass gets there; after it, of another graph. */
  function adjointQuestion(round) {
    const isOver = done >= many(),
      others = Object.keys(GRAPHS).filter((name) => name !== state.graph);
    const graph = isOver ? calcdrillPredict.pick(others, round, 2) : state.graph,
      given = isOver ? DEFAULTS[graph] : numbers();
    const ready = inputsOf(graph).filter((node) => isOver || !complete(node.id, done));
    if (!ready.length) return null;
    const node = calcdrillPredict.pick(ready, round),
      found = evaluate(graph, given),
      last = nodesOf(graph)[nodesOf(graph).length - 1].id;
    const feeds = innerOf(graph).filter((one) => one.from.includes(node.id)),
      first = feeds[feeds.length - 1];
    const local = found.locals[first.id][first.from.indexOf(node.id)],
      answer = found.adjoint[node.id];
    return {
      ask: `${GRAPHS[graph].title} at ${inputsOf(graph)
        .map((one, k) => `*${one.id}* = ${show(given[k])}`)
        .join(
          ", ",
        )}. What will be the adjoint of *${node.id}*, the derivative of ${last} by ${node.id}? (to within 1 %)`,
      answer,
      scale: 0.05,
      wrong: [
        [local, "That is the local derivative alone. Multiply it by the adjoint of the node that it leads to."],
        [-answer, "Mind the sign of the local derivatives on the way."],
        [found.value[last], "That is the value of the result, not a derivative."],
      ].concat(
        feeds.length > 1
          ? [[found.adjoint[first.id] * local, "Two edges leave this node: add what comes back along both."]]
          : [],
      ),
      because: `It gets ${feeds.map((one) => `${show(found.adjoint[one.id])}·${show(found.locals[one.id][one.from.indexOf(node.id)])} from ${one.id}`).join(" and ")}: together ${show(answer, 4)}.`,
      run: () => {
        if (isOver) quietly(() => setAll({ graph }));
        skip(many());
      },
    };
  }

  /* Without another question: the verdict is to stay. */
  function quietly(change) {
    const ask = form.ask;
    form.ask = () => {};
    change();
    form.ask = ask;
  }

  function valueQuestion() {
    const chain = inner();
    if (done >= chain.length) return null;
    const node = chain[done],
      found = evaluate(state.graph, numbers());
    return {
      ask: `The next node is *${node.id}* = ${node.text}, with ${node.from.map((id) => `*${id}* = ${show(found.value[id], 4)}`).join(", ")}. What is its value? (to within 1 %)`,
      answer: found.value[node.id],
      scale: 0.05,
      wrong: [],
      because: `${node.id} = ${node.text} = ${show(found.value[node.id], 4)}.`,
      run: () => {
        player.stop();
        next();
      },
    };
  }

  labels();
  form = calcdrillPredict.form(root, [adjointQuestion, valueQuestion]);
  draw();
})();
