/* What the typed answer is worth, above the right one. */
(function () {
  "use strict";
  var root = document.querySelector(".cd"), place = root && root.querySelector(".cd-typed");
  var record = root && root.querySelector(".cd-record .cd-v");
  if (!place || !record) return;
  var name = "calcdrill/typed/" + root.dataset.key + "/" + root.dataset.card, typed = null, found = null;
  try {
    typed = JSON.parse(sessionStorage.getItem(name));
    if (!typed || !typed.text.trim()) return;
    typed.done = true;
    sessionStorage.setItem(name, JSON.stringify(typed));
    found = calcdrillGrader.grade(JSON.parse(record.textContent), typed.text);
  } catch (blocked) { return; }

  function line(kind, text) {
    var one = document.createElement("p");
    one.className = kind;
    one.textContent = text;
    place.appendChild(one);
  }
  var heads = { right: "Right.", wrong: "Not right.", undecided: "Compare it yourself.", unreadable: "I cannot read this." };
  var note = found.note || "", head = heads[found.verdict];
  if (found.verdict === "undecided" && (found.ask || note.indexOf("I cannot decide") !== 0)) head = "Not decided.";
  line("cd-said", typed.text);
  line("cd-judged", head);
  if (note && note !== head && note.indexOf("I cannot decide") !== 0) place.lastChild.textContent += " " + note.replace(/^I cannot read this: (.)/, function (all, first) { return first.toUpperCase(); });
  place.classList.add("cd-" + found.verdict);
  place.dataset.verdict = found.verdict;
  if (found.mistake) place.dataset.mistake = found.mistake;
  place.hidden = false;
})();
