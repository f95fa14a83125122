/* Values that several controls share: fields, sliders, menus, and numbers in sentences that can be dragged. */
"use strict";

const calcdrillControls = (function () {
  const { show, write, make } = calcdrillLab;

  const clamp = (value, spec) => Math.min(spec.most, Math.max(spec.least, value));

  /* To and from the place on a slider, 0 to 1; a logarithmic one has equal ratios at equal distances. */
  function placeOf(value, spec) {
    if (!spec.log) return (value - spec.least) / (spec.most - spec.least);
    return Math.log(value / spec.least) / Math.log(spec.most / spec.least);
  }

  function valueAt(place, spec) {
    const inside = Math.min(1, Math.max(0, place));
    if (spec.log) return Number((spec.least * Math.pow(spec.most / spec.least, inside)).toPrecision(3));
    return tidy(spec.least + inside * (spec.most - spec.least), spec);
  }

  function tidy(value, spec) {
    const step = spec.step || 0.01;
    return Number((Math.round(value / step) * step).toFixed(10));
  }

  /* One step by keyboard. */
  function nudged(value, spec, direction, large) {
    if (spec.log) return Number((value * Math.pow(large ? 1.5 : 1.05, direction)).toPrecision(3));
    return tidy(value + direction * (large ? 10 : 1) * (spec.step || 0.01), spec);
  }

  /* Values that elements inside `root` show and change: each of `specs` has a `value`, and for numbers `least`, `most`,
     `step` or `log`, and a `label`. Fields and menus are [data-control], sliders [data-slide], numbers in sentences
     [data-drag], copies [data-value]. `changed(names)` is called after each change. */
  function values(root, specs, changed) {
    const state = {};
    const shown = {};
    build(root, specs);
    for (const name of Object.keys(specs)) {
      state[name] = specs[name].value;
      shown[name] = [];
      for (const kind of ["control", "slide", "drag", "value"]) {
        root.querySelectorAll(`[data-${kind}="${name}"]`).forEach((element) => {
          shown[name].push(
            WIRES[kind](
              element,
              specs[name],
              (value) => set(name, value),
              () => state[name],
            ),
          );
        });
      }
      shown[name].forEach((refresh) => refresh(state[name]));
    }

    function set(name, value) {
      const spec = specs[name];
      if (typeof spec.value === "number") {
        if (!Number.isFinite(value)) return;
        value = clamp(value, spec);
      }
      if (value === state[name]) return;
      state[name] = value;
      shown[name].forEach((refresh) => refresh(value));
      changed([name]);
    }

    /* Many at once, with one call of `changed`. */
    function setAll(some) {
      for (const name of Object.keys(some)) {
        state[name] = some[name];
        shown[name].forEach((refresh) => refresh(some[name]));
      }
      changed(Object.keys(some));
    }

    return { state, set, setAll };
  }

  /* Sliders with their fields, for the names in [data-controls]. */
  function build(root, specs) {
    root.querySelectorAll("[data-controls]").forEach((place) => {
      place.dataset.controls.split(" ").forEach((name) => {
        const row = make("div", { class: "lab-control" });
        const id = `${root.id}-${name}`;
        row.appendChild(make("label", { for: id }));
        write(row.firstChild, specs[name].label);
        if (specs[name].options) {
          const menu = row.appendChild(make("select", { id, "data-control": name }));
          specs[name].options.forEach(([value, title]) => menu.appendChild(make("option", { value }, title)));
        } else {
          row.appendChild(make("input", { type: "range", "data-slide": name }));
          row.appendChild(make("input", { type: "number", step: "any", id, "data-control": name }));
        }
        place.appendChild(row);
      });
    });
  }

  const bare = (spec) => (spec.label || "").replace(/\*/g, "");

  const WIRES = {
    control(element, spec, set) {
      if (element.type === "checkbox") {
        element.addEventListener("change", () => set(element.checked));
        return (value) => {
          element.checked = value;
        };
      }
      const isNumber = element.type === "number";
      const read = () => set(isNumber ? parseFloat(element.value) : element.value);
      element.addEventListener("input", () => {
        if (!isNumber || holds(element, spec)) read();
      });
      element.addEventListener("change", () => {
        read();
        element.value = element.dataset.kept;
      });
      return (value) => {
        element.dataset.kept = String(value);
        if (!isNumber || parseFloat(element.value) !== value) element.value = String(value);
      };
    },
    slide(element, spec, set) {
      element.min = "0";
      element.max = "1000";
      element.setAttribute("aria-label", `${bare(spec)}, slider`);
      element.addEventListener("input", () => set(valueAt(Number(element.value) / 1000, spec)));
      element.addEventListener("keydown", (event) => step(event, spec, set, Number(element.dataset.kept)));
      return (value) => {
        element.dataset.kept = String(value);
        element.value = String(Math.round(placeOf(value, spec) * 1000));
        element.setAttribute("aria-valuetext", show(value, spec.digits));
      };
    },
    drag(element, spec, set, get) {
      element.classList.add("lab-drag");
      const least = spec.least,
        most = spec.most;
      for (const [name, value] of Object.entries({
        role: "slider",
        tabindex: 0,
        "aria-valuemin": least,
        "aria-valuemax": most,
        "aria-label": bare(spec),
        title: "Drag, or use the arrow keys",
      })) {
        element.setAttribute(name, String(value));
      }
      element.addEventListener("keydown", (event) => step(event, spec, set, get()));
      element.addEventListener("pointerdown", (event) => {
        const from = placeOf(get(), spec),
          left = event.clientX;
        element.setPointerCapture(event.pointerId);
        element.focus();
        event.preventDefault();
        const move = (moved) => set(valueAt(from + (moved.clientX - left) / 320, spec));
        element.addEventListener("pointermove", move);
        const end = () => element.removeEventListener("pointermove", move);
        element.addEventListener("pointerup", end, { once: true });
        element.addEventListener("pointercancel", end, { once: true });
      });
      return (value) => {
        element.textContent = show(value, spec.digits);
        element.setAttribute("aria-valuenow", String(value));
        element.setAttribute("aria-valuetext", show(value, spec.digits));
      };
    },
    value(element, spec) {
      return (value) => {
        element.textContent = typeof value === "number" ? show(value, spec.digits) : value;
      };
    },
  };

  function holds(element, spec) {
    const value = parseFloat(element.value);
    return Number.isFinite(value) && value >= spec.least && value <= spec.most;
  }

  const KEYS = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 1, PageDown: -1 };

  function step(event, spec, set, value) {
    if (event.key === "Home") set(spec.least);
    else if (event.key === "End") set(spec.most);
    else if (KEYS[event.key]) set(nudged(value, spec, KEYS[event.key], event.shiftKey || event.key.startsWith("Page")));
    else return;
    event.preventDefault();
  }

  return { values };
})();
