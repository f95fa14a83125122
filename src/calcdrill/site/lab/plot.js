/* Drawings in SVG that fit their box and can be touched. A shape is drawn under a key: drawing it again moves it. */
"use strict";

const calcdrillPlot = (function () {
  const SVG = "http://www.w3.org/2000/svg";
  const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  let count = 0;

  function element(tag, attributes, parent) {
    const made = document.createElementNS(SVG, tag);
    for (const name of Object.keys(attributes)) made.setAttribute(name, String(attributes[name]));
    if (parent) parent.appendChild(made);
    return made;
  }

  const near = (pixel) => Math.max(-5e3, Math.min(5e3, pixel));
  const short = (number) => String(Math.round(number * 100) / 100);

  /* Round numbers from low to high, about `wanted` of them. */
  function ticks(low, high, wanted) {
    const raw = (high - low) / Math.max(1, wanted);
    const ten = Math.pow(10, Math.floor(Math.log10(raw)));
    const step = [1, 2, 5, 10].find((factor) => factor * ten >= raw * 0.999) * ten;
    const found = [];
    for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++)
      found.push(Number((k * step).toPrecision(12)));
    return found;
  }

  /* `options`: view [left, right, bottom, top]; isEqual (one unit is as long up as across), isLog (upward, view in powers
     of ten), across, up (names of the axes), isBare (no axes); draw(plot) is called whenever the box changes its size. */
  function plot(svg, options) {
    const items = new Map();
    const id = `lab-clip-${++count}`;
    const clip = element("rect", {}, element("clipPath", { id }, element("defs", {}, svg)));
    const grid = element("g", { class: "p-grid" }, svg);
    const body = element("g", { "clip-path": `url(#${id})` }, svg);
    const top = element("g", {}, svg);
    let view = options.view.slice(),
      wide = 0,
      high = 0,
      box = [0, 0, 1, 1];

    const X = (x) => box[0] + ((x - view[0]) / (view[1] - view[0])) * (box[2] - box[0]);
    const Y = (y) => box[3] - ((y - view[2]) / (view[3] - view[2])) * (box[3] - box[1]);
    const toX = (px) => view[0] + ((px - box[0]) / (box[2] - box[0])) * (view[1] - view[0]);
    const toY = (py) => view[2] + ((box[3] - py) / (box[3] - box[1])) * (view[3] - view[2]);

    function measure() {
      wide = svg.clientWidth || 480;
      high = svg.clientHeight || 320;
      svg.setAttribute("viewBox", `0 0 ${wide} ${high}`);
      arrange();
    }

    /* Asks the page for nothing, so that a new view costs no layout. */
    function arrange() {
      const margin = options.isBare ? [1, 1, 1, 1] : [options.left || 34, 10, 10, options.across ? 34 : 20];
      box = [margin[0], margin[2], wide - margin[1], high - margin[3]];
      if (options.isEqual) widen();
      clip.setAttribute("x", box[0]);
      clip.setAttribute("y", box[1]);
      clip.setAttribute("width", Math.max(1, box[2] - box[0]));
      clip.setAttribute("height", Math.max(1, box[3] - box[1]));
      if (!options.isBare) axes();
    }

    /* Shows more of one direction until the units are as long in both. */
    function widen() {
      view = options.view.slice();
      const unit = Math.min((box[2] - box[0]) / (view[1] - view[0]), (box[3] - box[1]) / (view[3] - view[2]));
      const dx = ((box[2] - box[0]) / unit - (view[1] - view[0])) / 2;
      const dy = ((box[3] - box[1]) / unit - (view[3] - view[2])) / 2;
      view = [view[0] - dx, view[1] + dx, view[2] - dy, view[3] + dy];
    }

    function axes() {
      grid.textContent = "";
      ticks(view[0], view[1], (box[2] - box[0]) / 70).forEach((x) => {
        element("line", { x1: X(x), x2: X(x), y1: box[1], y2: box[3], class: x === 0 ? "p-zero" : "p-fine" }, grid);
        element("text", { x: X(x), y: box[3] + 14, "text-anchor": "middle" }, grid).textContent = calcdrillLab.show(
          x,
          4,
        );
      });
      const levels = options.isLog ? powers() : ticks(view[2], view[3], (box[3] - box[1]) / 42);
      levels.forEach((y) => {
        const word = options.isLog ? calcdrillLab.show(Math.pow(10, y), 2) : calcdrillLab.show(y, 4);
        const line = y === 0 && !options.isLog ? "p-zero" : "p-fine";
        element("line", { x1: box[0], x2: box[2], y1: Y(y), y2: Y(y), class: line }, grid);
        element("text", { x: box[0] - 5, y: Y(y) + 4, "text-anchor": "end" }, grid).textContent = word;
      });
      if (options.across) {
        const name = element("text", { x: box[2], y: box[3] + 29, "text-anchor": "end", class: "p-name" }, grid);
        name.textContent = options.across;
      }
      if (options.up) {
        const name = element("text", { x: box[0] + 6, y: box[1] + 13, class: "p-name p-halo" }, grid);
        name.textContent = options.up;
      }
    }

    function powers() {
      const every = Math.max(1, Math.ceil(((view[3] - view[2]) * 26) / (box[3] - box[1])));
      return ticks(view[2], view[3], 99).filter((y) => Number.isInteger(y) && y % every === 0);
    }

    function node(key, tag, cls, parent) {
      let found = items.get(key);
      if (!found) {
        found = element(tag, {}, parent || body);
        items.set(key, found);
      }
      if (found.getAttribute("class") !== cls) found.setAttribute("class", cls || "");
      if (found.style.display) found.style.display = "";
      return found;
    }

    function points(list, isClosed) {
      let text = "",
        pen = "M";
      for (const point of list) {
        if (!point || !Number.isFinite(point[1])) {
          pen = "M";
          continue;
        }
        text += `${pen}${short(near(X(point[0])))} ${short(near(Y(point[1])))}`;
        pen = "L";
      }
      return text + (isClosed && text ? "Z" : "");
    }

    const drawing = {
      X,
      Y,
      toX,
      toY,
      svg,
      options,
      get view() {
        return view;
      },
      get box() {
        return box;
      },
      /* Another part of the plane. */
      look(other) {
        view = other.slice();
        options.view = other.slice();
        arrange();
      },
      path(key, list, cls, isClosed) {
        node(key, "path", cls).setAttribute("d", points(list, isClosed));
      },
      loops(key, lists, cls) {
        const found = node(key, "path", cls);
        found.setAttribute("d", lists.map((list) => points(list, true)).join(""));
        found.setAttribute("fill-rule", "evenodd");
      },
      /* The graph of a function over the whole width. */
      graph(key, f, cls, range) {
        const [from, to] = range || [view[0], view[1]],
          list = [];
        const many = Math.max(80, Math.round((box[2] - box[0]) / 3));
        for (let k = 0; k <= many; k++) {
          const x = from + ((to - from) * k) / many;
          list.push([x, f(x)]);
        }
        drawing.path(key, list, cls);
      },
      /* Many dots in one shape; their size is the width of its line. */
      dots(key, list, cls) {
        const text = list.map((point) => `M${short(near(X(point[0])))} ${short(near(Y(point[1])))}h0`).join("");
        node(key, "path", cls).setAttribute("d", text);
      },
      dot(key, x, y, cls, size) {
        const found = node(key, "circle", cls);
        found.setAttribute("cx", short(X(x)));
        found.setAttribute("cy", short(Y(y)));
        found.setAttribute("r", size || 4);
      },
      /* A line with a head; lengths too short to see are left out. */
      arrow(key, x0, y0, x1, y1, cls) {
        const a = X(x0),
          b = Y(y0),
          c = X(x1),
          d = Y(y1),
          long = Math.hypot(c - a, d - b);
        if (!(long > 2 && long < 1e5)) return drawing.hide(key);
        const ux = (c - a) / long,
          uy = (d - b) / long,
          h = Math.min(10, long * 0.6);
        const left = `${short(c - h * ux + 0.45 * h * uy)} ${short(d - h * uy - 0.45 * h * ux)}`;
        const right = `${short(c - h * ux - 0.45 * h * uy)} ${short(d - h * uy + 0.45 * h * ux)}`;
        node(key, "path", cls).setAttribute(
          "d",
          `M${short(a)} ${short(b)}L${short(c)} ${short(d)}M${left}L${short(c)} ${short(d)}L${right}`,
        );
      },
      /* Words at a point of the plane, kept inside the box; `dx`, `dy` in pixels. */
      word(key, x, y, text, cls, dx, dy) {
        const found = node(key, "text", `${cls || ""} p-halo`, top);
        if (found.textContent !== text) found.textContent = text;
        const room = text.length * 7;
        const px = X(x) + (dx || 0),
          anchor = px + room > wide ? "end" : "start";
        found.setAttribute("text-anchor", anchor);
        found.setAttribute(
          "x",
          short(Math.min(wide - 2, Math.max(anchor === "end" ? room : 2, px - (anchor === "end" ? 2 * (dx || 0) : 0)))),
        );
        found.setAttribute("y", short(Math.min(high - 4, Math.max(14, Y(y) + (dy || 0)))));
      },
      /* Words centred on a point. */
      label(key, x, y, text, cls, dy) {
        const found = node(key, "text", cls || "", top);
        if (found.textContent !== text) found.textContent = text;
        found.setAttribute("text-anchor", "middle");
        found.setAttribute("x", short(X(x)));
        found.setAttribute("y", short(Y(y) + (dy || 0)));
      },
      hide(...keys) {
        keys.forEach((key) => {
          if (items.has(key)) items.get(key).style.display = "none";
        });
      },
      /* Hides all but these. */
      only(keys) {
        items.forEach((item, key) => {
          if (!keys.has(key)) item.style.display = "none";
        });
      },
      redraw() {
        options.draw(drawing);
      },
      handle(how) {
        return handle(drawing, top, how);
      },
      /* A click or touch on the drawing itself. */
      clicked(then) {
        svg.addEventListener("click", (event) => {
          if (event.target.closest(".p-handle")) return;
          const [x, y] = place(drawing, event);
          if (x >= view[0] && x <= view[1] && y >= view[2] && y <= view[3]) then(x, y);
        });
      },
    };

    measure();
    if (window.ResizeObserver) {
      new ResizeObserver(() => {
        if (Math.abs(svg.clientWidth - wide) < 1 && Math.abs(svg.clientHeight - high) < 1) return;
        measure();
        drawing.redraw();
      }).observe(svg);
    }
    return drawing;
  }

  function place(drawing, event) {
    const frame = drawing.svg.getBoundingClientRect();
    return [drawing.toX(event.clientX - frame.left), drawing.toY(event.clientY - frame.top)];
  }

  /* A point to drag, by pointer or arrow keys (with shift: ten steps). `how`: label, step (or steps(): one across, one
     up), moved(x, y), cls, and isAcross where only x counts. The result is called as at(x, y, words). */
  function handle(drawing, parent, how) {
    const group = element(
      "g",
      { class: `p-handle ${how.cls || ""}`, tabindex: 0, role: "slider", "aria-label": how.label },
      parent,
    );
    element("circle", { r: 18, class: "p-touch" }, group);
    element("circle", { r: 7, class: "p-grip" }, group);
    let now = [0, 0];
    group.addEventListener("keydown", (event) => {
      const way = KEYS[event.key];
      if (!way || (how.isAcross && !way[0])) return;
      const [across, up] = steps(how),
        many = event.shiftKey ? 10 : 1;
      how.moved(round(now[0] + way[0] * across * many), round(now[1] + way[1] * up * many));
      event.preventDefault();
    });
    group.addEventListener("pointerdown", (event) => {
      group.setPointerCapture(event.pointerId);
      group.focus();
      event.preventDefault();
      const move = (moved) => how.moved(...place(drawing, moved).map((number, k) => snap(number, steps(how)[k])));
      group.addEventListener("pointermove", move);
      const end = () => group.removeEventListener("pointermove", move);
      group.addEventListener("pointerup", end, { once: true });
      group.addEventListener("pointercancel", end, { once: true });
    });
    return function at(x, y, words) {
      now = [x, y];
      const [left, up, right, down] = drawing.box;
      const px = Math.max(left, Math.min(right, drawing.X(x))),
        py = Math.max(up, Math.min(down, drawing.Y(y)));
      group.setAttribute("transform", `translate(${short(px)} ${short(py)})`);
      group.setAttribute("aria-valuenow", calcdrillLab.plain(x));
      group.setAttribute("aria-valuetext", words || `x ${calcdrillLab.show(x)}, y ${calcdrillLab.show(y)}`);
    };
  }

  const steps = (how) => (how.steps ? how.steps() : [how.step || 0.1, how.step || 0.1]);
  const round = (number) => Number(number.toFixed(10));
  const snap = (number, step) => round((Math.round((number / step) * 4) * step) / 4);

  /* Level lines with shades between them; `sampled` from calcdrillContour.sample. */
  function contours(drawing, sampled, levels) {
    levels
      .slice()
      .reverse()
      .forEach((level, k) => {
        drawing.loops(`level-${k}`, calcdrillContour.loops(sampled, level), "p-level");
      });
    for (let k = levels.length; k < 16; k++) drawing.hide(`level-${k}`);
  }

  return { plot, contours, ticks };
})();
