/* Level lines of a function of two variables, as closed loops around where it is below a level. */
"use strict";

const calcdrillContour = (function () {
  /* For each code of corners below the level (1 bottom left, 2 bottom right, 4 top right, 8 top left): pairs of sides,
     so that what is below lies to the left of the way. 5 and 10 are decided by the middle. */
  const SIDES = ["", "SW", "ES", "EW", "NE", "SENW", "NS", "NW", "WN", "SN", "WSEN", "EN", "WE", "SE", "WS", ""];
  const APART = { 5: "SWNE", 10: "ESWN" };

  /* Samples of `value` on a grid a little larger than the view [left, right, bottom, top]. */
  function sample(value, view, columns, rows) {
    const wide = (view[1] - view[0]) * 0.03,
      high = (view[3] - view[2]) * 0.03;
    const left = view[0] - wide,
      bottom = view[2] - high;
    const dx = (view[1] - view[0] + 2 * wide) / columns,
      dy = (view[3] - view[2] + 2 * high) / rows;
    const numbers = new Float64Array((columns + 1) * (rows + 1));
    for (let j = 0; j <= rows; j++) {
      for (let i = 0; i <= columns; i++) numbers[j * (columns + 1) + i] = value(left + i * dx, bottom + j * dy);
    }
    return { numbers, columns, rows, left, bottom, dx, dy };
  }

  /* The loops around the places where the sampled function is below the level: lists of points [x, y]. */
  function loops(grid, level) {
    const links = segments(grid, level);
    const found = [];
    for (const first of links.keys()) {
      if (!links.has(first)) continue;
      const loop = [];
      let key = first;
      while (links.has(key)) {
        const link = links.get(key);
        links.delete(key);
        loop.push(link.point);
        key = link.next;
      }
      if (loop.length > 2) found.push(loop);
    }
    return found;
  }

  /* A map from each crossed side of a cell to its point and the side that comes next. */
  function segments(grid, level) {
    const { numbers, columns, rows } = grid;
    const links = new Map();
    /* Outside the grid nothing is below the level, so that every loop closes. */
    const at = (i, j) => (i < 0 || j < 0 || i > columns || j > rows ? 1 : numbers[j * (columns + 1) + i] - level);
    for (let j = -1; j <= rows; j++) {
      for (let i = -1; i <= columns; i++) {
        const a = at(i, j),
          b = at(i + 1, j),
          c = at(i + 1, j + 1),
          d = at(i, j + 1);
        const code = (a < 0 ? 1 : 0) + (b < 0 ? 2 : 0) + (c < 0 ? 4 : 0) + (d < 0 ? 8 : 0);
        const way = APART[code] && a + b + c + d >= 0 ? APART[code] : SIDES[code];
        for (let k = 0; k < way.length; k += 2) {
          links.set(name(way[k], i, j), { point: point(grid, way[k], i, j, a, b, c, d), next: name(way[k + 1], i, j) });
        }
      }
    }
    return links;
  }

  /* A side's number: horizontal ones even, vertical ones odd; neighbouring cells name a shared side alike. */
  function name(side, i, j) {
    const column = i + 2 + (side === "E" ? 1 : 0),
      row = j + 2 + (side === "N" ? 1 : 0);
    return (row * 100003 + column) * 2 + (side === "E" || side === "W" ? 1 : 0);
  }

  function point(grid, side, i, j, a, b, c, d) {
    let x = i,
      y = j;
    if (side === "S" || side === "N") x += side === "S" ? a / (a - b) : d / (d - c);
    else y += side === "W" ? a / (a - d) : b / (b - c);
    if (side === "N") y += 1;
    if (side === "E") x += 1;
    return [grid.left + x * grid.dx, grid.bottom + y * grid.dy];
  }

  return { sample, loops };
})();

if (typeof module !== "undefined") module.exports = calcdrillContour;
