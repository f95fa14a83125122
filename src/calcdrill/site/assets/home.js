/* The home page: what is due, where to go on, and the map with what each skill builds on. */
(function () {
  "use strict";
  var make = calcdrill.make, today = document.querySelector("[data-today]");

  function box(href, title, words) { return make("a", { href: calcdrill.base + href }, [make("b", { text: title }), words]); }

  function greet() {
    var answers = calcdrill.history.answers(), memories = calcdrill.history.memories();
    var last = answers.filter(function (answer) { return calcdrill.skills[answer.skill]; }).pop();
    var due = calcdrill.dueSkills().length, cards = calcdrill.history.cards(), day = calcdrill.day(calcdrill.now());
    var dueCards = Object.keys(cards).filter(function (card) { return calcdrill.day(cards[card].due) <= day; }).length;
    today.replaceChildren();
    if (last) {
      var skill = calcdrill.skills[last.skill];
      var next = calcdrillOrder.nextNew(memories, calcdrill.outline, day, [])[0];
      var goal = calcdrillSchedule.isMastered(memories[last.skill]) && next ? calcdrill.skills[next] : skill;
      today.append(box("practice.html", due ? calcdrill.count(due, "skill") + " due today" : "Nothing is due today",
        due ? "Practise them before they fade." : "Go on with something new, or rest."));
      today.append(box(goal.url, "Continue", goal.title));
      if (dueCards) today.append(box("flashcards.html", calcdrill.count(dueCards, "card") + " due today", "A few minutes."));
    }
    today.hidden = !last;
    document.querySelector("[data-start]").hidden = Boolean(last);
    document.querySelectorAll("[data-topic]").forEach(function (topic) { caption(topic, null); });
  }

  function caption(topic, skill) {
    var place = topic.querySelector("[data-caption]");
    var own = calcdrill.course.topics.find(function (one) { return one.id === topic.dataset.topic; }).skills;
    var mastered = own.filter(function (one) { return ["mastered", "due"].indexOf(calcdrill.standing(one.id)) >= 0; }).length;
    if (skill) place.textContent = calcdrill.skills[skill].title;
    else place.textContent = mastered ? mastered + " of " + calcdrill.count(own.length, "skill") + " mastered" : calcdrill.count(own.length, "skill");
  }

  /* A skill under the pointer or with the focus shows its name, what it builds on, and what builds on it. */
  var tiles = {};
  document.querySelectorAll("a.tile").forEach(function (tile) { tiles[tile.dataset.skill] = tile; });
  function link(skill, on) {
    Object.keys(tiles).forEach(function (other) {
      var needs = calcdrill.requires[skill].indexOf(other) >= 0, isFor = calcdrill.requires[other].indexOf(skill) >= 0;
      if (on && (needs || isFor)) tiles[other].dataset.link = needs ? "needs" : "for";
      else delete tiles[other].dataset.link;
    });
    caption(tiles[skill].closest("[data-topic]"), on ? skill : null);
  }
  Object.keys(tiles).forEach(function (skill) {
    ["mouseenter", "focus"].forEach(function (event) { tiles[skill].addEventListener(event, function () { link(skill, true); }); });
    ["mouseleave", "blur"].forEach(function (event) { tiles[skill].addEventListener(event, function () { link(skill, false); }); });
  });
  document.addEventListener("calcdrill:change", greet);
  greet();
})();
