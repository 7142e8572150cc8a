"""Letters prepared for readers: ``mailto:`` addresses whose subject and text are filled in (RFC 6068). Pure."""

from __future__ import annotations

import string
from functools import lru_cache

from generator.catalog.models import Entity
from generator.records.validate import Record
from generator.text import format_phone

WRONG = """Здравствуйте!

Что неверно:

Как правильно:

Откуда это известно:

Страница: """
IDEA = """Здравствуйте!

Меня зовут …, мой телефон …

Что не так и кому от этого плохо:

Что я предлагаю:

Кто ещё готов участвовать:

Чем может помочь центр (совет, помещение, партнёры, выступление на форуме):
"""
CONSULTATION = """Здравствуйте!

Прошу записать меня на консультацию или экспертную оценку заявки.

Меня зовут …, мой телефон …
Организация или группа:
О чём хочу посоветоваться:
Если заявка на конкурс — какой и до какого числа:
Когда мне удобно:
"""
REGISTRY = """Здравствуйте!

Прошу добавить в реестр нашу организацию или группу.

Название:
Чем занимаемся, одним-двумя предложениями:
Кому помогаем:
Услуги, бесплатно или нет, как получить:
Телефон, почта и адрес организации:
Часы приёма:
ИНН и ОГРН, если есть:
Кто сообщает и как с вами связаться:
"""
LETTERS = {
    "idea": ("У меня есть идея для города", IDEA),
    "consultation": ("Запись на консультацию", CONSULTATION),
    "registry": ("Добавить организацию в реестр", REGISTRY),
}


class _Hex(dict[int, str]):
    """Sign → how it stands in an address: unreserved ones of RFC 3986 as they are, of others the bytes of UTF-8."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        found = self[code] = sign if sign in UNRESERVED else "%" + sign.encode().hex("%").upper()
        return found


UNRESERVED = frozenset(string.ascii_letters + string.digits + "-._~")
HEX = _Hex()


def mailto(to: str, subject: str, text: str) -> str:
    """A link that opens a letter; lines end as RFC 6068 asks. Percent-encoded throughout, so it needs no escaping."""
    mailbox = "@".join(map(encode, to.split("@")))
    return f"mailto:{mailbox}?subject={encode(subject)}&body={encode(text)}"


def encode(text: str) -> str:
    """The text as a part of an address, its lines ended as in letters."""
    return text.replace("\n", "\r\n").translate(HEX)


def percent_encode(text: str) -> str:
    """The same of one line. Word by word: the same words stand on thousands of pages."""
    return "%20".join(map(_encode_word, text.split(" ")))


_encode_word = lru_cache(maxsize=1 << 14)(encode)
BREAK = encode("\n")
RECORD, NAME, PHONE, ADDRESS = (
    BREAK + encode(f"{title}: ") for title in ("Запись", "Название", "Телефон сейчас", "Адрес сейчас")
)


@lru_cache(maxsize=4)
def _wrong(to: str, url: str) -> str:
    return mailto(to, "Ошибка на портале", WRONG + url)


def correction(settings: Record, entity: Entity) -> str:
    """A letter to the operator about a record: what it says now is in it. Empty when no mailbox is known."""
    to = settings["operator_email"]
    if not to:
        return ""
    row = entity.row
    place = f"{entity.table}%2F{entity.id}"  # ids are slugs
    letter = f"{_wrong(to, settings['url'])}{place}%2F{RECORD}{place}.yml{NAME}{percent_encode(entity.title)}"
    if row.get("phones"):
        letter += PHONE + encode(format_phone(row["phones"][0], settings["phone_code"]))
    if row.get("address"):
        letter += ADDRESS + percent_encode(row["address"])
    return letter
