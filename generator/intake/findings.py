"""The findings of a comparison of official lists with the records."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from generator.intake.columns import SKIP
from generator.intake.job import Report, Row
from generator.intake.merging import NUMBERS
from generator.model.schemas import Table
from generator.model.vocabulary import Vocabulary
from generator.records.canonical import text_of
from generator.records.validate import Record
from generator.text import format_date

# Kinds of findings. ``lacks``: the list has a fact that the record lacks; ``differs``: no change is offered.
KINDS = ("ceased", "renamed", "moved", "lacks", "differs", "missing_here", "missing_there")
PLACE = ("address", "postcode")
OFFICIAL_FACTS = ("kpp", "registered_on", "legal_form", "okved", *NUMBERS)  # facts in registers that a record may lack
TELLING = ("name", "short_name", "status", "liquidated_on", *PLACE, *OFFICIAL_FACTS)
GONE = ("liquidated", "unregistered")  # states that lists of registered organisations leave out
OTHER_TOWN = "в списке не указан город"
BY_NAME = "найдена только по названию: сверьте, та ли это организация"
LIKE = "похожа названием в кавычках: если это другая организация, заведите её: portal new ngo"
CAPITALS = "в списке прописными буквами"
RECEPTION = "в списке юридический адрес, в записи — где принимают; он бывает и домашним"


@dataclass(slots=True)
class Finding:
    """A difference. ``changes``: field → value that makes the record agree with the list.

    ``doubt``: what staff should verify first; ``loose``: the organisation itself may be a different one.
    """

    kind: str
    record: str
    name: str
    file: str = ""
    sheet: str = ""
    row: int = 0
    by: str = ""
    changes: Record = field(default_factory=dict)
    before: Record = field(default_factory=dict)
    source: str = ""
    note: str = ""
    doubt: str = ""
    loose: bool = False
    written: bool = False
    made: str = ""  # path of a new record


@dataclass(frozen=True, slots=True)
class Words:
    """Names of fields and values as staff read them."""

    table: Table
    vocabulary: Vocabulary

    def title(self, name: str) -> str:
        return self.table.by_name[name].title

    def value(self, name: str, value: object) -> str:
        """Format a value as readers see it: labels of lists, Russian dates."""
        terms = self.vocabulary.lists.get(self.table.by_name[name].list, {})
        if isinstance(value, str) and value in terms:
            return f"«{terms[value].label}»"
        return format_date(value) if isinstance(value, date) else f"«{text_of(value)}»"


@dataclass(slots=True)
class Comparison:
    """A comparison of lists with the records: ``matched + missing_here + elsewhere + unread = rows``."""

    words: Words
    reports: list[Report] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    matched: int = 0
    missing_here: int = 0
    elsewhere: int = 0
    unread: list[tuple[str, Row]] = field(default_factory=list)
    records: int = 0
    written: dict[str, str] = field(default_factory=dict)
    refused: dict[str, list[str]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return sum(len(report.rows) for report in self.reports)

    def unknown(self) -> list[str]:
        """Return the titles of columns that were not compared, in order."""
        pairs = (pair for report in self.reports for found in report.columns.values() for pair in found)
        names = (" ".join(title.split()) for title, name in pairs if name == SKIP or name not in TELLING)
        return list(dict.fromkeys(name for name in names if name))
