/* The laboratory of sensitivity: how much does the output move? */
"use strict";

(function () {
  const { CURVES } = calcdrillFunctions;
  const { show } = calcdrillLab;
  const { pick } = calcdrillPredict;
  const root = calcdrillLab.root("sensitivity");
  const NAMES = ["square", "root", "sigmoid", "sine", "reciprocal", "exponential"];
  const LEFT = -4.2,
    RIGHT = 4.2;

  const { state, set, setAll } = calcdrillControls.values(
    root,
    {
      curve: { value: "square", label: "Function", options: NAMES.map((name) => [name, CURVES[name].title]) },
      x: { value: 1, least: -4, most: 4, step: 0.05, label: "Input *x*" },
      dx: { value: 0.4, least: 0.001, most: 1, log: true, label: "Change of the input" },
    },
    changed,
  );
  const say = calcdrillLab.twin(root);
  const met = calcdrillLab.goal(root);
  const curve = () => CURVES[state.curve];
  const main = calcdrillPlot.plot(root.querySelector("[data-main]"), {
    view: [LEFT, RIGHT, -0.12, 1.12],
    isBare: true,
    draw,
  });
  const bars = calcdrillPlot.plot(root.querySelector("[data-bars]"), { view: [0, 1, 0, 3], isBare: true, draw });
  const grip = main.handle({
    label: "Input: arrow keys move it",
    step: 0.05,
    isAcross: true,
    moved: (x) => set("x", x),
  });
  const player = calcdrillLab.runner(root.querySelector("[data-run]"), {
    tick: () => {
      set("dx", Number(Math.min(1, state.dx * 1.08).toPrecision(3)));
      return state.dx < 1;
    },
    drawn: () => {},
    pace: () => 30,
    pressed: () => set("dx", 0.01),
  });

  function changed() {
    const least = curve().least;
    if (least !== undefined && state.x < least) return set("x", Math.max(least, 0.1));
    draw();
  }

  function axis(key, y, word) {
    main.path(
      `${key}-line`,
      [
        [LEFT, y],
        [RIGHT, y],
      ],
      "l plain thin",
    );
    calcdrillPlot.ticks(-4, 4, 9).forEach((x) => {
      main.path(
        `${key}-${x}`,
        [
          [x, y],
          [x, y + (y ? 0.025 : -0.025)],
        ],
        "lq",
      );
      main.word(`${key}-word-${x}`, x, y, show(x), "wq", x < 0 ? -8 : -3, y ? -12 : 20);
    });
    main.word(key, LEFT, y, word, "wq p-name", 2, y ? 18 : -8);
  }

  function draw() {
    const f = curve(),
      { x, dx } = state,
      y = f.value(x),
      z = f.value(x + dx);
    const least = f.least === undefined ? LEFT : 0.1,
      fan = [];
    for (let at = -4; at <= 4.001; at += 0.2) if (at >= least - 1e-9) fan.push([at, 0], [f.value(at), 1], null);
    main.path("fan", fan, "lq thin faint");
    main.path(
      "band",
      [
        [x, 0],
        [x + dx, 0],
        [z, 1],
        [y, 1],
      ],
      "a2",
      true,
    );
    main.path(
      "from",
      [
        [x, 0],
        [x + dx, 0],
      ],
      "l1 thick",
    );
    main.path(
      "to",
      [
        [y, 1],
        [z, 1],
      ],
      "l2 plain thick",
    );
    axis("input", 0, "input");
    axis("output", 1, "output");
    grip(x, 0, `input ${show(x)}, output ${show(y)}`);
    const slope = f.slope(x),
      predicted = slope * dx,
      actual = z - y;
    drawBars(dx, predicted, actual);
    tell(f, x, dx, y, z, slope, predicted, actual);
  }

  function drawBars(dx, predicted, actual) {
    const most = Math.max(1, Math.abs(predicted / dx), Math.abs(actual / dx)) * dx;
    [
      ["input", dx, "1"],
      ["prediction", predicted, "q"],
      ["output", actual, "2"],
    ].forEach(([word, long, colour], k) => {
      const y = 2.35 - k * 0.95,
        to = 0.02 + 0.72 * Math.abs(long / most);
      bars.path(
        word,
        [
          [0.02, y],
          [to, y],
          [to, y - 0.42],
          [0.02, y - 0.42],
        ],
        colour === "q" ? "hollow l plain thin" : `a${colour}`,
        true,
      );
      bars.word(
        `${word}-word`,
        0.02,
        y,
        `${word} ${long < 0 ? "moves back" : "moves"} by ${show(Math.abs(long), 4)}`,
        "wq",
        0,
        -6,
      );
    });
  }

  function tell(f, x, dx, y, z, slope, predicted, actual) {
    const live = {
      dx: show(dx),
      slope: show(slope, 4),
      predicted: show(predicted, 4),
      actual: show(actual, 4),
      off: show(Math.abs(actual - predicted), 2),
    };
    for (const name of Object.keys(live))
      root.querySelectorAll(`[data-live="${name}"]`).forEach((place) => {
        place.textContent = live[name];
      });
    const size = Math.abs(slope);
    const way =
      size < 0.1
        ? "it hardly reacts here"
        : size < 0.95
          ? "it damps the change"
          : size < 1.05
            ? "it passes the change on"
            : "it magnifies the change";
    if (Math.abs(slope) < 0.1) met("Here the function hardly reacts: its derivative is near 0.");
    say(
      `${f.title}: the input moves from ${show(x)} to ${show(x + dx)}, by ${show(dx)}. The output moves from ${show(y)} to ${show(z)}, by ${show(actual)}. The derivative ${show(slope)} predicts ${show(predicted)}: ${way}${slope < 0 ? " and turns its direction round" : ""}.`,
    );
  }

  function go(some) {
    player.stop();
    setAll({ ...some, dx: 0.001 });
    const target = some.dx;
    growTo = target;
    grower.start();
  }
  let growTo = 0.4;
  const grower = calcdrillLab.runner(document.createElement("button"), {
    tick: () => {
      set("dx", Number(Math.min(growTo, state.dx * 1.2).toPrecision(3)));
      return state.dx < growTo;
    },
    drawn: () => {},
    pace: () => 30,
  });

  function moveQuestion(round) {
    const name = pick(["square", "reciprocal", "square", "root"], round),
      f = CURVES[name];
    const x =
      name === "root"
        ? pick([0.25, 1, 4], round, 2)
        : name === "reciprocal"
          ? pick([0.5, 1, 2], round, 2)
          : pick([-1.5, 0.5, 1.5, 2], round, 2);
    const dx = pick([0.01, 0.02, 0.04], round, 3),
      answer = f.slope(x) * dx;
    return {
      ask: `The function is ${f.title}. The input moves from ${show(x)} to ${show(x + dx, 4)}. About how much does the output move, by the derivative? (to within 2 %; a move down is negative)`,
      answer,
      tolerance: 0.02,
      wrong: [
        [f.slope(x), "That is the derivative. Multiply it by the change of the input."],
        [-answer, "Mind the sign of the derivative."],
        [f.value(x), "That is the output itself, not its change."],
        [dx, "That would be so if the derivative were 1."],
      ],
      because: `The derivative at ${show(x)} is ${show(f.slope(x), 4)}; times ${show(dx)} it gives ${show(answer, 4)}. The true change is ${show(f.value(x + dx) - f.value(x), 4)}.`,
      run: () => go({ curve: name, x, dx }),
    };
  }

  function roomQuestion(round) {
    const x = pick([1, 1.5, 2], round),
      most = pick([0.1, 0.2, 0.3], round, 2),
      answer = most / (2 * x);
    return {
      ask: `The function is x² at *x* = ${show(x)}, and its output may move by ${show(most)} at most. By the derivative, how far may the input move? (to within 2 %)`,
      answer,
      tolerance: 0.02,
      wrong: [
        [most * 2 * x, "Divide by the derivative: a steep function leaves less room."],
        [most, "That would be so if the derivative were 1."],
      ],
      because: `Output change ≈ 2x times input change, so the input may move by ${show(most)}/${show(2 * x)} = ${show(answer, 4)}.`,
      run: () => go({ curve: "square", x, dx: Number(answer.toPrecision(3)) }),
    };
  }

  draw();
  calcdrillPredict.form(root, [moveQuestion, roomQuestion]);
})();
