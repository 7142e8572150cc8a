"""Withheld people are found in any spelling, anywhere; others with similar names are not.

A new way to write a name, a phone or a mailbox is a line of ``FORMS``: it is tried in every kind of place.
"""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from html import escape
from urllib.parse import quote

import pytest
from pypdf import PdfWriter
from pypdf.annotations import FreeText, Link
from pypdf.generic import DecodedStreamObject, NameObject, StreamObject

from generator.persons.files import MAX_DEPTH, UnreadableError, texts_of
from generator.persons.matcher import Matcher, Person, make_matcher

PEOPLE = [
    Person("Примерова Тайна Петровна", "+79000000077", "tayna@primer.example"),
    Person("Примеров-Образцов Фёдор Ильич", "", "info@почта.рф"),
    Person("Анна Примеренко"),
    Person("Примерных Юлия Сергеевна"),
    Person("Заяц Павел Львович"),
    Person("Примерская Мария Петровна"),
    Person("Примерин Лев Олегович"),
    Person("Щукинский Евгений Юрьевич", "+73916990077", "e.schuk+portal@primer.example"),
    Person("Белый Иван Сергеевич"),
]
PUBLIC = [Person("Образцова Анна Ивановна", "+79000000099")]
MATCHER = make_matcher(PEOPLE, PUBLIC, "39169")
FORMS = {
    "as recorded": "Примерова Тайна Петровна",
    "genitive": "Примеровой Тайны Петровны",
    "dative": "Примеровой Тайне Петровне",
    "accusative": "Примерову Тайну Петровну",
    "instrumental": "Тайной Петровной Примеровой",
    "prepositional": "о Тайне Примеровой",
    "name first": "Тайна Примерова",
    "comma": "Примерова, Тайна",
    "initials behind": "Примерова Т. П.",
    "initials before": "Т. П. Примерова",
    "initials in a case": "Т.П. Примеровой",
    "initials without blanks": "Т.П.Примерова",
    "initials glued": "ПримероваТ.П.",
    "one initial": "Директор Т. Примерова",
    "no-break spaces": "Примерова\u00a0Т.\u00a0П.",
    "thin space": "Примерова\u202fТайна",
    "small letters": "примерова тайна",
    "large letters": "ПРИМЕРОВА ТАЙНА",
    "latin look-alikes": "Примepoвa Taйна",
    "soft hyphen": "Приме\u00adрова Тайна",
    "zero width": "Приме\u200bрова Тайна",
    "stress mark": "Приме\u0301рова Тайна",
    "й of two signs": "Примерова Таи\u0306на",
    "line break": "Примерова\nТайна",
    "name and patronymic": "Звоните Тайне Петровне",
    "on behalf": "от имени Примеровой Тайны",
    "compound": "Фёдора Примерова-Образцова",
    "compound, e, hyphen of another kind": "Примеров\u2011Образцов Федор",
    "compound, initials": "Ф. И. Примерову-Образцову",
    "енко": "Анны Примеренко",
    "енко, initial": "Примеренко А.",
    "ых": "Юлии Примерных",
    "ых, initials": "Ю.С. Примерных",
    "a vowel that goes": "Павлу Зайцу",
    "a vowel that goes, initials": "Зайца П. Л.",
    "ская": "Марии Примерской",
    "ская, initials": "Примерскую М.П.",
    "ин": "с Львом Примериным",
    "phone": "+79000000077",
    "phone, 8": "8-900-000-00-77",
    "phone, brackets": "8 (900) 000 00 77",
    "phone, no country": "900 000-00-77",
    "phone, dots": "8.900.000.00.77",
    "phone, no-break": "+7\u00a0900\u00a0000-00-77",
    "phone, 7": "79000000077",
    "phone behind a word": "тел.89000000077,",
    "mailbox": "tayna@primer.example",
    "mailbox, large": "TAYNA@Primer.Example",
    "mailbox spelt": "tayna [at] primer.example",
    "mailbox, punycode": "info@xn--80a1acny.xn--p1ai",
    "mailbox, Cyrillic": "info@почта.рф",
    "initials without dots": "Примерова ТП",
    "initials without dots or blanks": "ПримероваТП",
    "initials with a hyphen": "Примерова Т-П",
    "initials behind a hyphen": "директор-Т.П.Примерова",
    "parted by a hyphen": "Примерова-Тайна",
    "a family": "Тайна и Иван Примеровы",
    "a family, surname first": "Примеровых Ивана и Тайны",
    "half of a surname": "Фёдор Образцов",
    "half of a surname, patronymic": "Примерову Фёдору Ильичу",
    "end of a line": "Приме-\nрова Тайна",
    "blanks between letters": "П р и м е р о в а  Т а й н а",
    "a letter that is not seen": "При\u3164мерова Тайна",
    "Latin letters": "Primerova Tayna",
    "Latin letters, name first": "taina_primerova",
    "Latin letters, name of a file": "foto-primerova-tayna-2024",
    "Latin letters, initials": "primerova_t_p",
    "Latin letters, passport": "Shchukinskiy Evgeniy",
    "Latin letters, as heard": "Schukinsky E. Yu.",
    "phone, colons": "8:900:000:00:77",
    "phone, commas": "+7,900,000,00,77",
    "phone, dots in the middle": "8·900·000·00·77",
    "phone, square brackets": "8 [900] 000-00-77",
    "phone, other digits": "٨٩٠٠٠٠٠٠٠٧٧",
    "phone, from abroad": "0079000000077",
    "phone of the town": "9-00-77, приёмная",  # the area code is 391 69
    "phone of the town, dashes": "9–00–77",
    "phone of the town, called so": "тел. 90077",
    "phone of the town, with its code": "8 (391-69) 9 00 77",
    "mailbox, words": "tayna at primer dot example",
    "mailbox, Russian words": "tayna собака primer точка example",
    "mailbox, signs around": "tayna «собака» primer [.] example",
    "mailbox, with a mark": "tayna+news@primer.example",
    "mailbox without its mark": "E.Schuk@primer.example",
    "mailbox, percents": "mailto:%74ayna%40primer%2Eexample",
}
OTHERS = {
    "a namesake": "Ольга Примерова",
    "other initials": "Примерова О. К.",
    "other first initial": "К. Т. Примерова",
    "another patronymic": "Примерова Тайна Сергеевна",
    "another surname": "Сидорова Тайна Петровна",
    "a man of that surname": "Примеров Т. П.",
    "a list of people": "Сидорова Т. П., Примерова О. К.",
    "a plain word": "Примеры и образцы",
    "a given name": "Тайна",
    "a hare": "Павел видел: заяц пришёл",
    "in honour": "Фонд имени Тайны Примеровой",
    "in honour, short": "библиотека им. Т. П. Примеровой",
    "a public person": "Образцовой Анны Ивановны",
    "a public person by her patronymic": "Анна Ивановна",
    "a public phone": "8 900 000-00-99",
    "number of a taxpayer": "ИНН 790000000771",
    "number of a register": "ОГРН 1900000007712",
    "one digit before": "190000000775",
    "a fraction": "94.9000000077",
    "another phone": "+7 900 000-00-78",
    "a longer mailbox": "natayna@primer.example",
    "a longer host": "tayna@primer.example.com",
    "a colour": "Одежда: белый, Иван в красном",
    "one half and another name": "Образцов Илья",
    "a family of others": "Пётр и Иван Примеровы",
    "Latin letters, a namesake": "primerova-olga",
    "Latin letters, a word": "primer-tayna",
    "a page elsewhere": "https://site.example/primerova_tayna",
    "a mailbox of the office": "primerova.tayna@office.example",
    "a phone of another town": "8 (39161) 9-00-77",
    "a number": "90077 рублей",
    "an index": "индекс 690077",
    "a longer phone": "тел. 190077",
}


def tagged(text: str) -> str:
    first, blank, rest = text.partition(" ")
    return f"<p><b>{escape(first)}</b>\n<i class='x'>{escape(rest)}</i></p>" if blank else f"<p>{escape(text)}</p>"


def packed(text: str, name: str = "word/document.xml") -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
    return body.getvalue()


def in_zip(body: bytes) -> bytes:
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("inner.bin", body)
    return outer.getvalue()


def calendar(text: str) -> str:
    """Fold lines in the middle of words, as RFC 5545 does."""
    line = "SUMMARY:" + text.replace("\n", "\\n").replace(",", "\\,")
    return "BEGIN:VCALENDAR\r\n" + "\r\n ".join(line[i : i + 5] for i in range(0, len(line), 5)) + "\r\nEND:VCALENDAR"


PLACES: dict[str, Callable[[str], bytes]] = {
    "text": str.encode,
    "a sentence": lambda text: f"Пишем так: {text}; и далее.".encode(),
    "page": lambda text: tagged(text).encode(),
    "attribute": lambda text: f'<img alt="{escape(text)}">'.encode(),
    "entities": lambda text: "".join(f"&#{ord(sign)};" for sign in text).encode(),
    "address": lambda text: f'<a href="mailto:?body={quote(text)}">'.encode(),
    "json": lambda text: json.dumps({"name": text}).encode(),
    "table": lambda text: f"1;{text};2".encode(),
    "calendar": lambda text: calendar(text).encode(),
    "utf-16": lambda text: text.encode("utf-16"),
    "gzip": lambda text: gzip.compress(tagged(text).encode()),
    "document": packed,
    "archive in an archive": lambda text: in_zip(packed(text)),
    "runs of a document": lambda text: packed(f"<w:t>{escape(text[:3])}</w:t><w:t>{escape(text[3:])}</w:t>"),
}


def tells(body: bytes, matcher: Matcher = MATCHER) -> bool:
    return any(matcher.tells(text) for text in texts_of(body))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("form", FORMS)
def test_a_withheld_person_is_found_in_every_form_at_every_place(form: str, place: str) -> None:
    assert tells(PLACES[place](FORMS[form]))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ("а < б", "в > г"),
        ("ул.", "ул."),
        ("памяти", ", 5"),
        ("8 (391) 6", "0"),
        ("&#1055;", "%41"),
        ("т-", "-т"),
    ],
)
def test_texts_searched_at_once_tell_the_same_as_each_alone(before: str, after: str) -> None:
    for text in [*FORMS.values(), *OTHERS.values()]:
        assert MATCHER.look_through([before, text, after])[1] == MATCHER.look(text), text


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_others_are_left_alone(text: str) -> None:
    assert [match for match in MATCHER.look(text) if match.kind != "surname"] == []


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Руководит Примерова", [("surname", False)]),
        ("Спросите Примерову", [("surname", False)]),
        ("ул. Примеровой", [("surname", True)]),
        ("на Примеровой, 5", [("surname", True)]),
        ("Заяц Ольга", []),
        ("Заяц пришёл", []),  # an ordinary word names nobody by itself
    ],
)
def test_a_surname_alone_is_weighed_apart(text: str, kinds: list[tuple[str, bool]]) -> None:
    assert [(match.kind, match.common) for match in MATCHER.look(text)] == kinds


def test_a_match_says_its_line_and_column() -> None:
    found = MATCHER.look("Первая строка\nЗвоните: Тайна Примерова\n")
    assert [(match.line, match.column) for match in found] == [(2, 10)]


def test_a_name_that_is_lawfully_public_is_looked_for_no_more() -> None:
    same = make_matcher([Person("Примерова Тайна")], [Person("Тайна Примерова")])
    assert not same
    fuller = make_matcher([Person("Примерова Тайна Петровна")], [Person("Примерова Тайна")])
    assert fuller.tells("Примерова Тайна Петровна")
    assert not fuller.tells("Примерова Тайна")


def test_archives_too_deep_and_broken_ones_are_reported() -> None:
    body = b"text"
    for _ in range(MAX_DEPTH + 2):
        body = in_zip(body)
    for bad in (body, in_zip(body)[:60], b"%PDF-1.7\nnothing"):
        with pytest.raises(UnreadableError):
            [*texts_of(bad)]


def stream(text: str, kind: str = "") -> StreamObject:
    made = DecodedStreamObject()
    made.set_data(text.encode())
    if kind:
        made[NameObject("/Type")] = NameObject(kind)
    return made


def rooted(key: str, made: StreamObject) -> Callable[[PdfWriter], object]:
    return lambda pdf: pdf._root_object.update({NameObject(key): pdf._add_object(made)})


IN_PDF: dict[str, Callable[[PdfWriter], object]] = {
    "author": lambda pdf: pdf.add_metadata({"/Author": FORMS["genitive"]}),
    "name of a file": lambda pdf: pdf.add_attachment(f"{FORMS['comma']}.txt", b"-"),
    "file": lambda pdf: pdf.add_attachment("a.txt", FORMS["genitive"].encode()),
    "bookmark": lambda pdf: pdf.add_outline_item(title=FORMS["genitive"], page_number=0),
    "link": lambda pdf: pdf.add_annotation(0, Link(rect=(0, 0, 9, 9), url="mailto:tayna@primer.example")),
    "note": lambda pdf: pdf.add_annotation(0, FreeText(text=FORMS["genitive"], rect=(0, 0, 9, 9))),
    "script": rooted("/JS", stream("mail('tayna@primer.example')")),
    "properties": rooted("/Metadata", stream(FORMS["genitive"], "/Metadata")),
    "file of a note": rooted("/FS", stream(FORMS["genitive"], "/EmbeddedFile")),
}


@pytest.mark.parametrize("place", IN_PDF)
def test_a_pdf_is_read_wherever_it_has_texts(place: str) -> None:
    bodies = []
    for put in (IN_PDF[place], lambda pdf: None):
        pdf = PdfWriter()
        pdf.add_blank_page(100, 100)
        put(pdf)
        body = io.BytesIO()
        pdf.write(body)
        bodies.append(tells(body.getvalue()))
    assert bodies == [True, False]


@pytest.mark.parametrize("form", ["dative", "initials before", "phone, brackets", "mailbox"])
def test_letters_of_a_pdf_are_read(form: str) -> None:
    typst = pytest.importorskip("typst")
    assert tells(typst.compile(f'#set text(lang: "ru")\n#text({json.dumps(FORMS[form], ensure_ascii=False)})'.encode()))
    assert not tells(typst.compile("Фонд имени Тайны Примеровой".encode()))
