"""What is checked on an open page. Each check returns faults in words; an empty list means a good page."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

# Every rule of WCAG 2.0–2.2, A and AA, and axe's best practices.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Rules that depend on colours and sizes, not on the document: enough for a page already checked once.
LOOKS = ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"]
# A resized page adapts in its next frame.
SETTLED = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
RUN = (
    f"async options => {{ await {SETTLED};"
    + """
const found = await axe.run(document, options);
return found.violations.flatMap(rule => rule.nodes.map(node => {
    const reasons = [...node.any, ...node.all, ...node.none].map(check => check.message);
    return [rule.id, node.target.join(" "), ...reasons].join(": "); })); }"""
)
SHOWN = """
const clipped = new Set([...document.querySelectorAll("body *")].filter(n => getComputedStyle(n).clipPath !== "none"));
const inClipped = node => { for (; node; node = node.parentElement) if (clipped.has(node)) return true; };
const shown = node => node.checkVisibility({visibilityProperty: true, opacityProperty: true}) && !inClipped(node);
const name = node => {
    const words = (node.innerText || node.value || "").trim().slice(0, 40);
    return `<${node.tagName.toLowerCase()} class="${node.className.baseVal ?? node.className}"> ${words}`;
};
const targets = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
    .filter(shown);
"""
SIDEWAYS = (
    "() => {"
    + SHOWN
    + """
    const wide = document.documentElement.clientWidth, faults = [];
    if (document.documentElement.scrollWidth > wide) faults.push(`page: ${document.documentElement.scrollWidth}`);
    const held = node => { for (let up = node.parentElement; up; up = up.parentElement)
        if (up !== document.body && getComputedStyle(up).overflowX.match(/auto|scroll/)) return true; };
    for (const node of document.body.querySelectorAll("*")) {
        const box = node.getBoundingClientRect(), style = getComputedStyle(node);
        if (!box.width || !shown(node)) continue;
        if ((box.right > wide + 1 || box.left < -1) && style.position !== "absolute" && !held(node))
            faults.push(`beyond the edge, ${Math.round(box.right)}: ${name(node)}`);
        if (style.overflowX.match(/hidden|clip/) && node.scrollWidth > node.clientWidth + 1 && node.innerText)
            faults.push(`cut, ${node.scrollWidth} in ${node.clientWidth}: ${name(node)}`);
    }
    return faults; }"""
)
SMALL = (
    "main => {"
    + SHOWN
    + """
    const faults = [];
    for (const node of targets) {
        const box = node.getBoundingClientRect(), least = Math.min(box.width, box.height);
        let block = node.parentElement;
        while (getComputedStyle(block).display === "inline") block = block.parentElement;
        const words = node.innerText?.trim() ?? "", around = block.innerText.trim();
        const within = getComputedStyle(node).display === "inline" && around.length > words.length;
        if (node.matches(main) ? least < 43.9 : least < 23.9 && !within)
            faults.push(`${Math.round(box.width)}×${Math.round(box.height)}: ${name(node)}`);
    }
    return faults; }"""
)
UNSEEN = (
    "() => {"
    + SHOWN
    + """
    const faults = [];
    for (const node of targets) {
        node.focus({preventScroll: true});
        if (document.activeElement !== node) { faults.push(`takes no focus: ${name(node)}`); continue; }
        const drawn = [node, node.closest(".find")].filter(Boolean).map(part => getComputedStyle(part));
        if (!drawn.some(style => style.outlineStyle === "auto"  // the browser's own ring
            || style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2))
            faults.push(`focus is not seen: ${name(node)}`);
    }
    document.activeElement.blur();
    return faults; }"""
)
HIDDEN = """() => [...document.querySelectorAll("main *")].filter(node =>
    [...node.childNodes].some(part => part.nodeType === Node.TEXT_NODE && part.data.trim())
    && !node.checkVisibility({visibilityProperty: true, opacityProperty: true})
    && !node.closest("details:not([open]), [aria-hidden=true], .crumbs, .needs-js, [hidden], dialog")
    && !node.matches("script, noscript, template, template *, option"))
    .map(node => node.textContent.trim().slice(0, 80))"""
MAIN_CONTROLS = (
    ".button, .brand, .tabs a, .menu__list a, .find__field, .find__go, .top__call, .tile, .hero-find input, "
    ".call--big, .bottom__phone, .facet > summary, .fold > summary, .letters a, .pager a, .skip"
)


@cache
def _axe() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


def violations(page: Page, rules: list[str] | None = None) -> list[str]:
    """Return what axe finds on the page as it is; ``rules`` narrows it."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe())
    chosen: Any = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
    found: list[str] = page.evaluate(RUN, {"runOnly": chosen, "resultTypes": ["violations"]})
    return found


def sideways(page: Page) -> list[str]:
    """Return what makes the page scroll sideways, sticks out over its edge, or is cut off."""
    found: list[str] = page.evaluate(SIDEWAYS)
    return found


def small_targets(page: Page) -> list[str]:
    """Return controls under 24 px (main ones under 44), except links within a sentence."""
    found: list[str] = page.evaluate(SMALL, MAIN_CONTROLS)
    return found


def unseen_focus(page: Page) -> list[str]:
    """Return controls that take no focus or show none. The keyboard must have been used on the page before."""
    found: list[str] = page.evaluate(UNSEEN)
    return found


def hidden_texts(page: Page) -> list[str]:
    """Return invisible texts of the content, except what waits for a script; a closed fold opens without one."""
    found: list[str] = page.evaluate(HIDDEN)
    return found


def focused(page: Page) -> str:
    """Return the focused element's address, or its own text."""
    found: str = page.evaluate("() => document.activeElement.getAttribute('href') || document.activeElement.outerHTML")
    return found
