/* Day or night, as chosen last, before the page is drawn. */
(function () {
  "use strict";
  try {
    var chosen = localStorage.getItem("calcdrill/theme");
    if (chosen === "day" || chosen === "night") document.documentElement.dataset.theme = chosen;
  } catch (blocked) { /* nothing is kept: the system decides */ }
})();
