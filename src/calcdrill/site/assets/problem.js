/* A problem on a page: the question, a typed answer with a preview, the verdict, hints and steps one by one. */
(function () {
  "use strict";
  var make = calcdrill.make, schedule = calcdrillSchedule, served = {};

  /* What an answer of each form looks like when it is typed. */
  var SUCH_AS = {
    value: "3/4", expression: "2x e^(3x)", vector: "(2x, 3)", matrix: "[[1, 2], [3, 4]]", equation: "y = 2x + 1",
    antiderivative: "x^3/3 + C"
  };

  function suchAs(grading) {
    if (grading.form !== "points") return SUCH_AS[grading.form];
    var kinds = grading.items.some(function (item) { return item[1]; }) ? [" min", " max"] : ["", ""];
    var places = grading.of.length > 1 ? ["(0, 1)", "(2, 3)"] : [grading.of[0] + " = 0", grading.of[0] + " = 2"];
    return places[0] + kinds[0] + ", " + places[1] + kinds[1];
  }

  /** The problem of a skill that was asked least, as {exercise, skill, problem}. ``topic`` is the topic's data. */
  function pick(skill, topic) {
    var asked = {};
    calcdrill.history.answers().forEach(function (answer) {
      if (answer.skill === skill && answer.event !== "card") asked[key(answer.problem, answer.seed, answer.index)] = answer.at;
    });
    /** @type {any} */
    var best = null;
    calcdrill.skills[skill].exercises.forEach(function (exercise) {
      /** @type {any} */
      var oldest = null;
      var all = topic.exercises[exercise.id], times = 0, fresh = null;
      all.forEach(function (problem) {
        var name = key(exercise.id, problem.seed, problem.index), at = served[name] || asked[name];
        if (at) times++; else fresh = fresh || problem;
        if (!oldest || (at || "") < oldest[0]) oldest = [at || "", problem];
      });
      var rank = [times / all.length >= 1 ? 1e6 + times : times, exercise.level];
      if (!best || rank[0] < best.rank[0] || (rank[0] === best.rank[0] && rank[1] < best.rank[1])) {
        best = { rank: rank, exercise: exercise, skill: skill, problem: fresh || oldest[1], says: topic.says };
      }
    });
    served[key(best.exercise.id, best.problem.seed, best.problem.index)] = new Date().toISOString();
    return best;
  }

  function key(exercise, seed, index) { return exercise + "/" + seed + "/" + index; }

  /** Put a problem into ``place``. ``options``: next (what "another one" does), about (an element above the question),
      focus (whether the field is to have the focus). */
  function show(place, chosen, options) {
    var problem = chosen.problem, choices = problem.choices, says = chosen.says;
    var turn = { started: Date.now(), hints: 0, steps: 0, rating: null, state: "open" };
    var name = key(chosen.exercise.id, problem.seed, problem.index), id = "p-" + name.replace(/[^a-z0-9]+/gi, "-");
    var read = make("p", { "class": "read", "data-read": true });
    var verdict = make("div", { "class": "verdict", "data-verdict": "", role: "status" });
    var hints = make("ol", { "class": "hints" }), steps = make("ol", { "class": "steps" });
    var worked = make("div", { "class": "worked", "aria-live": "polite" }, [steps]);
    var field = choices ? null : make("input", {
      type: "text", id: id, "data-answer": true, autocomplete: "off", autocapitalize: "off", autocorrect: "off",
      spellcheck: "false", enterkeyhint: "done"
    });
    var check = make("button", { type: "submit", "class": "main", "data-check": true, text: "Check" });
    var hint = make("button", { type: "button", "data-hint": true, text: hintWords(), on: { click: giveHint } });
    var step = make("button", { type: "button", "data-steps": true, text: "Steps", on: { click: giveStep } });
    var next = make("button", { type: "button", "class": "push", "data-next": true, text: "Another one", on: { click: goOn } });
    var form = make("form", { "class": choices ? "" : "ask", novalidate: true, on: { submit: submit } },
      choices ? [chooser(), check] : [label(), field, check]);
    var box = make("article", { "class": "problem", "data-problem": name, "aria-label": "Problem: " + calcdrill.skills[chosen.skill].title }, [
      options.about, make("div", { "class": "say", html: problem.say }), form, choices ? null : read, verdict,
      make("div", { "class": "tools" }, [hint, step, next]), hints, worked
    ]);
    if (!problem.hints.length) hint.hidden = true;
    if (field) field.addEventListener("input", preview);
    place.replaceChildren(box);
    if (options.focus) (field || form.querySelector("input")).focus({ preventScroll: true });

    function label() {
      var form = suchAs(problem.grading);
      return make("label", { "for": id }, ["Your answer" + (form ? ", such as " : ""), form ? make("code", { text: form }) : null]);
    }

    function chooser() {
      return make("fieldset", { "class": "choices" }, [make("legend", { "class": "unseen", text: "Your answer" })].concat(
        choices.map(function (choice, k) {
          return make("label", {}, [
            make("input", { type: "radio", name: id, value: String(k), "data-answer": true, "aria-label": spoken(choice.html) }), make("span", { html: choice.html })
          ]);
        })));
    }

    function hintWords() { return turn.hints ? "Next hint" : "Hint"; }

    var timer = 0;
    function preview() {
      clearTimeout(timer);
      timer = setTimeout(function () {
        var text = field.value.trim();
        if (!text || turn.state !== "open") { read.textContent = ""; return; }
        var found = judge(text);
        read.replaceChildren();
        if (found.read) read.append("Read as ", make("code", { text: found.read }));
      }, 150);
    }

    function judge(text) { return calcdrillGrader.grade(problem.grading, text); }

    function submit(event) {
      event.preventDefault();
      if (turn.state !== "open") { goOn(); return; }
      if (choices) chosenOne(); else typed(field.value.trim());
    }

    function chosenOne() {
      var input = form.querySelector("input:checked");
      if (!input) { say("", [make("p", { text: "Choose one of them first." })]); return; }
      var choice = choices[Number(input.value)], right = Boolean(choice.right), label = input.closest("label");
      form.querySelectorAll("label").forEach(function (one) { delete one.dataset.mark; });
      label.dataset.mark = right ? "right" : "wrong";
      answered(right, {
        text: String.fromCharCode(97 + Number(input.value)), mistake: right || /^\d*$/.test(choice.mistake) ? null : choice.mistake
      }, right ? "" : choice.cause || "");
    }

    function typed(text) {
      if (!text) { say("", [make("p", { text: "Type your answer first." })]); field.focus(); return; }
      var found = judge(text);
      if (found.verdict === "right" || found.verdict === "wrong") {
        var mistake = found.verdict === "wrong" ? found.mistake : null;
        answered(found.verdict === "right", { text: text, read_as: found.read || "", mistake: mistake },
          mistake && says[problem.mistakes[mistake]] || escape(found.note || ""));
        return;
      }
      record({ event: "answer", text: text, read_as: found.read || "", message: found.note || "" });
      var lines = [];
      if (found.ask) {
        lines.push(make("p", {}, ["Did you mean ", make("code", { text: found.ask }), "? "]), make("button", {
          type: "button", text: "Yes, check that", on: { click: function () { field.value = found.ask; typed(found.ask); } }
        }));
      } else if (found.verdict === "unreadable") {
        lines.push(make("p", { text: found.note || "This could not be read." }));
      } else {
        lines.push(make("p", { text: found.note || "This could not be decided. Write it in another form, such as the one that the steps show." }));
      }
      say(found.verdict, lines);
    }

    function answered(right, kept, more) {
      var rating = null;
      if (turn.rating === null) {
        rating = !right ? schedule.AGAIN : turn.hints + turn.steps ? schedule.HARD : schedule.GOOD;
        turn.rating = rating;
      }
      record(Object.assign({ event: "answer", correct: right, rating: rating }, kept));
      var words = right ? ["Right."] : [choices ? "Not this one." : "Not yet."];
      var first = make("p", {}, [make("b", { text: words[0] }), " "]);
      if (more) first.append(make("span", { html: more }));
      else if (!right) first.append("Try again, or take a hint.");
      say(right ? "right" : "wrong", [first, right || rating ? comes(rating) : null]);
      if (right) finish("right");
      else if (field) field.select();
    }

    /** When the skill comes again, where the answer counted. */
    function comes(rating) {
      var memory = calcdrill.history.memories()[chosen.skill];
      if (!rating || rating === schedule.AGAIN || !memory || memory.phase !== schedule.REVIEW) return null;
      return make("p", { "class": "read", text: "This skill comes again " + calcdrill.dayInWords(calcdrill.day(memory.due)) + "." });
    }

    function say(kind, lines) {
      verdict.setAttribute("data-verdict", kind);
      verdict.replaceChildren.apply(verdict, lines.filter(Boolean));
    }

    function finish(state) {
      turn.state = state;
      read.textContent = "";
      check.textContent = "Next";
      hint.hidden = true;
      form.querySelectorAll("input").forEach(function (input) { if (input.type === "text") input.readOnly = true; else input.disabled = true; });
      if (state === "right" && problem.figure && !box.querySelector(".fig")) worked.insertAdjacentHTML("afterbegin", problem.figure);
    }

    function giveHint() {
      if (turn.hints < problem.hints.length) hints.append(make("li", { html: problem.hints[turn.hints++] }));
      hint.textContent = hintWords();
      if (turn.hints >= problem.hints.length) { hint.disabled = true; if (field) field.focus(); }
    }

    function giveStep() {
      step.textContent = "Next step";
      if (turn.steps < problem.steps.length) steps.append(make("li", { html: problem.steps[turn.steps++] }));
      if (turn.steps < problem.steps.length) return;
      step.hidden = true;
      worked.insertAdjacentHTML("beforeend", (problem.figure && !box.querySelector(".fig") ? problem.figure : "") + problem.answer);
      if (turn.state !== "open") return;
      var rating = turn.rating === null ? schedule.AGAIN : null;
      turn.rating = turn.rating || rating;
      record({ event: "gave-up", correct: false, rating: rating });
      finish("shown");
      (document.activeElement === document.body ? next : document.activeElement).focus();
    }

    function goOn() {
      if (turn.state === "open" && options.skips) record({ event: "skip" });
      options.next(turn.state === "open" ? "skipped" : turn.state);
    }

    function record(kept) {
      var rating = kept.rating || null, memories = calcdrill.history.memories(), shares = {};
      if (rating === schedule.AGAIN) {
        var found = schedule.doubted(chosen.skill, calcdrill.requires);
        Object.keys(found).forEach(function (one) { if (memories[one]) shares[one] = found[one]; });
      } else if (rating && rating !== schedule.HARD) shares = schedule.encompassed(chosen.skill, calcdrill.requires);
      calcdrill.record(Object.assign({
        problem: chosen.exercise.id, seed: problem.seed, index: problem.index, skill: chosen.skill,
        topic: calcdrill.skills[chosen.skill].topic, difficulty: chosen.exercise.level, hints: turn.hints + turn.steps,
        seconds: (Date.now() - turn.started) / 1000, shares: shares
      }, kept));
    }
  }

  /** The words of HTML, its formulas as they are spoken. */
  function spoken(html) {
    var place = make("div", { html: html });
    place.querySelectorAll("math").forEach(function (math) { math.replaceWith(math.getAttribute("alttext") || math.textContent); });
    return place.textContent.trim();
  }

  function escape(text) { return make("span", { text: text }).innerHTML; }

  calcdrill.pick = pick;
  calcdrill.show = show;
})();
