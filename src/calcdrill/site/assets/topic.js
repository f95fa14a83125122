/* A chapter: worked examples step by step, a problem for each skill, and where the reader is. */
(function () {
  "use strict";
  var make = calcdrill.make, main = document.querySelector("main"), topic = main.dataset.topic;

  document.querySelectorAll("[data-reveal]").forEach(function (list) {
    var steps = Array.from(list.children), answer = list.nextElementSibling, shown = 1;
    if (steps.length < 2) return;
    var more = make("button", { type: "button", on: { click: function () { shown++; show(true); } } });
    var all = make("button", { type: "button", "class": "quiet", text: "All steps", on: { click: function () { shown = steps.length; show(true); } } });
    var tools = make("div", { "class": "tools" }, [more, all]);
    list.setAttribute("aria-live", "polite");
    list.after(tools);
    function show(moved) {
      steps.forEach(function (step, k) { step.hidden = k >= shown; });
      answer.hidden = shown < steps.length;
      tools.hidden = shown >= steps.length;
      more.textContent = "Next step (" + (shown + 1) + " of " + steps.length + ")";
      if (moved && tools.hidden) { answer.tabIndex = -1; answer.focus({ preventScroll: true }); }
    }
    addEventListener("beforeprint", function () { shown = steps.length; show(); });
    show();
  });

  document.querySelectorAll(".part-python pre").forEach(function (code) {
    if (!navigator.clipboard) return;
    var copy = make("button", { type: "button", "class": "quiet", text: "Copy", on: { click: function () {
      navigator.clipboard.writeText(code.textContent + "\n").then(function () {
        copy.textContent = "Copied";
        setTimeout(function () { copy.textContent = "Copy"; }, 1500);
      }, function () { copy.hidden = true; });
    } } });
    var frame = make("div", { "class": "copyable" });
    code.replaceWith(frame);
    frame.append(code, copy);
  });

  var wide = matchMedia("(min-width: 68rem)"), contents = document.querySelector("[data-contents]");
  function fold() { contents.open = wide.matches; }
  wide.addEventListener("change", fold);
  fold();

  if ("IntersectionObserver" in self) {
    var links = {};
    contents.querySelectorAll("a").forEach(function (link) { links[link.dataset.skill] = link; });
    var watcher = new IntersectionObserver(function (seen) {
      seen.forEach(function (one) {
        if (!one.isIntersecting) return;
        Object.keys(links).forEach(function (name) { links[name].removeAttribute("aria-current"); });
        links[one.target.id].setAttribute("aria-current", "true");
      });
    }, { rootMargin: "-20% 0px -70% 0px" });
    document.querySelectorAll("section.skill").forEach(function (section) { watcher.observe(section); });
  }

  var moved = false;
  ["wheel", "touchmove", "keydown"].forEach(function (event) { addEventListener(event, function () { moved = true; }, { once: true, passive: true }); });

  calcdrill.topic(topic).then(function (data) {
    document.querySelectorAll("[data-practise]").forEach(function (place) {
      function ask(focus) {
        calcdrill.show(place, calcdrill.pick(place.dataset.practise, data), { next: function () { ask(true); }, focus: focus });
      }
      ask(false);
    });
    /* The problems are taller than the room kept for them: go where the address points once more. */
    var goal = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (goal && !moved) goal.scrollIntoView({ behavior: "instant" });
  }, function (lost) {
    document.querySelectorAll("[data-practise] .waiting").forEach(function (place) { place.textContent = lost.message + "."; });
  });
})();
