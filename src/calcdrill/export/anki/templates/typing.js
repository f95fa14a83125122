/* The box for a typed answer. What is in it waits for the back, which says what it is worth. */
(function () {
  "use strict";
  var root = document.querySelector(".cd"), area = root && root.querySelector(".cd-type");
  if (!area) return;
  var box = area.querySelector(".cd-box"), pad = area.querySelector(".cd-pad"), toggle = area.querySelector(".cd-keys");
  var name = "calcdrill/typed/" + root.dataset.key + "/" + root.dataset.card;

  function load() {
    try { return JSON.parse(sessionStorage.getItem(name)); } catch (blocked) { return null; }
  }
  function save() {
    try { sessionStorage.setItem(name, JSON.stringify({ text: box.value })); return true; } catch (blocked) { return false; }
  }
  function names() {
    try { return JSON.parse(root.querySelector(".cd-record .cd-v").textContent).names || []; } catch (absent) { return []; }
  }

  /* A key puts its sign where the cursor is. */
  function put(sign) {
    var start = box.selectionStart, end = box.selectionEnd;
    if (start === null) start = end = box.value.length;
    if (sign === "⌫") {
      if (start === end && start > 0) start -= 1;
      sign = "";
    }
    box.value = box.value.slice(0, start) + sign + box.value.slice(end);
    box.setSelectionRange(start + sign.length, start + sign.length);
    save();
  }
  function key(label, sign) {
    var one = document.createElement("a");
    one.href = "#";
    one.setAttribute("role", "button");
    one.className = "cd-key tappable";
    one.textContent = label;
    if (label === "⌫") one.setAttribute("aria-label", "delete");
    one.onclick = function () { put(sign || label); return false; };
    return one;
  }
  function show(open) {
    if (open && !pad.children.length) {
      var letters = names().filter(function (one) { return one.length < 4; }).slice(0, 4);
      Array.from("789+−()⌫456·/^√π1230.,=e").concat(letters).forEach(function (sign) { pad.appendChild(key(sign)); });
      ["sin", "cos", "ln"].forEach(function (word) { pad.appendChild(key(word, word + "(")); });
    }
    pad.hidden = !open;
    toggle.setAttribute("aria-expanded", String(open));
  }

  var before = load();
  box.value = before && !before.done && before.text || "";
  if (!save()) return;
  area.hidden = false;
  box.oninput = save;
  box.onkeydown = function (event) {
    event.stopPropagation();
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    save();
    box.blur();
    if (typeof pycmd === "function") pycmd("ans");
  };
  /* Some readers give no box the focus: there the keys come by themselves. */
  box.onclick = function () {
    setTimeout(function () { if (document.activeElement !== box) show(true); }, 300);
  };
  toggle.onclick = function () { show(pad.hidden); return false; };
  var more = root.querySelector(".cd-more");
  if (more) more.addEventListener("click", function () {
    box.value = "";
    pad.textContent = "";
    pad.hidden = true;
    toggle.setAttribute("aria-expanded", "false");
    save();
  });
})();
