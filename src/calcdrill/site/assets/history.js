/* The history of a learner: every answer is a line of JSON, as ``calcdrill practice --export`` writes it. The answers
   are the truth; memories are worked out from them. Answers about a flashcard have the event "card" and the rating in
   ``text``, so that the terminal keeps them and its schedule of skills does not count them. */
(function (/** @type {any} */ root) {
  "use strict";
  var schedule = typeof module === "object" && module.exports ? require("./schedule.js") : root.calcdrillSchedule;
  var PREFIX = "calcdrill/history/", HEADER = '{"type": "calcdrill history", "format": 1}';
  var MOST_BYTES = 64 << 20;
  var FIELDS = {
    id: "text", at: "text", day: "text", problem: "text", seed: "whole", index: "whole", skill: "text", topic: "text",
    difficulty: "whole?", session: "text", mode: "text", event: "text", text: "text", read_as: "text", correct: "flag?",
    message: "text", mistake: "text?", rating: "whole?", hints: "whole", seconds: "number?", shares: "shares", version: "text"
  };
  var NEEDED = ["id", "at", "day", "problem", "seed", "index", "skill"];
  var RATINGS = ["again", "hard", "good", "easy"];

  /** Microseconds since 1970 of a time such as 2026-03-01T09:30:00.123456+00:00. */
  function micros(text) {
    var parts = /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?)(?:[.,](\d+))?(Z|[+-]\d\d:?\d\d)$/.exec(text);
    var ms = parts ? Date.parse(parts[1].replace(" ", "T") + parts[3]) : NaN;
    if (isNaN(ms)) throw new Error("the field 'at' is not a time such as 2026-03-01T09:30:00+00:00");
    return ms * 1000 + Number(((parts[2] || "") + "000000").slice(0, 6));
  }

  function fits(kind, value) {
    var may = kind.slice(-1) === "?" ? kind.slice(0, -1) : kind;
    if (value === null) return may !== kind;
    if (may === "text") return typeof value === "string";
    if (may === "flag") return typeof value === "boolean";
    if (may === "number") return typeof value === "number" && isFinite(value);
    if (may === "whole") return Number.isInteger(value);
    return typeof value === "object" && !Array.isArray(value) && Object.keys(value).every(function (name) {
      return typeof value[name] === "number" && value[name] >= 0 && value[name] <= 1;
    });
  }

  /** An answer from a line of an export; raises an Error that says what is wrong with it. */
  function read(line) {
    var record;
    try { record = JSON.parse(line); } catch (wrong) { throw new Error("this is not a JSON object"); }
    if (!record || typeof record !== "object" || Array.isArray(record)) throw new Error("this is not a JSON object");
    NEEDED.forEach(function (name) { if (!(name in record)) throw new Error("the field '" + name + "' is missing"); });
    Object.keys(record).forEach(function (name) {
      if (!Object.prototype.hasOwnProperty.call(FIELDS, name)) throw new Error("the field '" + name + "' is not known");
      if (!fits(FIELDS[name], record[name])) throw new Error("the field '" + name + "' is of the wrong type");
    });
    if (record.rating !== undefined && [null, 1, 2, 3, 4].indexOf(record.rating) < 0) {
      throw new Error("the field 'rating' is not among 1, 2, 3, 4");
    }
    micros(record.at);
    return record;
  }

  /** The line of an answer, its fields in the order of the format. */
  function write(answer) {
    var record = {};
    Object.keys(FIELDS).forEach(function (name) { if (name in answer) record[name] = answer[name]; });
    return JSON.stringify(record);
  }

  function inTime(one, other) {
    return micros(one.at) - micros(other.at) || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0);
  }

  function withoutUndone(answers) {
    var undone = new Set(answers.filter(function (one) { return one.event === "undo"; }).map(function (one) { return one.text; }));
    return answers.filter(function (one) { return !undone.has(one.id); });
  }

  /** {skills, cards}: the memories that answers, in the order of time, lead to. */
  function replay(answers, scheduler) {
    var skills = {}, cards = {};
    withoutUndone(answers).forEach(function (answer) { change(answer, skills, cards, scheduler); });
    return { skills: skills, cards: cards };
  }

  function change(answer, skills, cards, scheduler) {
    var now = micros(answer.at);
    if (answer.event === "know") skills[answer.skill] = scheduler.placed(answer.skill, now);
    else if (answer.event === "forget") delete skills[answer.skill];
    else if (answer.event === "card") {
      var rating = RATINGS.indexOf(answer.text) + 1;
      if (rating) Object.assign(cards, scheduler.apply(cards, answer.problem, rating, now, {}, answer.day));
    } else if (answer.rating) {
      Object.assign(skills, scheduler.apply(skills, answer.skill, answer.rating, now, answer.shares || {}, answer.day));
    }
  }

  /** The history kept in ``storage`` (localStorage, or null where nothing can be kept). */
  function open(storage, scheduler) {
    var kept = [], memories = null, seen = new Set(), working = true;

    function load() {
      kept = []; seen = new Set(); memories = null;
      if (!storage) { working = false; return; }
      try {
        for (var k = 0; k < storage.length; k++) {
          var key = storage.key(k);
          if (key.indexOf(PREFIX) === 0) storage.getItem(key).split("\n").forEach(keep);
        }
      } catch (blocked) { working = false; }
      kept.sort(inTime);
    }

    function keep(line) {
      if (!line) return;
      try {
        var answer = read(line);
        if (!seen.has(answer.id)) { seen.add(answer.id); kept.push(answer); }
      } catch (damaged) { /* a damaged line costs that line */ }
    }

    /** Keep new answers, a day's under a key of its own; false where the browser keeps nothing. */
    function store(answers) {
      var days = {};
      answers.forEach(function (answer) { (days[answer.day] = days[answer.day] || []).push(write(answer)); });
      try {
        Object.keys(days).forEach(function (day) {
          storage.setItem(PREFIX + day, (storage.getItem(PREFIX + day) || "") + days[day].join("\n") + "\n");
        });
      } catch (full) { working = false; }
      return working;
    }

    function add(answers) {
      var fresh = answers.filter(function (answer) { return !seen.has(answer.id) && seen.add(answer.id); });
      if (fresh.length) {
        store(fresh);
        kept = kept.concat(fresh).sort(inTime);
        memories = null;
      }
      return fresh.length;
    }

    function current() {
      if (!memories) memories = replay(kept, scheduler);
      return memories;
    }

    load();
    return {
      reload: load,
      isKept: function () { return working; },
      answers: function () { return withoutUndone(kept); },
      memories: function () { return current().skills; },
      cards: function () { return current().cards; },
      record: function (answer) { return add([answer]) === 1; },
      exported: function () { return [HEADER].concat(kept.map(write)).join("\n") + "\n"; },
      /** Add the answers of an export: {added, known}; all lines or none. Raises an Error with the line's number. */
      bringIn: function (text) {
        if (text.length > MOST_BYTES) throw new Error("an import is at most " + (MOST_BYTES >> 20) + " MiB");
        var found = [];
        text.split("\n").forEach(function (line, k) {
          if (!line.trim() || (k === 0 && /"type":\s*"calcdrill history"/.test(line))) return;
          try { found.push(read(line)); } catch (wrong) { throw new Error("line " + (k + 1) + ": " + wrong.message); }
        });
        var added = add(found);
        return { added: added, known: found.length - added };
      },
      erase: function () {
        try {
          for (var k = storage.length - 1; k >= 0; k--) if (storage.key(k).indexOf(PREFIX) === 0) storage.removeItem(storage.key(k));
        } catch (blocked) { /* nothing was kept */ }
        load();
      }
    };
  }

  var api = { open: open, read: read, write: write, replay: replay, micros: micros, FIELDS: FIELDS, RATINGS: RATINGS };
  if (typeof module === "object" && module.exports) module.exports = api;
  else root.calcdrillHistory = api;
})(typeof self === "undefined" ? this : self);
