"""Guesses: words one slip away; dates, times and numbers in other notations."""

from __future__ import annotations

import random
import time

import pytest

from generator.problems.spellings import (
    guess_date,
    guess_form,
    guess_integer,
    guess_month,
    guess_number,
    guess_time,
    one_alphabet,
)
from generator.problems.suggestions import Words, distance

WORDS = Words(["name", "note", "source", "starts_on", "ends_on", "lat", "lon", "on", "klub-primer", "phones"])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nam", "name"),
        ("naame", "name"),
        ("anme", "name"),
        ("nаmе", "name"),
        ("NAME", "name"),
        (" name ", "name"),
        ("тфьу", "name"),
        ("sourse", "source"),
        ("soucre", "source"),
        ("starts on", "starts_on"),
        ("starts-on", "starts_on"),
        ("start_on", "starts_on"),
        ("klub_primer", "klub-primer"),
        ("клуб-пример", "klub-primer"),
        ("Клуб Пример", "klub-primer"),
        ("o", "on"),
        ("phone", "phones"),
    ],
)
def test_a_slip_finds_its_word(typed: str, meant: str) -> None:
    assert WORDS.guess(typed) == meant


@pytest.mark.parametrize("typed", ["", "zzz", "телефонная книга", "x" * 500, "123"])
def test_what_is_like_nothing_finds_nothing(typed: str) -> None:
    assert WORDS.guess(typed) == ""


def test_a_word_that_is_there_already_is_less_likely() -> None:
    assert {WORDS.guess("lan", taken=["lat"]), WORDS.guess("lan", taken=["lon"])} == {"lat", "lon"}
    assert WORDS.guess("lan", taken=["lat"]) == "lon"


def test_only_one_slip_is_sure() -> None:
    assert WORDS.surely("sourse") == "source"
    assert WORDS.surely("souurse") == ""
    assert WORDS.guess("souurse") == "source"


@pytest.mark.parametrize(
    ("first", "second", "slips"),
    [
        ("", "", 0),
        ("abc", "abc", 0),
        ("abc", "ab", 1),
        ("abc", "acb", 1),
        ("abc", "axc", 1),
        ("abcd", "badc", 2),
        ("a", "xyz", 3),
    ],
)
def test_distance(first: str, second: str, slips: int) -> None:
    assert distance(first, second) == distance(second, first) == slips


def test_guesses_among_ten_thousand_stay_quick() -> None:
    ids = [f"klub-{number}-primer" for number in range(10_000)]
    words = Words(ids)
    words.guess("klub-1-primr")  # the index is built once
    dice = random.Random(1)  # noqa: S311 - reproducible
    start = time.process_time()
    for _ in range(500):
        chosen = dice.choice(ids)
        place = dice.randrange(len(chosen))
        assert words.guess(chosen[:place] + "q" + chosen[place + 1 :]).startswith("klub-")
    assert time.process_time() - start < 2
    assert words.guess("sovsem-drugoe") == ""


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("12.11.2026", "2026-11-12"),
        ("12/11/2026", ""),
        ("12-11-2026", "2026-11-12"),
        ("15.03.98", "1998-03-15"),
        ("1.2.2026", "2026-02-01"),
        ("12.11.26", "2026-11-12"),
        ("12.11.2026 г.", "2026-11-12"),
        ("12 ноября 2026", "2026-11-12"),
        ("12\u00a0ноября 2026\u00a0г.", "2026-11-12"),
        ("12 НОЯБРЯ 2026 года", "2026-11-12"),
        ("12 ноя 2026", "2026-11-12"),
        ("2026.11.12", "2026-11-12"),
        ("2026/11/12", "2026-11-12"),
        ("2026-1-5", "2026-01-05"),
        ("20261112", "2026-11-12"),
        ("2026-11-12T00:00:00", "2026-11-12"),
        ("2О26-11-12", "2026-11-12"),
        ("2026-13-01", "2026-01-13"),
        ("11/13/2026", "2026-11-13"),
    ],
)
def test_dates_written_otherwise(typed: str, day: str) -> None:
    assert guess_date(typed) == day


@pytest.mark.parametrize(
    "typed", ["", "вчера", "ноябрь 2026", "31.04.2026", "2026-02-30", "00.00.2026", "12.11", "1.2.3.4", "99.99.9999"]
)
def test_no_date_is_made_up(typed: str) -> None:
    assert guess_date(typed) == ""


@pytest.mark.parametrize(
    ("typed", "hour"),
    [
        ("9:30", "09:30"),
        ("9.30", "09:30"),
        ("9-30", "09:30"),
        ("9 ч", "09:00"),
        ("09:30:00", "09:30"),
        ("24:00", ""),
        ("9-18", ""),
        ("9:3", ""),
        ("утром", ""),
    ],
)
def test_times_written_otherwise(typed: str, hour: str) -> None:
    assert guess_time(typed) == hour


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("450 000", "450000"),
        ("450\u00a0000 руб.", "450000"),
        ("721,4 тыс. руб.", "721400"),
        ("1,2 млн", "1200000"),
        ("100.00", "100"),
        ("0,5", ""),
        ("около ста", ""),
        ("-5", ""),
    ],
)
def test_whole_numbers_written_otherwise(typed: str, number: str) -> None:
    assert guess_integer(typed) == number


@pytest.mark.parametrize(
    ("typed", "month"),
    [
        ("ноябрь 2026", "2026-11"),
        ("11.2026", "2026-11"),
        ("2026.11", "2026-11"),
        ("12.11.2026", "2026-11"),
        ("13.2026", ""),
    ],
)
def test_months_written_otherwise(typed: str, month: str) -> None:
    assert guess_month(typed) == month


def test_forms() -> None:
    season = r"\d{4}-(?:summer|winter)"
    assert guess_form("лето 2026", season) == guess_form("2026 summer", season) == "2026-summer"
    assert guess_form("663 690", r"\d{6}") == "663690"
    assert guess_form("663 69", r"\d{6}") == ""


def test_one_alphabet() -> None:
    assert one_alphabet("Cветлый") == "Светлый"
    assert one_alphabet("Еxample") == "Example"
    assert one_alphabet("SMMщик") == ""
    assert guess_number("56,1131°") == "56.1131"
