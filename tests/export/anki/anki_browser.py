"""Anki's own reviewer page in a headless Chromium: its scripts and its MathJax from the aqt wheel, nothing
from outside.

Needs ``pip install playwright``, ``pip install --no-deps aqt`` (the page; Qt is not needed) and
``/usr/bin/chromium``.
"""

from __future__ import annotations

import importlib.util
import itertools
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = Path("/usr/bin/chromium")
ORIGIN = "http://anki.test"
MATHJAX = ("mathjax", "vendor/mathjax/tex-chtml-full")
TYPES = {".js": "text/javascript", ".css": "text/css", ".woff": "font/woff", ".html": "text/html"}
NO_STORAGE = """
Object.defineProperty(window, "sessionStorage", {get() { throw new DOMException("denied", "SecurityError");
}}); Object.defineProperty(window, "localStorage", {get() { throw new DOMException("denied", "SecurityError");
}});
"""
SHOW_ALL = "<style>.cd-set > .cd-v ~ .cd-v { display: block !important; }</style>"
FULL_STORAGE = 'Storage.prototype.setItem = function () { throw new DOMException("full", "QuotaExceededError"); };'


def web_folder() -> Path:
    """Where the aqt wheel keeps its web pages; skips the test when something is missing.

    ``CALCDRILL_AQT`` names the folder into which another version's wheel was unpacked.
    """
    if not CHROMIUM.exists():
        pytest.skip("no /usr/bin/chromium")
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if other := os.environ.get("CALCDRILL_AQT"):
        return Path(other) / "_aqt" / "data" / "web"
    found = importlib.util.find_spec("_aqt")
    if found is None or not found.submodule_search_locations:
        pytest.skip("the aqt wheel is not installed (pip install --no-deps aqt)")
    return Path(found.submodule_search_locations[0]) / "data" / "web"


def desktop_page(night: bool = False) -> str:
    """The page as ``Reviewer._initWeb`` makes it."""
    styles = "".join(f'<link rel="stylesheet" href="/_anki/css/{name}.css">' for name in ("webview", "reviewer"))
    lazy = "tex-chtml" in (web_folder() / "js" / "reviewer.js").read_text(encoding="utf-8")
    names = ("webview", *(() if lazy else MATHJAX), "reviewer")
    scripts = "".join(f'<script src="/_anki/js/{name}.js"></script>' for name in names)
    return (
        f'<!doctype html><html class="{"night-mode" if night else ""}" dir="ltr"><head>{styles}'
        "<script>window.pycmd = window.bridgeCommand = function () {};</script></head>"
        f'<body class="isLin{" nightMode night_mode" if night else ""}">{scripts}'
        '<div id="_mark" hidden></div><div id="_flag" hidden></div>'
        '<div id="qa" dir="auto"></div></body></html>'
    )


def phone_page(side: str, night: bool = False) -> str:
    """A side as a page of its own, its script run while the page is read, MathJax later: as AnkiDroid does
    it.
    """
    classes = "card card1 mobile android linux" + (" night_mode nightMode" if night else "")
    return (
        '<!doctype html><html class="mobile android"><head>'
        f'<meta name="viewport" content="width=device-width"></head><body class="{classes}">'
        f'<div id="content"><div id="qa">{side}</div></div>'
        + "".join(f'<script src="/_anki/js/{name}.js"></script>' for name in MATHJAX)
        + "<script>MathJax.startup.promise.then(function () { return MathJax.typesetPromise(); })"
        '.then(function () { document.body.dataset.typeset = "1"; });</script></body></html>'
    )


LOOK = r"""() => {
  const all = (what) => [...document.querySelectorAll(what)];
  const shown = (one) => getComputedStyle(one).display !== "none";
  const label = (what) => all(what).map((one) => one.getAttribute("aria-label"));
  return {
    side: document.querySelector(".cd").dataset.side,
    question: label(".cd-q .cd-f[aria-label]"),
    answer: label(".cd-a .cd-ans"),
    instances: all(".cd-set").map((set) => [...set.children].filter(shown).length),
    numbers: [...new Set(all(".cd-set > [data-n]").filter(shown).map((one) => Number(one.dataset.n)))],
    choices: all(".cd-choices > li").map((one) => one.dataset.c),
    chosen: all(".cd-choices > .cd-chosen").map((one) => one.dataset.c),
    verdict: all(".cd-verdict:not([hidden])").map((one) => one.className + "|" + one.innerText),
    more: all(".cd-more").some((one) => one.checkVisibility()),
    formulas: all("mjx-container").length,
    faults: all("[data-mjx-error], mjx-merror, mjx-mtext[style*=red]").map((one) => one.outerHTML),
    raw: /\\[(\[]/.test(document.getElementById("qa").innerText),
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  };
}"""


def numbered(html: str) -> str:
    """A side whose instances carry their number, in the fields that hold more than one."""

    def number(found: re.Match[str]) -> str:
        count = itertools.count()
        if found[0].count(_INSTANCE) < 2:
            return found[0]
        return re.sub(_INSTANCE, lambda _: f'<div class="cd-v" data-n="{next(count)}">', found[0])

    return re.sub(r'<div class="cd-set.*?(?=<div class="cd-set|<footer)', number, html, flags=re.S)


_INSTANCE = '<div class="cd-v">'


@dataclass
class Browser:
    """One page; ``outside`` and ``errors`` must stay empty."""

    page: Any
    web: Path
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    html: str = ""

    def open(self, html: str) -> None:
        self.html = html
        self.page.goto(f"{ORIGIN}/page.html")

    def question(self, question: str, answer: str = "", night: bool = False) -> dict[str, Any]:
        """The question, as Anki shows it when a card comes up."""
        classes = "card card1 isLin" + (" nightMode night_mode" if night else "")
        return self._show("_showQuestion", question, answer, classes)

    def answer(self, answer: str) -> dict[str, Any]:
        """The answer of the card that is shown."""
        return self._show("_showAnswer", answer)

    def _show(self, function: str, *arguments: str) -> dict[str, Any]:
        """Anki fades a side in when it has been typeset; the mark tells the new side from the old one."""
        self.page.evaluate("() => document.querySelector('.cd')?.setAttribute('data-old', '')")
        self.page.evaluate("([name, ...given]) => window[name](...given)", [function, *arguments])
        self.page.wait_for_selector(".cd:not([data-old])", state="attached")
        self.page.wait_for_function("() => document.getElementById('qa').style.opacity === '1'")
        return self.look()

    def side(self, html: str, night: bool = False) -> dict[str, Any]:
        """One side as a phone shows it."""
        self.open(phone_page(html, night))
        self.page.wait_for_selector("body[data-typeset]")
        return self.look()

    def look(self) -> dict[str, Any]:
        """What is on the screen."""
        found: dict[str, Any] = self.page.evaluate(LOOK)
        return found

    def serve(self, route: Any) -> None:
        address = route.request.url
        path = address.removeprefix(ORIGIN).partition("?")[0]
        file = self.web / path.removeprefix("/_anki/")
        if address == f"{ORIGIN}/page.html":
            route.fulfill(body=self.html, content_type="text/html; charset=utf-8")
        elif address.startswith(f"{ORIGIN}/_anki/") and file.is_file():
            route.fulfill(body=file.read_bytes(), content_type=TYPES.get(file.suffix, "application/octet-stream"))
        elif path != "/favicon.ico":
            self.outside.append(address)
            route.abort()


@contextmanager
def chromium() -> Iterator[Any]:
    """A headless Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])
        try:
            yield started
        finally:
            started.close()


@contextmanager
def browser(started: Any, width: int = 900, height: int = 700, script: str = "", **options: Any) -> Iterator[Browser]:
    """A page in a profile of its own; ``script`` runs before anything else on it."""
    web = web_folder()
    context = started.new_context(viewport={"width": width, "height": height}, **options)
    try:
        if script:
            context.add_init_script(script)
        page = context.new_page()
        page.set_default_timeout(15000)
        found = Browser(page, web)
        page.on("pageerror", lambda error: found.errors.append(str(error)))
        page.on("console", lambda said: found.errors.append(said.text) if said.type == "error" else None)
        context.route("**/*", found.serve)
        yield found
    finally:
        context.close()
