/* Progress: what is mastered, due and weak; and the history as a file, out and in. */
(function () {
  "use strict";
  var make = calcdrill.make, history = calcdrill.history, place = document.querySelector("[data-progress]");
  var moved = document.querySelector("[data-moved]"), FADING = 0.85, PAST = 30, AHEAD = 14;

  function draw() {
    var answers = history.answers(), memories = history.memories(), counted = answers.filter(function (one) { return one.rating; });
    if (!answers.length) {
      place.replaceChildren(make("p", { "class": "lead", text: "Nothing yet: your first answer begins it." }),
        make("p", {}, [make("a", { "class": "button", href: calcdrill.base + "practice.html", text: "Practise" })]));
      return;
    }
    var mastered = calcdrill.order.filter(function (skill) { return calcdrillSchedule.isMastered(memories[skill]); }).length;
    var right = counted.filter(function (one) { return one.rating > 1; }).length;
    place.replaceChildren.apply(place, [
      numbers([
        ["mastered", mastered + " of " + calcdrill.order.length], ["due today", calcdrill.dueSkills().length],
        ["right at the first try", counted.length ? Math.round(100 * right / counted.length) + " %" : "–"], ["days in a row", streak(counted)]
      ]),
      days(counted), ahead(memories), weakest(counted, memories), mistakes(answers)
    ].filter(Boolean));
  }

  function numbers(rows) {
    return make("dl", { "class": "figures" }, rows.map(function (row) {
      return make("div", {}, [make("dt", { text: row[0] }), make("dd", { text: String(row[1]) })]);
    }));
  }

  function shift(day, by) { return new Date(Date.parse(day) + by * 864e5).toISOString().slice(0, 10); }

  function streak(counted) {
    var seen = new Set(counted.map(function (one) { return one.day; })), day = calcdrill.day(calcdrill.now()), length = 0;
    if (!seen.has(day)) day = shift(day, -1);
    while (seen.has(day)) { length++; day = shift(day, -1); }
    return length;
  }

  function chart(title, values, label, tall) {
    var most = Math.max.apply(null, values.map(function (one) { return one[0]; }).concat(1)), wide = 300 / values.length, bars = "";
    values.forEach(function (one, k) {
      var high = 60 * one[0] / most, low = 60 * (one[1] || 0) / most;
      if (one[0]) bars += '<rect x="' + (k * wide + 1) + '" y="' + (62 - high) + '" width="' + (wide - 2) + '" height="' + high + '" rx="1.5" opacity="' + (tall ? 0.35 : 1) + '"/>';
      if (tall && one[1]) bars += '<rect x="' + (k * wide + 1) + '" y="' + (62 - low) + '" width="' + (wide - 2) + '" height="' + low + '" rx="1.5"/>';
    });
    var picture = make("div", { html: '<svg class="days" viewBox="0 0 300 64" preserveAspectRatio="none" role="img" fill="var(--accent)"><path d="M0 63H300" stroke="var(--line)" vector-effect="non-scaling-stroke"/>' + bars + "</svg>" });
    picture.firstChild.setAttribute("aria-label", label);
    return make("section", {}, [make("h2", { text: title }), picture, make("p", { "class": "read", text: label })]);
  }

  function days(counted) {
    var today = calcdrill.day(calcdrill.now()), values = [], total = 0, right = 0;
    for (var back = PAST - 1; back >= 0; back--) {
      var day = shift(today, -back), own = counted.filter(function (one) { return one.day === day; });
      var good = own.filter(function (one) { return one.rating > 1; }).length;
      values.push([own.length, good]); total += own.length; right += good;
    }
    if (!total) return null;
    return chart("The last 30 days", values, calcdrill.count(total, "problem") + ", " + right + " of them right at the first try.", true);
  }

  function ahead(memories) {
    var today = calcdrill.day(calcdrill.now()), values = [];
    for (var k = 0; k < AHEAD; k++) values.push([0]);
    Object.keys(memories).forEach(function (skill) {
      var far = Math.max(0, Math.round((Date.parse(calcdrill.day(memories[skill].due)) - Date.parse(today)) / 864e5));
      if (calcdrill.skills[skill] && far < AHEAD) values[far][0]++;
    });
    var sum = values.reduce(function (all, one) { return all + one[0]; }, 0);
    if (!sum) return null;
    return chart("The next two weeks", values, calcdrill.count(values[0][0], "skill") + " due today, " + values[1][0] + " tomorrow, " + sum + " in two weeks.");
  }

  /** As ``calcdrill stats`` works it out: right answers over answers, older ones faded. */
  function weakest(counted, memories) {
    var skills = {}, now = calcdrill.now();
    counted.forEach(function (one) { (skills[one.skill] = skills[one.skill] || []).push(one.rating > 1); });
    var rows = Object.keys(skills).filter(function (skill) { return calcdrill.skills[skill] && skills[skill].indexOf(false) >= 0; }).map(function (skill) {
      var weight = 2, right = 1;
      skills[skill].forEach(function (good) { weight = weight * FADING + 1; right = right * FADING + (good ? 1 : 0); });
      return { skill: skill, share: right / weight, known: memories[skill] ? calcdrill.scheduler.retrievability(memories[skill], now) : 0 };
    }).sort(function (one, other) { return one.share - other.share || one.known - other.known || (one.skill < other.skill ? -1 : 1); }).slice(0, 6);
    if (!rows.length) return null;
    return make("section", {}, [make("h2", { text: "The weakest" }), make("ul", { "class": "bars" }, rows.map(function (row) {
      var bar = make("i"), skill = calcdrill.skills[row.skill];
      bar.style.width = Math.round(100 * row.share) + "%";
      return make("li", {}, [make("a", { href: calcdrill.base + skill.url, text: skill.title }), make("span", { "class": "bar", "data-kind": "weak", "aria-hidden": "true" }, [bar]),
        make("small", { text: Math.round(100 * row.share) + " %" })]);
    }))]);
  }

  function mistakes(answers) {
    var counts = {};
    answers.forEach(function (one) { if (one.mistake) counts[one.mistake] = (counts[one.mistake] || 0) + 1; });
    var rows = Object.keys(counts).sort(function (one, other) { return counts[other] - counts[one] || (one < other ? -1 : 1); }).slice(0, 6);
    if (!rows.length) return null;
    return make("section", {}, [make("h2", { text: "Mistakes you made most" }), make("ul", { "class": "bars" }, rows.map(function (name) {
      var bar = make("i");
      bar.style.width = Math.round(100 * counts[name] / counts[rows[0]]) + "%";
      return make("li", {}, [make("span", { text: name.replace(/-/g, " ") }), make("span", { "class": "bar", "aria-hidden": "true" }, [bar]), make("small", { text: counts[name] + " ×" })]);
    }))]);
  }

  document.querySelector("[data-export]").addEventListener("click", function () {
    var address = URL.createObjectURL(new Blob([history.exported()], { type: "application/x-ndjson" }));
    var link = make("a", { href: address, download: "calcdrill-history-" + calcdrill.day(calcdrill.now()) + ".jsonl" });
    link.click();
    setTimeout(function () { URL.revokeObjectURL(address); }, 1000);
    moved.textContent = "Exported. Keep the file somewhere safe.";
  });
  document.querySelector("[data-import]").addEventListener("change", function (event) {
    var input = event.target, file = input.files[0];
    if (!file) return;
    file.text().then(function (text) {
      var found = history.bringIn(text);
      moved.textContent = calcdrill.count(found.added, "answer") + " added, " + found.known + " here already.";
      calcdrill.changed();
    }).catch(function (wrong) { moved.textContent = file.name + ": " + wrong.message + "."; }).then(function () { input.value = ""; });
  });
  document.querySelector("[data-forget]").addEventListener("click", function () {
    if (!confirm("Erase every answer kept in this browser? Export them first if you want them back.")) return;
    history.erase();
    moved.textContent = "Everything was erased.";
    calcdrill.changed();
  });
  document.addEventListener("calcdrill:change", draw);
  draw();
})();
