"""Strangers' texts stay texts: what the check accepts is displayed as written, and none of it runs."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import markdown
import pytest
from playwright.sync_api import Page

from tests.browser.checks import sideways
from tests.browser.conftest import OpenPage, Served
from tests.conftest import copy_root, run_portal

# One group, so the root is built once, in one process.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("hostile")]

Serve = Callable[[Path], Served]
HOSTILE = {
    "script": "<script>alert(1)</script>",
    "breakout": '"><img src=x onerror=alert(1)>',
    "single": "'><img src=x onerror=alert(1)>",
    "close": "</script><script>alert(1)</script>",
    "title": "</title></textarea></style><svg onload=alert(1)>",
    "comment": "--><!-- <![CDATA[ ]]> <plaintext> <iframe srcdoc='<script>alert(1)</script>'>",
    "template": "{{7*7}} {% raw %} {# нет #} {{ config }} ${7*7} <%= 7*7 %>",
    "placeholder": "@@portal-main@@ @@portal-title@@ @@portal-head@@",
    "quotes": "\"двойные\" 'одинарные' `обратные` \\n &amp; &lt;b&gt; &#60;i&#62;",
    "scheme": "javascript:alert(1)",
    "entity": "&#106;avascript:alert(1)",
    "attribute": '" onmouseover="alert(1)" autofocus onfocus="alert(1)" x="',
    "long": "Сверхдлинноеслово" * 7,
    "rtl": "שלום עולם и مرحبا بالعالم",
    "emoji": "🎉🪅𝔘𝔫𝔦 ٣٤٥",
    "separators": "a\u3000b c",
}
FORUM_FIELDS = ("summary", "description", "venue", "address")
VISIT_FIELDS = ("how_to_get", "entry_rules", "access_note")  # shown until the forum is over
OWN_SCRIPTS = re.compile(r"^(\.\./)*assets/portal/[a-z-]+\.js\?v=[0-9a-f]{8}$")

MARKDOWN = """\
---
title: "Проза <script>alert(1)</script> {{7*7}}"
description: "\\"><img src=x onerror=alert(1)> {% raw %}"
---

# Проза <script>alert(1)</script> {{7*7}}

<script>alert(1)</script>

<img src=x onerror=alert(1)> и <b onclick=alert(1)>жирное</b> <!-- <script>alert(1)</script> -->

<iframe src="javascript:alert(1)"></iframe> <svg/onload=alert(1)> <a href="javascript:alert(1)">сырая</a>

<details open ontoggle=alert(1)><summary>x</summary></details> <style>@import 'https://evil.example/x.css';</style>

[просто](javascript:alert(1)) [сущность](&#106;avascript:alert(1)) [сущности](&#x6A;&#x61;vascript&colon;alert(1))
[пробел]( javascript:alert(1)) [Регистр](JaVaScRiPt:alert(1)) [данные](data:text/html,<script>alert(1)</script>)
[vb](vbscript:alert(1)) [угол](<javascript:alert(1)>) [чужая](//evil.example/x) [titled](# "x\\" onclick=\\"alert(1)")
[[вложенная](javascript:alert(1))](javascript:alert(1)) [a [b [c](javascript:alert(1)) d] e](javascript:alert(1))

[по ссылке][ref] [ref] [REF][] [через]: javascript:alert(1)

[ref]: javascript:alert(1) "x"
[REF]: &#106;avascript:alert(1)

<javascript:alert(1)> <data:text/html,x> <https://example.org/?q="><script>alert(1)</script>> <x@example.org>

![картинка](javascript:alert(1)) ![данные](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+) \
![чужая](https://evil.example/x.png) ![чужая](//evil.example/x.png) \
![" onerror="alert(1)](data:,x "\\" onerror=\\"alert(1)")

Абзац {: onclick="alert(1)" style="background:url(https://evil.example/x)" }

## Заголовок <img src=x onerror=alert(1)> {: #x onclick=alert(1) }

| a | b |
|:--|--:|
| <script>alert(1)</script> | [x](javascript:alert(1)) |

Термин <script>alert(1)</script>
:   Объяснение ![x](data:,x) <img src=x onerror=alert(1)>

Сноска[^1] и @@main@@ <script>alert(1)</script>.

[^1]: <img src=x onerror=alert(1)> [x](javascript:alert(1))

```"><script>alert(1)</script>
</code></pre><script>alert(1)</script>
```

    </code></pre><img src=x onerror=alert(1)>

Конец &lt;script&gt;alert(1)&lt;/script&gt;
"""


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def dump(value: Any, indent: str = "") -> str:
    """Write YAML in the records' own subset, every text in double quotes."""
    lines = []
    for key, item in value.items():
        if isinstance(item, dict):
            lines.append(f"{indent}{key}:\n{dump(item, indent + '  ')}")
        elif isinstance(item, list) and item and isinstance(item[0], dict):
            rows = [dump(row, indent + "    ").lstrip() for row in item]
            lines.append(f"{indent}{key}:\n" + "\n".join(f"{indent}  - {row}" for row in rows))
        elif isinstance(item, list):
            lines.append(f"{indent}{key}: [{', '.join(map(quoted, item))}]")
        else:
            lines.append(f"{indent}{key}: {quoted(item)}")
    return "\n".join(lines)


class Texts:
    """Hands out hostile texts, each with its own number, and remembers which page must show it."""

    def __init__(self) -> None:
        self.numbers = count(1)
        self.exact: dict[str, list[str]] = {}
        self.within: dict[str, list[str]] = {}

    def __call__(self, page: str, hostile: str, *, exact: bool = True) -> str:
        text = f"{hostile} {next(self.numbers)}"
        (self.exact if exact else self.within).setdefault(page, []).append(text)
        return text


def make_ngo(texts: Texts, page: str, hostile: str) -> dict[str, Any]:
    def text() -> str:
        return texts(page, hostile)

    return {
        "name": text(),
        "status": "unknown",
        "summary": text(),
        "description": text(),
        "address": text(),
        "access_note": text(),
        "hours_note": text(),
        "notices": [{"text": text(), "source": "проба"}],
        "offers": [text()],
        "services": [{key: text() for key in ("title", "summary", "eligibility", "how", "when", "place")}],
        "projects": [{key: text() for key in ("title", "summary", "giver", "result")}],
        "help_wanted": [{"way": "volunteer", "text": texts(page, hostile, exact=False)}],
        "source": texts(page, hostile, exact=False),
    }


def make_forum(texts: Texts, page: str) -> dict[str, Any]:
    sides = list(HOSTILE.values())
    return {
        "title": texts(page, HOSTILE["script"]),
        "season": "2019-summer",
        **{key: texts(page, hostile, exact=False) for key, hostile in zip(FORUM_FIELDS, sides, strict=False)},
        "sessions": [
            {
                "type": "panel",
                "title": texts(page, text),
                "hall": texts(page, text, exact=False),
                "topics": [texts(page, text)],
            }
            for text in sides
        ],
        "decisions": [
            {"number": str(number), "text": texts(page, text), "addressees": [texts(page, text)]}
            for number, text in enumerate(sides, start=1)
        ],
        "materials": [{"kind": "photo", "title": texts(page, text), "url": "https://example.org/"} for text in sides],
        "source": "проба",
    }


def make_coming_forum(texts: Texts, page: str) -> dict[str, Any]:
    fields = zip(VISIT_FIELDS, HOSTILE.values(), strict=False)
    return {
        "title": texts(page, HOSTILE["breakout"]),
        "season": "2027-summer",
        "starts_on": "2027-06-10",
        **{key: texts(page, hostile, exact=False) for key, hostile in fields},
        "source": "проба",
    }


def make_partnership(texts: Texts, page: str, hostile: str) -> dict[str, Any]:
    title = texts(page, hostile)
    side = {"kind": "business", "role": texts(page, hostile), "gave": texts(page, hostile)}
    return {
        "title": title,
        "subject": texts(page, hostile),
        "outcome": texts(page, hostile),
        "sides": [{"name": texts(page, hostile), **side}, {"ngo": "kiber-atom"}],
        "source": "проба",
    }


def make_event(texts: Texts, page: str, hostile: str) -> dict[str, Any]:
    return {
        "title": texts(page, hostile),
        "kind": "seminar",
        "starts_on": "2026-12-01",
        "summary": texts(page, hostile),
        "description": texts(page, hostile),
        "outlet": texts(page, hostile),
        "source": "проба",
    }


def write_hostile(root: Path) -> Texts:
    """Write the real root with hostile records, settings, prose and names in the menu."""
    copy_root(root)
    (root / "content" / "events").mkdir(exist_ok=True)
    texts = Texts()
    for name, hostile in HOSTILE.items():
        for folder, make in (
            ("ngos", make_ngo),
            ("content/partnerships", make_partnership),
            ("content/events", make_event),
        ):
            page = f"{folder.removeprefix('content/')}/hostile-{name}/"
            (root / folder / f"hostile-{name}.yml").write_text(dump(make(texts, page, hostile)) + "\n", "utf-8")
    (root / "forums" / "2019-summer.yml").write_text(dump(make_forum(texts, "forums/2019-summer/")) + "\n", "utf-8")
    coming = dump(make_coming_forum(texts, "forums/2027-summer/"))
    (root / "forums" / "2027-summer.yml").write_text(coming + "\n", "utf-8")
    settings = root / "content" / "settings.yml"
    operator = f"operator: {quoted(texts('about/', HOSTILE['script']))}\n"
    operator += f"operator_hours: {quoted(texts('about/', HOSTILE['template']))}\n"
    operator += f"operator_address: {quoted(texts('about/', HOSTILE['breakout']))}\n"
    settings.write_text(re.sub(r"operator: .*\n", lambda _: operator, settings.read_text("utf-8")), "utf-8")
    (root / "content" / "hostile.md").write_text(MARKDOWN, "utf-8")
    config = root / "mkdocs.yml"
    text = config.read_text("utf-8").replace("- Реестр:", f"- {quoted('Реестр ' + HOSTILE['breakout'])}:")
    text = re.sub(r"site_name: .*", lambda _: f"site_name: {quoted('Портал ' + HOSTILE['close'])}", text)
    config.write_text(text, "utf-8")
    return texts


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Texts]:
    """The hostile root, built, and its texts."""
    root = tmp_path_factory.mktemp("hostile") / "root"
    texts = write_hostile(root)
    done = run_portal("build", "--root", root)
    assert done.returncode == 0, done.stdout + done.stderr
    return root / "site", texts


def strangers(page: Page) -> list[str]:
    """Return scripts, handlers, embeddings and addresses that are not the theme's own."""
    found: list[str] = page.evaluate(
        """() => { const faults = [];
        for (const node of document.querySelectorAll("*")) {
            if (node.matches("iframe, object, embed, base, style, frame, math, form:not([role=search], .sieve)"))
                faults.push(node.outerHTML.slice(0, 90));
            for (const {name, value} of node.attributes)
                if (name.startsWith("on") || ["style", "srcdoc", "formaction"].includes(name)
                    || ["href", "src", "action"].includes(name)
                        && !/^webcal:[^?#]+\\.ics$/.test(value)  // a calendar of ours to subscribe to
                        && !["http:", "https:", "mailto:", "tel:", "geo:"].includes(new URL(value, location).protocol))
                    faults.push(`${node.tagName} ${name}=${value}`);
            if (node.matches("img[src], script[src], link[rel=stylesheet]")
                && new URL(node.src || node.href).host !== location.host) faults.push(node.outerHTML.slice(0, 90));
        }
        return faults; }"""
    )
    inside = page.locator("script:not([src]):not([type='application/ld+json'])").all_inner_texts()
    own = [node.get_attribute("src") or "" for node in page.locator("script[src]").all()]
    return found + inside + [src for src in own if not OWN_SCRIPTS.match(src)]


MISSING = """([exact, within]) => {
    const plain = text => text.replace(/\\s+/g, " ").trim();  // as a browser shows it
    const contents = [...document.querySelectorAll("body *")].map(node => plain(node.textContent));
    const seen = new Set(contents);
    return [...exact.filter(text => !seen.has(plain(text))),
        ...within.filter(text => !contents.some(content => content.includes(plain(text))))]; }"""


@pytest.mark.parametrize("kind", ["ngos", "partnerships", "events", "forums", "about"])
def test_texts_are_read_as_written(kind: str, hostile: tuple[Path, Texts], served: Serve, open_page: OpenPage) -> None:
    site, texts = hostile
    addresses = [page for page in texts.exact if page.startswith(kind)]
    assert len(addresses) >= (1 if kind in ("forums", "about") else len(HOSTILE))
    # The policy is off: escaped texts must not need it.
    visit = open_page(bypass_csp=True, viewport={"width": 320, "height": 640})
    for address in addresses:
        page = visit.go(served(site).portal + address)
        assert page.evaluate(MISSING, [texts.exact[address], texts.within.get(address, [])]) == [], address
        assert strangers(page) == [], address
        assert sideways(page) == [], address
        assert page.title().endswith("Портал </script><script>alert(1)</script>")
        if kind != "about":
            heading, exact = (
                " ".join(text.split()) for text in (page.locator("h1").inner_text(), texts.exact[address][0])
            )
            assert heading.startswith(exact)  # a season may follow
    visit.check()


def test_lists_and_menus_are_safe(hostile: tuple[Path, Texts], served: Serve, open_page: OpenPage) -> None:
    site, texts = hostile
    visit = open_page(bypass_csp=True)
    names = [texts.exact[f"ngos/hostile-{name}/"][0] for name in HOSTILE]
    lists = ["", "ngos/", "forums/", "decisions/", "partnerships/", "events/", "data/", "results/", "search/"]
    lists += [path.parent.relative_to(site).as_posix() + "/" for path in site.glob("find/*/*/index.html")]
    seen = set()
    for address in lists:
        page = visit.go(served(site).portal + address)
        assert strangers(page) == [], address
        text = page.locator("body").inner_text()
        assert 'Реестр "><img src=x onerror=alert(1)>' in text or not page.locator(".menu").count() or "Реестр" in text
        seen |= {name for name in names if " ".join(name.split()) in " ".join(text.split())}
    assert seen == set(names)
    lost = visit.go(served(site).portal + "404.html")
    assert lost.locator(".over").inner_text() == "Портал </script><script>alert(1)</script>"
    visit.check()


def test_prose_is_guarded(hostile: tuple[Path, Texts], served: Serve, open_page: OpenPage) -> None:
    site, _ = hostile
    visit = open_page(bypass_csp=True)
    page = visit.go(served(site).portal + "hostile/")
    page.wait_for_load_state("networkidle")
    assert strangers(page) == []
    assert page.locator("h1").inner_text() == "Проза <script>alert(1)</script> {{7*7}}"
    assert page.title().startswith("Проза <script>alert(1)</script> {{7*7}} — ")
    description = page.locator("meta[name=description]").get_attribute("content")
    assert description == '"><img src=x onerror=alert(1)> {% raw %}'
    text = page.locator("main").inner_text()
    for shown in ("<img src=x onerror=alert(1)> и <b onclick=alert(1)>жирное</b>", "Конец <script>alert(1)</script>"):
        assert shown in text
    visit.check()


def fired(visit_page: Page, body: str, address: str) -> int:
    """Count the alerts that an unguarded page with this body raises."""
    visit_page.add_init_script("window.alerts = 0; window.alert = () => { window.alerts += 1; };")
    visit_page.route(address, lambda route: route.fulfill(body=body, content_type="text/html; charset=utf-8"))
    visit_page.goto(address)
    visit_page.evaluate(
        """() => { for (const link of document.querySelectorAll("a[href^='javascript:' i]"))
            link.dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true}));
        for (const node of document.querySelectorAll("[onmouseover]")) node.dispatchEvent(new Event("mouseover")); }"""
    )
    visit_page.wait_for_timeout(150)
    raised: int = visit_page.evaluate("() => window.alerts")
    return raised


@pytest.mark.parametrize("name", ["script", "breakout", "single", "close", "title", "attribute", "scheme"])
def test_unguarded_they_fire(name: str, hostile: tuple[Path, Texts], served: Serve, open_page: OpenPage) -> None:
    text = HOSTILE[name]
    page = open_page(checked=False).page
    quote = "'" if name == "single" else '"'
    value = quote + text + quote
    body = f"<!doctype html><title>x</title><input value={value}><a href={value}>x</a><p>{text}</p>"
    assert fired(page, body, served(hostile[0]).root + "unguarded/") > 0
    assert fired(open_page(checked=False).page, html.escape(text), served(hostile[0]).root + "guarded/") == 0


def test_unguarded_prose_fires(hostile: tuple[Path, Texts], served: Serve, open_page: OpenPage) -> None:
    body = markdown.markdown(MARKDOWN.split("---\n", 2)[2], extensions=["tables", "attr_list", "def_list", "footnotes"])
    assert fired(open_page(checked=False).page, body, served(hostile[0]).root + "unguarded/") > 5


@pytest.mark.parametrize(
    "injected",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)>",
        "<script src='data:text/javascript,alert(1)'></script>",
        "<a href='javascript:alert(1)'>x</a>",
    ],
)
def test_policy_stops_what_was_let_in(
    injected: str, hostile: tuple[Path, Texts], served: Serve, open_page: OpenPage
) -> None:
    site, _ = hostile
    whole = (
        (site / "ngos" / "hostile-rtl" / "index.html").read_text("utf-8").replace("</main>", injected + "</main>", 1)
    )
    assert injected in whole
    bare = re.sub(r"<meta http-equiv=.?Content-Security-Policy.*?>", "", whole)
    assert bare != whole
    address = served(site).root + "ngos/hostile-rtl/injected/"
    visit = open_page(checked=False)
    assert fired(visit.page, whole, address) == 0
    assert [error for error in visit.errors if "Content Security Policy" in error] != []
    assert fired(open_page(checked=False).page, bare, address) > 0
