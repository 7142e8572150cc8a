"""Turns a row of a table into a draft of an НКО's record, or says why it cannot.

A number with a wrong checksum rejects the row: it would assign support to the wrong organisation. A lost leading zero
is suggested, and restored only if staff say so. Any other value that cannot be read is left out and noted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from generator.intake import cells
from generator.intake.columns import ENTRY, OURS, SKIP, field_of
from generator.model.identifiers import check_inn
from generator.model.vocabulary import Vocabulary
from generator.records.validate import Record

NUMBERS = ("inn", "ogrn", "kpp", "minjust_number")
DATES = ("registered_on", "liquidated_on")
POSTCODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
SUPPORT = "support."
SUM = "support.sum"
# Two numbers in one cell: «ИНН/КПП», «ИНН 2453000002, ОГРН 1022400000017».
BOTH = re.compile(
    r"(?:(?P<ogrn>\d{13})\W+)?(?P<inn>\d{9,12})(?:\W+(?:(?P<kpp>\d{4}[\dA-Z]{2}\d{3})|(?P<behind>\d{13})))?"
)
NAMED = re.compile(r"\b(?:ИНН|КПП|ОГРН)\b", re.IGNORECASE)
NO_PROVIDER = "не указан в таблице"
UNREAD = ("okved", "founded", "postcode", "legal_form", "address")  # reported if their cells give no value
SHOWN = 60  # characters of a cell quoted in a report
TOTALS = re.compile(r"(?:итого|всего)\b", re.IGNORECASE)


@dataclass(slots=True)
class Draft:
    """What a row says. ``reason``: why it is rejected; ``suggestion``: a likely number for staff to compare."""

    record: Record = field(default_factory=dict)
    support: Record | None = None
    notes: list[str] = field(default_factory=list)
    reason: str = ""
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class RowContext:
    """Settings for reading rows. ``zeros``: staff have compared the suggested leading zeros and accept them.

    ``phone_code``: the town's area code, for phones without one. ``read_ours``: reads a cell as the site's own tables
    write the field: (field, text) → value.
    """

    vocabulary: Vocabulary
    source: str
    provider: str = ""
    zeros: bool = False
    phone_code: str = ""
    read_ours: Callable[[str, str], cells.Read] = lambda name, text: cells.Read()


def read_row(row: Mapping[str, str], context: RowContext) -> Draft:
    """Read a row as a draft. ``row``: field → text of its cell, without empty cells."""
    draft = Draft()
    if draft_reason := _no_data(row):
        draft.reason = draft_reason
        return draft
    if found := BOTH.fullmatch(NAMED.sub(" ", row.get("inn", "")).strip(" :.")):
        numbers = {"inn": found["inn"], "kpp": found["kpp"], "ogrn": found["ogrn"] or found["behind"]}
        row = {**{name: text for name, text in numbers.items() if text}, **row, "inn": found["inn"]}
    for name in NUMBERS:
        if row.get(name):
            _read_number(draft, name, row, context)
    if draft.reason:
        return draft
    _read_words(draft, row, context)
    for name in DATES:
        if row.get(name):
            _take(draft, draft.record, name, cells.read_date(row[name]))
    _read_contacts(draft, row, context)
    _read_support(draft, row, context)
    for name in OURS:
        if row.get(name):
            _take(draft, draft.record, name, context.read_ours(name, row[name]))
    for name in UNREAD:
        if row.get(name) and name not in draft.record:
            draft.notes.append(f"{name}: «{row[name][:SHOWN]}» не прочитано")
    return draft


def _read_contacts(draft: Draft, row: Mapping[str, str], context: RowContext) -> None:
    read_phone = partial(cells.read_phone, code=context.phone_code)
    readers: dict[str, Callable[[str], cells.Read]] = {"phones": read_phone, "emails": cells.read_email}
    for name, read in readers.items():
        if row.get(name):
            values, notes = cells.read_many(row[name], read)
            draft.notes += notes
            if values:
                draft.record[name] = values
    if row.get("site"):
        _take(draft, draft.record, "site", cells.read_url(row["site"].split("\n")[0]))


def is_total(texts: Sequence[str]) -> bool:
    """Tell whether a row sums up the table: its first text begins with «итого» or «всего»."""
    return bool(TOTALS.match(next(filter(None, texts), "")))


def _no_data(row: Mapping[str, str]) -> str:
    texts = list(row.values())
    if len(texts) > 2 and sum(field_of(text) == name for name, text in row.items() if name != SKIP) > 2:
        return "повтор заголовка"
    return ""


def _read_number(draft: Draft, name: str, row: Mapping[str, str], context: RowContext) -> None:
    bare, verdict = cells.read_number(name, row[name])
    if re.search(r"\de[+]?\d", bare.lower()):
        draft.reason = f"номер «{row[name]}» округлён таблицей: последние цифры потеряны"
    elif not verdict.fault:
        draft.record[name] = bare
        return
    region = re.sub(r"\D", "", row.get("ogrn", ""))[3:5] if name == "inn" and verdict.guess else ""
    if not region or region == verdict.guess[:2]:
        doubt = ""
    else:
        doubt = f"; регион в ОГРН — {region}, так что потерян, похоже, не первый ноль"
    if verdict.guess and verdict.guess == f"0{bare}" and context.zeros and not doubt:
        draft.record[name] = verdict.guess
    elif not draft.reason:
        draft.reason, draft.suggestion = f"{name} «{bare}»: {verdict.fault}{doubt}", verdict.guess


def _read_words(draft: Draft, row: Mapping[str, str], context: RowContext) -> None:
    record = draft.record
    for name in ("name", "short_name"):
        if row.get(name):
            record[name] = cells.read_name(row[name])
    if not record.get("name") and record.get("short_name"):
        record["name"] = record.pop("short_name")
    forms = [row.get("legal_form", ""), *(record[name] for name in ("name", "short_name") if record.get(name))]
    if code := cells.find_legal_form(context.vocabulary, [form for form in forms if form]):
        record["legal_form"] = code
    if row.get("status"):
        if status := cells.read_status(row["status"], context.vocabulary):
            record["status"] = status
            if status == "liquidated" and (day := cells.read_date(row["status"]).value):
                record["liquidated_on"] = day  # «исключена 14.05.2019»; a separate date column overrides this
        else:
            draft.notes.append(f"status: состояние «{row['status'][:SHOWN]}» не прочитано")
    if row.get("activities_text"):
        record["activities_text"] = " ".join(row["activities_text"].split())
    _read_address(draft, row)
    if found := re.search(r"(?<![\d.-])\d{2}(?:\.\d{1,2}){0,2}(?![\d.-])", row.get("okved", "")):
        record["okved"] = found[0]
    if found := re.search(r"\b(?:19|20)\d\d\b", row.get("founded", "")):
        record["founded"] = int(found[0])


def _read_address(draft: Draft, row: Mapping[str, str]) -> None:
    address = " ".join(row.get("address", "").split())
    if found := POSTCODE.search(row.get("postcode", "") or address):
        draft.record["postcode"] = found[0]
        address = address.replace(found[0], "", 1)
    if address := address.strip(" ,;."):
        draft.record["address"] = address


def _read_support(draft: Draft, row: Mapping[str, str], context: RowContext) -> None:
    """Read the support named in the row into ``draft.support``, which stays None if those columns are empty."""
    found = {name: text for name, text in row.items() if name.startswith(SUPPORT)}
    if not found:
        return
    support: Record = {}
    number = found.get(ENTRY) or found.get(SUPPORT + "entry_number", "")
    if digits := re.match(r"\s*№?\s*([\w/-]+)", cells.without_date(number)):
        support["entry_number"] = digits[1]
    for name, text in (
        ("entered_on", found.get(SUPPORT + "entered_on") or found.get(ENTRY)),
        ("decided_on", found.get(SUPPORT + "decided_on")),
        ("stopped_on", found.get(SUPPORT + "stopped_on")),
    ):
        if text:
            _take(draft, support, name, cells.read_date(text))
    support["provider"] = found.get(SUPPORT + "provider") or context.provider or NO_PROVIDER
    form = found.get(SUPPORT + "form", "")
    support["form"] = cells.find_term(context.vocabulary, "support_forms", form) or "other"
    if support["form"] == "other":
        draft.notes.append(f"форма поддержки «{form}» записана как иная")
    if text := found.get(SUM):
        amount = cells.read_sum(text)
        support |= {"sum": amount.value} if amount.value is not None else {"size": " ".join(text.split())}
    for name in ("term", "violations"):
        text = " ".join(found.get(SUPPORT + name, "").split())
        if text and text not in "-–—":
            support[name] = text
    decision = cells.without_date(found.get(SUPPORT + "decided_on", ""))
    support["source"] = f"{context.source}; {decision}" if decision else context.source
    draft.support = support


def _take(draft: Draft, record: Record, name: str, read: cells.Read) -> None:
    if read.value is not None:
        record[name] = read.value
    elif read.note:
        draft.notes.append(f"{name}: {read.note}")


def suggests_zero(draft: Draft) -> bool:
    """Tell whether the row was rejected for an ИНН that is valid with a leading zero."""
    return draft.suggestion.startswith("0") and not check_inn(draft.suggestion).fault
