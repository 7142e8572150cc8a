"""Properties of any text, number and day."""

from __future__ import annotations

import re
from datetime import date
from types import SimpleNamespace

from hypothesis import given, settings
from hypothesis import strategies as st

from generator import phones, text
from generator.catalog.facets import LETTER_CODES
from generator.model.identifiers import CHECKS, SLUG
from generator.pages.render import _by_letter
from generator.problems import spellings
from generator.problems.spellings import guess_date, guess_integer, guess_number, guess_time
from generator.problems.suggestions import Words, distance
from generator.records.yaml import ScalarNode, parse_record
from generator.records.yaml.characters import FORBIDDEN
from generator.records.yaml.lines import in_quotes, nested_quotes

RUSSIAN = st.text("абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВЁЯ «»\"'-.,0123456789abcXYZ", max_size=80)
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
WORDS = st.text("abcdefghij_", min_size=1, max_size=12)


@given(st.integers())
def test_a_plural_is_one_of_three_and_turns_with_a_hundred(number: int) -> None:
    word = text.plural(number, "запись", "записи", "записей")
    assert word in {"запись", "записи", "записей"}
    assert word == text.plural(abs(number) % 100, "запись", "записи", "записей")


@given(st.integers(0, 10**12))
def test_money_says_the_exact_sum(roubles: int) -> None:
    shown = text.format_money(roubles).removesuffix(f"{text.NBSP}руб.")
    scale = 1_000_000 if "млн" in shown else 1_000 if "тыс." in shown else 1
    digits = re.sub(rf"[{text.NBSP} ]|тыс\.|млн", "", shown).replace(",", ".")
    assert round(float(digits) * scale) == roubles


@given(DAYS, DAYS)
def test_dates_have_no_plain_space_to_break_at_the_year(first: date, last: date) -> None:
    shown = text.format_dates(min(first, last), max(first, last))
    assert shown.endswith(f"{text.NBSP}г.")
    assert str(max(first, last).year) in shown
    assert not re.search(r" г\.", shown)


@given(DAYS)
def test_usual_writings_of_a_day_are_guessed(day: date) -> None:
    month = text.MONTHS[day.month - 1]
    for typed in (
        f"{day:%d.%m.%Y}",
        f"{day.day}.{day.month}.{day.year}",
        f"{day.day} {month} {day.year} г.",
        f"{day:%Y/%m/%d}",
    ):
        assert guess_date(typed) == day.isoformat()
    assert guess_date(text.format_date(day)) == day.isoformat()


@given(st.text(max_size=80))
def test_guesses_never_raise_and_are_of_their_form(typed: str) -> None:
    assert re.fullmatch(r"(\d{4}-\d\d-\d\d)?", guess_date(typed))
    assert re.fullmatch(r"(\d\d:\d\d)?", guess_time(typed))
    assert re.fullmatch(r"\d*", guess_integer(typed))
    assert re.fullmatch(r"(-?\d+(\.\d+)?)?", guess_number(typed))
    assert re.fullmatch(r"(\d{4}-\d\d)?", spellings.guess_month(typed))


@given(st.text(max_size=60))
def test_checks_never_raise(typed: str) -> None:
    for name, check in CHECKS.items():
        verdict = check(typed)
        assert bool(verdict.fault) == bool(verdict.hint), name
        assert not verdict.guess or not check(verdict.guess).fault, (name, typed, verdict)


@given(st.from_regex(r"\+7[3489][0-9]{9}", fullmatch=True))
def test_a_phone_prints_its_own_digits_and_reads_back(number: str) -> None:
    for area in ("39169", "391", ""):
        shown = phones.format_phone(number, area)
        assert re.sub(r"\D", "", shown) == number[1:]
        assert phones.format_phone(shown, area) == shown


@given(RUSSIAN)
def test_slugs_are_ids_or_empty_and_do_not_change_again(name: str) -> None:
    slug = text.slugify(name)
    assert not slug or SLUG.fullmatch(slug)
    assert len(slug) <= 60
    assert text.slugify(slug) == slug
    assert text.slugify(name.upper()) == slug


@given(RUSSIAN, RUSSIAN)
def test_sort_keys_agree_with_equality_of_letters(first: str, second: str) -> None:
    keys = text.sort_key(first), text.sort_key(second)
    assert (keys[0] < keys[1]) + (keys[0] == keys[1]) + (keys[0] > keys[1]) == 1
    assert text.sort_key(first.upper())[0] == text.sort_key(first)[0]
    assert "ё" not in keys[0][0]


@given(RUSSIAN)
def test_folding_twice_is_folding_once(name: str) -> None:
    assert text.fold(text.fold(name)) == text.fold(name)
    assert text.fold(name.upper()) == text.fold(name)


@given(WORDS, st.data())
def test_one_slip_always_finds_its_word(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word) - 1))
    slip = data.draw(
        st.sampled_from(
            [
                word[:place] + word[place + 1 :],
                word[:place] + "q" + word[place + 1 :],
                word[:place] + "q" + word[place:],
            ]
        )
    )
    if slip:
        assert Words([word, "зззззззззззз"]).guess(slip) == word
        assert distance(word, slip) == 1


@given(st.lists(WORDS, max_size=6), WORDS)
def test_a_guess_is_a_known_word(known: list[str], typed: str) -> None:
    assert Words(known).guess(typed) in {*known, ""}
    assert typed not in known or Words(known).guess(typed) == typed


@settings(max_examples=300)
@given(st.text(max_size=60))
def test_a_value_put_in_quotes_reads_back(value: str) -> None:
    plain = FORBIDDEN.sub("", " ".join(value.split()))
    import unicodedata

    plain = unicodedata.normalize("NFC", plain)
    if not plain or FORBIDDEN.search(plain):
        return
    parsed = parse_record(f"k: {in_quotes(plain)}\n", "x.yml")
    assert parsed.problems == []
    assert parsed.root is not None
    node = parsed.root.entries["k"]
    assert isinstance(node, ScalarNode)
    assert node.text == nested_quotes(plain)


@settings(max_examples=300)
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(record: str) -> None:
    parsed = parse_record(record, "x.yml")
    assert parsed.root is not None or parsed.problems
    assert all(problem.line >= 1 and problem.column >= 1 and problem.hint for problem in parsed.problems)


@given(st.lists(st.one_of(RUSSIAN, st.text(max_size=3)).filter(str.strip), max_size=12))
def test_every_name_has_a_letter_and_each_letter_occurs_once(names: list[str]) -> None:
    """In the order of names, signs and digits sort on both sides of letters; only misprints begin with ъ or ь."""
    ngos = [SimpleNamespace(title=name) for name in sorted(names, key=text.sort_key)]
    letters = [letter for letter, _ in _by_letter(ngos)]
    assert len(letters) == len(set(letters))
    assert set(letters) <= LETTER_CODES.keys()
    assert {text.letter_of(name) for name in ("~", "404", "Ъ", "«Ь»", "ß", "﷽", "Ярмарка", "Zoo")} == {
        "0–9",
        "A–Z",
        "Я",
    }
