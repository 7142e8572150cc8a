"""Letters prepared for readers: ``mailto:`` addresses whose subject and text are filled in (RFC 6068). Pure."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

from generator.models import Entity
from generator.text import format_phone
from generator.validate import Record

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


def mailto(to: str, subject: str, text: str) -> str:
    """A link that opens a letter; lines end as RFC 6068 asks. Percent-encoded throughout, so it needs no escaping."""
    return f"{_begin(to, subject)}{_encode(text)}"


@lru_cache(maxsize=16)
def _begin(to: str, subject: str) -> str:
    return f"mailto:{quote(to, safe='@')}?subject={quote(subject, safe='')}&body="


def _encode(text: str) -> str:
    return "%0D%0A".join(map(percent_encode, text.split("\n")))


def percent_encode(text: str) -> str:
    """The text as a part of an address (RFC 3986). Word by word: the same words stand on thousands of pages."""
    return "%20".join(map(_encode_word, text.split(" ")))


@lru_cache(maxsize=1 << 14)
def _encode_word(word: str) -> str:
    return quote(word, safe="")


@lru_cache(maxsize=4)
def _wrong(to: str) -> str:
    return mailto(to, "Ошибка на портале", WRONG)


def correction(settings: Record, entity: Entity) -> str:
    """A letter to the operator about a record: what it says now is in it. Empty when no mailbox is known."""
    to = settings["operator_email"]
    if not to:
        return ""
    row = entity.row
    facts = [f"{settings['url']}{entity.url}", f"Запись: {entity.table}/{entity.id}.yml", f"Название: {entity.title}"]
    if row.get("phones"):
        facts.append(f"Телефон сейчас: {format_phone(row['phones'][0], settings['phone_code'])}")
    if row.get("address"):
        facts.append(f"Адрес сейчас: {row['address']}")
    return _wrong(to) + _encode("\n".join(facts))
