"""Prepared letters: a mail program reads back what was meant, whatever a record contains."""

from __future__ import annotations

from email.message import EmailMessage
from urllib.parse import parse_qs, quote, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from generator.catalog.models import Entity
from generator.model.schemas import load_package
from generator.model.words import words_of
from generator.pages.letters import correction, letters_of, mailto

SETTINGS = {"operator_email": "centr@example.org", "url": "https://portal.example/", "phone_code": "39169"}
ROW = {"phones": ["+73916900000"], "address": 'ул. Примерная, д. 1 & "двор" <b>?subject=x#y'}


def read(link: str) -> EmailMessage:
    """Return the letter a mail program would open."""
    parts = urlsplit(link)
    assert (parts.scheme, parts.fragment) == ("mailto", "")
    fields = parse_qs(parts.query, strict_parsing=True)
    assert set(fields) == {"subject", "body"}
    message = EmailMessage()
    message["To"], message["Subject"] = parts.path, fields["subject"][0]
    message.set_content(fields["body"][0])
    return message


def test_a_letter_about_a_record_has_its_data() -> None:
    message = read(correction(SETTINGS, Entity("ngos", "klub", ROW, "Клуб «Пример»")))
    assert message["To"] == "centr@example.org"
    text = message.get_content()
    for part in ("https://portal.example/ngos/klub/", "ngos/klub.yml", "Клуб «Пример»", "0-00-00", ROW["address"]):
        assert part in text


def test_without_a_mailbox_there_is_no_letter() -> None:
    assert correction(SETTINGS | {"operator_email": None}, Entity("ngos", "klub", ROW, "Клуб")) == ""


def test_letters_end_their_lines_as_mail_does() -> None:
    for subject, text in letters_of(words_of({}), load_package()).values():
        link = mailto("centr@example.org", subject, text)
        assert "%0D%0A" in link
        assert link.isascii()
        assert len(link) < 2000 * 3  # old mail programs cut off longer addresses
        assert read(link)["Subject"] == subject


@given(st.text(st.characters(codec="utf-8")))
def test_texts_are_encoded_throughout(text: str) -> None:
    line = text.replace("\n", "")
    body = quote(text, safe="").replace("%0A", "%0D%0A")
    assert mailto(line, line, text) == f"mailto:{quote(line, safe='@')}?subject={quote(line, safe='')}&body={body}"
