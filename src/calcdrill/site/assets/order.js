/* Which skill comes next: practice/order.py in the browser, held against it by a test.
   A course is {skills, requires, topics}: ids in order, what each builds on, and the place of each skill's topic. */
(function (/** @type {any} */ root) {
  "use strict";
  var schedule = typeof module === "object" && module.exports ? require("./schedule.js") : root.calcdrillSchedule;
  var GAP = 3, REVIEW = schedule.REVIEW;

  function below(course, skill) {
    return (course.requires[skill] || []).filter(function (one) { return one in course.topics; });
  }

  /** Sorted by keys of numbers; a stable sort keeps the order of equals. */
  function sorted(items, key) {
    return items.map(function (item) { return [key(item), item]; }).sort(function (one, other) {
      for (var k = 0; k < one[0].length; k++) if (one[0][k] !== other[0][k]) return one[0][k] < other[0][k] ? -1 : 1;
      return 0;
    }).map(function (pair) { return pair[1]; });
  }

  function dueSkills(memories, now, course, day, most) {
    var today = day(now);
    var due = course.skills.filter(function (skill) { return memories[skill] && day(memories[skill].due) <= today; });
    if (most !== null && due.length > most) return due;
    function cover(skill) {
      if (memories[skill].phase !== REVIEW) return 0;
      var found = schedule.encompassed(skill, course.requires), sum = 0;
      Object.keys(found).forEach(function (one) { if (due.indexOf(one) >= 0) sum += found[one]; });
      return sum;
    }
    return sorted(due, function (skill) { return [-cover(skill), memories[skill].due]; });
  }

  function readySkills(memories, course) {
    return course.skills.filter(function (skill) {
      return !memories[skill] && below(course, skill).every(function (one) { return schedule.isMastered(memories[one]); });
    });
  }

  /** [the new skill whose turn it is or null, skills that one more right answer today makes the base of one]. */
  function nextNew(memories, course, today, aside) {
    var ready = readySkills(memories, course).filter(function (skill) { return aside.indexOf(skill) < 0; });
    var places = sorted(Array.from(new Set(course.skills.map(function (skill) { return course.topics[skill]; }))), function (place) { return [place]; });
    var last = null;
    for (var p = 0; p < places.length; p++) {
      var place = places[p];
      if (last !== null && place > last) return [null, []];
      var here = ready.filter(function (skill) { return course.topics[skill] === place; });
      if (here.length) return [here[0], []];
      for (var k = 0; k < course.skills.length; k++) {
        var skill = course.skills[k];
        if (memories[skill] || aside.indexOf(skill) >= 0 || course.topics[skill] !== place) continue;
        if (isHeld(skill, place, memories, course)) continue;
        var near = nearly(skill, memories, course, today, aside);
        if (near === null) { if (last === null) last = place + 1; continue; }
        return [null, near];
      }
    }
    return [null, []];
  }

  function isHeld(skill, place, memories, course) {
    return below(course, skill).some(function (one) {
      var memory = memories[one];
      if (schedule.isMastered(memory)) return false;
      if (schedule.isLeech(memory)) return true;
      return !memory && (course.topics[one] > place || isHeld(one, place, memories, course));
    });
  }

  function nearly(skill, memories, course, today, aside) {
    var found = [], under = below(course, skill);
    for (var k = 0; k < under.length; k++) {
      var memory = memories[under[k]];
      if (schedule.isMastered(memory)) continue;
      if (aside.indexOf(under[k]) >= 0) return null;
      if (!memory) {
        var deeper = nearly(under[k], memories, course, today, aside);
        if (deeper === null) return null;
        found = found.concat(deeper);
      } else if (memory.phase === REVIEW && mayBeMastered(memory, today)) found.push(under[k]);
      else if (memory.phase === REVIEW || memory.failures) return null;
    }
    return Array.from(new Set(found));
  }

  /** Whether one more right answer is mastery: the third in a row, or one on a later day than the first. */
  function mayBeMastered(memory, today) {
    return (memory.since || today) < today || (memory.streak >= 2 && !memory.failures);
  }

  /** The next skill with its reason, {skill, reason}, or null when the day's work is done. ``options``: now, day (a
      function from a time to a date), newLeft, reviewsLeft (or null), ahead, recent, aside, retrievability. */
  function choose(memories, course, options) {
    var recent = options.recent || [], aside = options.aside || [], reviewsLeft = options.reviewsLeft;
    if (reviewsLeft === undefined) reviewsLeft = null;
    var due = dueSkills(memories, options.now, course, options.day, reviewsLeft);
    function as(reason) { return function (skill) { return { skill: skill, reason: reason }; }; }
    var reviews = due.filter(function (skill) { return memories[skill].phase === REVIEW; });
    var ranked = due.filter(function (skill) { return memories[skill].phase !== REVIEW; }).map(as("learning"));
    var mayReview = reviewsLeft === null || reviewsLeft > 0;
    if (mayReview) ranked = ranked.concat(reviews.map(as("due")));
    if (mayReview && options.newLeft > 0 && (reviewsLeft === null || reviews.length < reviewsLeft)) {
      var next = nextNew(memories, course, options.day(options.now), aside);
      ranked = ranked.concat(next[0] ? [{ skill: next[0], reason: "new" }] : next[1].map(as("learning")));
    }
    ranked = ranked.filter(function (choice) { return !rests(choice.skill, memories, course, options); })
      .map(function (choice) { return instead(choice.skill, memories, course) || choice; });
    if (options.ahead) ranked = ranked.concat(ahead(memories, course, options, due));
    var left = ranked.filter(function (choice) { return aside.indexOf(choice.skill) < 0; });
    for (var gap of [GAP, 1]) {
      var barred = recent.slice(-gap);
      var found = left.find(function (choice) { return barred.indexOf(choice.skill) < 0; });
      if (found) return found;
    }
    if (!left.length) return null;
    var others = mayReview ? ahead(memories, course, options, aside.concat(recent.slice(-1))) : [];
    return others.length ? { skill: others[0].skill, reason: "between" } : left[0];
  }

  function ahead(memories, course, options, without) {
    var started = course.skills.filter(function (skill) { return memories[skill] && without.indexOf(skill) < 0; });
    return sorted(started, function (skill) {
      return [options.retrievability(memories[skill], options.now), memories[skill].due];
    }).map(function (skill) { return { skill: skill, reason: "ahead" }; });
  }

  /** The weakest prerequisite of a leech, unless it was practised since the leech failed. */
  function instead(skill, memories, course) {
    var memory = memories[skill];
    if (!memory || !schedule.isLeech(memory) || memory.streak) return null;
    var bases = below(course, skill).filter(function (one) { return memories[one]; });
    if (!bases.length) return null;
    var weakest = sorted(bases, function (one) { return [schedule.isMastered(memories[one]) ? 1 : 0, memories[one].stability || 0]; })[0];
    var practised = memories[weakest].reviewed;
    if (practised === null || memory.reviewed === null || practised < memory.reviewed) return { skill: weakest, reason: "foundation" };
    return null;
  }

  function rests(skill, memories, course, options) {
    var memory = memories[skill];
    if (!memory || !schedule.isLeech(memory) || memory.streak || memory.reviewed === null) return false;
    return options.day(memory.reviewed) === options.day(options.now) && instead(skill, memories, course) === null;
  }

  var api = { choose: choose, dueSkills: dueSkills, readySkills: readySkills, nextNew: nextNew };
  if (typeof module === "object" && module.exports) module.exports = api;
  else root.calcdrillOrder = api;
})(typeof self === "undefined" ? this : self);
