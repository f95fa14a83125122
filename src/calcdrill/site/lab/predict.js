/* Predict, then run: a question about the experiment on the page, graded before the picture moves. */
"use strict";

const calcdrillPredict = (function () {
  const SIGNS = { "−": "-", "–": "-", "·": "*", "×": "*", "÷": "/", ":": "/", "√": "sqrt", π: "pi", "²": "^2" };
  const NAMES = { pi: Math.PI, e: Math.E };
  const FUNCTIONS = { sqrt: Math.sqrt, exp: Math.exp, ln: Math.log, log: Math.log, sin: Math.sin, cos: Math.cos };

  /* The number that a text means (3/8, -0.25, 2/(1 + sqrt(5)), 40 %), or null; no formula with unknowns. */
  function read(text) {
    const signs = text
      .trim()
      .toLowerCase()
      .replace(/[−–·×÷:√π²]/g, (sign) => SIGNS[sign]);
    const tokens = signs.replace(/(\d),(?=\d)/g, "$1.").match(/\d*\.?\d+(?:e[+-]?\d+)?|[a-z]+|\*\*|[-+*/^()%]|\S/g);
    if (!tokens || tokens.length > 80) return null;
    let at = 0;
    const take = (...wanted) => (wanted.includes(tokens[at]) ? tokens[at++] : null);

    function sum() {
      let value = product(),
        sign;
      while ((sign = take("+", "-"))) value = sign === "+" ? value + product() : value - product();
      return value;
    }
    function product() {
      let value = signed(),
        sign;
      while ((sign = take("*", "/"))) value = sign === "*" ? value * signed() : value / signed();
      while (at < tokens.length && /^[a-z(]/.test(tokens[at])) value *= power();
      return value;
    }
    function signed() {
      if (take("-")) return -signed();
      return take("+") ? signed() : power();
    }
    function power() {
      let base = atom();
      if (take("%")) base /= 100;
      return take("^", "**") ? Math.pow(base, signed()) : base;
    }
    function atom() {
      const token = tokens[at++];
      if (token === "(") {
        const value = sum();
        if (!take(")")) throw new RangeError("bracket");
        return value;
      }
      if (/^[\d.]/.test(token)) return Number(token);
      if (Object.hasOwn(NAMES, token)) return NAMES[token];
      if (Object.hasOwn(FUNCTIONS, token)) return FUNCTIONS[token](atom());
      throw new RangeError("token");
    }
    try {
      const value = sum();
      return at === tokens.length && Number.isFinite(value) ? value : null;
    } catch (unreadable) {
      return null;
    }
  }

  /* The verdict on a typed answer. `question.answer` is a number, right within `tolerance` (a share of it, or of
     `scale` where it is near 0), or a list of words of which any will do; `question.wrong` maps usual mistakes to words. */
  function grade(question, text) {
    if (Array.isArray(question.answer)) return gradeWord(question, text);
    const value = read(text.replace(/^\s*[a-zληβ]\w*\s*=/i, ""));
    if (value === null) return { verdict: "unreadable", words: "Type a number, such as 0.25, 3/8 or 2/(1 + sqrt(5))." };
    const near = (a, b) =>
      Math.abs(a - b) <= (question.tolerance || 0.01) * Math.max(Math.abs(b), question.scale || 1e-9);
    if (near(value, question.answer)) return { verdict: "right", words: question.because, value };
    for (const [mistake, words] of question.wrong || []) {
      if (near(value, mistake) && !near(mistake, question.answer)) return { verdict: "wrong", words, value };
    }
    return { verdict: "wrong", words: question.because, value };
  }

  function gradeWord(question, text) {
    const word = text.trim().toLowerCase().replace(/[.!]$/, "");
    const known = question.choices.find((choice) => choice.includes(word));
    if (!known) {
      return { verdict: "unreadable", words: `Type ${question.choices.map((choice) => choice[0]).join(" or ")}.` };
    }
    return { verdict: known.includes(question.answer[0]) ? "right" : "wrong", words: question.because, value: word };
  }

  const HEADS = { right: "Right. ", wrong: "Not quite. ", unreadable: "" };

  /* The form in [data-predict]. `questions` are functions of the round, 0 at first, that give a question about the experiment
     as it stands, or null; a question has `ask`, `answer`, `because`, and `run(value)`, which sets the picture
     going. `ask()` asks anew. */
  function form(root, questions) {
    const { make, write } = calcdrillLab;
    const place = root.querySelector("[data-predict]");
    const id = `${root.id}-answer`;
    const shape = place.appendChild(make("form", { autocomplete: "off" }));
    shape.appendChild(make("h2", {}, "Predict, then run"));
    const asked = shape.appendChild(make("p", { class: "lab-question", "data-question": "", id: `${id}-asked` }));
    const row = shape.appendChild(make("div", { class: "lab-row" }));
    row.appendChild(make("label", { for: id }, "Your prediction"));
    const field = row.appendChild(
      make("input", { id, "data-answer": "", type: "text", "aria-describedby": `${id}-asked`, spellcheck: "false" }),
    );
    row.appendChild(make("button", { type: "submit", "data-check": "", class: "lab-main" }, "Check and run"));
    const other = row.appendChild(make("button", { type: "button", "data-next": "" }, "Another question"));
    const said = shape.appendChild(make("p", { class: "lab-verdict", "data-verdict": "", role: "status" }));
    let turn = 0,
      question = null;

    function ask() {
      const before = question && question.ask;
      for (let k = 0; k < questions.length; k++) {
        question = questions[(turn + k) % questions.length](Math.floor((turn + k) / questions.length));
        if (question) {
          turn += k;
          break;
        }
      }
      write(asked, question.ask.replace(/ %/g, "\u00a0%"));
      if (question.ask !== before) clear();
    }
    function clear() {
      field.value = "";
      said.dataset.verdict = "";
      write(said, "");
    }
    /* Brings a picture that was scrolled away back, with the question under it. */
    function show() {
      const picture = root.querySelector("svg.p").getBoundingClientRect();
      const behavior = calcdrillLab.isStill() ? "auto" : "smooth";
      if (picture.bottom < picture.height / 2) place.scrollIntoView({ block: "end", behavior });
    }
    other.addEventListener("click", () => {
      turn += 1;
      ask();
      clear();
      field.focus();
    });
    shape.addEventListener("submit", (event) => {
      event.preventDefault();
      const graded = grade(question, field.value);
      said.dataset.verdict = graded.verdict;
      write(said, HEADS[graded.verdict] + graded.words);
      if (graded.verdict === "unreadable") return;
      show();
      question.run(graded.value);
    });
    ask();
    return { ask };
  }

  /* One of a list: the next one in each round; lists of one question take different `salt`s, 1 to 3, to mix. */
  function pick(list, round, salt) {
    const kind = salt || 1,
      step = kind === 3 ? 2 : 1;
    return list[(round * step + Math.floor(round / list.length) * (kind - 1) + 2 * kind) % list.length];
  }

  return { read, grade, form, pick };
})();

if (typeof module !== "undefined") module.exports = calcdrillPredict;
