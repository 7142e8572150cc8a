"""Prose: the language of foreign passages, and addresses that a browser would take for another host or a script."""

from __future__ import annotations

import pytest
from markdown import markdown

from generator.frame.mkdocs.guard import GuardExtension, safe_address


def test_what_is_set_apart_in_latin_letters_is_marked_as_english() -> None:
    text = "**Commit changes**, **Сохранить**, `make serve`, [CC BY](https://example.org/), *№ 5*, **GitHub и дом**"
    made = markdown(text, extensions=[GuardExtension()])
    marked = [line.split("<")[0] for line in made.split('lang="en">')[1:]]
    assert marked == ["Commit changes", "make serve", "CC BY"]


# A browser decodes entities, drops tabs and line ends, and takes a backslash for a slash.
LEADING_AWAY = (
    *(
        "//evil.example/",
        "\\\\evil.example/",
        "\\/evil.example",
        "/\\evil.example",
        "\\evil",
        " //evil.example",
        "\t//evil",
    ),
    *(
        "/\t/evil.example",
        "\n\\\\evil.example",
        "&#92;&#92;evil.example",
        "&bsol;&bsol;evil.example",
        "&#x2f;&#x2f;evil.example",
    ),
    *(
        "javascript:x()",
        "JAVASCRIPT:x()",
        "java\nscript:x()",
        "java&#9;script:x()",
        "&#106;avascript:x()",
        "\x01javascript:x()",
    ),
    *(
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:x",
        "javascript&colon;x()",
        "&amp;#106;avascript:x()",
    ),
)
STAYING = (
    "",
    "../ngos/",
    "x.png",
    "#a",
    "?q=a:b",
    "/ngos/",
    "./a",
    "a/b:c",
    "https://example.org/",
    "mailto:a@b.example",
    "tel:+7",
    "https://пример.рф/",
    "https://example.org/a@b",
    "mailto:a@b.example?subject=bcc",
)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "http://\u0430\u0440\u0440\u04cf\u0435.com",
            "https://xn--80ak6aa92e.com/",
            "https://\u0441\u043e\u0440.com/",
        ),
        *("https://gosuslugi.ru@evil.example/", "http://a:b@evil.example", "https://exаmple.org/"),
        *(
            "mailto:a@b.example?bcc=c@d.example",
            "mailto:a@b.example?subject=x&amp;CC=c@d.example",
            "mailto:?to=c@d.example",
        ),
    ],
)
def test_an_address_that_passes_for_another_is_refused(address: str) -> None:
    assert not safe_address(address)


@pytest.mark.parametrize("address", LEADING_AWAY)
def test_an_address_that_leads_away_is_refused(address: str) -> None:
    assert not safe_address(address)
    assert not safe_address(address, image=True)


@pytest.mark.parametrize("address", STAYING)
def test_an_allowed_address_is_let_through(address: str) -> None:
    assert safe_address(address)
    assert safe_address(address, image=True) is not address.startswith(("https:", "mailto:", "tel:"))
