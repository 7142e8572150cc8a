"""«Что стало с решениями»: two pages for the next forum, as PDF and DOCX, from one description.

They list what the last forum decided, and what of earlier forums is still open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from generator.catalog.decisions import MARKS, WAITING, last_forum, mark_of
from generator.catalog.models import Catalog, Decision, Entity
from generator.paper.cards import draw_qr
from generator.paper.organisations import Data, frame
from generator.paper.typesetting import typeset_first
from generator.paper.word import write_docx
from generator.text import count_of, format_date, format_dates, shorten

PDF, DOCX = "print/outcomes.pdf", "print/outcomes.docx"
TITLE = "Что стало с решениями"
OPEN = WAITING | {"disputed"}
Block = dict[str, Any]


class Fit(NamedTuple):
    """Text size (pt), characters per decision and per answer, maximum rows of this and of earlier forums."""

    size: float
    text: int
    answer: int
    rows: int
    earlier: int


# From roomy to what fits the most talkative forum.
FITS = (
    Fit(10.5, 400, 300, 40, 20),
    Fit(10.5, 400, 300, 30, 12),
    Fit(10.0, 240, 180, 30, 10),
    Fit(9.5, 160, 120, 30, 8),
    Fit(9.0, 110, 80, 30, 6),
    Fit(9.0, 80, 50, 24, 4),
    Fit(9.0, 60, 40, 16, 3),
)


def make(catalog: Catalog) -> Iterator[tuple[str, bytes]]:
    """Yield both files; nothing until a forum has decided something."""
    for data, pdf in fitted(catalog):
        yield PDF, pdf
        yield DOCX, write_docx(data, catalog.today)


def describe_all(catalog: Catalog) -> Iterator[Data]:
    """Yield everything the handout may say; how much of it fits is decided later."""
    if forum := last_forum(catalog):
        yield describe(catalog, forum, FITS[0])


def fitted(catalog: Catalog) -> Iterator[tuple[Data, bytes]]:
    """Yield the description that fits on two pages, and its PDF."""
    if forum := last_forum(catalog):
        yield typeset_first("outcomes", (describe(catalog, forum, fit) for fit in FITS), catalog)


def describe(catalog: Catalog, forum: Entity, fit: Fit) -> Data:
    """Return title, lead and blocks as ``word`` takes them; rows bear the numbers of their decisions."""
    own = [d for d in catalog.decisions.values() if d.forum is forum]
    # A decision continued by a later one appears there.
    alive = [d for d in catalog.decisions.values() if d.state.code in OPEN and not d.continued_by]
    others = [d for d in alive if d.forum is not forum]
    others.sort(key=lambda d: (d.row["deadline"] is None, str(d.row["deadline"]), d.key))
    page = f"{catalog.settings['url']}decisions/"
    blocks = [_table(own[: fit.rows], fit), *_more(len(own) - fit.rows)]
    if others:
        shown = others[: fit.earlier]
        blocks += [
            {"kind": "head", "text": f"Прежние решения, которые не закрыты: {len(others)}"},
            _table(shown, fit, own=False),
        ]
        blocks += _more(len(others) - fit.earlier)
    blocks.append({"kind": "text", "text": f"Ответы целиком, подтверждения и все решения: {page}"})
    when = f" ({format_dates(forum.row['starts_on'], forum.row['ends_on'])})" if forum.row["starts_on"] else ""
    return frame(catalog) | {
        "title": TITLE,
        "lead": f"{forum.title}{when}. {_counted(own)}",
        "size": fit.size,
        "page": page,
        "qr": draw_qr(page),
        "sections": [{"title": "", "blocks": blocks}],
    }


def _counted(decisions: Sequence[Decision]) -> str:
    """Return «Решений 6: выполнено, подтверждено — 2; в работе — 4.»"""
    marks = Counter(map(mark_of, decisions))
    counts = "; ".join(f"{title} — {marks[code]}" for code, title, _ in MARKS if marks[code])
    return f"Решений {len(decisions)}: {counts}."


def _more(number: int) -> list[Block]:
    if number <= 0:
        return []
    left = count_of(number, "решение", "решения", "решений")
    return [{"kind": "text", "text": f"Не поместилось {left}: все они на портале."}]


def _table(decisions: Sequence[Decision], fit: Fit, *, own: bool = True) -> Block:
    rows = [[str(d.row["number"]), *_cells(d, fit, own=own)] for d in decisions]
    return {"kind": "table", "columns": ["№", "Решение", "Что стало"], "widths": [4, 3], "rows": rows}


def _cells(decision: Decision, fit: Fit, *, own: bool) -> tuple[str, str]:
    """Return what was decided and for whom, and what came of it: the addressee's word, then the organiser's."""
    row = decision.row
    origin = "" if own else f"{decision.forum.title}. "
    whom = f" Поручено: {'; '.join(decision.addressees)}." if decision.addressees else ""
    until = f" Срок {format_date(row['deadline'])}" if row["deadline"] else ""
    answer = [_sentence(decision.state.label)]
    if row["answer"]:
        answer.append(_sentence(shorten(row["answer"], fit.answer)))
    if row["verdict"] and row["verdict_note"]:
        answer.append(_sentence(f"Организатор: {shorten(row['verdict_note'], fit.answer)}"))
    return f"{origin}{_sentence(shorten(row['text'], fit.text))}{whom}{until}", " ".join(answer)


def _sentence(text: str) -> str:
    ended = text if text.endswith((".", "!", "?", "…")) else f"{text}."
    return ended[:1].upper() + ended[1:]
