/* The cheat sheet: each formula knows how wide it is, so that the style can set a long one as small as its column asks. */
(function () {
  "use strict";
  document.querySelectorAll(".sheet .f").forEach(function (line) {
    var math = line.querySelector("math");
    if (!math) return;
    var size = parseFloat(getComputedStyle(math).fontSize);
    line.style.setProperty("--em", (math.getBoundingClientRect().width / size + 0.3).toFixed(2));
  });
  document.querySelector(".sheet").dataset.measured = "";
})();
