/* One note holds many verified instances; this shows one of them, the same on both sides. Without it the first shows. */
(function () {
  "use strict";
  var root = document.querySelector(".cd");
  var asked = root && root.querySelector(".cd-q");
  if (!asked || !asked.children.length) return;
  var back = root.dataset.side === "back";
  var n = asked.children.length;
  var name = "calcdrill/" + root.dataset.key + "/" + root.dataset.card;
  var sets = Array.prototype.slice.call(root.querySelectorAll(".cd-set"));
  var pool = sets.map(function (set) {
    return Array.prototype.map.call(set.children, function (one) { return one.cloneNode(true); });
  });

  function load(place) {
    try { return JSON.parse(sessionStorage.getItem(place)); } catch (blocked) { return null; }
  }
  function save(state, place) {
    try { sessionStorage.setItem(place || name, JSON.stringify(state)); return true; } catch (blocked) { return false; }
  }
  function below(limit) { return Math.floor(Math.random() * limit); }

  /* Another instance than those seen since Anki was opened; when all were seen, another than the last. */
  function fresh(last) {
    var seen = last && last.n === n ? last.seen : [];
    if (seen.length >= n) seen = n > 1 ? seen.slice(-1) : [];
    var left = [];
    for (var k = 0; k < n; k++) if (seen.indexOf(k) < 0) left.push(k);
    var i = left[below(left.length)];
    seen = seen.concat(i);
    var most = Math.max(seen.length, last && last.n === n && last.most || 0);
    return { n: n, i: i, order: below(2147483646) + 1, seen: seen, most: most };
  }

  /* Undo brings back the card whose answer was the last to be shown, and does so from another card's question. */
  function undone() {
    var trail = load("calcdrill/trail") || { done: [], front: "", at: 0 }, last = trail.done[trail.done.length - 1];
    var again = !back && last === name && trail.front !== name && Date.now() - trail.at < 60000;
    if (again) trail.done.pop();
    if (back && last !== name) trail.done = trail.done.concat(name).slice(-20);
    save({ done: trail.done, front: name, at: Date.now() }, "calcdrill/trail");
    return again;
  }

  /* Where nothing can be stored, both sides work out the same choice from the key and the day. */
  function fixed() {
    var text = name + Math.floor(Date.now() / 864e5), hash = 2166136261;
    for (var k = 0; k < text.length; k++) hash = Math.imul(hash ^ text.charCodeAt(k), 16777619) >>> 0;
    return { n: n, i: hash % n, order: hash % 2147483646 + 1, seen: [] };
  }

  function shuffle(list, order) {
    var items = Array.prototype.slice.call(list.children);
    for (var k = items.length - 1; k > 0; k--) {
      order = order * 48271 % 2147483647;
      var j = order % (k + 1), kept = items[k];
      items[k] = items[j];
      items[j] = kept;
    }
    items.forEach(function (item) { list.appendChild(item); });
  }

  function show(again) {
    sets.forEach(function (set, s) {
      var of = pool[s], keep = of.length > 1 ? state.i % of.length : 0;
      if (again) {
        set.textContent = "";
        set.appendChild(of[keep].cloneNode(true));
      } else {
        Array.prototype.slice.call(set.children).forEach(function (one, k) { if (k !== keep) one.remove(); });
      }
    });
    var list = asked.querySelector(".cd-choices");
    if (list) choices(list);
  }

  function choices(list) {
    shuffle(list, state.order);
    Array.prototype.forEach.call(list.children, function (item) {
      var button = item.firstElementChild, mine = state.chosen === item.dataset.c;
      if (back) button.setAttribute("aria-disabled", "true");
      button.setAttribute("aria-pressed", String(mine));
      item.classList.toggle("cd-chosen", mine);
      button.onclick = function () { if (!back) pick(list, item); return false; };
    });
    if (back) verdict();
  }

  function pick(list, item) {
    state.chosen = item.dataset.c;
    save(state);
    Array.prototype.forEach.call(list.children, function (other) {
      other.classList.toggle("cd-chosen", other === item);
      other.firstElementChild.setAttribute("aria-pressed", String(other === item));
    });
    item.firstElementChild.blur();
  }

  /* What the learner chose stands out: the right one as right, a wrong one with the cause of its mistake. */
  function verdict() {
    var place = root.querySelector(".cd-verdict");
    if (!place || state.chosen === undefined) return;
    var cause = asked.querySelector(".cd-chosen .cd-cause");
    place.classList.add(state.chosen === "right" ? "cd-right" : "cd-wrong");
    if (cause) place.appendChild(cause.cloneNode(true));
    place.hidden = false;
  }

  function another() {
    var math = window.MathJax, areas = sets.slice();
    if (math && math.typesetClear) math.typesetClear(areas);
    state = fresh(state);
    save(state);
    show(true);
    count();
    if (math && math.typesetPromise) math.typesetPromise(areas).catch(function () {});
    this.blur();
    return false;
  }

  /* Alt and a digit choose, on desktop; plain keys are Anki's own. The page outlives the card, so the last one hears. */
  function keys(event) {
    var item = event.altKey && /^Digit[1-9]$/.test(event.code) && asked.querySelectorAll(".cd-choices > li")[event.code[5] - 1];
    if (back || !item || !item.isConnected) return;
    event.preventDefault();
    pick(item.parentNode, item);
  }

  function count() {
    var place = root.querySelector(".cd-seen");
    if (place && n > 1 && state.most) place.textContent = "· " + state.most + " of " + n + " seen";
  }

  var state = load(name), again = undone();
  if (back) {
    state = state || fixed();
    state.done = true;
  } else if (state && state.n === n && again) {
    state.done = false;
  } else if (!state || state.n !== n || state.done) {
    state = fresh(state);
  }
  var stored = save(state);
  if (!stored) state = fixed();
  show(false);
  count();
  if (document.calcdrillKeys) document.removeEventListener("keydown", document.calcdrillKeys);
  document.addEventListener("keydown", document.calcdrillKeys = keys);

  var more = root.querySelector(".cd-more");
  if (more && stored && n > 1) {
    more.hidden = false;
    more.onclick = another;
  }
})();
