/* The descent laboratory: controls and state. Numbers come from descent.js, pictures from descent-pictures.js, words
   and questions from descent-words.js. */
"use strict";

(function () {
  const { SURFACES, OPTIMISERS, begin, advance, run, isLost, bound, best, factor } = calcdrillDescent;
  const words = calcdrillDescentWords;
  const { show, plain } = calcdrillLab;
  const root = calcdrillLab.root("gradient-descent");
  const NAMES = Object.keys(OPTIMISERS);
  const MOST = 3000,
    BATCH = 200,
    FIRST_SEED = 20240607;
  const find = (selector) => root.querySelector(selector);

  const SPECS = {
    surface: { value: "valley" },
    optimiser: { value: "descent" },
    "learning-rate": { value: 0.08, least: 1e-4, most: 4, log: true, label: "Learning rate *η*" },
    momentum: { value: 0.8, least: 0, most: 0.99, step: 0.01, label: "Momentum *β*" },
    "start-x": { value: -2.5, least: -4, most: 4, step: 0.05, label: "Start *x*" },
    "start-y": { value: 1, least: -4, most: 4, step: 0.05, label: "Start *y*" },
    pace: { value: "20" },
  };

  const beside = { descent: true, momentum: true, nesterov: false, adam: false };
  let paths = {},
    steps = 0,
    limit = BATCH,
    seed = FIRST_SEED,
    isRateChosen = false,
    pictures = null,
    form = null;

  const { state, set, setAll } = calcdrillControls.values(root, SPECS, changed);
  const say = calcdrillLab.twin(root);
  const met = calcdrillLab.goal(root);
  const player = calcdrillLab.runner(find("[data-run]"), {
    tick,
    drawn,
    pace: () => Number(state.pace),
    pressed: () => {
      limit = steps + BATCH;
    },
  });

  const surface = () => SURFACES[state.surface];
  const settings = () => ({ rate: state["learning-rate"], momentum: state.momentum });
  const start = () => [state["start-x"], state["start-y"]];
  const shown = () => NAMES.filter((name) => beside[name] || name === state.optimiser);
  const current = () => paths[state.optimiser][paths[state.optimiser].length - 1];

  function experiment() {
    return {
      surface: state.surface,
      optimiser: state.optimiser,
      rate: state["learning-rate"],
      momentum: state.momentum,
      start: start(),
      beside: shown(),
      paths,
      steps,
      limit: Math.max(20, player.isRunning() ? limit : steps),
    };
  }

  /* All runs again from the start, as many steps as are shown. */
  function again() {
    paths = {};
    shown().forEach((name) => {
      paths[name] = run(surface(), name, settings(), start(), steps, seed);
    });
  }

  function reset() {
    player.stop();
    steps = 0;
    again();
    drawn(true);
  }

  function changed(names) {
    const alone = names.length === 1 ? names[0] : "";
    if (alone === "pace") return;
    if (alone === "learning-rate") isRateChosen = true;
    if (alone === "surface") return setSurface();
    again();
    settle();
    drawn(true);
    form.ask();
  }

  function setSurface() {
    const some = { "start-x": surface().start[0], "start-y": surface().start[1] };
    if (!isRateChosen) some["learning-rate"] = surface().rate;
    seed = FIRST_SEED;
    find("[data-noise-row]").hidden = !surface().noise;
    player.stop();
    steps = 0;
    setAll(some);
  }

  /* One step of every optimiser on the map; whether there is more to come. */
  function tick() {
    if (steps >= limit || steps >= MOST) return false;
    steps += 1;
    let moves = false;
    for (const name of shown()) {
      const path = paths[name],
        last = path[path.length - 1];
      if (isLost(last)) continue;
      path.push(advance(surface(), name, settings(), last));
      moves = true;
    }
    return moves && steps < limit;
  }

  /* `isOver`: nothing more comes for now. */
  function drawn(isOver) {
    const last = current();
    find("[data-count]").textContent = String(last.step);
    find("[data-loss]").textContent = plain(surface().value(last.x, last.y));
    find("[data-position]").textContent = `(${plain(last.x)}, ${plain(last.y)})`;
    pictures.draw(experiment());
    const most = bound(state.optimiser, state.momentum, surface().sharpest);
    if (most && state["learning-rate"] > most && isLost(last) && surface().goals.length)
      met(`It diverges above ${show(most)}: that is the bound.`);
    say(isOver || !player.isRunning() ? words.told(experiment()) : `${surface().title}: the run is under way.`);
  }

  /* Everything that hangs on the settings but not on the run. */
  function settle() {
    const rate = state["learning-rate"],
      beta = state.momentum,
      { flattest, sharpest } = surface();
    const most = bound(state.optimiser, beta, sharpest);
    NAMES.forEach((name) => {
      const box = find(`[data-beside="${name}"]`);
      box.checked = shown().includes(name);
      box.disabled = name === state.optimiser;
    });
    const mark = find("[data-bound-mark]"),
      place = most === null ? 2 : Math.log(most / 1e-4) / Math.log(4e4);
    mark.hidden = place > 1;
    mark.style.left = `calc(${(place * 100).toFixed(2)}% + ${(8 - 16 * place).toFixed(2)}px)`;
    const live = {
      formula: surface().formula,
      bound: most === null ? "no fixed bound" : `bound ${show(most, 4)}`,
      flattest: show(flattest, 4),
      sharpest: show(sharpest, 5),
      "flat-factor": show(1 - rate * flattest),
      "steep-factor": show(1 - rate * sharpest),
      regime: regime(1 - rate * sharpest),
      "plain-bound": show(2 / sharpest),
      "momentum-bound": show(bound("momentum", beta, sharpest)),
      "nesterov-bound": show(bound("nesterov", beta, sharpest)),
      condition: flattest > 0 ? show(sharpest / flattest, 4) : "undefined at a saddle",
      "flat-rate": rateOf(flattest),
      "steep-rate": rateOf(sharpest),
      "flat-steps": stepsOf(flattest),
      "steep-steps": stepsOf(sharpest),
      "best-words": bestWords(flattest, sharpest),
      "map-words": mapWords(),
    };
    find("[data-map]").dataset.expression = surface().expression;
    for (const name of Object.keys(live)) {
      root.querySelectorAll(`[data-live="${name}"]`).forEach((element) => calcdrillLab.write(element, live[name]));
    }
    find('[data-preset="best"]').hidden = !(flattest > 0);
  }

  function regime(steep) {
    if (steep < -1) return "The steep factor is below −1: the run diverges.";
    if (steep === -1) return "The steep factor is exactly −1: that direction bounces for ever.";
    if (steep < 0) return "The steep factor is negative: that direction changes sides at each step, and still shrinks.";
    return "Both are positive: the path comes in without bouncing.";
  }

  const rateOf = (lambda) =>
    state.optimiser === "adam"
      ? "not fixed"
      : show(factor(state.optimiser, state["learning-rate"], state.momentum, lambda), 4);

  function stepsOf(lambda) {
    const isGrowing =
      state.optimiser !== "adam" && factor(state.optimiser, state["learning-rate"], state.momentum, lambda) >= 1;
    if (lambda <= 0 || isGrowing) return "never: it grows";
    const found = words.milestone(state.optimiser, state["learning-rate"], state.momentum, lambda, MOST);
    return found === null ? "not within 3000 steps" : `step ${found}`;
  }

  function bestWords(flat, steep) {
    if (!(flat > 0)) return "At a saddle no setting settles: the direction of negative curvature grows at every rate.";
    const one = best(flat, steep);
    return `The fastest pair for these two curvatures is η = ${show(one.rate)} with β = ${show(one.momentum)}: then both directions shrink by ${show(Math.sqrt(one.momentum))} a step, while plain descent manages ${show((steep - flat) / (steep + flat))} at best.`;
  }

  function mapWords() {
    if (state.optimiser === "adam") return "The map is drawn for momentum; Adam rescales its steps and has none.";
    const name = state.optimiser === "nesterov" ? "Nesterov" : "momentum";
    return `The map is drawn for ${name}; the row at the bottom, β = 0, is plain descent. The deeper the colour, the faster. Right of the red line the run diverges; above the dashed line the steep direction swings to and fro as it shrinks. The star is the fastest pair. Drag the ring.`;
  }

  /* A run from the start with other values, `many` steps of it: what a prediction sets going. */
  function play(some, many) {
    const safe = {};
    for (const name of Object.keys(some)) {
      const spec = SPECS[name];
      safe[name] = spec.least === undefined ? some[name] : Math.min(spec.most, Math.max(spec.least, some[name]));
    }
    player.stop();
    steps = 0;
    limit = many || BATCH;
    if (Object.keys(safe).length) setQuietly(safe);
    else again();
    player.start();
  }

  /* Without another question: the verdict is to stay. */
  function setQuietly(some) {
    const ask = form.ask;
    form.ask = () => {};
    setAll(some);
    form.ask = ask;
  }

  const PRESETS = {
    diverge: { surface: "valley", optimiser: "descent", "learning-rate": 0.104, "start-x": -2.5, "start-y": 0.2 },
    oscillate: { surface: "valley", optimiser: "descent", "learning-rate": 0.097, "start-x": -2.5, "start-y": 1 },
    crawl: { surface: "valley", optimiser: "descent", "learning-rate": 0.004, "start-x": -2.5, "start-y": 1 },
    stuck: { surface: "saddle", optimiser: "descent", "learning-rate": 0.1, "start-x": -2.5, "start-y": 0 },
  };

  function preset(name) {
    const one = name === "best" ? bestPreset() : PRESETS[name];
    player.stop();
    NAMES.forEach((other) => {
      beside[other] = name === "best" && other === "descent";
    });
    steps = 0;
    limit = BATCH;
    isRateChosen = true;
    setAll(one);
    find("[data-noise-row]").hidden = !surface().noise;
    find("[data-map]").scrollIntoView({ block: "center", behavior: calcdrillLab.isStill() ? "auto" : "smooth" });
    player.start();
  }

  function bestPreset() {
    const one = best(surface().flattest, surface().sharpest);
    return { optimiser: "momentum", "learning-rate": one.rate, momentum: one.momentum };
  }

  pictures = calcdrillDescentPictures(root, {
    started: (x, y) => setAll({ "start-x": x, "start-y": y }),
    set: (rate, momentum) =>
      setAll({ "learning-rate": Math.min(4, Math.max(1e-4, rate)), momentum: Math.min(0.99, Math.max(0, momentum)) }),
  });
  find("[data-step]").addEventListener("click", () => {
    player.stop();
    limit = steps + 1;
    tick();
    drawn(true);
  });
  find("[data-reset]").addEventListener("click", reset);
  find("[data-noise]").addEventListener("click", () => {
    seed = (seed * 48271) % 2147483647;
    changed(["noise"]);
  });
  root
    .querySelectorAll("[data-preset]")
    .forEach((button) => button.addEventListener("click", () => preset(button.dataset.preset)));
  NAMES.forEach((name) => {
    find(`[data-beside="${name}"]`).addEventListener("change", (event) => {
      beside[name] = event.target.checked;
      changed(["beside"]);
    });
  });
  again();
  form = calcdrillPredict.form(
    root,
    words.QUESTIONS.map((question) => (round) => question(experiment(), play, round)),
  );
  settle();
  drawn(true);
})();
