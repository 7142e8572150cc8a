"""The audit finds each planted fault, and none on a good site."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.frame.mkdocs.config import CSP
from generator.site.audit import (
    MAX_PAGE,
    Findings,
    Frame,
    PageReport,
    SiteFault,
    make_frame,
    own_parts,
    read_own,
    read_page,
    resolve_links,
)

GOOD = (
    f'<!doctype html><html lang="ru"><head><meta http-equiv="Content-Security-Policy" content="{CSP}">'
    "<title>Проба</title></head><body><h1>Проба</h1>@@</body></html>"
)
FAULTS = {
    "inline script": ("E611", "<script>alert(1)</script>"),
    "foreign script": ("E621", '<script src="https://example.org/x.js"></script>'),
    "protocol-relative image": ("E621", '<img alt="" src="//example.org/x.png">'),
    "foreign image": ("E621", '<img alt="" src="https://example.org/x.png">'),
    "foreign frame": ("E610", '<iframe src="https://example.org/"></iframe>'),
    "object": ("E610", '<object data="x.svg"></object>'),
    "embed": ("E610", '<embed src="x.svg">'),
    "click handler": ("E614", '<p onclick="alert(1)">x</p>'),
    "error handler": ("E614", '<img alt="" src="x.png" onerror="alert(1)">'),
    "style attribute": ("E615", '<p style="color:red">x</p>'),
    "style element": ("E613", "<style>p{color:red}</style>"),
    "javascript link": ("E622", '<a href="javascript:alert(1)">x</a>'),
    "javascript link in capitals": ("E622", '<a href="JaVaScRiPt:alert(1)">x</a>'),
    "data link": ("E622", '<a href="data:text/html,x">x</a>'),
    "vbscript link": ("E622", '<a href="vbscript:x">x</a>'),
    "root-relative link": ("E623", '<a href="/ngos/">x</a>'),
    "way out of the site": ("E624", '<a href="../../../../etc/">x</a>'),
    "dead link": ("E640", '<a href="../nowhere/">x</a>'),
    "dead anchor": ("E641", '<a href="#nowhere">x</a>'),
    "dead image": ("E640", '<img alt="" src="nowhere.png">'),
    "image without words": ("E616", '<img src="x.png">'),
    "twin id": ("E603", '<p id="a">x</p><p id="a">y</p>'),
    "second h1": ("E605", "<h1>x</h1>"),
    "broken JSON-LD": ("E612", '<script type="application/ld+json">{</script>'),
    "foreign refresh": ("E617", '<meta http-equiv="refresh" content="0; url=https://example.org/">'),
    "form action": ("E622", '<form action="javascript:alert(1)"></form>'),
    "unreadable address": ("E620", '<a href="https://[x/">x</a>'),
    "oversize page": ("E601", "x" * 4_000_001),
    "script link in entities": ("E622", '<a href="java&#115;cript&colon;alert(1)">x</a>'),
    "script link after spaces": ("E622", '<a href="  javascript:alert(1)">x</a>'),
    "foreign video": ("E621", '<video src="https://example.org/x.mp4"></video>'),
    "foreign sound": ("E621", '<audio src="//example.org/x.mp3"></audio>'),
    "foreign style sheet": ("E621", '<link rel="stylesheet" href="https://example.org/x.css">'),
    "base address": ("E610", '<base href="https://example.org/">'),
    "applet": ("E610", "<applet></applet>"),
    "frame with a document inside": ("E615", '<p srcdoc="x">x</p>'),
    "button that changes the form": ("E615", '<button formaction="https://example.org/">x</button>'),
    "link that reports": ("E615", '<a href="https://example.org/" ping="https://example.org/">x</a>'),
    "module inside the page": ("E611", '<script type="module">x()</script>'),
    "dead file": ("E640", '<a href="../../data/nothing.csv">x</a>'),
    "dead page by its name": ("E640", '<a href="../b/index.html">x</a>'),
    "empty data": ("E612", '<script type="application/ld+json"></script>'),
    "handler on a drawing": ("E614", '<svg onload="alert(1)"></svg>'),
    "foreign picture of another size": (
        "E621",
        '<img alt="" src="x.png" srcset="x.png 1x, https://example.org/x.png 2x">',
    ),
    "foreign picture of a source": ("E621", '<picture><source srcset="//example.org/x.webp"></picture>'),
    "foreign still of a video": ("E621", '<video poster="https://example.org/x.png"></video>'),
    "foreign background": ("E621", '<table background="https://example.org/x.png"></table>'),
    "foreign button": ("E621", '<input type="image" alt="" src="https://example.org/x.png">'),
    "foreign drawing": ("E621", '<svg><image xlink:href="https://example.org/x.png"></image></svg>'),
    "foreign part of a drawing": ("E621", '<svg><use xlink:href="https://example.org/x.svg#a"></use></svg>'),
    "script link of a drawing": ("E622", '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>'),
    "drawing that changes a link": (
        "E610",
        '<svg><a><animate attributeName="href" to="javascript:alert(1)"></animate></a></svg>',
    ),
    "drawing that sets a link": ("E610", '<svg><a><set attributeName="href" to="javascript:alert(1)"></set></a></svg>'),
    "foreign refresh in capitals": ("E617", '<meta http-equiv="REFRESH" content="0;URL=https://example.org/">'),
    "foreign refresh in quotes": ("E617", """<meta http-equiv="refresh" content="0; url='https://example.org/'">"""),
    "refresh without its word": ("E617", '<meta http-equiv="refresh" content="0; https://example.org/">'),
    "form sent elsewhere": ("E618", '<form action="https://example.org/"></form>'),
    "hidden piece of a page": ("E610", "<template><script>alert(1)</script></template>"),
    "picture for readers without scripts": (
        "E621",
        '<noscript><img alt="" src="https://example.org/x.png"></noscript>',
    ),
    "import map": ("E611", '<script type="importmap">{"imports": {}}</script>'),
    "early connection": ("E621", '<link rel="preconnect" href="https://example.org/">'),
    "link with a line end inside": ("E622", '<a href="java\nscript:alert(1)">x</a>'),
    "link to a file of the reader": ("E622", '<a href="file:///etc/passwd">x</a>'),
    "backslashes for a host": ("E640", '<img alt="" src="\\\\example.org\\x.png">'),
    "twin id in other words": ("E603", '<h2 id="&#97;">x</h2><p id="a">y</p>'),
    "picture without its end": ("E621", '<img alt="" src="https://example.org/x.png"'),
    "handler behind a sign in quotes": ("E614", '<p title=">" onclick="alert(1)">x</p>'),
    "picture behind a sign in quotes": ("E621", '<p title="<b>"><img alt="" src="https://example.org/x.png"></p>'),
    "tag within a tag": ("E621", '<p <img alt="" src="https://example.org/x.png">x</p>'),
}


FILES = frozenset({"ngos/a/index.html", "ngos/a/x.png"})


def codes(text: str) -> list[str]:
    report = read_page("ngos/a/index.html", text)
    return [fault.code for fault in faults_of([report], FILES)]


def faults_of(reports: list[PageReport], files: frozenset[str]) -> list[SiteFault]:
    found = Findings()
    for report in reports:
        found.add(report, files)
    return found.faults + resolve_links([found], files)


@pytest.mark.parametrize("name", FAULTS)
def test_planted_fault_is_found(name: str) -> None:
    code, planted = FAULTS[name]
    assert codes(GOOD.replace("@@", planted, 1)).count(code) >= 1


PIECES = tuple(GOOD.replace("Проба</title>", "@title@</title>@head@").replace("@@", "@main@").split("@"))
FRAME = make_frame(PIECES)


def read_like_the_site(page: str, text: str, frame: Frame) -> PageReport:
    """Read the page by its own parts where possible, else as a whole."""
    parts = own_parts(text.encode(), frame) if len(text) <= MAX_PAGE else None
    return (read_own(page, parts, frame) if parts else None) or read_page(page, text)


@pytest.mark.parametrize("name", FAULTS)
def test_planted_fault_is_found_in_a_stamped_page(name: str) -> None:
    code, planted = FAULTS[name]
    parts = {"title": "Проба", "head": "", "main": planted}
    text = "".join(parts.get(piece, piece) if i % 2 else piece for i, piece in enumerate(PIECES))
    report = read_like_the_site("ngos/a/index.html", text, FRAME)
    found = faults_of([report], FILES)
    assert code in [fault.code for fault in found]


@pytest.mark.parametrize("tail", ["", "</p>", "<!-- x -->", "<br>", "</body>"])
def test_a_good_page_is_read_by_its_own_part_alone(tail: str) -> None:
    report = read_own("ngos/a/index.html", {"title": "Проба", "head": "", "main": f'<p id="a">x</p>{tail}'}, FRAME)
    assert report is not None
    assert "a" in report.ids
    assert report.faults == []


@pytest.mark.parametrize(
    "tail", ["<p", '<p class="x', "<!--", "<textarea>", "<style>", "<svg>", "<div>", "<b>x", "<template>", "<script>"]
)
def test_markup_that_runs_on_into_the_frame_is_read_with_it(tail: str) -> None:
    """Unclosed markup swallows the frame's words; only the whole page shows it."""
    assert read_own("ngos/a/index.html", {"title": "Проба", "head": "", "main": f"<p>x</p>{tail}"}, FRAME) is None


def test_ids_of_the_frame_count_with_the_pages_own() -> None:
    framed = make_frame((PIECES[0].replace("<head>", '<head id="top">'), *PIECES[1:]))
    good = read_own("a/index.html", {"title": "Проба", "head": "", "main": '<a href="#top">x</a>'}, framed)
    assert good is not None
    assert faults_of([good], frozenset({"a/index.html"})) == []
    twin = read_own("a/index.html", {"title": "Проба", "head": "", "main": '<p id="top">x</p>'}, framed)
    assert twin is not None
    assert [fault.code for fault in twin.faults] == ["E603"]


@pytest.mark.parametrize(
    ("written", "target"),
    [
        ("../b/", "ngos/b/index.html"),
        ("..", "ngos/index.html"),
        ("../", "ngos/index.html"),
        (".", "ngos/a/index.html"),
        ("./", "ngos/a/index.html"),
        ("../../", "index.html"),
        ("../../data/x.csv", "data/x.csv"),
        ("x.png", "ngos/a/x.png"),
        ("%D0%B0.png", "ngos/a/а.png"),
        ("../b/?q=1#c", "ngos/b/index.html"),
        ("#c", ""),
        ("?q=1", ""),
        ("", ""),
    ],
)
def test_a_link_is_followed_from_its_page(written: str, target: str) -> None:
    report = read_page("ngos/a/index.html", GOOD.replace("@@", f'<a href="{written}">x</a>'))
    assert [link[0] for link in report.links] == [target]


def test_a_page_unlike_its_frame_is_read_whole() -> None:
    changed = GOOD.replace("<body>", "<body><script>alert(1)</script>").replace("@@", "")
    assert "E611" in [fault.code for fault in read_like_the_site("a/b/index.html", changed, FRAME).faults]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("E630", GOOD.replace("Content-Security-Policy", "x")),
        ("E631", GOOD.replace("script-src 'self'", "script-src 'unsafe-inline'")),
        ("E632", GOOD.replace("base-uri 'none'; ", "")),
        ("E631", GOOD.replace("script-src 'self'", "script-src 'self' https://example.org")),
        ("E631", GOOD.replace("script-src 'self'", "script-src 'self' data:")),
        ("E631", GOOD.replace("style-src 'self'", "style-src 'self' https:")),
        ("E631", GOOD.replace("connect-src 'self'", "connect-src http://example.org")),
        ("E632", GOOD.replace("default-src 'none'; ", "")),
        ("E633", GOOD.replace("<meta", '<script src="../../x.js"></script><meta', 1)),
        ("E633", re.sub("(<meta[^>]*>)(.*<body>)", r"\2\1", GOOD)),
        ("E604", GOOD.replace("<title>Проба</title>", "")),
        ("E605", GOOD.replace("<h1>Проба</h1>", "")),
    ],
)
def test_fault_of_the_document_is_found(code: str, text: str) -> None:
    assert code in codes(text.replace("@@", ""))


def test_good_page_has_no_fault() -> None:
    good = '<p id="a"><a href="#a">x</a> <a href="https://example.org/">y</a> <a href="tel:+73916900000">z</a></p>'
    assert codes(GOOD.replace("@@", good)) == []


@pytest.mark.parametrize("site", ["real_site", "demo_site"])
def test_built_site_has_no_fault(site: str, request: pytest.FixtureRequest) -> None:
    folder: Path = request.getfixturevalue(site)
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    reports = [read_page(name, (folder / name).read_text("utf-8")) for name in files if name.endswith(".html")]
    assert len(reports) > 50
    assert faults_of(reports, frozenset(files)) == []
