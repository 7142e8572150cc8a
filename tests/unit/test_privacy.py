"""What of a person may be published: every basis and every way to lose it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from generator.privacy import public_person, public_row

TODAY = date(2026, 11, 23)
PERSON: dict[str, Any] = {
    "name": "Примерова Анна (пример)",
    "role": "contact",
    "position": "директор",
    "phone": "+73916900000",
    "email": "info@example.org",
}
CONSENT = PERSON | {
    "basis": "consent",
    "consent_given": date(2026, 1, 10),
    "consent_until": date(2027, 1, 10),
    "consent_fields": ["name", "position"],
    "consent_reference": "папка 3",
}


def test_official_is_published_whole() -> None:
    found = public_person(PERSON | {"basis": "official"}, TODAY)
    assert found is not None
    assert {name: found[name] for name in PERSON} == PERSON


def test_consent_publishes_its_fields_only() -> None:
    found = public_person(CONSENT, TODAY)
    assert found is not None
    assert (found["name"], found["position"], found["phone"], found["email"]) == (
        PERSON["name"],
        PERSON["position"],
        None,
        None,
    )


@pytest.mark.parametrize(
    "change",
    [
        {"basis": None},
        {"basis": "other"},
        {"consent_given": None},
        {"consent_given": date(2026, 12, 1)},
        {"consent_until": date(2026, 11, 22)},
        {"consent_withdrawn": date(2026, 2, 1)},
        {"consent_fields": ["position", "phone"]},
        {"consent_fields": []},
    ],
)
def test_without_a_basis_nothing_is_published(change: dict[str, Any]) -> None:
    assert public_person(CONSENT | change, TODAY) is None


def test_the_last_day_of_a_consent_still_counts() -> None:
    assert public_person(CONSENT | {"consent_until": TODAY}, TODAY) is not None


def test_staff_fields_never_leave_a_record() -> None:
    row = public_row("ngos", {"id": "a", "name": "А", "note": "секрет", "persons": [PERSON, CONSENT]}, TODAY)
    assert "note" not in row
    assert [person["name"] for person in row["persons"]] == [PERSON["name"]]
    assert all("consent_reference" not in person and "basis" not in person for person in row["persons"])
    assert row["phones"] == ()
    assert row["services"] == ()
