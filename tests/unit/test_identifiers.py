"""Identifiers, phones, mailboxes, addresses: what is accepted, what is refused, what is only suggested."""

from __future__ import annotations

import pytest

from generator.model.identifiers import CHECKS
from generator.model.verdicts import Verdict

GOOD = {
    "section": ["forum", "decisions", "register"],
    "inn": ["7707083893", "0673004802", "2453000002"],
    "ogrn": ["1027700132195", "1022400008817", "1032400004240"],
    "ogrn_any": ["1027700132195", "304500116000157", "312345678901234"],
    "kpp": ["024501001", "7707AB001"],
    "minjust": ["2412011084", "2411010001", "2414020005"],
    "email": ["info@example.org", "a.b-c@mail.example.ru", "инфо@пример.рф", "a+b@example.org"],
    "url": [
        "https://example.org",
        "http://example.org:8080/a?b=c#d",
        "https://зеленогорск.рф/нко",
        "https://хор.рф",
        "https://сосна.москва",
        "https://пример.com",
        "https://xn--e1afmkfd.xn--p1ai/",
        "https://straße.de",
        "https://vk.com/club1",
    ],
    "timezone": ["Asia/Krasnoyarsk", "Europe/Moscow"],
    "slug": ["klub", "klub-1", "1"],
    "code": ["a01", "large_families"],
    "file": ["logo.png", "foto-1.jpg", "ustav.v2.pdf"],
    "month": ["2026-01", "2026-12"],
    "decision": ["2025-winter#1", "2025-winter#9999"],
    "text": ["что угодно"],
    "longtext": ["что угодно"],
}
BAD = {
    "section": ["форум", "news", "forums"],
    "inn": [
        "7707083894",
        "0000000000",
        "500100732259",
        "770708389",
        "1027700132195",
        "٧٧٠٧٠٨٣٨٩٣",
        "7707083893\n",
        "abc",
        "",
    ],
    "ogrn": ["2027700132195", "1027700132196", "102770013219", "304500116000157", "7707083893", ""],
    "ogrn_any": ["204500116000157", "30450011600015", ""],
    "kpp": ["24501001", "02450100", "024501001 ", "٠٢٤٥٠١٠٠١", "0245aB001"],
    "minjust": ["2413011084", "241201108", "24120110840", "٢٤١٢٠١١٠٨٤"],
    "phone": ["", "12", "9-51-03", "позвоните", "+7391699510", "8 391 699-51-03;ext=5", "1" * 500],
    "email": [
        "",
        "info",
        "info@",
        "@example.org",
        "info @example.org",
        "info@example",
        "infо@example.org",
        "a@b@c.ru",
        "a" * 300,
        "a?bcc=x@example.org",
        "a&cc=b@example.org",
        "a%0abcc@example.org",
        "a#b@example.org",
        "инфо@асе.com",
    ],
    "url": [
        "",
        "example.org",
        "//example.org",
        "javascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "ftp://example.org",
        "https://",
        "https://example",
        "https://user:pass@example.org",
        "https://exa mple.org",
        'https://example.org/"x',
        "https://example.org\\@evil.org",
        "https://vк.com/club1",
        "https://аррӏе.com/",
        "https://раура.com/",
        "https://www.асе.org/",
        "https://сосна1.com/",
        "https://ѕсор.рф/",
        "https://xn--80ak6aa92e.com/",
        "https://example.org:99999/",
        "@klub",
        "https://example.org/" + "a" * 3_000,
    ],
    "timezone": ["Krasnoyarsk", "Asia/Krasnojarsk", "UTC+7"],
    "slug": ["", "Klub", "klub_1", "-klub", "klub--1", "клуб"],
    "code": ["", "a-1", "A1"],
    "file": ["logo.svg", "Logo.png", "../logo.png", ".png", "logo.png.exe", "a/b.png"],
    "month": ["2026-13", "2026-1", "11.2026", "٢٠٢٦-١١"],
    "decision": ["2025-winter", "#1", "2025-winter#0", "2025-winter№1"],
}
GUESSES = [
    ("inn", "673004802", ""),
    ("inn", "7707 083 893", "7707083893"),
    ("ogrn", "1-02-77-00-132195", "1027700132195"),
    ("kpp", "24501001", ""),
    ("minjust", "24 12 011084", "2412011084"),
    ("phone", "8 391 699-51-03;ext=5", "+73916995103 доб. 5"),
    ("email", "info @example.org", "info@example.org"),
    ("email", "mailto:info@example.org", "info@example.org"),
    ("email", "infо@example.org", "info@example.org"),
    ("url", "www.example.org", "https://www.example.org"),
    ("url", "//example.org", "https://example.org"),
    ("url", "htps:/example.org/a", "https://example.org/a"),
    ("url", "HTTPS://example.org", "https://example.org"),
    ("url", "https://vк.com/club1", "https://vk.com/club1"),
    ("url", "javascript:alert(1)", ""),
    ("timezone", "asia/krasnoyarsk", "Asia/Krasnoyarsk"),
    ("slug", "Клуб «Пример»", "klub-primer"),
    ("code", "Дети и семьи", "deti_i_semi"),
    ("month", "ноябрь 2026", "2026-11"),
    ("decision", "2025-winter №2", "2025-winter#2"),
    ("decision", "2024-autumn, п. 3", "2024-autumn#3"),
    ("decision", "пункт 4 летнего форума 2023 года", "2023-summer#4"),
    ("decision", "весна 2022, решение №12", "2022-spring#12"),
    ("decision", "решение осеннего форума от 12 октября 2023", ""),
    ("decision", "решение № 2 форума 2023", ""),
    ("decision", "форум 2023", ""),
]


def verdict(check: str, text: str) -> Verdict:
    return CHECKS[check](text)


@pytest.mark.parametrize(("check", "text"), [(check, text) for check, texts in GOOD.items() for text in texts])
def test_good_values_are_kept(check: str, text: str) -> None:
    assert verdict(check, text) == Verdict(text)


@pytest.mark.parametrize(("check", "text"), [(check, text) for check, texts in BAD.items() for text in texts])
def test_bad_values_are_refused_with_a_remedy(check: str, text: str) -> None:
    found = verdict(check, text)
    assert found.fault
    assert found.hint
    assert found.hint.endswith((".", ":")) or found.hint[-1].isalnum()
    assert found.value == text


@pytest.mark.parametrize(("check", "typed", "guess"), GUESSES)
def test_a_likely_value_is_only_suggested(check: str, typed: str, guess: str) -> None:
    found = verdict(check, typed)
    assert found.fault
    assert found.guess == guess
    assert not guess or not verdict(check, guess).fault


@pytest.mark.parametrize(
    "typed",
    [
        "+73916995103",
        "8(391)69-95-103",
        "8 (39169) 9-51-03",
        "+7 391 699-51-03",
        "8-391-699-51-03",
        "73916995103",
        "3916995103",
    ],
)
def test_any_usual_writing_of_a_phone_is_one_number(typed: str) -> None:
    assert verdict("phone", typed) == Verdict("+73916995103")


def test_every_check_is_tried_here() -> None:
    assert set(CHECKS) == set(GOOD) | {"phone"}
    assert set(CHECKS) - set(BAD) == {"text", "longtext"}
