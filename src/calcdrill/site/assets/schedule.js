/* When to practise which skill: practice/schedule.py in the browser, the formulas of FSRS-6 included.
   No build of FSRS that pip installs runs in a browser; a test holds this file against Python on random histories.
   Times are whole microseconds since 1970; a memory is a plain object and is never changed. */
(function (/** @type {any} */ root) {
  "use strict";
  var LEARNING = 1, REVIEW = 2, RELEARNING = 3;
  var AGAIN = 1, HARD = 2, GOOD = 3, EASY = 4;
  var MINUTE = 60e6, DAY = 86400e6;
  var LEARNING_STEPS = [MINUTE, 10 * MINUTE], RELEARNING_STEPS = [10 * MINUTE];
  var MOST_DISTANCE = 3, SHARE = 0.5, DOUBT_DISTANCE = 2, DOUBT_SHARE = 0.25, LEECH = 8, IN_A_ROW = 3;

  /** Rounded as Python rounds: halves to the even neighbour. */
  function round(value) {
    var low = Math.floor(value), rest = value - low;
    if (rest !== 0.5) return Math.round(value);
    return low % 2 === 0 ? low : low + 1;
  }

  function clamp(value, low, high) { return Math.min(Math.max(value, low), high); }

  function replace(memory, changes) { return Object.assign({}, memory, changes); }

  function crc32(text) {
    var bytes = new TextEncoder().encode(text), crc = -1;
    for (var i = 0; i < bytes.length; i++) {
      crc ^= bytes[i];
      for (var k = 0; k < 8; k++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return (crc ^ -1) >>> 0;
  }

  /** The scheduler for FSRS's parameters and a profile's settings (retention, longest, credit). */
  function make(w, settings) {
    var decay = -w[20], factor = Math.pow(0.9, 1 / decay) - 1;

    function initialDifficulty(rating) { return w[4] - Math.pow(Math.E, w[5] * (rating - 1)) + 1; }

    function nextDifficulty(difficulty, rating) {
      var damped = (10 - difficulty) * -(w[6] * (rating - 3)) / 9;
      return clamp(w[7] * initialDifficulty(EASY) + (1 - w[7]) * (difficulty + damped), 1, 10);
    }

    function shortTerm(stability, rating) {
      var increase = Math.pow(Math.E, w[17] * (rating - 3 + w[18])) * Math.pow(stability, -w[19]);
      if (rating >= HARD) increase = Math.max(increase, 1);
      return Math.max(stability * increase, 0.001);
    }

    function longTerm(difficulty, stability, known, rating) {
      var next;
      if (rating === AGAIN) {
        next = Math.min(
          w[11] * Math.pow(difficulty, -w[12]) * (Math.pow(stability + 1, w[13]) - 1) * Math.pow(Math.E, (1 - known) * w[14]),
          stability / Math.pow(Math.E, w[17] * w[18])
        );
      } else {
        next = stability * (1 + Math.pow(Math.E, w[8]) * (11 - difficulty) * Math.pow(stability, -w[9]) *
          (Math.pow(Math.E, (1 - known) * w[10]) - 1) * (rating === HARD ? w[15] : 1) * (rating === EASY ? w[16] : 1));
      }
      return Math.max(next, 0.001);
    }

    /** FSRS's estimate of the chance that the skill is still known. */
    function retrievability(memory, now) {
      if (memory.reviewed === null || memory.stability === null) return 0;
      var days = Math.max(0, Math.floor((now - memory.reviewed) / DAY));
      return Math.pow(1 + factor * days / memory.stability, decay);
    }

    function interval(stability) {
      var days = round(stability / factor * (Math.pow(settings.retention, 1 / decay) - 1));
      return Math.min(Math.max(days, 1), settings.longest) * DAY;
    }

    /** Where a card in the steps of learning goes: [phase, step, interval]. */
    function stepped(steps, phase, step, stability, rating) {
      if (rating === AGAIN) return [phase, 0, steps[0]];
      if (rating === EASY || step >= steps.length) return [REVIEW, null, interval(stability)];
      if (rating === HARD) {
        if (step === 0) return [phase, 0, steps.length === 1 ? steps[0] * 1.5 : (steps[0] + steps[1]) / 2];
        return [phase, step, steps[step]];
      }
      if (step + 1 === steps.length) return [REVIEW, null, interval(stability)];
      return [phase, step + 1, steps[step + 1]];
    }

    /** The memory after a review; null is a skill that was never practised. */
    function review(memory, rating, now) {
      var phase = memory ? memory.phase : LEARNING, step = memory ? memory.step : 0, stability, difficulty, next;
      if (!memory || memory.stability === null || memory.difficulty === null) {
        stability = Math.max(w[rating - 1], 0.001);
        difficulty = clamp(initialDifficulty(rating), 1, 10);
      } else {
        var soon = memory.reviewed !== null && Math.floor((now - memory.reviewed) / DAY) < 1;
        stability = soon ? shortTerm(memory.stability, rating)
          : longTerm(memory.difficulty, memory.stability, retrievability(memory, now), rating);
        difficulty = nextDifficulty(memory.difficulty, rating);
      }
      if (phase !== REVIEW) next = stepped(phase === LEARNING ? LEARNING_STEPS : RELEARNING_STEPS, phase, step, stability, rating);
      else if (rating === AGAIN) next = [RELEARNING, 0, RELEARNING_STEPS[0]];
      else next = [REVIEW, step, interval(stability)];
      return {
        phase: next[0], step: next[1], stability: stability, difficulty: difficulty, due: now + next[2], reviewed: now,
        streak: 0, failures: 0, since: null, spaced: false
      };
    }

    /** The memory after a share of a review rated Good: for what a right answer practises as well. */
    function credit(memory, share, now) {
      if (memory.phase !== REVIEW || memory.stability === null || memory.reviewed === null || share <= 0) return memory;
      var full = review(memory, GOOD, now);
      if (full.reviewed <= memory.reviewed) return memory;
      return replace(memory, {
        stability: Math.pow(memory.stability, 1 - share) * Math.pow(full.stability, share),
        reviewed: memory.reviewed + round((full.reviewed - memory.reviewed) * share),
        due: Math.max(memory.due, memory.due + round((full.due - memory.due) * share))
      });
    }

    /** The memory after something below it failed: less sure, never due later. */
    function doubt(memory, share, now) {
      if (memory.phase !== REVIEW || memory.stability === null || share <= 0) return memory;
      var failed = review(memory, AGAIN, now);
      var less = Math.pow(memory.stability, 1 - share) * Math.pow(failed.stability || memory.stability, share);
      return replace(memory, {
        stability: Math.min(memory.stability, less),
        due: memory.due - round(Math.max(0, memory.due - now) * share)
      });
    }

    /** The memory of a skill that the learner says is known. */
    function placed(skill, now) {
      var easy = review(null, EASY, now), spread = 1 + crc32(skill) % 17 / 8;
      return replace(easy, { due: now + round((easy.due - now) * spread), stability: easy.stability * spread, spaced: true });
    }

    function progress(before, after, rating, day) {
      var failures = before ? before.failures : 0;
      if (rating === AGAIN) return replace(after, { streak: 0, failures: failures + 1, since: null, spaced: false });
      var since = before && before.since ? before.since : day;
      var spaced = Boolean(before && before.spaced) || since < day;
      return replace(after, {
        streak: rating >= GOOD ? 1 + (before ? before.streak : 0) : 0,
        failures: spaced ? 0 : failures, since: since, spaced: spaced
      });
    }

    /** The memories (by skill) that one answer changes. */
    function apply(memories, skill, rating, now, shares, day) {
      var before = memories[skill] || null, changed = {};
      changed[skill] = progress(before, review(before, rating, now), rating, day);
      if (rating === HARD || !settings.credit) return changed;
      Object.keys(shares).forEach(function (other) {
        var memory = memories[other];
        if (!memory || other === skill) return;
        var after = (rating === AGAIN ? doubt : credit)(memory, shares[other], now);
        if (after !== memory) changed[other] = after;
      });
      return changed;
    }

    return {
      settings: settings, review: review, credit: credit, doubt: doubt, placed: placed, apply: apply,
      retrievability: retrievability
    };
  }

  /** The prerequisites that a right answer practises too, with their shares. */
  function encompassed(skill, requires) {
    var found = {}, level = [skill], share = SHARE;
    for (var k = 0; k < MOST_DISTANCE; k++) {
      level = [].concat.apply([], level.map(function (above) { return requires[above] || []; }));
      level.forEach(function (below) { if (below !== skill && !(below in found)) found[below] = share; });
      share *= SHARE;
    }
    return found;
  }

  /** The skills that a failure makes less sure, with their shares. */
  function doubted(skill, requires) {
    var found = {}, level = [skill], share = DOUBT_SHARE;
    function builds(above) { return requires[above].some(function (below) { return level.indexOf(below) >= 0; }); }
    for (var k = 0; k < DOUBT_DISTANCE; k++) {
      level = Object.keys(requires).filter(function (above) { return above !== skill && !(above in found) && builds(above); }).sort();
      level.forEach(function (above) { found[above] = share; });
      share *= SHARE;
    }
    return found;
  }

  function isMastered(memory) {
    if (!memory || memory.phase !== REVIEW) return false;
    return memory.spaced || (memory.streak >= IN_A_ROW && !memory.failures);
  }

  function isLeech(memory) { return Boolean(memory) && memory.failures >= LEECH; }

  /** The learner's date as text: before the rollover hour it is still the day before. ``offset``: minutes east of
      Greenwich, by default those of the browser. */
  function day(time, rollover, offset) {
    var ms = Math.floor(time / 1000) - rollover * 3600e3;
    var east = offset === undefined ? -new Date(ms).getTimezoneOffset() : offset;
    return new Date(ms + east * 60e3).toISOString().slice(0, 10);
  }

  var api = {
    make: make, encompassed: encompassed, doubted: doubted, isMastered: isMastered, isLeech: isLeech, day: day,
    AGAIN: AGAIN, HARD: HARD, GOOD: GOOD, EASY: EASY, LEARNING: LEARNING, REVIEW: REVIEW, RELEARNING: RELEARNING
  };
  if (typeof module === "object" && module.exports) module.exports = api;
  else root.calcdrillSchedule = api;
})(typeof self === "undefined" ? this : self);
