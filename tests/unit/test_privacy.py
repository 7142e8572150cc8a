"""The gate for personal data: without a basis on that day, nothing about a person gets through."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from generator.catalog.privacy import (
    CONSENT_OF,
    OFFICIAL,
    people,
    public_person,
    public_row,
    public_texts,
    publishable_fields,
    term_of,
)
from generator.model.schemas import load_package
from generator.records.validate import Record

TABLES = load_package().tables
TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
TERM = term_of({}, TODAY)
SECRETS = {
    "name": "Секретова Анна",
    "position": "тайный директор",
    "phone": "+79990001122",
    "email": "tajna@example.org",
}
PERSON: Record = SECRETS | {"role": "head", "source": "анкета"}
CONSENT: Record = {"basis": "consent", "consent_given": TODAY - 30 * DAY, "consent_fields": list(OFFICIAL)}


def seen(**values: Any) -> set[str]:
    """Return which of the person's secrets a reader may see."""
    shown = str(public_row(TABLES["ngos"], {"name": "Клуб", "persons": [PERSON | values]}, TERM))
    return {name for name, secret in SECRETS.items() if secret in shown}


def test_the_control_sees_what_is_published() -> None:
    assert seen(basis="official") == OFFICIAL
    assert seen(**CONSENT) == OFFICIAL


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"basis": "other"},
        {"basis": "consent"},
        {"basis": "consent", "consent_fields": list(OFFICIAL)},
        CONSENT | {"consent_fields": []},
        CONSENT | {"consent_withdrawn": TODAY - DAY},
        CONSENT | {"consent_withdrawn": TODAY + DAY},
        CONSENT | {"consent_until": TODAY - DAY},
        CONSENT | {"consent_until": TODAY + 6 * DAY},
        CONSENT | {"consent_given": TODAY + DAY},
        CONSENT | {"consent_fields": ["position", "phone"]},
    ],
    ids=[
        "no basis",
        "odd",
        "bare",
        "no day",
        "no fields",
        "withdrawn",
        "withdrawn later",
        "expired",
        "ends before the next build",
        "not yet",
        "no name",
    ],
)
def test_without_a_basis_nothing_is_published(values: Record) -> None:
    assert seen(**values) == set()
    assert publishable_fields(PERSON | values, TERM) == frozenset()
    assert public_person(TABLES["persons"], PERSON | values, TERM) is None


def test_a_face_needs_its_own_consent() -> None:
    def shows_photo(**values: Any) -> bool:
        person = public_person(TABLES["persons"], PERSON | {"photo_file": "primer.jpg"} | values, TERM)
        return bool(person and person["photo_file"])

    assert not shows_photo(basis="official")
    assert not shows_photo(**CONSENT)
    assert shows_photo(**CONSENT | {"consent_fields": ["name", "photo"]})


@pytest.mark.parametrize(
    ("fields", "shown"),
    [(["name"], {"name"}), (["name", "phone"], {"name", "phone"}), (["name", "position"], {"name", "position"})],
)
def test_only_the_fields_of_the_consent(fields: list[str], shown: set[str]) -> None:
    assert seen(**CONSENT | {"consent_fields": fields}) == shown


def test_a_consent_holds_on_its_first_and_last_day() -> None:
    """The last day is the one until which a site built today may be online."""
    last = TODAY + 7 * DAY
    assert seen(**CONSENT | {"consent_given": TODAY, "consent_until": last}) == OFFICIAL
    assert seen(**CONSENT | {"consent_until": last - DAY}) == set()
    short = public_person(TABLES["persons"], PERSON | CONSENT | {"consent_until": TODAY + DAY}, term_of({}, TODAY))
    assert short is None
    daily = term_of({"republish_days": 1}, TODAY)
    assert public_person(TABLES["persons"], PERSON | CONSENT | {"consent_until": TODAY + DAY}, daily)


def test_the_papers_of_a_consent_stay_with_the_staff() -> None:
    papers = {"consent_reference": "папка 3", "consent_given": TODAY}
    row = public_row(
        TABLES["ngos"], {"name": "Клуб", "note": "для своих", "persons": [PERSON | CONSENT | papers]}, TERM
    )
    shown = str(row)
    assert SECRETS["name"] in shown
    for secret in ("папка 3", "для своих", "consent", "basis"):
        assert secret not in shown


def test_persons_of_nested_rows_pass_the_same_gate() -> None:
    forum = {
        "title": "Форум",
        "sessions": [{"title": "А", "persons": [PERSON]}, {"title": "Б", "persons": [PERSON | CONSENT]}],
    }
    row = public_row(TABLES["forums"], forum, TERM)
    assert [len(session["persons"]) for session in row["sessions"]] == [0, 1]


def test_rows_are_dense_and_the_record_is_not_touched() -> None:
    record: Record = {"name": "Клуб", "persons": [PERSON]}
    row = public_row(TABLES["ngos"], record, TERM)
    staff = {f.name for f in TABLES["ngos"].fields if f.show == "staff"}
    assert set(row) == ({f.name for f in TABLES["ngos"].fields} | set(TABLES["ngos"].nested)) - staff
    assert (row["phones"], row["site"], row["services"]) == ((), None, ())
    assert record == {"name": "Клуб", "persons": [PERSON]}


def test_personal_fields_of_the_schema_are_those_of_the_gate() -> None:
    personal = {f.name for table in load_package().tables.values() for f in table.fields if f.personal}
    assert personal == OFFICIAL | CONSENT_OF.keys()
    assert not load_package().tables["persons"].exported


def test_people_are_parted_by_what_has_a_basis() -> None:
    forum = {"title": "Форум", "sessions": [{"title": "А", "persons": [PERSON, PERSON | CONSENT]}]}
    (kept, none), (nothing, shown) = people(TABLES["forums"], forum, TERM)
    assert (kept.name, kept.phone, kept.email) == (SECRETS["name"], SECRETS["phone"], SECRETS["email"])
    assert (shown.name, shown.phone, shown.email) == (SECRETS["name"], SECRETS["phone"], SECRETS["email"])
    assert not any((none.name, none.phone, none.email, nothing.name, nothing.phone, nothing.email))


def test_texts_for_readers_come_with_their_place() -> None:
    row: Record = {
        "name": "Клуб",
        "note": "для своих",
        "audiences": ["зал", "стол"],
        "persons": [PERSON, PERSON | CONSENT],
    }
    found = [*public_texts(TABLES["ngos"], row, TERM)]
    assert (("name",), "Клуб") in found
    assert [trail for trail, text in found if text in ("зал", "стол")] == [("audiences",)] * 2
    assert [trail for trail, text in found if text == SECRETS["name"]] == [("persons", 1, "name")]
    assert "для своих" not in [text for _, text in found]
    listed: Record = {"indicators": [{"title": "Встречи"}]}
    assert [*public_texts(TABLES["indicators"], listed, TERM)] == [(("indicators", 0, "title"), "Встречи")]
