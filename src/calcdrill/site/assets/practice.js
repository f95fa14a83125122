/* Practice: the schedule says which skill comes next, a fresh problem asks for it. */
(function () {
  "use strict";
  var make = calcdrill.make, place = document.querySelector("[data-place]"), counts = document.querySelector("[data-counts]");
  var scope = document.querySelector("[data-scope]"), settings = calcdrill.course.settings;
  var recent = [], aside = [], ahead = false;
  var REASONS = {
    due: "Due for review", learning: "You began this and it is not yet known", "new": "New, and what it builds on is known",
    foundation: "What builds on this went wrong often", between: "Between two problems of another skill", ahead: "Not due yet, but likeliest to fade"
  };

  function outline() {
    var wanted = scope.value, all = calcdrill.outline;
    if (!wanted) return all;
    var own = all.skills.filter(function (skill) { return calcdrill.skills[skill].topic === wanted; }), topics = {};
    own.forEach(function (skill) { topics[skill] = all.topics[skill]; });
    return { skills: own, requires: all.requires, topics: topics };
  }

  /** What the day has seen: answers that counted, and skills begun. */
  function today() {
    var day = calcdrill.day(calcdrill.now()), first = {}, reviews = 0, right = 0;
    calcdrill.history.answers().forEach(function (answer) {
      if (!answer.rating) return;
      if (!first[answer.skill] || answer.day < first[answer.skill]) first[answer.skill] = answer.day;
      if (answer.day === day) { reviews++; if (answer.rating > 1) right++; }
    });
    return { reviews: reviews, right: right, fresh: Object.keys(first).filter(function (skill) { return first[skill] === day; }).length };
  }

  function choose() {
    var done = today();
    return calcdrillOrder.choose(calcdrill.history.memories(), outline(), {
      now: calcdrill.now(), day: calcdrill.day, newLeft: settings.new - done.fresh, reviewsLeft: settings.reviews - done.reviews,
      ahead: ahead, recent: recent, aside: aside, retrievability: calcdrill.scheduler.retrievability
    });
  }

  function count() {
    var done = today(), own = outline().topics;
    var due = calcdrill.dueSkills().filter(function (skill) { return skill in own; }).length;
    var words = [due ? calcdrill.count(due, "skill") + " due" : "nothing due"];
    if (done.reviews) words.push(calcdrill.count(done.reviews, "problem") + " today, " + done.right + " right at the first try");
    if (done.fresh) words.push(calcdrill.count(done.fresh, "new skill"));
    if (!calcdrill.history.isKept()) words.push("this browser keeps nothing: export your progress before you leave");
    counts.textContent = words.join(" · ");
  }

  function ask(focus) {
    count();
    var choice = choose();
    if (!choice) { rest(focus); return; }
    var skill = calcdrill.skills[choice.skill];
    calcdrill.topic(skill.topic).then(function (data) {
      recent.push(choice.skill);
      calcdrill.show(place, calcdrill.pick(choice.skill, data), {
        about: about(skill, choice.reason, data.skills[choice.skill]), focus: focus, skips: true,
        next: function (state) { if (state === "skipped") aside.push(choice.skill); ask(true); }
      });
    }, function (lost) { place.replaceChildren(make("p", { "class": "waiting", text: lost.message + "." })); });
  }

  function about(skill, reason, lesson) {
    var parts = [make("p", { "class": "about" }, [
      make("a", { href: calcdrill.base + skill.url, text: skill.title }), " · " + REASONS[reason]
    ])];
    if (reason === "new" || reason === "foundation") {
      parts.push(make("p", { html: lesson.what }));
      if (lesson.formulas) parts.push(make("div", { "class": "formulas", html: lesson.formulas }));
      parts.push(make("p", { "class": "about" }, [make("a", { href: calcdrill.base + skill.url, text: "Read the lesson" }), make("button", {
        type: "button", "class": "quiet", text: "I know this", on: { click: function () { know(skill.id); } }
      })]));
    }
    return make("div", { "class": "before" }, parts);
  }

  function know(skill) {
    calcdrill.record({ event: "know", problem: "", skill: skill, topic: calcdrill.skills[skill].topic });
    ask(true);
  }

  function rest(focus) {
    var more = make("button", { type: "button", "class": "main", text: "Go on", on: { click: function () { ahead = true; aside = []; ask(true); } } });
    var words = ahead ? "That is all for now." : "The day's work is done. You can go on with what is likeliest to fade, or read a new lesson.";
    place.replaceChildren(make("div", { "class": "problem", role: "status" }, [
      make("p", { text: words }),
      make("p", { "class": "buttons" }, [ahead ? null : more, make("a", { "class": "button", href: calcdrill.base + "index.html", text: "The map" })])
    ]));
    if (focus && !ahead) more.focus();
  }

  scope.value = decodeURIComponent(location.hash.slice(1));
  if (scope.selectedIndex < 0) scope.value = "";
  scope.addEventListener("change", function () {
    try { history.replaceState(null, "", scope.value ? "#" + scope.value : location.pathname); } catch (blocked) { /* from the disk */ }
    recent = []; aside = []; ahead = false;
    ask(false);
  });
  document.addEventListener("calcdrill:change", count);
  ask(false);
})();
