"""Invented numbers that pass the checks of real ones: ИНН, ОГРН, КПП, phones, points.

They use tax offices 24xx that do not exist and an unused block of phones: nothing here belongs to anyone.
"""

from __future__ import annotations

from random import Random
from typing import Any

from stdnum.ru import inn as ru_inn

PER_OFFICE = 100_000
NGO_OFFICE, BODY_OFFICE = 99, 89


def make_inn(serial: int, office: int = NGO_OFFICE) -> str:
    """Return ten digits of region 24 with a valid checksum, unique for serials below 1 000 000."""
    digits = f"24{office - serial // PER_OFFICE:02d}{serial % PER_OFFICE:05d}"
    return digits + str(ru_inn.calc_company_check_digit(digits))


def make_ogrn(serial: int, year: int, office: int = NGO_OFFICE) -> str:
    """Return thirteen digits of region 24 and the year, with a valid checksum."""
    digits = f"1{year % 100:02d}24{office - serial // PER_OFFICE:02d}{serial % PER_OFFICE:05d}"
    return f"{digits}{int(digits) % 11 % 10}"


def make_ogrnip(serial: int, year: int) -> str:
    """Return fifteen digits of an entrepreneur, with a valid checksum."""
    digits = f"3{year % 100:02d}24{serial:09d}"
    return f"{digits}{int(digits) % 13 % 10}"


def make_kpp(office: int = NGO_OFFICE) -> str:
    return f"24{office:02d}01001"


def make_minjust(serial: int, form: str) -> str:
    """Return a Minjust number; its class follows from the legal form."""
    kind = {"religious": "11", "public_organisation": "12", "public_movement": "12", "trade_union": "12"}
    return f"24{kind.get(form, '14')}{serial % 1_000_000:06d}"


def make_phone(serial: int) -> str:
    """Return a number in the block 39169 0-xx-xx."""
    return f"+7391690{serial % 10_000:04d}"


def make_point(dice: Random) -> dict[str, Any]:
    """Return a point inside the box of the settings."""
    return {"lat": round(56.09 + dice.random() * 0.05, 4), "lon": round(94.53 + dice.random() * 0.12, 4)}
