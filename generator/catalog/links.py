"""Outside links that do not answer: what the checks found, and when to report it. Data in, text out. Pure.

A link that fails once may only mean a server at rest, so it is reported after failing two checks on different days. The
report is one Markdown file for people and for the next check, whose data sits in a comment at its end.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NamedTuple

from generator.text import count_of, format_date

FILE = "links.md"  # in a root's build folder; the staff page shows it if it exists
MAX_REPORT = 1024 * 1024  # bytes read of a report; MAX_REPORTED links take about a tenth
STRIKES = 2
MAX_REPORTED = 150  # links in a report; an issue on a forge holds 65,536 characters
MAX_PAGES = 3
KEPT = re.compile(r"<!-- portal-links\s+(\{.*\})\s+-->", re.DOTALL)


class Answer(NamedTuple):
    """The answer of one link. ``unsure`` means a server that refuses programs; ``words`` say what is wrong."""

    fate: Literal["alive", "dead", "unsure", "unasked"]
    words: str = ""


@dataclass(frozen=True, slots=True)
class Failing:
    """A link that failed ``strikes`` checks in a row, between the dates ``first`` and ``last``."""

    url: str
    strikes: int
    first: date
    last: date
    words: str
    pages: tuple[str, ...] = ()

    @property
    def to_report(self) -> bool:
        """Whether it failed often enough to be reported."""
        return self.strikes >= STRIKES


@dataclass(frozen=True, slots=True)
class LinkReport:
    """What is known after a check. ``checked_on`` is None before the first one."""

    checked_on: date | None = None
    asked: int = 0
    unsure: int = 0
    failing: tuple[Failing, ...] = field(default=())

    @property
    def to_report(self) -> tuple[Failing, ...]:
        return tuple(link for link in self.failing if link.to_report)


def count_strikes(
    before: LinkReport, answers: Mapping[str, Answer], pages: Mapping[str, tuple[str, ...]], today: date
) -> LinkReport:
    """Return the report after a check of the links in ``pages`` (link → pages).

    Links no longer on the site are forgotten.
    """
    known = {link.url: link for link in before.failing}
    failing = []
    for url, places in pages.items():
        answer, old = answers.get(url, Answer("unasked")), known.get(url)
        shown = places[:MAX_PAGES]
        if answer.fate == "unasked" and old:
            failing.append(Failing(url, old.strikes, old.first, old.last, old.words, shown))
        elif answer.fate == "dead":
            strikes = old.strikes + (old.last < today) if old else 1
            failing.append(Failing(url, strikes, old.first if old else today, today, answer.words, shown))
    failing.sort(key=lambda link: (-link.strikes, link.first, link.url))
    fates = [answer.fate for answer in answers.values()]
    return LinkReport(today, len(fates) - fates.count("unasked"), fates.count("unsure"), tuple(failing[:MAX_REPORTED]))


def write_links(report: LinkReport) -> str:
    """Write the report as Markdown.

    Links are code spans, so a forge neither follows them nor notifies anybody.
    """
    if report.checked_on is None:
        return ""
    to_report, waiting = report.to_report, len(report.failing) - len(report.to_report)
    lines = [
        f"Внешние ссылки проверены {format_date(report.checked_on)}: "
        f"{count_of(report.asked, 'адрес', 'адреса', 'адресов')}, не отвечают {len(to_report)}."
    ]
    if to_report:
        lines += ["", "| Адрес | Что не так | С какого дня | Где стоит |", "|---|---|---|---|"]
        lines += [
            f"| {_code(link.url)} | {link.words} | {link.first:%d.%m.%Y} | {', '.join(map(_code, link.pages))} |"
            for link in to_report
        ]
        lines += ["", "Найдите новый адрес или уберите ссылку из записи. Ожившая ссылка отсюда уйдёт сама."]
    if waiting:
        lines += ["", f"Впервые не ответили {waiting}: подождём следующей проверки."]
    if report.unsure:
        lines += ["", f"Не пускают программы, поэтому не проверены: {report.unsure}."]
    return "\n".join([*lines, "", f"<!-- portal-links\n{_pack(report)}\n-->", ""])


def _code(text: str) -> str:
    return "`" + text.replace("`", "%60").replace("|", "%7C") + "`"


def _pack(report: LinkReport) -> str:
    kept = {
        "checked_on": str(report.checked_on),
        "asked": report.asked,
        "unsure": report.unsure,
        "links": [
            [link.url, link.strikes, str(link.first), str(link.last), link.words, *link.pages]
            for link in report.failing
        ],
    }
    return json.dumps(kept, ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e")


def read_links(text: str) -> LinkReport:
    """Read a report from its text. Anything unreadable counts as no report."""
    found = KEPT.search(text)
    if not found:
        return LinkReport()
    try:
        kept = json.loads(found[1])
        failing = tuple(map(_failing, kept["links"][:MAX_REPORTED]))
        return LinkReport(date.fromisoformat(kept["checked_on"]), int(kept["asked"]), int(kept["unsure"]), failing)
    except (ValueError, KeyError, TypeError, AttributeError):
        return LinkReport()


def _failing(row: list[Any]) -> Failing:
    url, strikes, first, last, words, *pages = row
    if not str(url).startswith(("http://", "https://")):
        raise ValueError("not an address of the web")
    days = date.fromisoformat(first), date.fromisoformat(last)
    return Failing(str(url), int(strikes), *days, str(words), tuple(map(str, pages)))
