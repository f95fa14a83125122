/* Flashcards: one idea at a time; the learner looks, then says how it went, and FSRS says when it comes again. */
(function () {
  "use strict";
  var make = calcdrill.make, place = document.querySelector("[data-place]"), counts = document.querySelector("[data-counts]");
  var scope = document.querySelector("[data-scope]"), cards = calcdrillData.cards, more = false, recent = [];
  var NEW = 20, GAP = 3;
  var RATINGS = [["again", "Forgotten"], ["hard", "Hard"], ["good", "Good"], ["easy", "Easy"]];

  function own() { return cards.filter(function (card) { return !scope.value || card.topic === scope.value; }); }

  function begunToday() {
    var day = calcdrill.day(calcdrill.now()), first = {};
    calcdrill.history.answers().forEach(function (answer) {
      if (answer.event === "card" && (!first[answer.problem] || answer.day < first[answer.problem])) first[answer.problem] = answer.day;
    });
    return Object.keys(first).filter(function (card) { return first[card] === day; }).length;
  }

  /** {due, fresh}: the cards to be seen today, in order. Cards of skills that were begun come first. */
  function waiting() {
    var memories = calcdrill.history.cards(), known = calcdrill.history.memories(), day = calcdrill.day(calcdrill.now());
    var due = own().filter(function (card) { return memories[card.id] && calcdrill.day(memories[card.id].due) <= day; });
    due.sort(function (one, other) { return memories[one.id].due - memories[other.id].due; });
    var unseen = own().filter(function (card) { return !memories[card.id]; });
    var fresh = unseen.filter(function (card) { return known[card.skill]; }).concat(unseen.filter(function (card) { return !known[card.skill]; }));
    return { due: due, fresh: more ? fresh : fresh.slice(0, Math.max(0, NEW - begunToday())) };
  }

  function ask(focus) {
    var left = waiting(), all = left.due.concat(left.fresh);
    counts.textContent = calcdrill.count(left.due.length, "card") + " due · " + left.fresh.length + " new today";
    var barred = recent.slice(-GAP);
    var card = all.find(function (one) { return barred.indexOf(one.id) < 0; }) || all[0];
    if (!card) { rest(focus); return; }
    recent.push(card.id);
    show(card, focus);
  }

  function show(card, focus) {
    var started = Date.now(), id = "mine", field = make("textarea", { id: id, rows: "2", spellcheck: "false" });
    var turn = make("button", { type: "submit", "class": "main", "data-turn": true, text: "Show the answer" });
    var form = make("form", { on: { submit: function (event) { event.preventDefault(); reveal(); } } }, [
      make("label", { "class": "about", "for": id, text: "Type what you remember, if you like" }), field, make("div", { "class": "tools" }, [turn])
    ]);
    var skill = calcdrill.skills[card.skill];
    var box = make("article", { "class": "card", "data-card": card.id, "aria-label": "Card" }, [
      make("p", { "class": "about" }, [make("a", { href: calcdrill.base + skill.url, text: card.title })]),
      make("div", { "class": "front", html: card.front }), form
    ]);
    place.replaceChildren(box);
    if (focus) field.focus({ preventScroll: true });

    function reveal() {
      var typed = field.value.trim(), rate = make("div", { "class": "tools", role: "group", "aria-label": "How did it go?" }, RATINGS.map(function (one, k) {
        return make("button", { type: "button", "data-rate": one[0], "aria-keyshortcuts": String(k + 1), text: one[1], on: { click: function () { keep(one[0]); } } });
      }));
      var back = make("div", { "class": "back", tabindex: "-1", html: card.back });
      form.replaceWith(make("div", {}, [typed ? make("p", { "class": "yours", text: "You: " + typed }) : null, back, rate]));
      back.focus({ preventScroll: true });
      box.addEventListener("keydown", function (event) {
        var one = RATINGS[Number(event.key) - 1];
        if (one) keep(one[0]);
      });
    }

    function keep(rating) {
      calcdrill.record({ event: "card", problem: card.id, skill: card.skill, topic: card.topic, text: rating, seconds: (Date.now() - started) / 1000 });
      ask(true);
    }
  }

  function rest(focus) {
    var on = make("button", { type: "button", "class": "main", text: "More new cards", on: { click: function () { more = true; ask(true); } } });
    var unseen = own().some(function (card) { return !calcdrill.history.cards()[card.id]; });
    place.replaceChildren(make("div", { "class": "card", role: "status" }, [
      make("p", { text: "Done for today." }),
      make("p", { "class": "buttons" }, [unseen ? on : null, make("a", { "class": "button", href: calcdrill.base + "practice.html", text: "Practise" })])
    ]));
    if (focus && unseen) on.focus();
  }

  scope.value = decodeURIComponent(location.hash.slice(1));
  if (scope.selectedIndex < 0) scope.value = "";
  scope.addEventListener("change", function () { recent = []; more = false; ask(false); });
  ask(false);
})();
