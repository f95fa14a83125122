/* What the descent laboratory says and asks: from an experiment to sentences and questions, without a page. */
"use strict";

const calcdrillDescentWords = (function () {
  const { SURFACES, OPTIMISERS, run, isLost, factor, bound, best } = calcdrillDescent;
  const { show } = calcdrillLab;
  const pair = (x, y) => `(${show(x)}, ${show(y)})`;
  const NEAR = 5e-3,
    OUTSIDE = 100;

  const called = (name) => OPTIMISERS[name].title.replace(/^[GM]/, (letter) => letter.toLowerCase());
  const inside = (value) => (value < 0 ? `(${show(value, 4)})` : show(value, 4));
  const count = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;

  /* What became of a run: a short sentence without its subject. */
  function fate(surface, path) {
    const last = path[path.length - 1],
      isSaddle = !surface.goals.length;
    if (isSaddle && Math.abs(last.y) > 4 && Math.abs(last.y) > Math.abs(last.x)) {
      return "has left the saddle and runs down without end";
    }
    if (isLost(last) || Math.hypot(last.x, last.y) > OUTSIDE) {
      return `diverged: after ${count(last.step, "step")} its loss is ${show(surface.value(last.x, last.y), 2)}`;
    }
    const goal = surface.goals.find((one) => isNear(last, one));
    if (goal && !surface.noise)
      return `settled at the minimum ${pair(...goal)} in ${arrival(path, goal)} steps${bounced(path, goal)}`;
    if (isSaddle && last.y === 0 && Math.abs(last.x) < NEAR) {
      return "is stuck at the saddle, where the slope is 0 although the loss falls on both sides";
    }
    return `is at ${pair(last.x, last.y)} with loss ${show(surface.value(last.x, last.y))}${habit(surface, path)}`;
  }

  const isNear = (state, [x, y]) => Math.hypot(state.x - x, state.y - y) < NEAR;

  /* The step from which on it stays near. */
  function arrival(path, goal) {
    let step = path.length - 1;
    while (step > 0 && isNear(path[step - 1], goal)) step -= 1;
    return step;
  }

  const turns = ([a, b, c]) => (b.x - a.x) * (c.x - b.x) + (b.y - a.y) * (c.y - b.y) < 0;

  /* Whether more than half of the steps on the way turned back. */
  function bounced(path, goal) {
    const steps = arrival(path, goal);
    let back = 0;
    for (let k = 2; k <= steps; k++) if (turns(path.slice(k - 2, k + 1))) back += 1;
    return back > steps / 2 ? ", bouncing from side to side on the way" : "";
  }

  /* How it moves: from the last steps. */
  function habit(surface, path) {
    if (path.length < 6) return "";
    const [, b, c] = path.slice(-3),
      moved = Math.hypot(c.x - b.x, c.y - b.y);
    if (surface.noise) return "; the noise keeps it moving around the minimum";
    if (turns(path.slice(-3))) return ", bouncing from side to side";
    if (moved < 0.01) return `, creeping by ${show(moved, 2)} a step`;
    return "";
  }

  /* The picture in words. `experiment`: surface, optimiser, rate, momentum, start, beside (names), paths by name, steps. */
  function told(experiment) {
    const surface = SURFACES[experiment.surface];
    const settings = `learning rate ${show(experiment.rate)} and momentum ${show(experiment.momentum)}`;
    if (!experiment.steps) {
      return (
        `${surface.title}. The start is at ${pair(...experiment.start)} with loss ` +
        `${show(surface.value(...experiment.start))}. ${limit(experiment)} Nothing has moved yet.`
      );
    }
    const runs = experiment.beside.map((name) => `${OPTIMISERS[name].title} ${fate(surface, experiment.paths[name])}.`);
    return `${surface.title}, ${settings}, after ${count(experiment.steps, "step")}. ${runs.join(" ")} ${limit(experiment)}`;
  }

  function limit(experiment) {
    const surface = SURFACES[experiment.surface];
    const most = bound(experiment.optimiser, experiment.momentum, surface.sharpest);
    if (most === null) return "Adam has no fixed bound for its learning rate.";
    const side = experiment.rate < most ? "below" : experiment.rate > most ? "above" : "at";
    return `The learning rate ${show(experiment.rate)} is ${side} the bound ${show(most)}.`;
  }

  /* Steps until a direction's part of the loss stays below one hundredth, or null within `most` steps. */
  function milestone(optimiser, rate, beta, curvature, most) {
    const line = { slope: (x) => [curvature * x, 0], noise: 0 };
    const settings = { rate, momentum: beta };
    let state = calcdrillDescent.begin([1, 0]),
      last = -1;
    while (state.step < most && Math.abs(state.x) + rate * Math.abs(state.vx) > 1e-4) {
      if (!(state.x * state.x < 0.01)) last = state.step;
      state = calcdrillDescent.advance(line, optimiser, settings, state);
    }
    return last < most - 1 && state.step < most ? last + 1 : null;
  }

  /* --- Questions: about the experiment as it stands --- */

  /* Of another setting than the one on the page, whose bound is marked there. */
  function largestRate(e, play, round) {
    const surface = SURFACES[e.surface],
      steep = surface.sharpest;
    if (!surface.goals.length) return null;
    const optimiser = ["momentum", "nesterov", "descent"].filter((name) => name !== e.optimiser)[round % 2];
    const beta = [0.5, 0.9, 0.75, 0.6].filter((one) => one !== e.momentum)[round % 3];
    const answer = bound(optimiser, beta, steep),
      where = `At the minimum ${pair(...surface.goals[0])}`;
    const used = optimiser === "descent" ? "plain gradient descent" : `${called(optimiser)} with β = ${show(beta)}`;
    const formula = {
      descent: "2/λmax",
      momentum: "2(1 + β)/λmax",
      nesterov: "2(1 + β)/((1 + 2β)λmax)",
    }[optimiser];
    const wrong = [
      [
        1 / steep,
        "At 1/λmax the steep direction arrives in a single step. It may be overshot by as much again: the bound is larger.",
      ],
      [2 / surface.flattest, "The largest curvature decides, not the smallest."],
      [2 * steep, "Divide by the curvature: the steeper the bowl, the shorter the step."],
    ];
    if (optimiser !== "descent") wrong.push([2 / steep, "That is the bound without momentum."]);
    if (optimiser === "nesterov")
      wrong.push([(2 * (1 + beta)) / steep, "That is the bound of plain momentum; looking ahead lowers it."]);
    return {
      ask: `${where} the curvatures are λ = ${show(surface.flattest, 5)} and λ = ${show(steep, 5)}. Below which learning rate does ${used}${surface.noise ? ", without the noise," : ""} converge there? (to within 1 %)`,
      answer,
      wrong,
      because: `The bound is ${formula} = ${show(answer, 4)}. At exactly this rate the steep direction neither shrinks nor grows. Watch a run with your number.`,
      run: (value) =>
        play(
          optimiser === "descent"
            ? { optimiser, "learning-rate": value }
            : { optimiser, momentum: beta, "learning-rate": value },
        ),
    };
  }

  /* A learning rate that is not on the page, a round share of the bound of plain descent. */
  function otherRate(e, round) {
    const most = 2 / SURFACES[e.surface].sharpest;
    const list = [0.3, 0.6, 0.9, 0.2, 0.7].map((share) => Number((share * most).toPrecision(1)));
    return list.filter((rate) => rate !== e.rate)[round % 4];
  }

  function twoSteps(e, play, round) {
    const surface = SURFACES[e.surface];
    const isByHand = e.surface !== "rosenbrock" && !surface.noise && e.optimiser !== "adam" && e.start[1];
    if (!isByHand) return null;
    const eta = otherRate(e, round),
      settings = { rate: eta, momentum: e.momentum };
    const path = run(surface, e.optimiser, settings, e.start, 2);
    if (path.length < 3 || Math.abs(path[2].y) > 1e4) return null;
    const g = path.slice(0, 2).map((state) => surface.slope(state.x, state.y)[1]);
    const plain = e.start[1] - eta * (g[0] + g[1]);
    const pull = e.optimiser === "descent" ? "slope" : "velocity";
    const memory = e.optimiser === "descent" ? "" : `, β = ${show(e.momentum)}`;
    return {
      ask: `Start at ${pair(...e.start)} on the loss ${surface.formula}, with η = ${show(eta)}${memory}. What is *y* after two steps of ${called(e.optimiser)}? (to within 1 %)`,
      answer: path[2].y,
      scale: 0.05 * Math.abs(e.start[1]),
      wrong: [
        [path[1].y, "That is after one step. At the new point the slope has to be worked out again."],
        [plain, "The old velocity counts too, times β."],
        [e.start[1] - 2 * eta * g[0], "At the new point the slope is another one: work it out again."],
        [2 * e.start[1] - path[2].y, "Descent goes against the slope: subtract."],
      ],
      because: `The first ${pull} is ${show(path[1].vy, 4)} and leads to y = ${show(path[1].y, 4)}. The second${
        e.optimiser === "nesterov" ? ", with the slope taken ahead," : ""
      } is ${show(path[2].vy, 4)}, so y = ${show(path[1].y, 4)} − ${show(eta)}·${inside(path[2].vy)} = ${show(path[2].y, 4)}.`,
      run: () => play({ "learning-rate": eta }, 2),
    };
  }

  function adamFirst(e, play) {
    const surface = SURFACES[e.surface],
      slope = surface.slope(...e.start)[1];
    if (e.optimiser !== "adam" || surface.noise || !slope) return null;
    const answer = -e.rate * Math.sign(slope);
    return {
      ask: `Adam starts at ${pair(...e.start)}, where the slope along *y* is ${show(slope, 4)}; η = ${show(e.rate)}. By how much does its first step change *y*? (to within 1 %; down is negative)`,
      answer,
      wrong: [
        [-e.rate * slope, "In Adam’s first step the size of the slope cancels; only its sign is left."],
        [-answer, "Adam goes against the slope too: mind the sign."],
      ],
      because: `The first step is as long as the learning rate, whatever the size of the slope: ${show(answer)}.`,
      run: () => play({}, 1),
    };
  }

  function leaves(e, play) {
    if (e.surface !== "saddle") return null;
    const does = e.start[1] !== 0;
    const choices = [
      ["yes", "y", "it does", "it leaves"],
      ["no", "n", "it does not", "never", "it is stuck"],
    ];
    return {
      ask: `The start is ${pair(...e.start)}; the loss falls to both sides along *y*. Does the run leave the saddle at (0, 0)? (yes or no)`,
      answer: does ? choices[0] : choices[1],
      choices,
      because: does
        ? `Along y the curvature is −1, so plain descent multiplies y by 1 + η = ${show(1 + e.rate)} in each step: any offset from 0 grows, and the other optimisers leave too.`
        : "With y = 0 the slope along y is 0, now and after every step. Without noise it never leaves the line y = 0.",
      run: () => play({}),
    };
  }

  function signedFactor(e, play, round) {
    const surface = SURFACES[e.surface];
    if (e.optimiser !== "descent" || !surface.curvatures || surface.noise) return null;
    const lambda = surface.curvatures[1],
      eta = otherRate(e, round),
      answer = 1 - eta * lambda;
    return {
      ask: `Along *y* the curvature is λ = ${show(lambda)}. With η = ${show(eta)}, by which number does each step of plain descent multiply *y*? (to within 1 %)`,
      answer,
      scale: 0.05,
      wrong: [
        [-answer, "Mind the sign: 1 − ηλ is negative here, so y changes sides."],
        [1 + eta * lambda, "Descent subtracts the slope: 1 − ηλ."],
        [eta * lambda, "That is the share that is taken away; what is left is 1 − ηλ."],
      ],
      because: `y − η·λy = (1 − ηλ)·y, and 1 − ηλ = ${show(answer, 4)}.`,
      run: () => play({ "learning-rate": eta }),
    };
  }

  function slowDirection(e, play, round) {
    const surface = SURFACES[e.surface];
    if (e.optimiser !== "descent" || !surface.curvatures || surface.noise || !surface.goals.length) return null;
    const eta = otherRate(e, round),
      rate = Math.abs(1 - eta * surface.flattest);
    if (!(rate < 1 && rate > 0.02)) return null;
    let steps = 0;
    for (let left = 1; left >= 0.01 && steps < 4000; steps++) left *= rate;
    return {
      ask: `Along *x* the curvature is λ = ${show(surface.flattest)} and η = ${show(eta)}. After how many steps is *x* below one hundredth of its start? (to within one step)`,
      answer: steps,
      tolerance: 1.001 / steps,
      wrong: [
        [
          Math.log(0.01) / Math.log(Math.abs(1 - eta * surface.sharpest)),
          "That is the steep direction. The flat one takes longer.",
        ],
      ],
      because: `Each step multiplies x by 1 − ηλ = ${show(1 - eta * surface.flattest)}, and ln 0.01 / ln ${show(rate)} = ${show(Math.log(0.01) / Math.log(rate), 4)}: step ${steps} is the first.`,
      run: () => play({ "learning-rate": eta }, Math.min(steps, 600)),
    };
  }

  function whichWell(e, play) {
    if (e.surface !== "two-wells") return null;
    const surface = SURFACES[e.surface];
    const path = run(surface, e.optimiser, { rate: e.rate, momentum: e.momentum }, e.start, 3000);
    const last = path[path.length - 1];
    const goal = surface.goals.find(([x, y]) => Math.hypot(last.x - x, last.y - y) < 0.3);
    if (!goal || isLost(last)) return null;
    return {
      ask: `There is a deep well at x = 2 and a shallow one at x = −1. In which does the run from ${pair(...e.start)} end? (type 2 or −1)`,
      answer: goal[0],
      tolerance: 0.01,
      because: `It ends at x = ${show(goal[0])}. ${e.momentum && e.optimiser !== "descent" ? "Momentum can carry it across the hill between the wells: its height above the shallow well is 5/12." : "Plain descent with short steps ends in the well on whose side it starts; the border is x = 0."}`,
      run: () => play({}),
    };
  }

  const QUESTIONS = [largestRate, leaves, twoSteps, adamFirst, signedFactor, slowDirection, whichWell];

  return { told, fate, milestone, QUESTIONS, factor, bound, best };
})();
