/* What every laboratory uses: numbers as text, the picture in words, runs. */
"use strict";

const calcdrillLab = (function () {
  const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

  /* A number for people: a few significant digits, a true minus sign, powers of ten in words of digits. */
  function show(value, digits) {
    if (!Number.isFinite(value)) return value > 0 ? "∞" : value < 0 ? "−∞" : "undefined";
    if (value === 0) return "0";
    const rounded = Number(value.toPrecision(digits || 3));
    const size = Math.abs(rounded);
    if (size >= 1e-4 && size < 1e6) return String(rounded).replace("-", "−");
    const [front, power] = rounded.toExponential().split("e");
    const exponent = power
      .replace("+", "")
      .replace("-", "⁻")
      .replace(/\d/g, (digit) => RAISED[Number(digit)]);
    return (front === "1" ? "" : front.replace("-", "−") + "·") + "10" + exponent;
  }

  /* A number for scripts and screen readers: plain characters, enough digits to compare runs. */
  function plain(value) {
    return Number.isFinite(value) ? String(Number(value.toPrecision(13))) : String(value);
  }

  /* Text with *italics* as elements; nothing else is markup. */
  function write(element, text) {
    if (element.dataset.text === text) return;
    element.dataset.text = text;
    element.textContent = "";
    text.split("*").forEach((part, k) => {
      if (!part) return;
      const piece = k % 2 ? document.createElement("i") : document.createTextNode("");
      piece.textContent = part;
      element.appendChild(piece);
    });
  }

  /* A new element with attributes; `text` is its text. */
  function make(tag, attributes, text) {
    const element = document.createElement(tag);
    for (const name of Object.keys(attributes || {})) element.setAttribute(name, attributes[name]);
    if (text !== undefined) element.textContent = text;
    return element;
  }

  /* The laboratory's element on the page. */
  function root(name) {
    const found = document.querySelector(`[data-lab="${name}"]`);
    if (!found.id) found.id = `lab-${name}`;
    return found;
  }

  /* The picture in words: [data-twin] is told at most three times a second, so that it can be read aloud. */
  function twin(root) {
    const place = root.querySelector("[data-twin]");
    let timer = 0,
      next = "";
    place.setAttribute("aria-live", "polite");
    return function say(text, now) {
      next = text;
      if (now || !place.dataset.text) write(place, next);
      if (timer) return;
      timer = window.setTimeout(() => {
        timer = 0;
        write(place, next);
      }, 350);
    };
  }

  /* What the page proposes to try, in [data-goal]: once it has been done, `met(words)` says so and what it shows. */
  function goal(root) {
    const place = root.querySelector("[data-goal]");
    return function met(words) {
      if (place.dataset.text) return;
      write(place, words);
      place.classList.add("is-met");
    };
  }

  const isStill = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  /* A run: `tick()` moves on by one step and says whether there is more; `drawn(isOver)` shows it; `pace()` is the steps
     per second. Where motion is not wanted, all steps come at once. `button` starts (after `pressed()`) and pauses. */
  function runner(button, { tick, drawn, pace, pressed = () => {} }) {
    const word = button.textContent;
    let frame = 0,
      last = 0;

    function stop() {
      if (frame) cancelAnimationFrame(frame);
      frame = 0;
      button.textContent = word;
      button.setAttribute("aria-pressed", "false");
    }
    function turn(now) {
      let due = Math.min(40, Math.floor(((now - last) * pace()) / 1000)),
        more = true;
      if (due > 0) {
        last = now;
        while (due-- > 0 && more) more = tick();
        if (!more) stop();
        drawn(!more);
      }
      if (more) frame = requestAnimationFrame(turn);
    }
    function start() {
      stop();
      if (isStill()) {
        for (let k = 0; k < 5000 && tick(); k++);
        return drawn(true);
      }
      button.textContent = "Pause";
      button.setAttribute("aria-pressed", "true");
      last = performance.now();
      frame = requestAnimationFrame(turn);
    }
    button.addEventListener("click", () => {
      if (frame) {
        stop();
        drawn(true);
      } else {
        pressed();
        start();
      }
    });
    return { start, stop, isRunning: () => frame !== 0 };
  }

  return { root, show, plain, write, make, twin, goal, runner, isStill };
})();
