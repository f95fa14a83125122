// @ts-check
/*
 * calcdrill's grader: what a typed answer is worth, decided in the browser.
 *
 *     text -> signs of a keyboard -> one tree for each usual reading -> values at the record's points -> verdict
 *
 * It has its own reader (nothing is evaluated as code) and its own arithmetic: exact fractions, and intervals that are
 * rounded outwards. "right" means that all points agree, "wrong" that one is proved to differ. The grading record is
 * described in docs/json.md; the reader follows calcdrill/practice/reading and calcdrill/expression/read_typed.py.
 *
 * One classic script that needs no other file. It goes into templates of Anki, so two braces never touch here.
 */
"use strict";

/**
 * @typedef { { k: string, c: Tree[], n?: bigint, d?: bigint, decimal?: boolean, name?: string, ops?: string[],
 *   width?: number, kinds?: string[] } } Tree
 *   k: num (n/d), name, text, neg, sum, mul, div, pow, call (name), rel (ops), cases, vec, mat (width), points (kinds).
 * @typedef { { n: bigint, d: bigint } } Exact
 * @typedef { { lo: number, hi: number } } Interval
 * @typedef { { hole: number } } Hole  Not decided (0), or surely not defined (1).
 * @typedef {Exact | Interval | Hole} Value
 * @typedef { { [name: string]: Value } } Env
 * @typedef {string | number | null} Cell
 * @typedef { { form: string, cells?: Cell[][], items?: [Cell[][], string][], of?: string[], bounds?: any[],
 *   left?: string, text?: string, rows?: number } } Target
 * @typedef { { letter: string, text: string, right?: boolean, mistake?: string } } Choice
 * @typedef {Target & { v: number, names?: string[], variables?: string[], points?: Cell[][], constants?: string,
 *   ends?: Cell[], asked?: { form: string, wanted: string, factors: number }, kinks?: string[], truncated?: boolean,
 *   at?: { [name: string]: string }, sign?: number, shown?: string,
 *   choices?: Choice[], comma?: boolean,
 *   mistakes?: (Target & { id: string, say: string })[] } } GradingRecord
 * @typedef { { verdict: "right" | "wrong" | "undecided" | "unreadable", read: string, mistake: string | null,
 *   ask: string | null, note: string | null } } Verdict
 */

var calcdrillGrader = (function () {
  const big = typeof BigInt === "function" ? BigInt : null;
  const B0 = /** @type {bigint} */ (big ? big(0) : 0);
  const B1 = /** @type {bigint} */ (big ? big(1) : 1);
  const B10 = /** @type {bigint} */ (big ? big(10) : 10);

  /** A text that cannot be read, with the place where it stops making sense. */
  class Unreadable {
    /** @param {string} message @param {number} [at] */
    constructor(message, at) {
      this.message = message;
      this.at = at || 0;
    }
  }

  // ---------------------------------------------------------------- trees

  /** @param {string} k @param {Tree[]} c @param {object} [more] @returns {Tree} */
  const tree = (k, c, more) => Object.assign({ k, c }, more);
  /** @param {bigint} n @param {bigint} [d] @param {boolean} [decimal] */
  const num = (n, d, decimal) => tree("num", [], { n, d: d || B1, decimal: !!decimal });
  /** @param {string} name */
  const nameOf = (name) => tree("name", [], { name });
  /** @param {Tree} a */
  const neg = (a) => tree("neg", [a]);
  /** @param {Tree[]} c */
  const sum = (c) => (c.length > 1 ? tree("sum", c) : c[0] || num(B0));
  /** @param {Tree[]} c */
  const mul = (c) => (c.length > 1 ? tree("mul", c) : c[0] || num(B1));
  /** @param {Tree} a @param {Tree} b */
  const div = (a, b) => tree("div", [a, b]);
  /** @param {string} name @param {Tree[]} c */
  const call = (name, c) => tree("call", c, { name });
  /** @param {Tree} a @param {Tree} b */
  const power = (a, b) => (a.k === "name" && a.name === "e" ? call("exp", [b]) : tree("pow", [a, b]));
  const whole = (/** @type {number} */ n) => num(/** @type {any} */ (big)(n));

  /** @param {Tree} node @returns {string} the same for equal trees, different for others */
  function key(node) {
    const own = node.k + (node.name || "") + (node.k === "num" ? node.n + "/" + node.d + (node.decimal ? "d" : "") : "");
    return own + (node.ops || "") + (node.kinds || "") + (node.width || "") + "(" + node.c.map(key).join(",") + ")";
  }

  /** @param {Tree} node @param {(node: Tree) => boolean} test @returns {boolean} whether it or a part passes */
  const some = (node, test) => test(node) || node.c.some((child) => some(child, test));
  const hasNames = (/** @type {Tree} */ node) => some(node, (one) => one.k === "name" && !CONSTANTS.has(one.name || ""));
  const isShaped = (/** @type {Tree} */ node) => ["vec", "mat", "rel", "points"].includes(node.k);

  // ---------------------------------------------------------------- words of the language

  const CONSTANTS = new Set(["pi", "e", "oo"]);
  /** @type { { [name: string]: [number, number] } } function -> least and most arguments */
  const ARITY = {};
  for (const name of ("exp ln sqrt cbrt abs sign floor factorial sin cos tan sec csc cot arcsin arccos arctan arcsec " +
    "arccsc arccot sinh cosh tanh sech csch coth arsinh arcosh artanh sigmoid relu softplus swish gelu erf").split(" "))
    ARITY[name] = [1, 1];
  for (const name of ["max", "min", "gcd"]) ARITY[name] = [2, 99];
  ARITY.log = [2, 2];
  /** @param {string} text @returns { { [word: string]: string } } */
  const table = (text) => Object.fromEntries(text.split(" ").map((pair) => pair.split("=")));
  const ALIASES = table(
    "sgn=sign Max=max Min=min cosec=csc cotan=cot asin=arcsin acos=arccos atan=arctan asec=arcsec acsc=arccsc " +
      "arccosec=arccsc acot=arccot cosech=csch asinh=arsinh arcsinh=arsinh acosh=arcosh arccosh=arcosh atanh=artanh " +
      "arctanh=artanh sigma=sigmoid ReLU=relu silu=swish"
  );
  const TYPED = table(
    "tg=tan ctg=cot cotg=cot cotan=cot sen=sin arctg=arctan arcctg=arccot sh=sinh ch=cosh th=tanh arcsen=arcsin " +
      "senh=sinh root=sqrt real_root=sqrt arsin=arcsin heaviside=heaviside log=ln logarithm=ln cosec=csc logistic=sigmoid"
  );
  const GREEK = (() => {
    const names =
      "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega";
    const found = /** @type { { [letter: string]: string } } */ ({});
    Array.from("αβγδεζηθικλμνξπρστυφχψω").forEach((letter, k) => (found[letter] = names.split(" ")[k]));
    return found;
  })();

  // ---------------------------------------------------------------- signs

  /** @type { { [sign: string]: string } } */
  const SIGNS = {};
  for (const [from, to] of [
    ["−–—‐‑‒﹣➖", "-"], ["×⋅·∙•✕✖∗✱⁎", "*"], ["÷∕⁄", "/"], ["∣❘｜¦‖", "|"], ["′’ʹ‘´ˈ", "'"], ["″“”„«»", '"'],
    ["⟨〈‹", "⟨"], ["⟩〉›", "⟩"], ["→⟶⇒⟹➜", "→"], ["\u00a0\u2000\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "],
    ["ℯⅇ", "e"], ["ϑ", "θ"], ["ϕ", "φ"], ["ϵ", "ε"], ["ϱ", "ρ"], ["ς", "σ"], ["µ", "μ"], ["∆", "Δ"], ["∞", " oo "],
    ["≤", "<="], ["≥", ">="], ["≠", "!="], ["≈≃≅∝", "~"], ["≔", "="], ["∓", "±"], ["∛", "cbrt"], ["∜", "∜4√"],
    ["⌊", "floor("], ["⌋", ")"], ["…", "..."], ["º˚", "°"], ["ıî", "i"], ["ĵ", "j"], ["∧", " and "], ["∈", " in "],
    ["∨", " or "], ["⊤", " "], ["‰", "%/10"],
    ["\u200b\u200c\u200d\u2060\ufeff\u00ad\u2061\u2062\u2063\u2064", ""],
  ])
    for (const sign of Array.from(from)) SIGNS[sign] = to;
  SIGNS["𝑒"] = "e";
  /** @param {string} plain @param {string} changed */
  const lettered = (plain, changed) => {
    const found = /** @type { { [sign: string]: string } } */ ({});
    Array.from(changed).forEach((sign, k) => (found[sign] = found[sign] || Array.from(plain)[k]));
    return found;
  };
  const RAISED = lettered("0123456789+-()abcdefghijklmnoprstuvwxyzβγδθ", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵝᵞᵟᶿ");
  const LOWERED = lettered("0123456789aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ");
  const RAISED_RUN = new RegExp("[" + Object.keys(RAISED).join("") + "]+", "g");
  const INDEXED_ROOT = /(?<![^\s([{=,;:+*/~<>-])([⁰¹²³⁴⁵⁶⁷⁸⁹]+)√/g;
  const LOWERED_RUN = new RegExp("[" + Object.keys(LOWERED).join("") + "]+", "g");

  /** @param {string} text letters and signs of other keyboards as plain ones; a half as (1/2) */
  function inSigns(text) {
    text = Array.from(text)
      .map((sign) => (sign >= "！" && sign <= "～" ? sign.normalize("NFKC") : sign))
      .map((sign) => (sign in SIGNS ? SIGNS[sign] : sign))
      .join("");
    const fraction = (/** @type {string} */ sign) => sign.normalize("NFKC").replace("⁄", "/");
    text = text.replace(/(\d+\s?)([¼-¾⅐-⅞])/g, (_, before, sign) => "(" + before + "+" + fraction(sign) + ")");
    text = text.replace(/[¼-¾⅐-⅞]/g, (sign) => "(" + fraction(sign) + ")");
    text = text.replace(LOWERED_RUN, (run) => "_" + Array.from(run).map((sign) => LOWERED[sign]).join(""));
    text = text.replace(INDEXED_ROOT, (_, run) => "∜" + Array.from(run).map((sign) => RAISED[/** @type {string} */ (sign)]).join("") + "√");
    return text.replace(RAISED_RUN, (run) => {
      const plain = Array.from(run).map((sign) => RAISED[sign]).join("");
      return /^\d$/.test(plain) ? "^" + plain : plain === "-" ? run : "^(" + plain + ")";
    });
  }

  /** @type {[RegExp, any][]} */
  const SPOKEN = [
    [/\bplus\s*\/?\s*(?:or\s*)?minus\b/gi, "±"],
    [/\+\s*\/\s*-|\+\s*or\s*-|^\+-(?=\S)/gi, "±"],
    [/([=(,\s])\+-(?=\s*[\d(√a-z])/gi, "$1±"],
    [/\b(?:the\s+)?(\d+)(?:st|nd|rd|th)\s*root\s+of\b/gi, "∜$1√ "],
    [/\b(?:the\s+)?(?:square\s*root|sqrt|root)\s+of\b/gi, "sqrt "],
    [/\b(?:the\s+)?cube\s*root\s+of\b/gi, "cbrt "],
    [/\b(?:natural\s+log(?:arithm)?|log(?:arithm)?)\s+of\b/gi, "ln "],
    [/\b(?:sine|cosine|tangent)\b(?:\s+of\b)?/gi, (/** @type {string} */ word) => word.slice(0, 3).toLowerCase() + " "],
    [/\bto\s+the\s+(?:power\s+(?:of\s+)?)?/gi, "^"],
    [/\bsquared\b/gi, "^2"],
    [/\bcubed\b/gi, "^3"],
    [/\bdivided\s+by\b|\bover\b/gi, "/"],
    [/\b(?:multiplied\s+by|times)\b/gi, "*"],
    [/\b(?:minus|negative)\b/gi, "-"],
    [/\b(?:plus|positive)\b/gi, "+"],
    [/\b(?:an?\s+half|one\s+half)\b/gi, "1/2"],
    [/\b(?:infinity|infinite|infty|inf|unbounded)\b/gi, " oo "],
    [/\barc\s+(?=sin|cos|tan|cot)/gi, "arc"],
    [/\bdegrees?\b/gi, "°"],
    [/\bpercent\b/gi, "%"],
    [/:=/g, "="],
  ];

  /** @param {string} text spoken words and names of modules as signs */
  function inKeys(text) {
    text = text.replace(/\b(?:np|numpy|math|sp|sympy|sym|torch|jnp|cmath|mpmath|Math)\.(?=[A-Za-z])/g, "");
    text = text.replace(/_[{(]\s*(\w+)\s*[})]/g, "_$1");
    if (/[a-z]{3}|\+\s*[/o-]|:=/i.test(text)) for (const [from, to] of SPOKEN) text = text.replace(from, to);
    return text;
  }

  // ---------------------------------------------------------------- words around an answer

  const DIVERGES = "diverges";
  const NOWHERE = "does not exist";
  /** @type { { [words: string]: string } } */
  const SAID = {};
  for (const [words, meaning] of [
    ["diverges divergent diverge diverging divergence div doesnotconverge doesntconverge notconvergent nonconvergent " +
      "notconverge notfinite isnotfinite unbounded isinfinite divergentintegral noconvergence nolimit nofinitevalue " +
      "infinitearea itsinfinite donotconverge", DIVERGES],
    ["doesnotexist doesntexist dne undefined notdefined isnotdefined nonexistent isundefined notexist itdoesnotexist " +
      "nosuchlimit nolimitexists thereisnolimit nosolution novalue none nothing thereisnone", NOWHERE],
    ["converges convergent isconvergent finite", "converges"],
  ])
    for (const word of words.split(" ")) SAID[word] = meaning;

  /** @param {string} text without spaces, signs of sentences and capitals */
  const folded = (text) => text.replace(/[\s`*().,:"'’?!]+/g, "").toLowerCase();

  /** @param {string} text @returns {string | null} what words about divergence or existence say: oo and -oo too */
  function said(text) {
    const fillers =
      /^(?:(?:the|this|that|it|its|an?|improper|definite|integral|limit|area|value|answer|series|function|is|so|thus|hence)\s+|it's\s+)+/i;
    const plain = text.trim().replace(/[.!;,]+$/, "").replace(fillers, "");
    const infinite =
      /^(?:diverges?|tends?|goes|grows|divergent|approaches|increases|decreases|it's|is)?\s*(?:to|towards|without\s+bound)?\s*(plus|minus|positive|negative|[-+−–])?\s*(?:oo|∞|infinity|infinite|inf)$/i.exec(plain);
    if (infinite) return /^(?:[-−–]|minus|negative)$/i.test(infinite[1] || "") ? "-oo" : "oo";
    return SAID[folded(plain)] || SAID[folded(text)] || null;
  }

  const LEAD =
    /^\s*(?:(?:so|thus|hence|therefore|then|and|ok|well)\b[\s,]*)?(?:(?:i|we)\s+(?:think|get|got|have|found|obtain)\b\s*(?:that\s+)?)?(?:(?:it|this|that)(?:'s|\s+is|\s+equals|\s+gives)\s+|(?:(?:the|my|final|correct|our)\s+)*(?:answer|ans|solution|sol|result|value|derivative|slope|gradient|limit|integral|antiderivative|probability|tangent(?:\s+(?:line|plane))?|hessian|jacobian|equation|expectation|variance|area)(?:\s+of\s+[^:=]{1,40}?)?\s*(?:\bis\b|\bare\b|\bequals\b|:(?!=)|=)\s*)?/i;
  const PAIRS = [["$$", "$$"], ["$", "$"], ["\\(", "\\)"], ["\\[", "\\]"], ["```", "```"], ["`", "`"], ["**", "**"], ['"', '"']];

  /** @param {string} text the formula without what stands around it */
  function unwrapped(text) {
    for (let before = ""; before !== text; ) {
      before = text;
      text = text.trim().replace(/[;,]+$/, "").trimEnd();
      if (/^[>#*•]/.test(text)) text = text.replace(/^(?:>|#+|[-*•])\s+(?=\S)/, "");
      text = text.replace(/^>/, "").trimStart();
      if (text.endsWith(".")) text = text.replace(/\.+$/, "").trimEnd();
      if (text.endsWith("?") || /\s!$/.test(text)) text = text.slice(0, -1);
      for (const [open, close] of PAIRS)
        if (text.length > open.length + close.length && text.startsWith(open) && text.endsWith(close)) {
          const inner = text.slice(open.length, text.length - close.length);
          if (!inner.includes(close) || close === "$$") text = inner;
        }
      const lead = LEAD.exec(text);
      if (lead && lead[0].length < text.length) text = text.slice(lead[0].length);
    }
    return text;
  }

  // ---------------------------------------------------------------- LaTeX

  const TEX_SIGNS = table(
    "cdot=* times=* ast=* div=/ pm=± mp=± le=<= leq=<= leqslant=<= ge=>= geq=>= geqslant=>= lt=< gt=> approx=~ simeq=~ " +
      "sim=~ to=→ rightarrow=→ longrightarrow=→ implies=→ Rightarrow=→ partial=∂ circ=° degree=° prime=' lvert=| rvert=| " +
      "vert=| mid=| lbrack=[ rbrack=] rfloor=) langle=⟨ rangle=⟩ dots=... ldots=... cdots=... int=∫ varnothing=none " +
      "emptyset=none colon=: imath=i jmath=j ell=l"
  );
  Object.assign(TEX_SIGNS, {
    leq: "<=", le: "<=", leqslant: "<=", geq: ">=", ge: ">=", geqslant: ">=", ne: "!=", neq: "!=", infty: " oo ",
    nabla: " ∇ ", lfloor: "floor(", lor: " or ", vee: " or ", cup: " or ", land: " and ", wedge: " and ", And: " and ",
    in: " in ", vartheta: " theta ", varphi: " phi ", varepsilon: " epsilon ", varrho: " rho ",
    "%": "%", "|": "|", "{": "{", "}": "}", "\\": "\n", "&": " and ",
  });
  const TEX_SPACES = new Set(
    (", ; : ! quad qquad enspace thinspace hfill limits nolimits displaystyle textstyle left right middle big Big bigg " +
      "Bigg bigl bigr Bigl Bigr biggl biggr mathstrut strut tag therefore ( ) [ ] / newline rm bf it large Large small " +
      "medspace").split(" ").concat([" "])
  );
  const TEX_DRESS = new Set(
    ("mathrm mathbf mathit mathsf mathbb mathcal boldsymbol bm hat vec bar tilde overline underline boxed fbox widehat " +
      "mathop ensuremath operatorname text textbf textit textrm textnormal mbox mathnormal displaylines phantom " +
      "underbrace cancel color emph textsf").split(" ")
  );
  const TEX_ROWS = new Set(["matrix", "array", "smallmatrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix"]);

  /** @param {string} text LaTeX as people write it @returns {string} in plain writing */
  function plainLatex(text) {
    text = text.replace(/\\(?:left|right|big|Big|bigg|Bigg)[lr]?\s*\./g, " ");
    /** @type {string[]} */
    const tokens = text.match(/\\[A-Za-z]+\*?|\\[\s\S]|[{}&~]|[^\\{}&~]+|\\/g) || [];
    let at = 0;
    let depth = 0;

    /** @param {string} close */
    function until(close) {
      if (++depth > 60) throw new Unreadable("the formula is nested too deeply");
      let found = "";
      while (at < tokens.length && tokens[at] !== close) found += next(found);
      at += 1;
      depth -= 1;
      return found;
    }
    /** @returns {string} the group in braces, or the next sign */
    function argument() {
      while (at < tokens.length && !tokens[at].trim()) at += 1;
      if (at >= tokens.length) return "";
      if (tokens[at] === "{") {
        at += 1;
        return until("}");
      }
      if ("\\&~}".includes(tokens[at][0])) return next("");
      const rest = tokens[at].trimStart();
      tokens[at] = rest.slice(1);
      if (!tokens[at]) at += 1;
      return rest[0];
    }
    /** @param {string} before */
    function fraction(before) {
      const top = argument();
      const bottom = argument();
      const mixed = /^\d+$/.test(top) && /^\d+$/.test(bottom) && /(?:^|[^\w.^_])\d+\s*$/.test(before);
      return mixed ? " " + top + "/" + bottom + " " : "((" + top + ")/(" + bottom + "))";
    }
    function root() {
      const index = /^\s*\[([^\]]*)\]([\s\S]*)/.exec(tokens[at] || "");
      if (index) tokens[at] = index[2];
      const degree = index ? index[1].trim() : "";
      const inner = argument();
      if (degree === "" || degree === "2") return " sqrt(" + inner + ")";
      return degree === "3" ? " cbrt(" + inner + ")" : "((" + inner + ")^(1/(" + degree + ")))";
    }
    function environment() {
      const name = argument().trim().replace(/\*$/, "");
      if (name === "array") argument();
      const start = at;
      while (at < tokens.length && tokens[at] !== "\\end") {
        if (tokens[at] === "\\begin") throw new Unreadable("a matrix or cases stand inside another");
        at += 1;
      }
      const inner = tokens.slice(start, at);
      at += 1;
      argument();
      /** @type {string[][]} */
      const rows = [[""]];
      let level = 0;
      for (const token of inner) {
        level += (token === "{" ? 1 : 0) - (token === "}" ? 1 : 0);
        const row = rows[rows.length - 1];
        if (level === 0 && token === "\\\\") rows.push([""]);
        else if (level === 0 && token === "&") row.push("");
        else row[row.length - 1] += token;
      }
      const cells = rows.filter((row) => row.some((cell) => cell.trim())).map((row) => row.map((cell) => plainLatex(cell).trim()));
      if (name === "cases") return casesText(cells);
      if (!TEX_ROWS.has(name)) return cells.map((row) => row.join(" ")).join("\n");
      if (cells.every((row) => row.length === 1)) return "[" + cells.map((row) => row[0]).join(", ") + "]";
      return "[" + cells.map((row) => "[" + row.join(", ") + "]").join(", ") + "]";
    }
    /** @param {string} before @returns {string} */
    function next(before) {
      const token = tokens[at++];
      if (token === "{") {
        const inner = until("}");
        if (before.trimEnd().endsWith("_")) return inner.trim();
        return inner.trim() ? "(" + inner + ")" : " ";
      }
      if (token[0] !== "\\") return token === "&" ? "," : token === "~" ? " " : token === "}" ? "" : token;
      const word = token.slice(1).replace(/\*$/, "");
      if (word in TEX_SIGNS) return TEX_SIGNS[word];
      if (TEX_SPACES.has(word)) return " ";
      if (/^(?:[dtc]?frac|nicefrac|sfrac)$/.test(word)) return fraction(before);
      if (word === "sqrt") return root();
      if (word === "begin") return environment();
      if (TEX_DRESS.has(word)) {
        const inner = argument();
        if (word === "color" || word === "phantom") return " ";
        return inner.length === 1 || /^(?:underbrace|boxed|fbox|cancel)$/.test(word) ? inner : " " + inner + " ";
      }
      if (word === "log" && /^\s*_/.test(tokens[at] || "")) {
        tokens[at] = tokens[at].trimStart().slice(1);
        if (!tokens[at]) at += 1;
        return " log_" + argument() + " ";
      }
      return " " + word + " ";
    }
    let found = "";
    while (at < tokens.length) found += next(found);
    return found;
  }

  /** @param {string[][]} rows */
  function casesText(rows) {
    /** @type {string[]} */
    const parts = [];
    for (const row of rows) {
      const condition = (row[1] || "").replace(/\b(?:if|for|when|where)\b/g, " ").trim();
      parts.push(row[0].trim().replace(/,+$/, ""));
      if (condition && !/^(?:otherwise|else)/.test(condition)) parts.push(condition);
    }
    return "piecewise(" + parts.join(", ") + ")";
  }

  /** @param {string} text @returns {string | null} what stands in the last box */
  function lastBoxed(text) {
    const start = Math.max(text.lastIndexOf("\\boxed"), text.lastIndexOf("\\fbox"));
    const open = start < 0 ? -1 : text.indexOf("{", start);
    if (open < 0 || !/^\\(?:boxed|fbox)\s*$/.test(text.slice(start, open))) return null;
    let depth = 0;
    for (let k = open; k < text.length; k++) {
      depth += (text[k] === "{" ? 1 : 0) - (text[k] === "}" ? 1 : 0);
      if (depth === 0) return text.slice(open + 1, k);
    }
    return text.slice(open + 1);
  }

  // ---------------------------------------------------------------- numbers

  /** @param {string} text @param {boolean} isList @param {boolean} comma @returns {string[]} usual notations of numbers */
  function numberReadings(text, isList, comma) {
    const spaced = /(^|[^\w.,^])([1-9]\d{0,2}([ '_])\d{3}(?:\3\d{3})*)(?!\w)/g;
    const plain = isList ? text : text.replace(spaced, (_, before, found) => before + found.replace(/\D/g, ""));
    const anyComma = /(\d),(?=\d)/g;
    if (comma) {
      const pointed = /(^|[^\w.,])([1-9]\d{0,2}(?:\.\d{3})+)(?![\d.])/g;
      const whole = plain.replace(pointed, (_, before, found) => before + found.replace(/\./g, ""));
      const read = withCommas(whole.replace(anyComma, "$1."));
      return isList && /^[(\[⟨]/.test(whole) && read !== whole ? [read, whole] : [read];
    }
    if (!/\d,\d/.test(plain) || (isList && !/[;|\n]|\band\b|\bor\b/.test(plain))) return [plain];
    const thousands = /(^|[^\w.,])([1-9]\d{0,2}(?:,\d{3})+)(?![\d,])/g;
    const grouped = plain.replace(thousands, (_, before, found) => before + found.replace(/,/g, ""));
    const found = isList
      ? [plain, plain.replace(/(\d),(\d)/g, "$1.$2"), grouped]
      : [plain, grouped, plain.replace(/(^|[^\d,.])(\d+),(\d+)(?![\d,.])/g, "$1$2.$3")];
    return Array.from(new Set(found));
  }

  /**
   * @param {string} text
   * @returns {string} commas for the semicolons in round brackets and in brackets inside others, max(0; x), [[1; 2]; [3; 4]]
   */
  function withCommas(text) {
    /** @type {string[]} */
    const opened = [];
    return Array.from(text, (sign) => {
      if ("([{⟨".includes(sign)) opened.push(sign);
      else if (")]}⟩".includes(sign)) opened.pop();
      const isInner = opened.length > 1 || opened[0] === "(" || opened[0] === "⟨";
      return sign === ";" && isInner ? "," : sign;
    }).join("");
  }

  // ---------------------------------------------------------------- the reader of formulas

  /** @typedef { { type: string, text: string, at: number } } Token */

  /** Ways to mean more or less than the standard reading of a text without brackets says. Those after the bar are rare. */
  const HABITS = "ARGUMENT DENOMINATOR EXPONENT LETTER_E POWER ROOT | GREEDY LONG LONG_EXPONENT RAISED SHORT TOWER".split(" ");
  const RARE = new Set(HABITS.slice(HABITS.indexOf("|") + 1));

  /** @param {string} text @param {number} shift @returns {Token[]} */
  function tokenise(text, shift) {
    const pattern =
      /\s*(?:(\d+(?:\.\d+)?|\.\d+)|([A-Za-z_\u0370-\u03ff][A-Za-z_0-9\u0370-\u03ff]*)|(\*\*|==|!=|<=|>=|[-+*\/^()[\]{},;:|!'=<>~√∜])|$)/y;
    /** @type {Token[]} */
    const found = [];
    for (pattern.lastIndex = 0; pattern.lastIndex < text.length; ) {
      const start = pattern.lastIndex;
      const match = pattern.exec(text);
      if (!match) {
        const place = start + text.slice(start).search(/\S/);
        throw new Unreadable("'" + text[place] + "' is not part of an expression", shift + place);
      }
      const type = match[1] ? "number" : match[2] ? "name" : match[3] ? "sign" : "";
      if (!type) break;
      const word = match[1] || match[2] || match[3];
      const at = start + match[0].length - word.length;
      if (type === "number") {
        const after = text.slice(at + word.length, at + word.length + 2);
        if (/^(?:[eE][0-9]|_|\.)/.test(after) || (word === "0" && /^[xbo]./.test(after)) || word.length > 31)
          throw new Unreadable("numbers are written in plain digits, such as 1000 or 0.25", shift + at);
      }
      found.push({ type, text: word, at: shift + at });
    }
    return found;
  }

  class Reader {
    /** @param {string} text @param {Set<string>} names @param {Set<string>} habits */
    constructor(text, names, habits) {
      if (text.length > 500) throw new Unreadable("the expression is longer than 500 characters", 500);
      this.habits = habits;
      /** @type {Set<string>} */
      this.forks = new Set();
      /** @type {Map<string, string>} */
      this.variables = new Map();
      for (const name of names) this.variables.set(name, name);
      for (const name of names) {
        const parts = /^([A-Za-z\u0370-\u03ff]+)_?(\d+)$/.exec(name);
        if (parts) for (const gap of ["_", ""]) {
          const spelling = parts[1] + gap + parts[2];
          if (!this.variables.has(spelling)) this.variables.set(spelling, name);
        }
      }
      this.longest = Math.max(12, ...Array.from(this.variables.keys(), (name) => name.length));
      this.tokens = this.tokenised(text);
      this.index = 0;
      this.level = 0;
      this.bars = 0;
    }

    /** @param {string} word @returns {string | undefined} */
    functionOf(word) {
      if (this.variables.has(word)) return undefined;
      if (Object.prototype.hasOwnProperty.call(TYPED, word)) return TYPED[word];
      if (Object.prototype.hasOwnProperty.call(ALIASES, word)) return ALIASES[word];
      return Object.prototype.hasOwnProperty.call(ARITY, word) ? word : undefined;
    }
    /** @param {string} habit a place that asks is a fork */
    has(habit) {
      this.forks.add(habit);
      return this.habits.has(habit);
    }

    // tokens

    /** @param {string} text @returns {Token[]} */
    tokenised(text) {
      const number = /(?:(?:\d+(?:\.\d+)?|\.\d+)[eE][-+]?\d{1,2}(?![\w.^(])|\d+\.(?!\w))/y;
      /** @type {Token[]} */
      let found = [];
      let from = 0;
      for (let k = 0; k < text.length; k++) {
        let word = text[k] === "°" || text[k] === "%" ? text[k] : "";
        if (!word && (k === 0 || !/[\w.\u0370-\u03ff]/.test(text[k - 1]))) {
          number.lastIndex = k;
          const match = number.exec(text);
          word = match ? match[0] : "";
        }
        if (!word) continue;
        found = found.concat(tokenise(text.slice(from, k), from));
        if (word === "°" || word === "%") found.push({ type: "sign", text: word, at: k });
        else if (word.endsWith(".")) found.push({ type: "number", text: word.slice(0, -1), at: k });
        else if (this.has("LETTER_E")) found = found.concat(tokenise(word.toLowerCase().replace("e", " e "), k - 1));
        else found.push({ type: "number", text: word, at: k });
        from = k + word.length;
        k = from - 1;
      }
      found = found.concat(tokenise(text.slice(from), from));
      if (found.length > 400) throw new Unreadable("the expression has more than 400 parts");
      found.push({ type: "end", text: "", at: text.length });
      return found;
    }
    get token() {
      return this.tokens[this.index];
    }
    get sign() {
      return this.token.type === "sign" ? this.token.text : "";
    }
    /** @param {string} message @param {Token} token @returns {never} */
    fail(message, token) {
      throw new Unreadable(message, token.at);
    }
    /** @param {string} text */
    take(text) {
      if (this.sign !== text) return false;
      this.index += 1;
      return true;
    }
    isPower() {
      return this.sign === "^" || this.sign === "**";
    }
    isGlued() {
      const before = this.tokens[this.index - 1];
      return this.index > 0 && this.token.at <= before.at + before.text.length;
    }
    beginsFactor() {
      if (this.token.type === "name" || this.token.type === "number") return true;
      return ["(", "[", "{", "√", "∜"].includes(this.token.text) || (this.token.text === "|" && !this.bars);
    }
    /** @template T @param {() => T} parse @returns {T} */
    deeper(parse) {
      if (++this.level > 40) this.fail("the expression is nested too deeply", this.token);
      const node = parse();
      this.level -= 1;
      return node;
    }

    // sums, products, powers

    read() {
      if (this.token.type === "end") this.fail("there is no expression", this.token);
      const node = this.relation();
      if (this.token.type !== "end") this.fail("'" + this.token.text + "' does not fit here", this.token);
      checkBounds(node);
      return node;
    }
    relation() {
      return this.deeper(() => {
        const sides = [this.sum()];
        const ops = [];
        while (["=", "==", "!=", "<", "<=", ">", ">=", "~"].includes(this.sign)) {
          ops.push(this.sign === "==" ? "=" : this.sign);
          this.index += 1;
          sides.push(this.sum());
        }
        return ops.length ? tree("rel", sides, { ops }) : sides[0];
      });
    }
    sum() {
      const terms = [this.signedTerm()];
      while (this.sign === "+" || this.sign === "-") {
        const minus = this.sign === "-";
        this.index += 1;
        const term = this.signedTerm();
        terms.push(minus ? neg(term) : term);
      }
      return sum(terms);
    }
    /** @returns {Tree} */
    signedTerm() {
      if (this.take("-")) return neg(this.deeper(() => this.signedTerm()));
      this.take("+");
      return this.term();
    }
    /** @returns {Tree} */
    term() {
      let factors = [this.factor()];
      for (;;) {
        if (this.take("*")) factors.push(this.factor());
        else if (this.take("/") || this.take(":")) factors = [div(mul(factors), this.denominator())];
        else if (this.beginsFactor()) factors.push(this.factor());
        else return mul(factors);
      }
    }
    denominator() {
      const factors = [this.factor()];
      while (this.beginsFactor() && this.has("DENOMINATOR")) factors.push(this.factor());
      return this.greedy(mul(factors));
    }
    /** @param {Tree} first */
    greedy(first) {
      const terms = [first];
      while ((this.sign === "+" || this.sign === "-") && this.isGlued() && this.has("GREEDY")) {
        const minus = this.sign === "-";
        this.index += 1;
        const term = this.term();
        terms.push(minus ? neg(term) : term);
      }
      return sum(terms);
    }
    /** @returns {Tree} */
    factor() {
      if (this.take("-")) return neg(this.deeper(() => this.factor()));
      this.take("+");
      return this.power();
    }
    power() {
      let base = this.postfix();
      while (this.isPower()) {
        this.index += 1;
        const raised = base;
        base = power(raised, this.deeper(() => this.exponent(raised)));
      }
      return base;
    }
    /** @param {Tree} raised @returns {Tree} */
    exponent(raised) {
      if (this.take("-")) return neg(this.deeper(() => this.exponent(raised)));
      this.take("+");
      const isNumber = this.token.type === "number" || this.sign === "(";
      let base = this.postfix();
      if (this.isPower()) {
        if (this.has("TOWER")) return base;
        this.index += 1;
        const inner = base;
        base = power(inner, this.deeper(() => this.exponent(inner)));
      }
      const isExponential = raised.k === "num" || (raised.k === "name" && raised.name === "e");
      const isOne = base.k === "num" && base.n === B1 && base.d === B1;
      const isSuspect = isNumber && (isExponential || (isOne && this.sign === "/"));
      return this.greedy(this.longExponent(base, isSuspect ? "EXPONENT" : "LONG_EXPONENT"));
    }
    /** @param {Tree} first @param {string} habit */
    longExponent(first, habit) {
      let factors = [first];
      while (this.isGlued()) {
        const sign = this.sign;
        if ((sign === "*" || sign === "/") && this.has(habit)) {
          this.index += 1;
          const after = this.factor();
          factors = sign === "*" ? factors.concat([after]) : [div(mul(factors), after)];
        } else if (this.beginsFactor() && this.has(habit)) factors.push(this.factor());
        else break;
      }
      return mul(factors);
    }
    postfix() {
      let node = this.atom();
      while (this.take("!")) node = call("factorial", [node]);
      while (this.sign === "°" || this.sign === "%") {
        node = mul([node, this.sign === "°" ? div(nameOf("pi"), whole(180)) : div(whole(1), whole(100))]);
        this.index += 1;
      }
      return node;
    }

    // atoms

    /** @returns {Tree} */
    atom() {
      const token = this.token;
      this.index += 1;
      if (token.type === "number") return this.mixed(token);
      if (token.type === "name") return this.name(token);
      if (token.text === "(" || token.text === "[" || token.text === "{") return this.closed(token);
      if (token.text === "√") return call("sqrt", [this.radicand()]);
      if (token.text === "∜") return this.indexedRoot(token);
      if (token.text === "|") {
        this.bars += 1;
        const node = this.relation();
        this.bars -= 1;
        this.expect("|", token);
        return call("abs", [node]);
      }
      return this.fail(token.type === "end" ? "the expression ends too early" : "'" + token.text + "' does not fit here", token);
    }
    /** @param {string} text @param {Token} opened */
    expect(text, opened) {
      if (this.take(text)) return;
      if (this.token.type === "end") this.fail("the '" + opened.text + "' is never closed", opened);
      this.fail("'" + this.token.text + "' does not fit here", this.token);
    }
    /** @param {Token} opened @returns {Tree[]} what stands between brackets, apart by commas */
    items(opened) {
      const close = opened.text === "(" ? ")" : opened.text === "[" ? "]" : "}";
      const bars = this.bars;
      this.bars = 0;
      /** @type {Tree[]} */
      const found = [];
      if (!this.take(close)) {
        do found.push(this.relation());
        while (this.take(","));
        this.expect(close, opened);
      }
      this.bars = bars;
      return found;
    }
    /** @param {Token} opened */
    closed(opened) {
      const found = this.items(opened);
      if (!found.length) this.fail("the brackets are empty", opened);
      const width = found[0].c.length;
      if (opened.text !== "(" && found.every((item) => item.k === "vec" && item.c.length === width))
        return tree("mat", found.flatMap((item) => item.c), { width });
      return found.length === 1 ? found[0] : tree("vec", found);
    }
    /** @param {Token} token a number; 1 1/2 is one and a half */
    mixed(token) {
      const node = numberOf(token.text);
      const [top, slash, bottom, after] = [0, 1, 2, 3].map((k) => this.tokens[this.index + k] || this.tokens[this.tokens.length - 1]);
      if (top.type === "number" && slash.text === "/" && bottom.type === "number" && !this.isGlued() &&
        [token, top, bottom].every((part) => /^\d+$/.test(part.text)) && Number(top.text) < Number(bottom.text) &&
        after.text !== "^" && after.text !== "**") {
        this.index += 3;
        return sum([node, div(numberOf(top.text), numberOf(bottom.text))]);
      }
      return node;
    }
    /** @param {Token} token @returns {Tree} ∜5√x: the fifth root of x */
    indexedRoot(token) {
      const index = this.token;
      if (index.type !== "number" || !/^\d+$/.test(index.text) || !Number(index.text)) this.fail("the root has no index", token);
      this.index += 1;
      if (this.token.text !== "√") this.fail("the root has no radicand", token);
      this.index += 1;
      return tree("pow", [this.radicand(), div(whole(1), whole(Number(index.text)))]);
    }
    radicand() {
      const factors = [this.postfix()];
      while (this.beginsFactor() && this.isGlued() && this.has("ROOT")) factors.push(this.factor());
      return this.greedy(mul(factors));
    }

    // names and functions

    /** @param {Token} token @returns {Tree} */
    name(token) {
      const word = Array.from(token.text).map((letter) => GREEK[letter] || letter).join("");
      const node = this.word(word, token) || this.word(word.toLowerCase(), token);
      return node || this.fail("the name '" + token.text + "' is not known here", token);
    }
    /** @param {string} word @param {Token} token @returns {Tree | null} */
    word(word, token) {
      const variable = this.variables.get(word);
      if (variable !== undefined) return nameOf(variable);
      if (CONSTANTS.has(word)) return nameOf(word);
      const base = LOG.exec(word);
      if (this.functionOf(word) || base || word === "piecewise") {
        const plain = this.sign === "(" && !Object.prototype.hasOwnProperty.call(TYPED, word) && !base;
        return plain ? this.called(word, token) : this.applied(word, token);
      }
      const pieces = this.split(word, true);
      return pieces && this.inPieces(pieces, token);
    }
    /** @param {string[]} pieces @param {Token} token */
    inPieces(pieces, token) {
      /** @type {Token[]} */
      const found = [];
      let at = token.at;
      pieces.forEach((piece, k) => {
        const isNumber = /^\d+$/.test(piece);
        if (isNumber && k > 0 && this.variables.has(pieces[k - 1]) && this.has("RAISED")) found.push({ type: "sign", text: "^", at });
        found.push({ type: isNumber ? "number" : "name", text: piece, at });
        at += piece.length;
      });
      this.index -= 1;
      this.tokens.splice(this.index, 1, ...found);
      return this.power();
    }
    /** @param {string} word @param {boolean} isFirst @returns {string[] | null} known words side by side, the longest first */
    split(word, isFirst) {
      if (!word) return [];
      const digits = (/^\d+/.exec(word) || [""])[0].length;
      if (digits && isFirst) return null;
      for (let length = digits || Math.min(word.length, this.longest); length > 0; length--) {
        const head = word.slice(0, length);
        if (digits || this.isKnown(head)) {
          const rest = this.split(word.slice(length), false);
          if (rest) return [head].concat(rest);
        }
        if (digits) break;
      }
      return null;
    }
    /** @param {string} word */
    isKnown(word) {
      return this.variables.has(word) || !!this.functionOf(word) || CONSTANTS.has(word) || LOG.test(word);
    }
    /** @param {string} word @param {Token} token */
    called(word, token) {
      const opened = this.token;
      this.index += 1;
      const found = this.items(opened);
      if (word === "piecewise") {
        for (let k = 1; k < found.length; k += 2)
          if (found[k].k !== "rel") this.fail("each second argument of piecewise is a condition such as x < 0", token);
        return tree("cases", found);
      }
      return this.checked(this.functionOf(word) || word, found, token);
    }
    /** @param {string} name @param {Tree[]} found @param {Token} token */
    checked(name, found, token) {
      const arity = ARITY[name];
      if (!arity || found.length < arity[0] || found.length > arity[1])
        this.fail(token.text + " does not take " + found.length + " arguments", token);
      return call(name, found);
    }
    /** @param {string} word @param {Token} token a function with a power or without brackets @returns {Tree} */
    applied(word, token) {
      const isGlued = this.isGlued() && (this.token.type === "name" || this.token.type === "number");
      /** @type {Tree | null} */
      let exponent = null;
      if (this.take("^") || this.take("**"))
        exponent = this.deeper(() => (this.take("-") ? neg(this.atom()) : this.atom()));
      /** @type {Tree | null} */
      let outer = null;
      /** @type {Tree[]} */
      let found;
      if (["(", "[", "{"].includes(this.sign)) {
        const opened = this.token;
        this.index += 1;
        found = this.items(opened);
      } else {
        const bare = this.bare(token, word, isGlued);
        found = [bare[0]];
        outer = bare[1];
      }
      const node = this.built(word, found, exponent, token);
      return outer ? power(node, outer) : node;
    }
    /** @param {string} word @param {Tree[]} found @param {Tree | null} exponent @param {Token} token */
    built(word, found, exponent, token) {
      const base = LOG.exec(word);
      if (base && found.length === 1) {
        const node = base[1] === "e" ? call("ln", found) : call("log", [found[0], numberOf(base[1] || "10")]);
        return exponent ? tree("pow", [node, exponent]) : node;
      }
      let name = this.functionOf(word) || word;
      if (word === "log" && found.length === 2) name = "log";
      if ((word === "root" || word === "real_root") && found.length === 2) return tree("pow", [found[0], div(whole(1), found[1])]);
      const isInverse = !!exponent && key(exponent) === key(neg(whole(1)));
      const inverse = isInverse ? ALIASES["arc" + name] || "arc" + name : "";
      if (inverse && ARITY[inverse]) return this.checked(inverse, found, token);
      const node = this.checked(name, found, token);
      return exponent ? tree("pow", [node, exponent]) : node;
    }
    /** @param {Token} token @param {string} word @param {boolean} isGlued @returns {[Tree, Tree | null]} */
    bare(token, word, isGlued) {
      if (this.take("-")) {
        const [argument, outer] = this.bare(token, word, isGlued);
        return [neg(argument), outer];
      }
      /** @type {Tree[]} */
      const factors = [];
      while (!this.endsArgument(factors.length > 0, isGlued)) {
        factors.push(this.postfix());
        if (this.isPower()) {
          const base = factors[factors.length - 1];
          const isOuter = factors.length === 1 && this.has("POWER");
          this.index += 1;
          const raised = this.deeper(() => this.exponent(base));
          if (isOuter) return [base, raised];
          factors[factors.length - 1] = power(base, raised);
        }
        if (factors[factors.length - 1].k === "name" && this.beginsFactor() && this.has("SHORT")) break;
      }
      if (!factors.length) this.fail(word + " has no argument", token);
      let argument = mul(factors);
      while (this.mayGoOn(argument) && this.has("ARGUMENT")) {
        const sign = this.sign;
        this.index += 1;
        const after = this.factor();
        argument = sign === "*" ? mul(argument.k === "mul" ? argument.c.concat([after]) : [argument, after]) : div(argument, after);
      }
      return [argument, null];
    }
    /** @param {Tree} argument @returns {boolean} whether what follows × or ÷ may belong to it: see read_typed.py */
    mayGoOn(argument) {
      if (this.sign !== "*" && this.sign !== "/") return false;
      const after = this.tokens[this.index + 1];
      const following = this.tokens[Math.min(this.index + 2, this.tokens.length - 1)];
      if (!hasNames(argument) || after.type === "number") return true;
      return after.type === "name" && !(after.text === "e" && following.text === "^") && !this.beginsFunction(after.text);
    }
    /** @param {boolean} hasBegun @param {boolean} isGlued */
    endsArgument(hasBegun, isGlued) {
      const token = this.token;
      const after = this.tokens[Math.min(this.index + 1, this.tokens.length - 1)];
      if (token.type !== "name" && token.type !== "number" && token.text !== "√" && token.text !== "∜" && token.text !== "|") return true;
      if (token.text === "|" && this.bars) return true;
      if (!hasBegun) return false;
      if (token.type === "name" && (this.beginsFunction(token.text) || (token.text === "e" && after.text === "^"))) return true;
      if (this.isGlued()) return false;
      if (token.type === "number") return true;
      return isGlued && !this.has("LONG");
    }
    /** @param {string} word */
    beginsFunction(word) {
      if (this.variables.has(word) || CONSTANTS.has(word)) return false;
      const pieces = this.split(word, true) || this.split(word.toLowerCase(), true);
      return !!pieces && pieces.length > 0 && (!!this.functionOf(pieces[0]) || LOG.test(pieces[0]));
    }
  }

  const LOG = /^(?:lo?g_?(\d{1,3}|e)|lg)$/;

  /** @param {string} text @returns {Tree} */
  function numberOf(text) {
    const parts = /^(\d*)(?:\.(\d*))?(?:e([-+]?\d+))?$/.exec(text.toLowerCase());
    if (!parts || !big) throw new Unreadable("'" + text + "' is not a number");
    const decimals = parts[2] || "";
    const shift = Number(parts[3] || 0) - decimals.length;
    const digits = big((parts[1] || "") + decimals || "0");
    const scale = B10 ** big(Math.abs(shift));
    const value = shift >= 0 ? reduced(digits * scale, B1) : reduced(digits, scale);
    return num(value.n, value.d, text.includes(".") || parts[3] !== undefined);
  }

  /** @param {Tree} node refuses what would take long to work out */
  function checkBounds(node) {
    let count = 0;
    some(node, (one) => {
      if (++count > 400) throw new Unreadable("the expression has more than 400 parts");
      if (one.k === "pow") {
        const size = roughly(one.c[1]);
        const base = roughly(one.c[0]);
        if (size !== null && Math.abs(size) > 200 && (base === null || Math.abs(size * Math.log10(Math.abs(base))) >= 50))
          throw new Unreadable("an exponent is larger than 200");
      }
      if (one.k === "call" && one.name === "factorial" && (roughly(one.c[0]) || 0) > 50) throw new Unreadable("a factorial of more than 50");
      return false;
    });
  }

  /** @param {Tree} node @returns {number | null} the size of a tree of plain numbers */
  function roughly(node) {
    const parts = node.c.map(roughly);
    if (node.k === "num") return Number(node.n) / Number(node.d);
    if (!parts.length || parts.includes(null)) return null;
    const values = /** @type {number[]} */ (parts);
    if (node.k === "neg") return -values[0];
    if (node.k === "sum") return values.reduce((a, b) => a + b);
    if (node.k === "mul") return values.reduce((a, b) => a * b);
    if (node.k === "div") return values[0] / values[1];
    return node.k === "pow" ? Math.pow(values[0], values[1]) : null;
  }

  // ---------------------------------------------------------------- a text taken apart

  /** @param {string} sign */
  const turn = (sign) => ("([{⟨".includes(sign) ? 1 : ")]}⟩".includes(sign) ? -1 : 0);

  /** @param {string} text @param {string} separators @returns {string[]} the pieces between signs that stand in no brackets */
  function split(text, separators) {
    let depth = 0;
    const found = [""];
    for (const sign of text) {
      depth += turn(sign);
      if (depth === 0 && separators.includes(sign)) found.push("");
      else found[found.length - 1] += sign;
    }
    return found;
  }
  /** @param {string} text @param {number} end */
  const depthAt = (text, end) => Array.from(text.slice(0, end)).reduce((depth, sign) => depth + turn(sign), 0);
  /** @param {string} text @param {string} [separators] @returns {string[]} the parts of a list */
  function pieces(text, separators) {
    const listed = text.replace(/\s*(?:\band\b|\bor\b|&|\n|∪)\s*/g, (word, at) => (depthAt(text, at) === 0 ? "\ue020" : word));
    return split(listed, (separators || ",;") + "\ue020").map((piece) => piece.trim()).filter(Boolean);
  }
  /** @param {string} text @returns {string[]} the parts between spaces that are no spaces around a sign */
  function splitSpaces(text) {
    const gap = /\s+/g;
    /** @type {string[]} */
    const found = [];
    let start = 0;
    for (let match = gap.exec(text); match; match = gap.exec(text)) {
      const ahead = text.slice(gap.lastIndex);
      if (!/[\w)\]|'°%!.\u0370-\u03ff]/.test(text[match.index - 1] || "") || !/^[\w(\[√∜|.+\-\u0370-\u03ff]/.test(ahead)) continue;
      if (depthAt(text, match.index) || (/^[+-]/.test(ahead) && /^.\s/.test(ahead))) continue;
      found.push(text.slice(start, match.index));
      start = gap.lastIndex;
    }
    return found.concat([text.slice(start)]);
  }
  /** @param {string} text @returns {number[]} where a plain = stands outside brackets */
  function equals(text) {
    let depth = 0;
    /** @type {number[]} */
    const found = [];
    for (let k = 0; k < text.length; k++) {
      depth += "([{".includes(text[k]) ? 1 : ")]}".includes(text[k]) ? -1 : 0;
      if (text[k] === "=" && depth === 0 && !/[<>!=]/.test((text[k - 1] || "") + (text[k + 1] || ""))) found.push(k);
    }
    return found;
  }
  const LABEL =
    /^\s*(?:(?:∇|grad\s|D\s|d\s?|Δ|E|P|Var|det)?\s*[A-Za-z\u0370-\u03ff][\w\u0370-\u03ff]*[\s']*(?:[(\[][^()=]*[)\]])?|\(?(?:d|∂|partial)[^=/]{0,20}\/\s*\(?(?:d|∂|partial)[^=]{1,60}|\(+\s*[d∂][^=]{0,30}\)\/\([d∂][^=]{1,60}|\([\w\s,\u0370-\u03ff]*\)|∫[^=]{0,60}|lim\b[^=]{0,60}|(?:E|P|Var|KL|D_?KL|H)\s*[(\[][^=]{0,40}[)\]])?\s*$/;
  /** @param {string} text whether it only names what follows the equals sign */
  const isLabel = (text) => text.length <= 80 && LABEL.test(text);
  /** @param {string} text @param {string} signs */
  const last = (text, signs) => /** @type {string} */ (split(text, signs).pop()).trim();
  /** @param {string} text */
  const isBalanced = (text) => {
    let depth = 0;
    return Array.from(text).every((sign) => (depth += turn(sign)) >= 0) && depth === 0;
  };
  /** @type { { [open: string]: string } } */
  const CLOSE = { "(": ")", "[": "]", "{": "}", "⟨": "⟩", "<": ">" };
  const CALLED = /^\s*(?:vector|vec|matrix|list|array|point|tuple|transpose|col|column)\s*(?=[(\[{])/i;
  const isWrapped = (/** @type {string} */ text) => text.length > 1 && text[0] in CLOSE && text.endsWith(CLOSE[text[0]]);

  // ---------------------------------------------------------------- answers of each shape

  /** @typedef { { node: Tree, sides: Tree[], labelled: boolean } } Said */
  /** @typedef {(text: string) => Tree} Read */
  /** @param {Tree} node @param {Tree[]} [sides] @param {boolean} [labelled] @returns {Said} */
  const saying = (node, sides, labelled) => ({ node, sides: sides || [], labelled: !!labelled });

  /** @param {string} text @param {Read} read f'(x) = 2*3x = 6x is 6x, said to equal 2*3x @returns {Said} */
  function scalar(text, read) {
    const places = equals(text);
    let sides = [-1].concat(places).map((from, k) => text.slice(from + 1, k < places.length ? places[k] : undefined).trim());
    const many = sides.length > 1;
    sides = sides.map((side) => (many && side.startsWith("lim") ? side : last(last(side, "→"), "~")));
    const count = sides.length;
    const isRead = (/** @type {string} */ side) => {
      try {
        read(side);
        return true;
      } catch (error) {
        if (error instanceof Unreadable) return false;
        throw error;
      }
    };
    while (sides.length > 1 && isLabel(sides[0])) sides.shift();
    while (sides.length > 1 && isLabel(sides[sides.length - 1]) && !isRead(sides[sides.length - 1])) sides.pop();
    if (sides.length > 1 && /d\/d|∂|∫|lim|'|∇|→/.test(sides[0])) sides.shift();
    const listed = (/** @type {string} */ side) => {
      const parts = split(side, ",;");
      return parts.length > 1 && parts.every((part) => part.trim()) ? tree("vec", parts.map(read)) : read(side);
    };
    const nodes = sides.map(listed);
    return saying(nodes[nodes.length - 1], nodes.slice(0, -1), nodes.length > 1 && nodes.length < count);
  }

  /** @param {string} text the text behind a label */
  function labelless(text) {
    const places = equals(text);
    if (!places.length || !isLabel(text.slice(0, places[0]))) return text;
    if (pieces(text).length > 1 && places.length > 1) return text;
    return text.slice(places[places.length - 1] + 1);
  }
  /** @param {string} text what stands between the brackets around the whole text */
  function bare(text) {
    text = text.trim().replace(CALLED, "").replace(/\^\s*\(?\s*(?:T|top|⊤)\s*\)?\s*$/, "");
    while (isWrapped(text) && isBalanced(text.slice(1, -1))) text = text.slice(1, -1).trim();
    return text;
  }
  /** @param {string} text @param {string[]} variables @param {Read} read @returns {Said} */
  function vector(text, variables, read) {
    const body = bare(labelless(text));
    const parts = pieces(body);
    if (parts.length > 1) return saying(ordered(withLabels(text, parts), variables, read));
    const barred = split(body, "|");
    if (barred.length > 1 && barred.length % 2 === 0 && barred.every((piece) => piece.trim())) return saying(tree("vec", barred.map(read)));
    return saying(read(body));
  }
  /** @param {string} text @param {string[]} parts the parts of (y, x) = (2, 1), each with its own label */
  function withLabels(text, parts) {
    const places = equals(text);
    const labels = places.length === 1 ? pieces(bare(text.slice(0, places[0]))) : [];
    if (labels.length !== parts.length || parts.some((part) => equals(part).length)) return parts;
    return parts.map((part, at) => labels[at] + " = " + part);
  }
  /** @param {string[]} parts @param {string[]} variables @param {Read} read the values of x = 1, y = 2 in the task's order */
  function ordered(parts, variables, read) {
    const found = parts.map((part) => {
      let places = equals(part);
      const colon = part.indexOf(":");
      if (!places.length && colon >= 0 && isLabel(part.slice(0, colon))) places = [colon];
      const label = places.length ? part.slice(0, places[0]).trim() : "";
      if (places.length && !isLabel(label)) throw new Unreadable("an expression is asked for, not an equation");
      return { label, node: read(places.length ? part.slice(places[places.length - 1] + 1) : part) };
    });
    return tree("vec", byLabels(found, variables));
  }
  /** @param { { label: string, node: Tree }[]} named @param {string[]} variables the values in the order of the variables, if all are labelled */
  function byLabels(named, variables) {
    const order = (/** @type {string} */ label) => variables.map(canonical).indexOf(variableOf(label, variables));
    const places = named.map((one) => order(one.label));
    if (new Set(places).size === places.length && places.every((place) => place >= 0))
      named.sort((a, b) => order(a.label) - order(b.label));
    return named.map((one) => one.node);
  }
  /** @param {string} label */
  const canonical = (label) =>
    Array.from(label).map((letter) => GREEK[letter] || letter).join("").replace(/^([^\W\d_]+)_(\d+)$/, "$1$2");
  /** @param {string} label @param {string[]} variables the variable that a label is or names */
  function variableOf(label, variables) {
    const plain = canonical(label);
    if (variables.map(canonical).includes(plain)) return plain;
    const found = /^(?:[A-Za-z]_\(?(\w+?)\)?|\(*[d∂]\w*\)?\/\(?[d∂]\s*(\w+)\)*|[a-zA-Z]([xyz]))(?:\(.*\))?$/.exec(label);
    return found ? canonical(found[1] || found[2] || found[3]) : plain;
  }
  const UNITS = ["i", "j", "k"];
  /** @param {string} text @param {Read} read @param {number} count 2xy i + (x^2 + 1) j @returns {Said} */
  function units(text, read, count) {
    const node = read(labelless(text));
    /** @type {Tree[][]} */
    const entries = UNITS.slice(0, count).map(() => []);
    for (const term of node.k === "sum" ? node.c : [node]) {
      const [unit, factor] = unitOf(term);
      const place = UNITS.slice(0, count).indexOf(unit);
      if (place < 0) throw new Unreadable("a term has no unit vector");
      entries[place].push(factor);
    }
    return saying(tree("vec", entries.map(sum)));
  }
  /** @param {Tree} term @returns {[string, Tree]} */
  function unitOf(term) {
    if (term.k === "name" && UNITS.includes(term.name || "")) return [term.name || "", whole(1)];
    if (term.k === "neg" || term.k === "div") {
      const [unit, factor] = unitOf(term.c[0]);
      return [unit, tree(term.k, [factor].concat(term.c.slice(1)))];
    }
    if (term.k === "mul") {
      const found = term.c.map(unitOf);
      const at = found.findIndex((one) => one[0]);
      if (at >= 0 && found.filter((one) => one[0]).length === 1)
        return [found[at][0], mul(term.c.map((factor, k) => (k === at ? found[at][1] : factor)))];
    }
    return ["", term];
  }
  /** @param {string} text @param {Read} read @returns {Said} */
  function matrix(text, read) {
    const body = labelless(text);
    const rows = rowsOf(body);
    if (!rows) return saying(read(body));
    if (!rows.length || !rows.every((row) => row.length)) throw new Unreadable("the matrix is empty");
    const width = rows[0].length;
    if (!rows.every((row) => row.length === width)) throw new Unreadable("the rows of the matrix differ in length");
    return saying(tree("mat", rows.flatMap((row) => row.map(read)), { width }));
  }
  /** @param {string} text @returns {string[][] | null} the cells of a matrix, row by row */
  function rowsOf(text) {
    const body = withoutOuter(text);
    const trimmed = (/** @type {string[]} */ parts) => parts.map((part) => part.trim()).filter(Boolean);
    let rows = trimmed(split(body, ";\n"));
    if (rows.length === 1) {
      const beside = body.replace(/([\])}])\s*(?=[\[({])/g, (gap, close, place) => (depthAt(body, place + 1) ? gap : close + ","));
      rows = trimmed(split(beside, ","));
      if (!rows.length || !rows.every(isWrapped) || (rows.length === 1 && body === text.trim())) return null;
    }
    return rows.map((row) => {
      const inner = bare(row.replace(/,+$/, ""));
      const cells = trimmed(split(inner, ","));
      return cells.length > 1 ? cells : splitSpaces(inner);
    });
  }
  /** @param {string} text @returns {string} [a, b], [c, d] from [[a, b], [c, d]] */
  function withoutOuter(text) {
    text = text.trim().replace(CALLED, "").replace(/\^\s*\(?\s*(?:T|top)\s*\)?\s*$/, "");
    while (isWrapped(text) && isBalanced(text.slice(1, -1))) {
      const inner = text.slice(1, -1).trim();
      if (!(inner[0] in CLOSE) && !/[;\n]/.test(inner)) break;
      text = inner;
      if (split(text, ",;\n").length > 1) break;
    }
    return text;
  }
  /** @param {Said} found a matrix of one row or column as a vector @returns {Said} */
  function asVector(found) {
    const width = found.node.width || 0;
    return found.node.k === "mat" && (width === 1 || width === found.node.c.length) ? saying(tree("vec", found.node.c)) : found;
  }
  /** @param {string} text @param {Set<string>} known @param {GradingRecord} record @param {Read} read @returns {Said} */
  function relation(text, known, record, read) {
    const parts = pieces(text, ",;");
    if (parts.length === 2 && parts.every((part) => equals(part).length)) {
      const line = slopeAndIntercept(parts, record, read);
      if (line) return saying(line);
    }
    if (parts.length === 2 && !parts.some((part) => equals(part).length || /[<>]/.test(part)))
      return saying(tree("vec", pieces(bare(text), ",;").map((part) => read(bare(part)))));
    text = last(text, "→").replace(/^\s*[A-Za-z]\w*\s*:\s*(?=[^=]*=)/, "").replace(/^\s*[A-Za-z]\w*\s*\(\s*\w+(?:\s*,\s*\w+)*\s*\)\s*=/, "");
    const places = equals(text);
    const head = /^\s*([A-Za-z]\w*)/.exec(text);
    if (places.length && isLabel(text.slice(0, places[0]))) {
      const label = text.slice(0, places[0]).trim();
      if (!label || !head || !known.has(head[1])) text = text.slice(places[0] + 1);
    }
    return saying(read(text));
  }
  /** @param {string[]} parts @param {GradingRecord} record @param {Read} read m = 2, b = -1 as a line */
  function slopeAndIntercept(parts, record, read) {
    /** @type { { [name: string]: Tree } } */
    const values = {};
    for (const part of parts) {
      const place = equals(part)[0];
      values[part.slice(0, place).trim().toLowerCase()] = read(part.slice(place + 1));
    }
    const first = (/** @type {string} */ words) => words.split(" ").map((word) => values[word]).find(Boolean);
    const slope = first("m slope a k");
    const intercept = first("b c n q intercept y-intercept");
    const free = record.variables || [];
    if (!slope || !intercept || free.length !== 1 || !record.left) return null;
    return tree("rel", [nameOf(record.left), sum([mul([slope, nameOf(free[0])]), intercept])], { ops: ["="] });
  }

  // ---------------------------------------------------------------- points

  const TYPES = table(
    "saddle=saddle saddlepoint=saddle minimum=min minima=min min=min minimal=min maximum=max maxima=max max=max " +
      "maximal=max neither=neither inflection=neither inflexion=neither terrace=neither lowest=min highest=max " +
      "minimums=min maximums=max saddles=saddle mins=min maxs=max"
  );
  const TYPE_WORDS = Object.keys(TYPES).sort((a, b) => b.length - a.length).join("|");
  const TYPE = new RegExp(
    "(?:\\b(?:is|are|a|an|the|local|relative|strict|global|there|has|have|we|i|f|at|with|both)\\s+)*\\b(" + TYPE_WORDS +
      ")\\b(?:\\s+(?:points?|value|turning\\s+points?)\\b)?\\s*(?:\\b(?:at|is|are|in|of|when|for|where)\\b|[:→=])?", "i");
  const NO_POINTS =
    /^\s*(?:there\s+(?:are|is)\s+)?(?:none|no|nothing|empty|no\s+(?:such\s+)?(?:critical\s+|stationary\s+)?(?:points?|extrema)|\{\s*\}|\(\s*\))\s*(?:exist)?\s*$/i;
  const POINT_LEAD = /^\s*(?:at|for|when|where|critical\s+points?|points?|solutions?|x\s+in|is|are|:|[-–]\s+)+(?=[\s(:{\[])\s*:?/i;

  /** @param {string[]} variables @param {string} text @param {Read} read @returns {Tree} */
  function readPoints(variables, text, read) {
    const none = tree("points", [], { kinds: [], width: variables.length });
    if (NO_POINTS.test(text)) return none;
    text = text.replace(/^\s*[\w(), ]{1,20}\s+in\s+(?=\{|none)/, "");
    if (NO_POINTS.test(text)) return none;
    const items = pointItems(text.replace(/\b([A-Za-z]\w*?)_\(?(min|max|saddle)\)?\s*(?==)/g, "$2 $1 "), variables.length);
    if (!items.length) throw new Unreadable("no point is given");
    /** @type {Tree[]} */
    const found = [];
    /** @type {string[]} */
    const kinds = [];
    for (const item of items)
      for (const sign of item.values.some((value) => value.includes("±")) ? ["+", "-"] : [""]) {
        const values = sign ? item.values.map((value) => value.replace(/±/g, sign)) : item.values;
        found.push(...coordinates(values, variables, read));
        kinds.push(item.kind);
      }
    return tree("points", found, { kinds, width: variables.length });
  }
  /** @param {string} text @param {number} width @returns { { values: string[], kind: string }[]} */
  function pointItems(text, width) {
    /** @type { { values: string[], kind: string }[]} */
    const items = [];
    let waiting = "";
    let body = text.trim();
    if (body.startsWith("{") && body.endsWith("}")) body = body.slice(1, -1);
    body = body.replace(/\)\s*(?=\()/g, "); ");
    if (new RegExp("^(?:" + TYPE.source + ")", "i").test(body))
      body = body.replace(new RegExp("([\\d)\\]])\\s+(?=(?:(?:a|the|local)\\s+)*(?:" + TYPE_WORDS + ")\\b)", "gi"), "$1; ");
    const isTuple = (/** @type {string} */ value) => /[)\]]\s*$/.test(value) && value.includes(",");
    for (const group of body.split(/\s*(?:;|\n|\band\b|\bor\b|\bund\b|\boder\b|&|∪|\bas well as\b)\s*/i))
      for (const piece of pointParts(group)) {
        const [kind, value] = typedPoint(piece);
        const before = items[items.length - 1];
        if (!value) {
          if (before && !before.kind && !waiting) before.kind = kind;
          else waiting = kind || waiting;
          continue;
        }
        if (before && before.values.length < width && continues(before.values, value) && !isTuple(before.values[0]) && !isTuple(value)) {
          before.values.push(value);
          before.kind = before.kind || kind;
        } else {
          items.push({ values: [value], kind: kind || waiting });
          waiting = "";
        }
      }
    return items;
  }
  /** @param {string[]} before @param {string} value */
  function continues(before, value) {
    const labels = [before[0], value].map((part) => (part.includes("=") ? part.split("=")[0].trim() : ""));
    return !labels[0] || labels[0] !== labels[1];
  }
  /** @param {string} group @returns {string[]} the pieces of a list; a bracket that holds a type is opened */
  function pointParts(group) {
    return split(group, ",").map((piece) => {
      const inner = piece.trim();
      if (!/^[(\[].*[)\]]$/.test(inner) || !isBalanced(inner.slice(1, -1)) || !TYPE.test(inner) || !inner.includes(",")) return piece;
      const parts = split(inner.slice(1, -1), ",");
      const values = parts.filter((part) => !TYPE.test(part));
      return (values.length > 1 ? "(" + values.join(", ") + ")" : values[0] || "") + " " + parts.filter((part) => TYPE.test(part)).join(" ");
    });
  }
  /** @param {string} piece @returns {[string, string]} the type that it names, and what is left */
  function typedPoint(piece) {
    const word = TYPE.exec(piece);
    let value = piece.replace(new RegExp(TYPE.source, "gi"), " ").replace(/\(\s*\)|\[\s*\]/g, " ").trim();
    for (let before = ""; before !== value; ) {
      before = value;
      value = value.replace(POINT_LEAD, "");
      value = value.replace(/(?:[-–:=]|\b(?:is|are|at|point|points|has|there|a|an|the|local|and))$/, "").trim();
      value = value.replace(/^(?:[-–:]\s+|:|\b(?:at|is|are|there|a|an|the|local|point)\b)/, "").trim();
    }
    return [word ? TYPES[word[1].toLowerCase()] : "", value];
  }
  /** @param {string} part @returns {[string, string]} */
  function labelled(part) {
    const places = equals(part);
    return places.length ? [part.slice(0, places[0]).trim(), part.slice(places[places.length - 1] + 1)] : ["", part];
  }
  /** @param {string} value @returns {[string, string][]} the coordinates with their labels: x = 1, (x = 1, y = 2), (x, y) = (1, 2) */
  function labelledCoordinates(value) {
    const [label, body] = labelled(value);
    const parts = split(bare(body), ",|");
    if (parts.length === 1) return [[label, body]];
    const labels = split(bare(label), ",|").map((name) => name.trim());
    if (labels.length === parts.length && !parts.some((part) => equals(part).length)) return parts.map((part, at) => [labels[at], part]);
    return parts.map(labelled);
  }
  /** @param {string[]} values @param {string[]} variables @param {Read} read @returns {Tree[]} */
  function coordinates(values, variables, read) {
    /** @type { { label: string, node: Tree }[]} */
    const named = [];
    for (const value of values) {
      const places = equals(value);
      if (places.length && !isLabel(value.slice(0, places[0]))) throw new Unreadable("an expression is asked for, not an equation");
      for (const [label, part] of labelledCoordinates(value)) {
        const node = read(part);
        named.push(...(node.k === "vec" ? node.c : [node]).map((entry) => ({ label, node: entry })));
      }
    }
    let nodes = byLabels(named, variables);
    if (nodes.length === 2 && variables.length === 1 && values[0].includes(",")) nodes = nodes.slice(0, 1);
    if (nodes.length !== variables.length) throw new Unreadable("a point has the coordinates (" + variables.join(", ") + ")");
    return nodes;
  }

  // ---------------------------------------------------------------- readings of a text

  /** @typedef {Said & { fits: boolean, habits: Set<string> } } Reading */
  /** @typedef {(habits: Set<string>) => { said: Said, forks: Set<string> } } Parse */

  /** @param {GradingRecord} record @param {string} text @param {boolean} comma @returns {Parse[]} */
  function parses(record, text, comma) {
    const words = inWords(record, text);
    if (words) return [() => ({ said: saying(words), forks: new Set() })];
    const plain = text.replace(/\{,\}/g, ",");
    let keyed = inKeys(plain.includes("\\") ? plainLatex(plain) : plain.replace(/\$/g, " "));
    if (record.form === "text") keyed = keyed.trim();
    if (record.form !== "equation" && record.form !== "inequality") keyed = keyed.replace(/[-=]+>/g, "→");
    if (record.constants) keyed = keyed.replace(/\bconst(?:ant)?\b\.?/gi, "C");
    if (record.truncated) keyed = keyed.replace(/\s*[+]\s*(?:\.\.\.+|[oOR](?:_\d+)?\s*\(.*\))?\s*$/, "");
    const isList = ["vector", "matrix", "points"].includes(record.form);
    let forms = numberReadings(keyed.replace(/[. ]+$/, ""), isList, comma);
    if (record.form === "points" && (record.of || []).length > 1) forms = forms.slice(0, 1);
    return forms.flatMap((form) => shapes(record, form.trim()));
  }
  /** @param {GradingRecord} record @param {string} text @returns {Parse[]} */
  function shapes(record, text) {
    const known = knownNames(record);
    const variables = record.variables || [];
    /** @param {(read: Read) => Said} shape @param {string[]} [more] @returns {Parse} */
    const parse = (shape, more) => (habits) => {
      /** @type {Set<string>} */
      const forks = new Set();
      const names = new Set([...known, ...(more || [])]);
      const said = shape((part) => {
        const reader = new Reader(part, names, habits);
        const node = reader.read();
        reader.forks.forEach((fork) => forks.add(fork));
        return node;
      });
      if (innerNodes(said.node).some((one) => one.k === "rel" || one.k === "points")) throw new Unreadable("an = or < stands where a value should be");
      return { said, forks };
    };
    switch (record.form) {
      case "points":
        return [parse((read) => saying(readPoints((record.of || []).length ? record.of || [] : variables, text, read)))];
      case "equation":
      case "inequality":
      case "approximation":
        return [parse((read) => relation(text, known, record, read))];
      case "matrix":
        return [parse((read) => matrix(text, read))];
      case "vector": {
        const found = [parse((read) => vector(text, variables, read))];
        if (rowsOf(text)) found.push(parse((read) => asVector(matrix(text, read))));
        if (/[ijk]\b/.test(text) && !UNITS.some((unit) => known.has(unit)))
          found.push(parse((read) => units(text, read, Math.min((record.cells || []).length, 3)), UNITS));
        if (/^[[(⟨<{]/.test(text)) found.push(parse((read) => saying(tree("vec", splitSpaces(bare(labelless(text))).map(read)))));
        return found;
      }
      default:
        return [parse((read) => scalar(text, read))];
    }
  }
  /** @param {GradingRecord} record */
  const knownNames = (record) => new Set([...(record.names || []), ...constantsOf(record), ...(record.of || [])]);
  /** @param {GradingRecord} record @returns {string[]} the letters for a constant of integration, C_1 too */
  const constantsOf = (record) =>
    Array.from(record.constants || "").flatMap((letter) => ("CcK".includes(letter) ? [letter, ..."0123".split("").map((k) => letter + "_" + k)] : [letter]));
  /** @param {Tree} node @returns {Tree[]} what stands inside, the conditions of a piecewise form apart */
  const innerNodes = (node) =>
    node.c.filter((child, k) => !(node.k === "cases" && k % 2 && child.k === "rel")).flatMap((child) => [child, ...innerNodes(child)]);

  /** @param {GradingRecord} record @param {string} text @returns {Tree | null} */
  function inWords(record, text) {
    const plain = folded(text);
    const own = [/** @type {Target} */ (record)].concat(record.mistakes || []);
    const same = own.find((one) => one.form === "text" && folded(one.text || "") === plain);
    if (same) return tree("text", [], { name: same.text });
    if (["points", "equation", "inequality", "approximation"].includes(record.form)) return null;
    const meaning = said(text);
    if (meaning === "oo") return nameOf("oo");
    if (meaning === "-oo") return neg(nameOf("oo"));
    return meaning === null ? null : tree("text", [], { name: meaning });
  }

  /** @param {Target} target @param {Tree} node whether it has the form that is asked for */
  function fits(target, node) {
    switch (target.form) {
      case "vector":
        return node.k === "vec" && node.c.length === (target.cells || []).length;
      case "matrix":
        return node.k === "mat" && node.c.length === (target.cells || []).length && node.c.length === (node.width || 0) * (target.rows || 0);
      case "points":
        return node.k === "points";
      case "text":
        return node.k === "text";
      case "equation":
      case "inequality":
      case "approximation":
        return node.k === "rel";
      default:
        return ![node].concat(innerNodes(node)).some(isShaped);
    }
  }

  /**
   * @param {GradingRecord} record @param {string} text @param {boolean} comma
   * @returns { { standard: Reading, others: () => Iterable<Reading> } }
   */
  function readings(record, text, comma) {
    if (text.length > 1000) throw new Unreadable("the answer is longer than 1000 characters", 1000);
    const boxed = text.includes("\\") ? lastBoxed(text) : null;
    const plain = unwrapped(inSigns(boxed || text));
    if (!plain.trim()) throw new Unreadable("there is no answer");
    const all = parses(record, plain, comma);
    /** @type {Unreadable | null} */
    let fault = null;
    /** @type { { reading: Reading, parse: Parse, forks: Set<string> } | null} */
    let first = null;
    for (const parse of all) {
      const found = attempt(parse, new Set());
      if (found instanceof Unreadable) {
        fault = fault || found;
        continue;
      }
      const isFitting = fits(record, found.said.node);
      if (!first || isFitting) first = { reading: { ...found.said, fits: isFitting, habits: new Set() }, parse, forks: found.forks };
      if (isFitting) break;
    }
    if (!first) throw fault || new Unreadable("there is no answer");
    const chosen = first;
    return { standard: chosen.reading, others: () => otherReadings(record, all, chosen) };
  }
  /** @param {Parse} parse @param {Set<string>} habits */
  function attempt(parse, habits) {
    try {
      return parse(habits);
    } catch (error) {
      if (error instanceof Unreadable) return error;
      throw error;
    }
  }
  /** @param {GradingRecord} record @param {Parse[]} all @param { { reading: Reading, parse: Parse, forks: Set<string> } } chosen */
  function* otherReadings(record, all, chosen) {
    const seen = new Set([key(chosen.reading.node)]);
    for (const parse of all) {
      const single = parse === chosen.parse ? HABITS.filter((habit) => chosen.forks.has(habit)) : [];
      const sets = parse === chosen.parse ? single.map((habit) => [habit]) : [[]];
      single.forEach((one, k) => single.slice(k + 1).forEach((two) => sets.push([one, two])));
      for (const habits of sets.slice(0, 12)) {
        const found = attempt(parse, new Set(habits));
        if (found instanceof Unreadable || !fits(record, found.said.node) || seen.has(key(found.said.node))) continue;
        seen.add(key(found.said.node));
        yield { ...found.said, fits: true, habits: new Set(habits) };
      }
    }
  }

  // ---------------------------------------------------------------- trees as text

  /** @param {Tree} node @returns {string} as it can be typed again */
  function write(node) {
    const inner = (/** @type {Tree} */ one, /** @type {string[]} */ loose) => (loose.includes(one.k) ? "(" + write(one) + ")" : write(one));
    switch (node.k) {
      case "num":
        return writeNumber(node);
      case "name":
        return node.name === "oo" ? "∞" : node.name === "pi" ? "π" : node.name || "";
      case "text":
        return node.name || "";
      case "neg":
        return "-" + inner(node.c[0], ["sum", "neg", "rel"]);
      case "sum":
        return node.c.map((term, k) => (term.k === "neg" ? (k ? " - " : "-") + inner(term.c[0], ["sum", "neg", "rel"]) : (k ? " + " : "") + write(term))).join("");
      case "mul":
        return node.c.map((factor, k) => {
          const text = inner(factor, k ? ["sum", "neg", "div", "mul", "rel"] : ["sum", "neg", "div", "rel"]);
          return k && !(k === 1 && node.c[0].k === "num" && /^[a-zA-Zα-ωπ√|(]/.test(text) && !/^e(?!\^)/.test(text) && !/[/.]/.test(write(node.c[0]))) ? "·" + text : text;
        }).join("");
      case "div":
        return inner(node.c[0], ["sum", "neg", "rel"]) + "/" + inner(node.c[1], ["sum", "neg", "mul", "div", "rel"]);
      case "pow":
        return inner(node.c[0], ["sum", "neg", "mul", "div", "pow", "rel"].concat(node.c[0].k === "num" && node.c[0].d !== B1 ? ["num"] : [])) + "^" + raised(node.c[1]);
      case "call":
        if (node.name === "exp") return "e^" + raised(node.c[0]);
        if (node.name === "abs") return "|" + write(node.c[0]) + "|";
        if (node.name === "sqrt") return "√(" + write(node.c[0]) + ")";
        return node.name + "(" + node.c.map(write).join(", ") + ")";
      case "rel":
        return node.c.map((side, k) => (k ? " " + (node.ops || [])[k - 1] + " " : "") + write(side)).join("");
      case "cases":
        return "piecewise(" + node.c.map(write).join(", ") + ")";
      case "vec":
        return "(" + node.c.map(write).join(", ") + ")";
      case "mat":
        return "[" + rows(node).map((row) => "[" + row.map(write).join(", ") + "]").join(", ") + "]";
      case "points":
        return rows(node).map((row, k) => (row.length > 1 ? "(" + row.map(write).join(", ") + ")" : write(row[0])) + ((node.kinds || [])[k] ? " " + (node.kinds || [])[k] : "")).join("; ") || "none";
    }
    return "";
  }
  /** @param {Tree} node */
  const raised = (node) => ((node.k === "num" && node.d === B1) || (node.k === "name" && (node.name || "").length === 1) ? write(node) : "(" + write(node) + ")");
  /** @param {Tree} node @returns {Tree[][]} the rows of a matrix, the coordinates of each point */
  const rows = (node) => Array.from({ length: node.c.length / (node.width || 1) }, (_, k) => node.c.slice(k * (node.width || 1), (k + 1) * (node.width || 1)));
  /** @param {Tree} node */
  function writeNumber(node) {
    const n = /** @type {bigint} */ (node.n);
    const d = /** @type {bigint} */ (node.d);
    const places = placesOf(node);
    if (d === B1) return String(n);
    if (!node.decimal || places > 40) return "(" + n + "/" + d + ")";
    const digits = String((n * B10 ** /** @type {any} */ (big)(places)) / d).padStart(places + 1, "0");
    return digits.slice(0, -places) + "." + digits.slice(-places);
  }
  /** @param {Tree} node how many digits after the point a decimal number needs */
  function placesOf(node) {
    let places = 0;
    for (let unit = B1; places < 60 && unit % /** @type {bigint} */ (node.d) !== B0; unit *= B10) places += 1;
    return places;
  }

  // ---------------------------------------------------------------- exact fractions and intervals

  /** @type {Hole} */
  const UNDECIDED = { hole: 0 };
  /** @type {Hole} */
  const UNDEFINED = { hole: 1 };
  const EPS = Math.pow(2, -52);
  const TINY = 5e-324;
  const MOST_DIGITS = 200;

  /** @param {bigint} a @param {bigint} b @returns {bigint} */
  const gcd = (a, b) => {
    while (b !== B0) [a, b] = [b, a % b];
    return a < B0 ? -a : a;
  };
  /** @param {bigint} n @param {bigint} d @returns {Exact} */
  function reduced(n, d) {
    const common = gcd(n, d) || B1;
    return d < B0 ? { n: -n / common, d: -d / common } : { n: n / common, d: d / common };
  }
  /** @param {Value} v @returns {v is Hole} */
  const isHole = (v) => "hole" in v;
  /** @param {Value} v @returns {v is Exact} */
  const isExact = (v) => "n" in v;
  /** @param {Hole | Value} a @param {Value} b @returns {Hole} */
  const hole = (a, b) => (isHole(a) && isHole(b) ? (a.hole > b.hole ? a : b) : isHole(a) ? a : /** @type {Hole} */ (b));
  /** @param {number} x */
  const below = (x) => x - (Math.abs(x) * EPS + TINY);
  /** @param {number} x */
  const above = (x) => x + (Math.abs(x) * EPS + TINY);
  /** @param {number} lo @param {number} hi @returns {Value} */
  const between = (lo, hi) => (lo <= hi && isFinite(lo) && isFinite(hi) ? { lo, hi } : UNDECIDED);
  /** @param {number} n @returns {Exact} */
  const exact = (n) => ({ n: /** @type {any} */ (big)(n), d: B1 });

  /** @param {Exact} v @returns {Interval} */
  function around(v) {
    const size = String(v.n).length + String(v.d).length;
    if (v.d === B1 && size < 17) return { lo: Number(v.n), hi: Number(v.n) };
    if (size < 32 && String(v.n).length < 17 && String(v.d).length < 17) {
      const near = Number(v.n) / Number(v.d);
      return { lo: below(near), hi: above(near) };
    }
    // Twenty digits of the quotient, then a power of ten.
    const shift = 20 + String(v.d).length - String(v.n).length;
    const scale = B10 ** /** @type {any} */ (big)(Math.abs(shift));
    const near = Number(String(shift >= 0 ? (v.n * scale) / v.d : v.n / (v.d * scale)) + "e" + -shift);
    return { lo: below(below(near)), hi: above(above(near)) };
  }
  /** @param {Exact | Interval} v @returns {Interval} */
  const interval = (v) => (isExact(v) ? around(v) : v);
  /** @param {Exact} v @returns {Value} exact as long as it is short */
  const kept = (v) => (String(v.n).length + String(v.d).length > MOST_DIGITS ? around(v) : v);
  const isZero = (/** @type {Value} */ v) => isExact(v) && v.n === B0;
  /** @param {Value} v @returns {number} -1, 0, 1, or NaN where the sign is not decided */
  function signOf(v) {
    if (isHole(v)) return NaN;
    if (isExact(v)) return v.n > B0 ? 1 : v.n < B0 ? -1 : 0;
    return v.lo > 0 ? 1 : v.hi < 0 ? -1 : NaN;
  }

  /** @param {Value} a @param {Value} b @returns {Value} */
  function add(a, b) {
    if (isHole(a) || isHole(b)) return hole(a, b);
    if (isExact(a) && isExact(b)) return kept(reduced(a.n * b.d + b.n * a.d, a.d * b.d));
    const x = interval(a);
    const y = interval(b);
    return between(below(x.lo + y.lo), above(x.hi + y.hi));
  }
  /** @param {Value} a @returns {Value} */
  const minus = (a) => (isHole(a) ? a : isExact(a) ? { n: -a.n, d: a.d } : { lo: -a.hi, hi: -a.lo });
  /** @param {Value} a @param {Value} b */
  const less = (a, b) => add(a, minus(b));
  /** @param {Value} a @param {Value} b @returns {Value} */
  function times(a, b) {
    if (isHole(a) || isHole(b)) return hole(a, b);
    if (isExact(a) && isExact(b)) return kept(reduced(a.n * b.n, a.d * b.d));
    if (isZero(a) || isZero(b)) return exact(0);
    const x = interval(a);
    const y = interval(b);
    const corners = [x.lo * y.lo, x.lo * y.hi, x.hi * y.lo, x.hi * y.hi];
    return between(below(Math.min(...corners)), above(Math.max(...corners)));
  }
  /** @param {Value} a @param {Value} b @returns {Value} */
  function over(a, b) {
    if (isHole(a) || isHole(b)) return hole(a, b);
    if (isZero(b)) return UNDEFINED;
    if (isExact(a) && isExact(b)) return kept(reduced(a.n * b.d, a.d * b.n));
    if (isZero(a)) return isNaN(signOf(b)) ? UNDECIDED : exact(0);
    if (isNaN(signOf(b))) return UNDECIDED;
    const x = interval(a);
    const y = interval(b);
    const corners = [x.lo / y.lo, x.lo / y.hi, x.hi / y.lo, x.hi / y.hi];
    return between(below(Math.min(...corners)), above(Math.max(...corners)));
  }

  /** @param {Value} base @param {number} n a whole number from 0 on @returns {Value} */
  function wholePower(base, n) {
    if (isHole(base)) return base;
    if (isExact(base) && n * (String(base.n).length + String(base.d).length) <= MOST_DIGITS) {
      const by = /** @type {any} */ (big)(n);
      return { n: base.n ** by, d: base.d ** by };
    }
    const x = interval(base);
    if (x.lo < 0 && x.hi > 0) {
      const size = wholePower({ lo: 0, hi: Math.max(-x.lo, x.hi) }, n);
      return isHole(size) ? size : between(n % 2 ? -interval(size).hi : 0, interval(size).hi);
    }
    if (x.hi <= 0) {
      const size = wholePower({ lo: -x.hi, hi: -x.lo }, n);
      return n % 2 ? minus(size) : size;
    }
    let found = { lo: 1, hi: 1 };
    for (let k = 0; k < n && n <= 64; k++) found = { lo: below(found.lo * x.lo), hi: above(found.hi * x.hi) };
    if (n > 64) return x.lo > 0 ? FUNCTIONS.exp(times(exact(n), FUNCTIONS.ln(base))) : UNDECIDED;
    return between(Math.max(found.lo, 0), found.hi);
  }
  /** @param {bigint} value @param {number} index @returns {bigint | null} its root, where that is whole */
  function wholeRoot(value, index) {
    const near = Math.round(Math.pow(Number(value), 1 / index));
    if (!(near < 9e15)) return null;
    const by = /** @type {bigint} */ (/** @type {any} */ (big)(index));
    for (const root of [near - 1, near, near + 1]) {
      const candidate = /** @type {bigint} */ (/** @type {any} */ (big)(root));
      if (root >= 0 && candidate ** by === value) return candidate;
    }
    return null;
  }
  /** @param {Value} base not negative @param {number} index @returns {Value} */
  function rootOf(base, index) {
    if (isHole(base)) return base;
    if (isExact(base)) {
      const top = wholeRoot(base.n, index);
      const bottom = top === null ? null : wholeRoot(base.d, index);
      if (top !== null && bottom !== null) return { n: top, d: bottom };
    }
    const x = interval(base);
    const root = index === 2 ? Math.sqrt : index === 3 ? Math.cbrt : (/** @type {number} */ y) => Math.pow(y, 1 / index);
    return x.lo < 0 ? UNDECIDED : between(Math.max(0, nudged(root(x.lo), -1)), nudged(root(x.hi), 1));
  }
  /** @param {number} x @param {number} way a margin for functions that browsers round in ways of their own */
  const nudged = (x, way) => x + way * (Math.abs(x) * 16 * EPS + TINY);

  /** @param {Value} base @param {Value} by @returns {Value} */
  function raise(base, by) {
    if (isHole(base) || isHole(by)) return hole(base, by);
    if (isExact(by) && by.d === B1) {
      const n = Number(by.n);
      if (!n) return isZero(base) ? UNDECIDED : exact(1);
      if (Math.abs(n) > 100000) return UNDECIDED;
      return n > 0 ? wholePower(base, n) : over(exact(1), wholePower(base, -n));
    }
    const sign = signOf(base);
    if (isExact(by)) {
      const odd = by.d % /** @type {any} */ (big)(2) === B1;
      if (sign < 0) {
        if (!odd) return UNDEFINED;
        const size = raise(minus(base), by);
        return by.n % /** @type {any} */ (big)(2) === B0 ? size : minus(size);
      }
      if (sign === 0) return by.n > B0 ? exact(0) : UNDEFINED;
      if (isNaN(sign)) return UNDECIDED;
      if (by.d <= /** @type {any} */ (big)(12) && by.n < /** @type {any} */ (big)(40) && by.n > /** @type {any} */ (big)(-40))
        return raise(rootOf(base, Number(by.d)), { n: by.n, d: B1 });
    }
    if (sign === 0) return signOf(by) > 0 ? exact(0) : signOf(by) < 0 ? UNDEFINED : UNDECIDED;
    if (!(sign > 0)) return UNDECIDED;
    return FUNCTIONS.exp(times(by, FUNCTIONS.ln(base)));
  }

  // ---------------------------------------------------------------- functions

  /** @param {(x: number) => number} f rising @param {number} [at0] its exact value at 0 @returns {(v: Value) => Value} */
  const rising = (f, at0) => (v) => {
    if (isHole(v)) return v;
    if (at0 !== undefined && isZero(v)) return exact(at0);
    const x = interval(v);
    return between(nudged(f(x.lo), -1), nudged(f(x.hi), 1));
  };
  /** @param {(v: Value) => Value} f @param {number} low @param {number} high @param {boolean} closed @returns {(v: Value) => Value} */
  const within = (f, low, high, closed) => (v) => {
    if (isHole(v)) return v;
    const x = interval(v);
    if (x.hi < low || x.lo > high) return UNDEFINED;
    if (closed ? x.lo >= low && x.hi <= high : x.lo > low && x.hi < high) return f(v);
    return !closed && isExact(v) && (x.lo === low || x.hi === high) ? UNDEFINED : UNDECIDED;
  };
  /** @param {(x: number) => number} f a wave with slopes from -1 to 1 @param {number} at0 @returns {(v: Value) => Value} */
  const wave = (f, at0) => (v) => {
    if (isHole(v)) return v;
    if (isZero(v)) return exact(at0);
    const x = interval(v);
    const middle = x.lo / 2 + x.hi / 2;
    if (Math.abs(middle) > 1e8) return UNDECIDED;
    const reach = above((x.hi - x.lo) / 2 + Math.abs(middle) * EPS);
    return between(Math.max(-1, nudged(f(middle) - reach, -1)), Math.min(1, nudged(f(middle) + reach, 1)));
  };
  /** @param {number} x */
  function erf(x) {
    if (Math.abs(x) > 6) return x > 0 ? 1 : -1;
    let term = x;
    let total = x;
    for (let n = 1; n < 200 && Math.abs(term) > 1e-18 * Math.abs(total); n++) total += term *= (2 * x * x) / (2 * n + 1);
    return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * total;
  }
  /** @param {(larger: boolean) => boolean} way @returns {(a: Value, b: Value) => Value} */
  const chosen = (way) => (a, b) => {
    if (isHole(a) || isHole(b)) return hole(a, b);
    const sign = signOf(less(a, b));
    if (!isNaN(sign)) return way(sign >= 0) ? a : b;
    const [x, y] = [interval(a), interval(b)];
    return way(true) ? between(Math.max(x.lo, y.lo), Math.max(x.hi, y.hi)) : between(Math.min(x.lo, y.lo), Math.min(x.hi, y.hi));
  };
  const ONE = () => exact(1);
  /** @param {string} name @param {Value} v */
  const at = (name, v) => FUNCTIONS[name](v);
  const PI = { lo: Math.PI, hi: above(Math.PI) };
  const HALF_PI = { lo: Math.PI / 2, hi: above(Math.PI / 2) };

  /** @type { { [name: string]: (...found: Value[]) => Value } } */
  const FUNCTIONS = {
    exp: (v) => {
      const found = rising(Math.exp, 1)(v);
      return isHole(found) || isExact(found) ? found : between(Math.max(0, found.lo), found.hi);
    },
    ln: (v) => {
      const sign = signOf(v);
      if (isHole(v)) return v;
      if (sign <= 0) return UNDEFINED;
      if (isExact(v) && v.n === v.d) return exact(0);
      return isNaN(sign) ? UNDECIDED : rising(Math.log)(v);
    },
    log: (v, base) => over(at("ln", v), at("ln", base)),
    sqrt: (v) => (signOf(v) < 0 ? UNDEFINED : isNaN(signOf(v)) ? (isHole(v) ? v : UNDECIDED) : rootOf(v, 2)),
    cbrt: (v) => (signOf(v) < 0 ? minus(rootOf(minus(v), 3)) : isNaN(signOf(v)) ? rising(Math.cbrt)(v) : rootOf(v, 3)),
    abs: (v) => {
      const sign = signOf(v);
      if (isHole(v) || sign >= 0) return v;
      if (sign < 0) return minus(v);
      const x = interval(v);
      return between(0, Math.max(-x.lo, x.hi));
    },
    sign: (v) => (isHole(v) ? v : isNaN(signOf(v)) ? UNDECIDED : exact(signOf(v))),
    floor: (v) => {
      if (isHole(v)) return v;
      if (isExact(v)) return { n: v.n / v.d - (v.n < B0 && v.n % v.d !== B0 ? B1 : B0), d: B1 };
      return Math.floor(v.lo) === Math.floor(v.hi) && Math.abs(v.lo) < 1e15 ? exact(Math.floor(v.lo)) : UNDECIDED;
    },
    factorial: (v) => {
      if (!isExact(v)) return isHole(v) ? v : UNDECIDED;
      if (v.d !== B1 || v.n < B0) return UNDEFINED;
      let found = B1;
      if (v.n > /** @type {any} */ (big)(200)) return UNDECIDED;
      for (let k = B1; k <= v.n; k += B1) found *= k;
      return { n: found, d: B1 };
    },
    max: (...found) => found.reduce(chosen((larger) => larger)),
    min: (...found) => found.reduce(chosen((larger) => !larger)),
    gcd: (...found) =>
      found.reduce((a, b) => {
        if (isHole(a) || isHole(b)) return hole(a, b);
        if (!isExact(a) || !isExact(b)) return UNDECIDED;
        return a.d === B1 && b.d === B1 ? { n: gcd(a.n, b.n), d: B1 } : UNDEFINED;
      }),
    sin: wave(Math.sin, 0),
    cos: wave(Math.cos, 1),
    tan: (v) => over(at("sin", v), at("cos", v)),
    sec: (v) => over(ONE(), at("cos", v)),
    csc: (v) => over(ONE(), at("sin", v)),
    cot: (v) => over(at("cos", v), at("sin", v)),
    arcsin: within(rising(Math.asin, 0), -1, 1, true),
    arccos: within((v) => less(HALF_PI, rising(Math.asin, 0)(v)), -1, 1, true),
    arctan: rising(Math.atan, 0),
    arcsec: (v) => at("arccos", over(ONE(), v)),
    arccsc: (v) => at("arcsin", over(ONE(), v)),
    arccot: (v) => less(HALF_PI, at("arctan", v)),
    sinh: rising(Math.sinh, 0),
    cosh: (v) => rising(Math.cosh, 1)(at("abs", v)),
    tanh: rising(Math.tanh, 0),
    sech: (v) => over(ONE(), at("cosh", v)),
    csch: (v) => over(ONE(), at("sinh", v)),
    coth: (v) => over(ONE(), at("tanh", v)),
    arsinh: rising(Math.asinh, 0),
    arcosh: within(rising(Math.acosh), 1, Infinity, true),
    artanh: within(rising(Math.atanh, 0), -1, 1, false),
    sigmoid: (v) => (isZero(v) ? { n: B1, d: B1 + B1 } : rising((x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x))))(v)),
    relu: (v) => at2("max", exact(0), v),
    softplus: rising((x) => (x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x)))),
    swish: (v) => times(v, at("sigmoid", v)),
    gelu: (v) => times(v, over(add(ONE(), at("erf", over(v, at("sqrt", exact(2))))), exact(2))),
    erf: (v) => {
      const found = rising(erf, 0)(v);
      if (isHole(found) || isExact(found)) return found;
      const wide = (/** @type {number} */ x) => Math.abs(x) * 512 * EPS;
      return between(found.lo - wide(found.lo), found.hi + wide(found.hi));
    },
  };
  /** @param {string} name @param {Value} a @param {Value} b */
  const at2 = (name, a, b) => FUNCTIONS[name](a, b);

  // ---------------------------------------------------------------- values of trees

  /**
   * Whether the last value holds parts that its double cannot show: terms far smaller than their sum, sines of next to
   * nothing, functions next to their limits. An agreement there says nothing of those parts.
   */
  let isVeiled = false;
  const HIDDEN = 1e-7;
  const LIKE_LINES = new Set("sin cos tan sec arcsin arctan sinh cosh tanh sech arsinh artanh exp sigmoid erf swish gelu".split(" "));
  /** @type { { [name: string]: number } } where a function has all but reached its limit */
  const FLAT = { tanh: 9, coth: 9, sigmoid: 18, softplus: 18, swish: 18, erf: 4, gelu: 5, arctan: 1e7, arccot: 1e7 };
  /** @param {Value} v */
  const sizeOf = (v) => (isHole(v) ? NaN : Math.max(Math.abs(interval(v).lo), Math.abs(interval(v).hi)));

  /** @param {Value[]} terms @returns {Value} */
  function added(terms) {
    const total = terms.reduce(add);
    if (!isHole(total) && !isExact(total)) {
      const least = sizeOf(total) * HIDDEN;
      if (terms.some((term) => !isZero(term) && sizeOf(term) < least)) isVeiled = true;
    }
    return total;
  }
  /** @param {string} name @param {Value[]} found @returns {Value} */
  function applied(name, found) {
    const size = sizeOf(found[0]);
    if ((LIKE_LINES.has(name) && size < 1e-5 && !isZero(found[0])) || size > FLAT[name]) isVeiled = true;
    return FUNCTIONS[name](...found);
  }

  /** @param {Tree} node @param {Env} env @returns { { found: Value, isVeiled: boolean } } */
  function seen(node, env) {
    isVeiled = false;
    const found = valueOf(node, env);
    return { found, isVeiled };
  }

  /** @param {Tree} node @param {Env} env @returns {Value} */
  function valueOf(node, env) {
    switch (node.k) {
      case "num":
        return kept({ n: /** @type {bigint} */ (node.n), d: /** @type {bigint} */ (node.d) });
      case "name":
        if (node.name === "pi") return PI;
        if (node.name === "e") return { lo: Math.E, hi: above(Math.E) };
        return env[node.name || ""] || UNDECIDED;
      case "neg":
        return minus(valueOf(node.c[0], env));
      case "sum":
        return added(node.c.map((term) => valueOf(term, env)));
      case "mul":
        return node.c.map((factor) => valueOf(factor, env)).reduce(times);
      case "div":
        return over(valueOf(node.c[0], env), valueOf(node.c[1], env));
      case "pow":
        return raise(valueOf(node.c[0], env), valueOf(node.c[1], env));
      case "call":
        return applied(node.name || "", node.c.map((argument) => valueOf(argument, env)));
      case "cases":
        for (let k = 0; k + 1 < node.c.length; k += 2) {
          const holds = truth(node.c[k + 1], env);
          if (holds !== false) return holds ? valueOf(node.c[k], env) : UNDECIDED;
        }
        return node.c.length % 2 ? valueOf(node.c[node.c.length - 1], env) : UNDEFINED;
    }
    return UNDECIDED;
  }
  /** @param {Tree} relation @param {Env} env @returns {boolean | null} */
  function truth(relation, env) {
    const sides = relation.c.map((side) => valueOf(side, env));
    let found = /** @type {boolean | null} */ (true);
    (relation.ops || []).forEach((op, k) => {
      const sign = signOf(less(sides[k], sides[k + 1]));
      const allowed = { "<": [-1], "<=": [-1, 0], ">": [1], ">=": [0, 1], "=": [0], "!=": [-1, 1] }[op];
      const holds = isNaN(sign) || !allowed ? null : allowed.includes(sign);
      found = found === false || holds === false ? false : found === null || holds === null ? null : true;
    });
    return found;
  }
  /** @param {Cell} cell @returns {Value} a number of a record */
  function cellValue(cell) {
    if (cell === null || cell === undefined) return UNDECIDED;
    if (typeof cell === "number") return { lo: cell, hi: above(cell) };
    const parts = cell.split("/");
    return { n: /** @type {any} */ (big)(parts[0]), d: /** @type {any} */ (big)(parts[1] || 1) };
  }
  /** @param {GradingRecord} record @param {Cell[]} row @returns {Env} */
  function envOf(record, row) {
    /** @type {Env} */
    const env = {};
    (record.names || []).forEach((name, k) => (env[name] = cellValue(row[k])));
    constantsOf(record).forEach((name, k) => (env[name] = { n: /** @type {any} */ (big)(17 + 6 * k), d: /** @type {any} */ (big)(11) }));
    return env;
  }

  // ---------------------------------------------------------------- typed against right

  const WRONG = 0;
  const UNSURE = 1;
  const PARTLY = 2;
  const RIGHT = 3;
  /** @typedef { { wanted: Value, found: Value, isVeiled: boolean } } Pair */
  /** @typedef { { outcome: number, again?: string, note?: string, incomplete?: boolean, parts?: number[] } } Judgement */
  /** @param {string} again @returns {Judgement} of another form than the one asked for */
  const misshapen = (again) => ({ outcome: WRONG, again });

  /** @param {Value} wanted @param {Value} found @returns {"agree" | "differ" | "unclear" | "undefined"} */
  function met(wanted, found) {
    if (isHole(found)) return found.hole ? "undefined" : "unclear";
    if (isHole(wanted)) return "unclear";
    if (isExact(wanted) && isExact(found)) return wanted.n === found.n && wanted.d === found.d ? "agree" : "differ";
    const x = interval(wanted);
    const y = interval(found);
    if (x.hi < y.lo || y.hi < x.lo) return "differ";
    return y.hi - y.lo <= 1e-9 * Math.max(Math.abs(x.lo), Math.abs(x.hi), 1e-6) ? "agree" : "unclear";
  }

  const LEAST = 4;
  const KINKY = new Set(["abs", "sign", "floor", "max", "min", "relu", "gcd", "factorial"]);

  /** @param {GradingRecord} record @param {Tree} typed whether points say too little of such a tree to call it right */
  const isRisky = (record, typed) =>
    hasNames(typed) && some(typed, (one) => one.k === "cases" || (one.k === "call" && KINKY.has(one.name || "") && one.c.some(hasNames) && !(record.kinks || []).includes(one.name || "")));
  /** @param {Tree} typed numbers so small or long that intervals may not see them */
  const isFine = (typed) =>
    some(typed, (one) => one.k === "num" && one.n !== B0 && (String(one.d).length - String(one.n).length > 6 || String(one.n).length > 13));
  /** @param {Tree} node */
  const infinity = (node) => (node.k === "name" && node.name === "oo" ? "oo" : node.k === "neg" && node.c[0].name === "oo" ? "-oo" : "");

  /** @param {GradingRecord} record @param {Cell[]} cells @param {Tree} typed @returns {Judgement} */
  function judgeScalar(record, cells, typed) {
    const infinite = infinity(typed);
    if (infinite || cells[0] === "oo" || cells[0] === "-oo") return { outcome: infinite === cells[0] ? RIGHT : WRONG };
    const points = record.points || [[]];
    const isNumber = !hasNames(typed);
    const count = cells.length === 1 && isNumber ? 1 : cells.length === 1 ? points.length : cells.length;
    const pairs = Array.from({ length: count }, (_, k) => ({
      wanted: cellValue(cells.length === 1 ? cells[0] : cells[k]),
      ...seen(typed, envOf(record, points[k] || [])),
    }));
    return judgePairs(record, pairs, typed, cells.length === 1 && isNumber ? 1 : Math.min(LEAST, Math.max(3, cells.length)));
  }
  /** @param {GradingRecord} record @param {Pair[]} pairs @param {Tree} typed @param {number} least @returns {Judgement} */
  function judgePairs(record, pairs, typed, least) {
    const marks = pairs.map((pair) => {
      const mark = met(pair.wanted, pair.found);
      return mark === "agree" && pair.isVeiled && !(isExact(pair.wanted) && isExact(pair.found)) ? "unclear" : mark;
    });
    if (marks.includes("differ")) return { outcome: WRONG };
    const agreed = marks.filter((mark) => mark === "agree").length;
    const isInexact = pairs.some((pair) => !(isExact(pair.wanted) && isExact(pair.found)));
    if (agreed < least || marks.filter((mark) => mark === "unclear").length > agreed) return { outcome: UNSURE };
    if (isRisky(record, typed) || (isInexact && (isFine(typed) || isRoundedNumber(typed)))) return { outcome: UNSURE };
    return { outcome: marks.includes("undefined") ? PARTLY : RIGHT };
  }
  /** @param {Tree} typed a decimal number alone: an irrational one is never that */
  const isRoundedNumber = (typed) => !hasNames(typed) && isExact(valueOf(typed, {})) && some(typed, (one) => !!one.decimal);

  /** @param {GradingRecord} record @param {Cell[]} cells @param {Tree} typed growth over short spans, so that no constant counts @returns {Judgement} */
  function judgeGrowth(record, cells, typed) {
    const variable = (record.variables || [])[0];
    const pairs = cells.map((cell, k) => {
      const start = envOf(record, (record.points || [])[k]);
      const end = { ...start, [variable]: cellValue((record.ends || [])[k]) };
      const [after, before] = [seen(typed, end), seen(typed, start)];
      const pair = { wanted: cellValue(cell), found: less(after.found, before.found), isVeiled: after.isVeiled || before.isVeiled };
      const isProof = met(pair.wanted, pair.found) !== "differ" || isWhole(typed, start, end, variable);
      return isProof ? pair : { ...pair, found: UNDECIDED };
    });
    return judgePairs(record, pairs, typed, Math.min(LEAST, cells.length));
  }
  /** @param {Tree} typed @param {Env} start @param {Env} end @param {string} variable whether it surely has no gap and no jump between */
  function isWhole(typed, start, end, variable) {
    const [low, high] = [start[variable], end[variable]];
    if (isHole(low) || isHole(high)) return false;
    const a = interval(low).lo;
    const step = (interval(high).hi - a) / 8;
    return Array.from({ length: 8 }, (_, k) => ({ lo: below(a + k * step), hi: above(a + (k + 1) * step) })).every(
      (part) => !isHole(valueOf(typed, { ...start, [variable]: part }))
    );
  }

  /** @param {Tree} node sums and multiples of vectors, entry by entry @returns {Tree} */
  function expand(node) {
    if (isShaped(node) || !some(node, (one) => one.k === "vec" || one.k === "mat")) return node;
    const isArray = (/** @type {Tree} */ one) => one.k === "vec" || one.k === "mat";
    const each = (/** @type {Tree} */ one, /** @type {(entry: Tree) => Tree} */ change) => (isArray(one) ? { ...one, c: one.c.map(change) } : change(one));
    const parts = node.c.map(expand);
    if (node.k === "neg") return each(parts[0], neg);
    if (node.k === "div" && !isArray(parts[1])) return each(parts[0], (entry) => div(entry, parts[1]));
    if (node.k === "sum")
      return parts.reduce((a, b) => {
        if (a.k !== b.k || a.c.length !== b.c.length) throw new Unreadable("arrays of different shapes are added");
        return { ...a, c: a.c.map((entry, k) => sum([entry, b.c[k]])) };
      });
    if (node.k === "mul" && parts.filter(isArray).length === 1)
      return parts.reduce((a, b) => (isArray(a) ? each(a, (entry) => mul([entry, b])) : each(b, (entry) => mul([a, entry]))));
    throw new Unreadable("an array stands where a number should be");
  }

  /** @param {GradingRecord} record @param {Target} target the answer or a named mistake @param {Tree} typed @returns {Judgement} */
  function judge(record, target, typed) {
    if (target.form === "text" || typed.k === "text") return judgeWords(record, target, typed);
    try {
      typed = expand(typed);
    } catch (error) {
      if (error instanceof Unreadable) return misshapen("This cannot be worked out: " + error.message + ".");
      throw error;
    }
    const cells = target.cells || [];
    switch (target.form) {
      case "vector":
        if (typed.k !== "vec") return misshapen("A vector with " + cells.length + " entries is asked for, such as (" + cells.map((_, k) => k + 1).join(", ") + ").");
        if (typed.c.length !== cells.length) return misshapen("The answer has " + cells.length + " entries, yours has " + typed.c.length + ".");
        return entrywise(record, cells, typed.c);
      case "matrix": {
        const wanted = target.rows + " × " + cells.length / (target.rows || 1);
        if (typed.k !== "mat") return misshapen("A " + wanted + " matrix is asked for, such as [[1, 2], [3, 4]].");
        if (!fits(target, typed)) return misshapen("The matrix is " + wanted + ", yours is " + rows(typed).length + " × " + typed.width + ".");
        return entrywise(record, cells, typed.c);
      }
      case "points":
        return typed.k === "points" ? judgePoints(record, target, typed) : misshapen("Points are asked for.");
      case "equation":
        return judgeEquation(record, target, typed);
      case "inequality":
        return judgeInequality(record, target, typed);
      case "approximation":
      case "other":
        return { outcome: UNSURE };
    }
    if (isShaped(typed)) return misshapen("One expression is asked for, not several.");
    return target.form === "antiderivative" ? judgeGrowth(record, cells[0], typed) : judgeScalar(record, cells[0], typed);
  }
  /** @param {GradingRecord} record @param {Cell[][]} cells @param {Tree[]} typed @returns {Judgement} */
  function entrywise(record, cells, typed) {
    const parts = typed.map((entry, k) => (isShaped(entry) ? misshapen("One expression is asked for in each entry.") : judgeScalar(record, cells[k], entry)));
    const worst = parts.reduce((a, b) => (b.outcome < a.outcome ? b : a));
    return { ...worst, parts: parts.map((part) => part.outcome) };
  }
  /** @param {GradingRecord} record @param {Target} target @param {Tree} typed @returns {Judgement} */
  function judgeWords(record, target, typed) {
    const meaning = typed.k === "text" ? said(typed.name || "") || folded(typed.name || "") : "";
    if (target.form !== "text") {
      if (meaning === DIVERGES && /^-?oo$/.test(String((target.cells || [[]])[0][0]))) return misshapen("To where? Say oo or -oo.");
      const isNumbers = !!target.cells && target.form !== "equation" && target.cells.every((cells) => cells.length === 1);
      return isNumbers || target.form === "points" ? { outcome: WRONG } : misshapen("An expression is asked for.");
    }
    const wanted = said(target.text || "") || folded(target.text || "");
    if (typed.k === "text") {
      const both = [wanted, meaning];
      return { outcome: wanted === meaning || (both.includes(DIVERGES) && both.includes(NOWHERE)) ? RIGHT : WRONG };
    }
    if (wanted !== DIVERGES || record.sign === undefined) return { outcome: WRONG };
    const infinite = infinity(typed);
    if (infinite && record.sign) return { outcome: record.sign > 0 === (infinite === "oo") ? RIGHT : WRONG };
    if (infinite) return misshapen("Say whether it converges, and to what.");
    return some(typed, (one) => one.name === "oo") ? misshapen("Say what that is, or that it diverges.") : { outcome: WRONG };
  }
  /** @param {GradingRecord} record @param {Target} target @param {Tree} typed @returns {Judgement} */
  function judgePoints(record, target, typed) {
    const items = target.items || [];
    const rest = rows(typed).map((values, k) => ({ values, kind: (typed.kinds || [])[k] }));
    /** @type {[string, string][]} */
    const kinds = [];
    let isSure = true;
    for (const [cells, kind] of items) {
      const outcomes = rest.map((item) =>
        Math.min(...cells.map((cell, k) => (isShaped(item.values[k]) || hasNames(item.values[k]) ? WRONG : judgeScalar(record, cell, item.values[k]).outcome))));
      const at = outcomes.findIndex((outcome) => outcome >= PARTLY);
      if (at < 0) {
        if (outcomes.includes(UNSURE)) isSure = false;
        if (!isSure) continue;
        const count = items.length;
        return { outcome: WRONG, note: typed.c.length < items.length * (typed.width || 1) ? "There " + (count > 1 ? "are " : "is ") + count + " point" + (count > 1 ? "s." : ".") : "" };
      }
      kinds.push([kind, rest[at].kind]);
      rest.splice(at, 1);
    }
    if (!isSure) return { outcome: UNSURE };
    if (rest.length) return { outcome: WRONG, note: !items.length ? "There is no such point." : rest.length > 1 ? "Only " + items.length + " of these are right." : "There is one point too many." };
    if (kinds.some(([right, found]) => right && found && right !== found)) return { outcome: WRONG, note: "The points are right; look again at their types." };
    if (kinds.some(([right, found]) => right && !found)) return { outcome: UNSURE, incomplete: true, note: "Say the type of each point too (min, max, saddle, neither)." };
    return { outcome: RIGHT };
  }
  /** @param {GradingRecord} record @param {Target} target @param {Tree} typed @returns {Judgement} */
  function judgeEquation(record, target, typed) {
    const [left, right] = target.cells || [[], []];
    if (infinity(typed)) return { outcome: UNSURE };
    if (typed.k !== "rel") return isShaped(typed) ? misshapen("An equation is asked for.") : judgeScalar(record, right, typed);
    if ((typed.ops || []).join() !== "=") return misshapen("One equation is asked for, with one sign =.");
    if (target.left !== undefined && typed.c[0].k === "name" && typed.c[0].name === target.left) return judgeScalar(record, right, typed.c[1]);
    const cell = (/** @type {Cell[]} */ cells, /** @type {number} */ k) => cellValue(cells.length === 1 ? cells[0] : cells[k]);
    const differences = (record.points || [[]]).slice(0, Math.max(left.length, right.length)).map((row, k) => {
      const env = envOf(record, row);
      const both = typed.c.map((side) => seen(side, env));
      return { wanted: less(cell(left, k), cell(right, k)), found: less(both[0].found, both[1].found), isVeiled: both.some((side) => side.isVeiled) };
    });
    const first = differences.find((pair) => !isNaN(signOf(pair.wanted)) && signOf(pair.wanted) !== 0 && !isHole(pair.found));
    if (!first) return { outcome: UNSURE };
    if (isZero(first.found)) return { outcome: WRONG };
    const found = judgePairs(record, differences.map((pair) => ({ ...pair, wanted: times(pair.wanted, first.found), found: times(pair.found, first.wanted) })), typed, LEAST);
    return found.outcome >= PARTLY && !isSimple(over(first.found, first.wanted)) ? { outcome: UNSURE } : found;
  }
  /** @param {Value} ratio whether it is a fraction that one multiplies an equation by */
  function isSimple(ratio) {
    if (isHole(ratio) || signOf(ratio) === 0 || isNaN(signOf(ratio))) return false;
    const x = interval(ratio);
    if (Math.abs(x.lo) > 1000) return false;
    for (let below = 1; below <= 60; below++) {
      const top = Math.round(x.lo * below);
      if (Math.abs(x.lo * below - top) < 1e-9 * below) return true;
    }
    return false;
  }
  /** @param {GradingRecord} record @param {Target} target @param {Tree} typed @returns {Judgement} */
  function judgeInequality(record, target, typed) {
    const bounds = target.bounds || [];
    if (typed.k === "vec" && typed.c.length === 2) {
      const isOpen = bounds.length === 2 && bounds.every((bound) => bound[2] === "<");
      const ends = isOpen ? [judgeScalar(record, bounds[0][0], typed.c[0]), judgeScalar(record, bounds[1][1], typed.c[1])] : [];
      if (isOpen && ends.every((end) => end.outcome >= PARTLY)) return { outcome: RIGHT };
      return { outcome: ends.some((end) => end.outcome === UNSURE) ? UNSURE : WRONG, note: "An inequality is asked for, such as 0 < x < 2." };
    }
    if (typed.k !== "rel") return misshapen("An inequality is asked for, such as 0 < x < 2.");
    const typedBounds = (typed.ops || []).map((op, k) => ({ small: typed.c[op[0] === "<" ? k : k + 1], large: typed.c[op[0] === "<" ? k + 1 : k], op: op.replace(">", "<") }));
    if (typedBounds.length !== bounds.length || !typedBounds.every((bound) => bound.op[0] === "<")) return { outcome: WRONG };
    const isMet = bounds.every(([small, large]) => typedBounds.some((bound) => judgeScalar(record, small, bound.small).outcome >= PARTLY && judgeScalar(record, large, bound.large).outcome >= PARTLY));
    // Bounds in another form, such as 2x < 4, are left to the learner.
    if (!isMet) return { outcome: UNSURE };
    const isStrict = bounds.every((bound) => typedBounds.some((other) => other.op === bound[2]));
    return isStrict ? { outcome: RIGHT } : { outcome: WRONG, note: "Look at the ends: < or ≤?" };
  }

  // ---------------------------------------------------------------- rounded numbers

  /** @param {Tree} node @returns {Tree[]} its decimals of two significant digits or more */
  const decimalsOf = (node) =>
    (node.k === "num" && node.decimal && placesOf(node) > 0 && digitsOf(node) >= 2 ? [node] : []).concat(node.c.flatMap(decimalsOf));
  /** @param {Tree} node */
  const digitsOf = (node) => String((/** @type {bigint} */ (node.n) * B10 ** /** @type {any} */ (big)(placesOf(node))) / /** @type {bigint} */ (node.d)).length;
  /** @param {Value} v */
  const middle = (v) => (isHole(v) ? NaN : (interval(v).lo + interval(v).hi) / 2);

  /** @param {GradingRecord} record @param {Tree} typed whether it is the answer but for the rounding of its decimals */
  function isRounded(record, typed) {
    if (!decimalsOf(typed).length) return false;
    const cells = record.cells || [];
    /** @type {[Cell[], Tree][]} */
    let pairs = [];
    if ((record.form === "vector" || record.form === "matrix") && fits(record, typed)) pairs = typed.c.map((entry, k) => [cells[k], entry]);
    else if (record.form === "equation") {
      const isLine = typed.k === "rel" && (typed.ops || []).join() === "=" && typed.c[0].name === record.left;
      if (isLine || !isShaped(typed)) pairs = [[cells[1], isLine ? typed.c[1] : typed]];
    } else if (record.form === "points" && typed.k === "points") return isRoundedPoints(record, typed);
    else if (["value", "expression"].includes(record.form) && !isShaped(typed)) pairs = [[cells[0], typed]];
    const found = pairs.map(([cell, node]) => agreesRounded(record, cell, node));
    return found.length > 0 && !found.includes("") && found.includes("rounded");
  }
  /** @param {GradingRecord} record @param {Tree} typed */
  function isRoundedPoints(record, typed) {
    const rest = rows(typed).map((values, k) => ({ values, kind: (typed.kinds || [])[k] }));
    const items = record.items || [];
    if (rest.length !== items.length) return false;
    return items.every(([cells, kind]) => {
      const at = rest.findIndex((item) => item.kind === kind && cells.every((cell, k) => agreesRounded(record, cell, item.values[k]) !== ""));
      if (at >= 0) rest.splice(at, 1);
      return at >= 0;
    });
  }
  /** @param {GradingRecord} record @param {Cell[]} cells @param {Tree} typed @returns {string} equal, rounded, or nothing */
  function agreesRounded(record, cells, typed) {
    const decimals = Array.from(new Map(decimalsOf(typed).map((one) => [key(one), one])).values());
    const count = hasNames(typed) || cells.length > 1 ? Math.min(3, (record.points || []).length) : 1;
    let found = "equal";
    for (let k = 0; k < count; k++) {
      const env = envOf(record, (record.points || [])[k] || []);
      const value = valueOf(typed, env);
      const right = cellValue(cells.length === 1 ? cells[0] : cells[k]);
      if (isExact(value) && isExact(right) && met(right, value) === "agree") continue;
      const [wanted, near] = [middle(right), middle(value)];
      const distance = Math.abs(wanted - near);
      const slack = 1e-13 * Math.max(1, Math.abs(wanted));
      if (!decimals.length && distance <= slack) continue;
      const reach = decimals.reduce((total, one) => total + (Math.abs(middle(valueOf(shifted(typed, one), env)) - near) || 0), 0) * 1.000001;
      if (!decimals.length || !(distance <= Math.max(slack, reach) || isCut(wanted, typed))) return "";
      found = "rounded";
    }
    return found;
  }
  /** @param {Tree} node @param {Tree} old @returns {Tree} with that decimal half a unit of its last digit larger */
  function shifted(node, old) {
    if (node.k === "num" && key(node) === key(old)) {
      const unit = (B1 + B1) * B10 ** /** @type {any} */ (big)(placesOf(node));
      const moved = reduced(/** @type {bigint} */ (node.n) * unit + /** @type {bigint} */ (node.d), /** @type {bigint} */ (node.d) * unit);
      return num(moved.n, moved.d, true);
    }
    return node.c.length ? { ...node, c: node.c.map((child) => shifted(child, old)) } : node;
  }
  /** @param {number} wanted @param {Tree} typed whether it is the value with its further digits cut off */
  function isCut(wanted, typed) {
    const inner = typed.k === "neg" ? typed.c[0] : typed;
    if (inner.k !== "num" || !inner.decimal || digitsOf(inner) < 3) return false;
    const unit = Math.pow(10, -placesOf(inner));
    const size = Number(inner.n) / Number(inner.d);
    return Math.round(size / unit) === Math.floor(Math.abs(wanted) / unit + 1e-6) && wanted < 0 === (typed.k === "neg");
  }

  // ---------------------------------------------------------------- forms that a task asks for

  /** @param {Tree} node */
  const unsigned = (node) => {
    while (node.k === "neg") node = node.c[0];
    return node;
  };
  /** @param {Tree} node @returns {number} factors with a name, powers taken apart */
  function factorCount(node) {
    node = unsigned(node);
    if (node.k === "mul") return node.c.reduce((total, factor) => total + factorCount(factor), 0);
    if (node.k === "div") return factorCount(node.c[0]);
    const by = node.k === "pow" && node.c[1].k === "num" && node.c[1].d === B1 ? Number(node.c[1].n) : 0;
    if (by > 0 && by < 100) return by * factorCount(node.c[0]);
    return hasNames(node) ? 1 : 0;
  }
  const isLog = (/** @type {Tree} */ node) => node.k === "call" && (node.name === "ln" || node.name === "log");
  /** @type { { [form: string]: (node: Tree, factors: number) => boolean } } */
  const REACHED = {
    "logarithms apart": (node) =>
      !some(node, (one) => isLog(one) && (["mul", "div", "pow"].includes(one.c[0].k) || (one.c[0].k === "call" && ["exp", "sqrt", "cbrt"].includes(one.c[0].name || "")))),
    "no logarithms": (node) => !some(node, (one) => isLog(one) || (one.k === "call" && one.name === "exp")),
    expanded: (node) =>
      !some(node, (one) => (one.k === "mul" && one.c.some((factor) => factor.k === "sum")) || (one.k === "pow" && one.c[0].k === "sum" && one.c[1].k === "num" && one.c[1].d === B1 && one.c[1].n !== B0)),
    factored: (node, factors) => unsigned(node).k !== "sum" && factorCount(node) >= factors,
    "one fraction": (node) => unsigned(node).k === "div" && !unsigned(node).c.some((part) => some(part, (one) => one.k === "div" && one.c[1].k !== "num")),
  };

  // ---------------------------------------------------------------- the verdict

  /** @param {Verdict["verdict"]} verdict @param {Partial<Verdict>} [more] @returns {Verdict} */
  const verdictOf = (verdict, more) => Object.assign({ verdict, read: "", mistake: null, ask: null, note: null }, more);

  /**
   * What a typed answer is worth; any text has a verdict.
   *
   * @param {GradingRecord} record the "grading" of a problem
   * @param {string} text
   * @param { { comma?: boolean } } [options] comma: a comma between digits is decimal
   * @returns {Verdict}
   */
  function grade(record, text, options) {
    if (!big) return verdictOf("undecided", { note: "This browser is too old to judge answers." });
    try {
      return record.choices ? gradeChoice(record, text) : gradeText(record, text, !!(record.comma || (options && options.comma)));
    } catch (error) {
      if (error instanceof Unreadable) return verdictOf("unreadable", { note: "I cannot read this: " + error.message + "." });
      if (error instanceof RangeError) return verdictOf("unreadable", { note: "I cannot read this: it is too long or nested too deeply." });
      throw error;
    }
  }
  /** @param {GradingRecord} record @param {string} text @param {boolean} comma @returns {Verdict} */
  function gradeText(record, text, comma) {
    const found = readings(record, text, comma);
    const standard = found.standard;
    const read = write(standard.node);
    const decided = judge(record, record, standard.node);
    const judged = decided.outcome === UNSURE && isAnswerItself(record, standard.node) ? { outcome: RIGHT } : decided;
    if (judged.outcome >= PARTLY) return { ...graded(record, standard, judged), read };
    for (const other of found.others())
      if (judge(record, record, other.node).outcome >= PARTLY) {
        const ask = write(other.node);
        return verdictOf("undecided", { read, ask, note: "I read this as " + read + ". Did you mean " + ask + "?" });
      }
    return { ...notRight(record, standard, judged), read };
  }
  /** @param {GradingRecord} record @param {Tree} typed whether it is the answer as shown, but for the order of terms and factors */
  function isAnswerItself(record, typed) {
    if (!record.shown || isShaped(typed)) return false;
    const shown = attempt(() => ({ said: saying(new Reader(inSigns(/** @type {string} */ (record.shown)), knownNames(record), new Set()).read()), forks: new Set() }), new Set());
    return !(shown instanceof Unreadable) && key(inOrder(shown.said.node)) === key(inOrder(typed));
  }
  /** @param {Tree} node @returns {Tree} terms and factors in one order */
  function inOrder(node) {
    const parts = node.c.map(inOrder);
    if (node.k !== "sum" && node.k !== "mul") return { ...node, c: parts };
    const flat = parts.flatMap((part) => (part.k === node.k ? part.c : [part]));
    return { ...node, c: flat.map((part) => [key(part), part]).sort((a, b) => (a[0] < b[0] ? -1 : 1)).map((pair) => /** @type {Tree} */ (pair[1])) };
  }

  /** @param {GradingRecord} record @param {Reading} standard @param {Judgement} judged @returns {Verdict} */
  function graded(record, standard, judged) {
    const at = pointOf(record);
    for (const side of standard.sides) {
      const isSame = judge(record, record, side).outcome;
      const there = at && !isShaped(side) ? judgeScalar(record, (record.cells || [["oo"]])[0], substituted(side, at)).outcome : WRONG;
      if (Math.max(isSame, there) === WRONG) return verdictOf("wrong", { note: "The last side is right, but " + write(side) + " is not equal to it." });
      if (Math.max(isSame, there) === UNSURE) return verdictOf("undecided", { note: "I cannot decide whether " + write(side) + " is equal to the rest." });
    }
    const asked = record.asked;
    if (asked && !(REACHED[asked.form] || (() => true))(standard.node, asked.factors))
      return verdictOf("undecided", { note: "That is equal, but look at the form: " + asked.wanted + "." });
    const notes = [];
    if (judged.outcome === PARTLY) notes.push("One of the two forms is not defined everywhere.");
    if (record.constants && !some(standard.node, (one) => one.k === "name" && constantsOf(record).includes(one.name || ""))) notes.push("An antiderivative has a constant: add + C.");
    if (isUnfinished(record, standard.node)) notes.push("Worked out it is " + record.shown + ".");
    return verdictOf("right", { note: notes.join(" ") || null });
  }
  /** @param {GradingRecord} record @returns { { [name: string]: Tree } | null} the point at which a value is asked for */
  function pointOf(record) {
    if (!record.at) return null;
    /** @type { { [name: string]: Tree } } */
    const found = {};
    for (const name of Object.keys(record.at)) found[name] = new Reader(inSigns(record.at[name]), new Set(), new Set()).read();
    return found;
  }
  /** @param {Tree} node @param { { [name: string]: Tree } } values @returns {Tree} */
  const substituted = (node, values) =>
    node.k === "name" && values[node.name || ""] ? values[node.name || ""] : { ...node, c: node.c.map((child) => substituted(child, values)) };
  /** @param {GradingRecord} record @param {Tree} typed whether a plain number is asked for and something to be worked out is typed */
  function isUnfinished(record, typed) {
    const cells = record.cells || [];
    const isPlain = (/** @type {Cell[]} */ cell) => cell.length === 1 && typeof cell[0] === "string" && !/oo/.test(cell[0]);
    if (record.form === "value") return isPlain(cells[0]) && !isPlainNumber(typed);
    if (record.form !== "vector" && record.form !== "matrix") return false;
    return fits(record, typed) && typed.c.some((entry, k) => isPlain(cells[k]) && !isPlainNumber(entry));
  }
  /** @param {Tree} node an integer, a fraction in lowest terms, a decimal */
  function isPlainNumber(node) {
    const inner = node.k === "neg" ? node.c[0] : node;
    if (inner.k !== "div") return inner.k === "num";
    const [top, bottom] = inner.c;
    if (top.k !== "num" || bottom.k !== "num" || top.decimal || bottom.decimal || bottom.n === B1) return false;
    return gcd(/** @type {bigint} */ (top.n), /** @type {bigint} */ (bottom.n)) === B1;
  }

  /** @param {GradingRecord} record @param {Reading} standard @param {Judgement} judged @returns {Verdict} */
  function notRight(record, standard, judged) {
    const typed = standard.node;
    const mistake = (record.mistakes || []).find((one) => judge(record, one, typed).outcome >= PARTLY);
    const isEquation = !standard.labelled && standard.sides.some((side) => !isSameTree(record, side, typed));
    if (judged.again || isEquation) {
      if (judged.again && mistake) return verdictOf("wrong", { mistake: mistake.id, note: mistake.say });
      return verdictOf("undecided", { note: judged.again || "An expression is asked for, not an equation." });
    }
    if (!mistake && isRounded(record, typed)) return verdictOf("undecided", { note: "That agrees as far as its digits go; give the exact value." });
    if (judged.outcome === UNSURE) {
      if (judged.incomplete) return verdictOf("unreadable", { note: judged.note });
      const value = isShaped(typed) || hasNames(typed) ? null : valueOf(typed, {});
      if (value && isHole(value) && value.hole) return verdictOf("unreadable", { note: "This is not a number: it is not defined." });
      return verdictOf("undecided", { note: "I cannot decide whether this is right; compare it with the answer yourself." });
    }
    if (mistake) return verdictOf("wrong", { mistake: mistake.id, note: mistake.say });
    const right = (judged.parts || []).filter((outcome) => outcome >= PARTLY).length;
    const parts = right ? right + " of " + (judged.parts || []).length + " entries are right." : "";
    return verdictOf("wrong", { note: judged.note || parts || null });
  }
  /** @param {GradingRecord} record @param {Tree} one @param {Tree} two whether no point tells them apart */
  function isSameTree(record, one, two) {
    if (key(one) === key(two)) return true;
    if (isShaped(one) || isShaped(two) || one.k === "text" || two.k === "text") return false;
    return (record.points || [[]]).every((row) => {
      const env = envOf(record, row);
      return met(valueOf(one, env), valueOf(two, env)) !== "differ";
    });
  }

  /** @param {GradingRecord} record @param {string} text @returns {Verdict} */
  function gradeChoice(record, text) {
    const choices = record.choices || [];
    const signs = inSigns(text);
    const plain = unwrapped(signs);
    const named = choiceNamed(choices, signs) || choiceNamed(choices, plain) || choiceMeant(record, plain);
    if (!named) {
      const note = "Type one of the letters " + choices[0].letter + " to " + choices[choices.length - 1].letter + ".";
      return verdictOf("unreadable", { note });
    }
    const read = named.letter + ") " + named.text;
    if (named.right) return verdictOf("right", { read });
    const mistake = (record.mistakes || []).find((one) => one.id === named.mistake);
    return verdictOf("wrong", { read, mistake: named.mistake || null, note: mistake ? mistake.say : null });
  }
  /** @param {GradingRecord} record @param {string} text @returns {Choice | null} the one that is the same formula, in another order or notation */
  function choiceMeant(record, text) {
    const known = knownNames(record);
    /** @param {string} one */
    const keyed = (one) => inKeys(one.includes("\\") ? plainLatex(one) : one.replace(/\$/g, " ")).trim();
    /** @param {string} one */
    const form = (one) => {
      const found = attempt(() => ({ said: saying(new Reader(one, known, new Set()).read()), forks: new Set() }), new Set());
      return found instanceof Unreadable ? "" : key(inOrder(found.said.node));
    };
    const typed = keyed(text.replace(/\{,\}/g, ","));
    const forms = (record.comma ? numberReadings(typed, true, true) : [typed]).map(form).filter(Boolean);
    const found = (record.choices || []).filter((one) => forms.includes(form(keyed(inSigns(one.text)))));
    return found.length === 1 ? found[0] : null;
  }
  /** @param {Choice[]} choices @param {string} text @returns {Choice | null} the one that a text names, by its letter or its words */
  function choiceNamed(choices, text) {
    const words = (/** @type {string} */ one) => folded(inSigns(one));
    const typed = words(text.includes("\\") ? plainLatex(text) : text.replace(/\$/g, " "));
    const letter = /^\s*(?:choice|option|answer)?\s*\(?\s*([A-Za-z])\s*[).:]?\s*$/i.exec(text);
    const lettered = /^\s*\(?([A-Za-z])[).:]\s*(.+)/.exec(text);
    /** @type {((one: Choice) => boolean)[]} */
    const ways = [
      (one) => !!letter && one.letter === letter[1].toLowerCase(),
      (one) => words(one.text) === typed,
      (one) => typed.length >= 3 && words(one.text).startsWith(typed),
      (one) => !!lettered && one.letter === lettered[1].toLowerCase() && words(one.text) === words(lettered[2]),
    ];
    for (const way of ways) {
      const found = choices.filter(way);
      if (found.length) return found.length === 1 ? found[0] : null;
    }
    return null;
  }

  return { grade };
})();

if (typeof module === "object" && module.exports) module.exports = calcdrillGrader;
