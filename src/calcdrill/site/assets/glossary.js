/* What a term means, in a box beside it: on hover, on focus, and on the first tap; a second tap follows the link. */
(function () {
  "use strict";
  var box = calcdrill.make("div", { "class": "meaning", id: "meaning", role: "tooltip", hidden: "" }), term = null, closing = 0, touched = false;
  document.body.append(box);

  function show(link) {
    clearTimeout(closing);
    if (term === link) return;
    hide();
    term = link;
    box.textContent = link.dataset.meaning;
    box.hidden = false;
    link.setAttribute("aria-describedby", "meaning");
    var place = link.getClientRects()[0], width = document.documentElement.clientWidth;
    var left = Math.max(8, Math.min(place.left, width - box.offsetWidth - 8));
    var above = place.bottom + box.offsetHeight + 12 > innerHeight && place.top > box.offsetHeight + 12;
    box.style.left = left + scrollX + "px";
    box.style.top = (above ? place.top - box.offsetHeight - 6 : place.bottom + 6) + scrollY + "px";
  }
  function hide() {
    clearTimeout(closing);
    if (!term) return;
    term.removeAttribute("aria-describedby");
    term = null;
    box.hidden = true;
  }
  /* The pointer may go over to the box, to read or to copy. */
  function later() { clearTimeout(closing); closing = setTimeout(hide, 200); }

  document.querySelectorAll("a.term").forEach(function (link) {
    var open = false;
    link.addEventListener("pointerdown", function () { open = term === link; });
    link.addEventListener("pointerenter", function (event) { if (event.pointerType !== "touch") show(link); });
    link.addEventListener("pointerleave", function (event) { if (event.pointerType !== "touch") later(); });
    link.addEventListener("focus", function () { show(link); });
    link.addEventListener("blur", hide);
    link.addEventListener("click", function (event) {
      if (!touched || open) return;
      event.preventDefault();
      show(link);
    });
    link.addEventListener("keydown", function () { touched = false; });
  });
  box.addEventListener("pointerenter", function () { clearTimeout(closing); });
  box.addEventListener("pointerleave", function (event) { if (event.pointerType !== "touch") later(); });
  box.addEventListener("click", function () { if (touched) hide(); });
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") hide(); });
  document.addEventListener("pointerdown", function (event) {
    touched = event.pointerType === "touch";
    if (event.target !== box && !event.target.closest("a.term")) hide();
  });
  addEventListener("resize", hide);
})();
