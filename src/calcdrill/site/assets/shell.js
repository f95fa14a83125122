/* What every page has: the course, the history, loading of data, search, day and night, use without a network. */
(function () {
  "use strict";
  var page = document.documentElement, base = page.dataset.root || "";
  var data = self.calcdrillData, course = data.course;
  var storage = null;
  try { storage = localStorage; storage.getItem("calcdrill/theme"); } catch (blocked) { storage = null; }

  var scheduler = calcdrillSchedule.make(course.fsrs, course.settings);
  var history = calcdrillHistory.open(storage, scheduler);
  var skills = {}, requires = {}, places = {}, order = [];
  course.topics.forEach(function (topic, place) {
    topic.skills.forEach(function (skill) {
      skills[skill.id] = Object.assign({ topic: topic.id, url: topic.url + "#" + skill.id }, skill);
      requires[skill.id] = skill.requires;
      places[skill.id] = place;
      order.push(skill.id);
    });
  });

  /** An element: name, attributes (text, html, on: {event: function}, or what HTML calls them), children. */
  function make(name, given, children) {
    var element = document.createElement(name);
    Object.keys(given || {}).forEach(function (key) {
      var value = given[key];
      if (key === "text") element.textContent = value;
      else if (key === "html") element.innerHTML = value;
      else if (key === "on") Object.keys(value).forEach(function (event) { element.addEventListener(event, value[event]); });
      else if (value === true) element.setAttribute(key, "");
      else if (value !== null && value !== undefined && value !== false) element.setAttribute(key, value);
    });
    (children || []).forEach(function (child) { if (child) element.append(child); });
    return element;
  }

  var loading = {};
  /** The value that the script at an address (from the root) hands over, by its name. */
  function load(name, address) {
    if (data[name]) return Promise.resolve(data[name]);
    if (!loading[name]) {
      loading[name] = new Promise(function (done, fail) {
        var script = document.createElement("script");
        script.src = base + address;
        script.onload = function () { done(data[name]); };
        script.onerror = function () { delete loading[name]; fail(new Error(address + " could not be loaded")); };
        document.head.append(script);
      });
    }
    return loading[name];
  }

  function now() { return Date.now() * 1000; }
  function day(time) { return calcdrillSchedule.day(time, course.settings.rollover); }
  function newId() {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), function (byte) { return (256 + byte).toString(16).slice(1); }).join("");
  }
  var session = newId();

  /** Keep an answer; what depends on the history is told by the event ``calcdrill:change``. */
  function record(answer) {
    var time = now();
    history.record(Object.assign({
      id: newId(), at: new Date(time / 1000).toISOString().replace("Z", "+00:00"), day: day(time), session: session,
      mode: "practice", seed: course.seed, index: 0, text: "", read_as: "", correct: null, message: "", mistake: null,
      rating: null, hints: 0, seconds: null, shares: {}, version: course.version
    }, answer));
    changed();
  }

  function changed() { document.dispatchEvent(new CustomEvent("calcdrill:change")); }

  /** new, begun, mastered or due. */
  function standing(skill) {
    var memory = history.memories()[skill];
    if (!memory) return "new";
    if (memory.phase === calcdrillSchedule.REVIEW && day(memory.due) <= day(now())) return "due";
    return calcdrillSchedule.isMastered(memory) ? "mastered" : "begun";
  }

  function dueSkills() {
    var today = day(now()), memories = history.memories();
    return order.filter(function (skill) { return memories[skill] && day(memories[skill].due) <= today; });
  }

  /** "today", "tomorrow", or a date in words. */
  function dayInWords(text) {
    var far = Math.round((Date.parse(text) - Date.parse(day(now()))) / 864e5);
    if (far <= 0) return "today";
    if (far === 1) return "tomorrow";
    /** @type {Intl.DateTimeFormatOptions} */
    var options = { day: "numeric", month: "long", timeZone: "UTC" };
    if (far > 300) options.year = "numeric";
    return "on " + new Intl.DateTimeFormat("en-GB", options).format(new Date(text));
  }

  function count(number, word) { return number + " " + word + (number === 1 ? "" : "s"); }

  self.calcdrill = {
    course: course, history: history, scheduler: scheduler, skills: skills, requires: requires, order: order,
    outline: { skills: order, requires: requires, topics: places }, base: base, make: make, load: load, now: now,
    day: day, record: record, changed: changed, standing: standing, dueSkills: dueSkills, dayInWords: dayInWords, count: count,
    topic: function (id) { return load("topic/" + id, "data/" + id + ".js"); }
  };

  /* Tiles show how a skill stands. */
  var WORDS = { "new": "not begun", begun: "begun", mastered: "mastered", due: "due again" };
  function paint() {
    document.querySelectorAll("[data-tile], a.tile[data-skill]").forEach(function (tile) {
      var skill = tile.dataset.tile || tile.dataset.skill, state = standing(skill);
      if (state === "new") delete tile.dataset.state; else tile.dataset.state = state;
      if (tile.dataset.skill && skills[skill]) tile.querySelector("span").textContent = skills[skill].title + ": " + WORDS[state];
    });
    document.querySelectorAll("section[data-skill] [data-standing]").forEach(function (place) {
      var state = standing(place.closest("[data-skill]").dataset.skill);
      place.textContent = state === "new" ? "" : WORDS[state].charAt(0).toUpperCase() + WORDS[state].slice(1);
    });
  }
  document.addEventListener("calcdrill:change", paint);
  addEventListener("storage", function (event) {
    if (!event.key || event.key.indexOf("calcdrill/history/") === 0) { history.reload(); changed(); }
  });
  paint();

  /* A formula that is too wide scrolls by the arrow keys, too: then, and only then, it takes the focus. */
  var waiting = 0;
  function reach() {
    clearTimeout(waiting);
    waiting = setTimeout(function () {
      document.querySelectorAll("main .f, main .given").forEach(function (line) {
        if (line.scrollWidth > line.clientWidth + 1) line.tabIndex = 0;
        else if (line.getAttribute("tabindex") === "0") line.removeAttribute("tabindex");
      });
    }, 100);
  }
  addEventListener("load", reach);
  addEventListener("resize", reach);
  new MutationObserver(reach).observe(document.querySelector("main"), { childList: true, subtree: true });

  /* Day and night */
  var button = document.querySelector("[data-theme-switch]");
  function isNight() {
    return page.dataset.theme ? page.dataset.theme === "night" : matchMedia("(prefers-color-scheme: dark)").matches;
  }
  function name() { button.textContent = isNight() ? "Day" : "Night"; }
  button.hidden = false;
  button.addEventListener("click", function () {
    page.dataset.theme = isNight() ? "day" : "night";
    try { storage.setItem("calcdrill/theme", page.dataset.theme); } catch (blocked) { /* for this page only */ }
    name();
  });
  name();

  /* Search */
  var opener = document.querySelector("[data-search]"), dialog = null;
  function search() {
    if (!dialog) dialog = searchBox();
    if (!dialog.open) dialog.showModal();
    dialog.querySelector("input").select();
  }
  function searchBox() {
    var list = make("ul", { "class": "found" }), said = make("p", { "class": "unseen", role: "status" });
    var field = make("input", { type: "search", "aria-label": "Search lessons and skills", placeholder: "Search lessons and skills", autocomplete: "off", spellcheck: "false" });
    var box = make("dialog", { "aria-label": "Search" }, [field, said, list]);
    var rows = [];
    function show() {
      var wanted = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      var found = rows.map(function (row) { return [score(row, wanted), row]; })
        .filter(function (pair) { return pair[0] > 0; })
        .sort(function (one, other) { return other[0] - one[0]; }).slice(0, 12);
      list.replaceChildren.apply(list, found.map(function (pair) {
        var row = pair[1];
        return make("li", {}, [make("a", { href: base + row[0] }, [row[1], make("small", { text: row[2] })])]);
      }));
      said.textContent = wanted.length ? (found.length ? count(found.length, "result") : "Nothing found.") : "";
      if (wanted.length && !found.length) list.append(make("li", { text: "Nothing found. Try a shorter word." }));
    }
    field.addEventListener("input", show);
    box.addEventListener("click", function (event) { if (event.target === box || event.target.closest("a")) box.close(); });
    box.addEventListener("keydown", function (event) {
      var links = Array.from(list.querySelectorAll("a")), at = links.indexOf(document.activeElement);
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        var next = at + (event.key === "ArrowDown" ? 1 : -1);
        (links[Math.min(next, links.length - 1)] || field).focus();
      } else if (event.key === "Escape") {
        event.preventDefault();
        box.close();
      } else if (event.key === "Enter" && event.target === field && links[0]) links[0].click();
    });
    document.body.append(box);
    load("search", "assets/search.js").then(function (loaded) { rows = loaded; show(); });
    return box;
  }
  function score(row, wanted) {
    var title = row[1].toLowerCase(), text = row[3].toLowerCase(), sum = 0;
    for (var k = 0; k < wanted.length; k++) {
      var here = title.indexOf(wanted[k]) === 0 ? 12 : title.indexOf(wanted[k]) > 0 ? 8 : text.indexOf(wanted[k]) >= 0 ? 1 : 0;
      if (!here) return 0;
      sum += here;
    }
    return sum;
  }
  opener.hidden = false;
  opener.addEventListener("click", search);
  document.addEventListener("keydown", function (event) {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable) return;
    event.preventDefault();
    search();
  });

  /* From a web server the site stays for use without a network. */
  if (/^https?:$/.test(location.protocol) && "serviceWorker" in navigator) {
    navigator.serviceWorker.register(base + "sw.js").catch(function () { /* the site works without */ });
  }
})();
