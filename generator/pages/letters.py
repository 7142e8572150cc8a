"""Letters prepared for readers: ``mailto:`` links with subject and text filled in (RFC 6068). Pure."""

from __future__ import annotations

from urllib.parse import quote

from generator.catalog.models import Entity
from generator.model.rows import SettingsRow
from generator.model.schemas import DataPackage
from generator.model.words import Wording
from generator.phones import format_phone

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

Чем может помочь {center} (совет, помещение, партнёры{stage}):
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


def letters_of(wording: Wording, package: DataPackage) -> dict[str, tuple[str, str]]:
    """Map names to subject and text of letters that readers can start from."""
    stage = f", выступление на {wording.forum.pre}" if package.has("forum") else ""
    return {
        "idea": ("У меня есть идея для города", IDEA.format(center=wording.center.nom, stage=stage)),
        "consultation": ("Запись на консультацию", CONSULTATION),
        "registry": ("Добавить организацию в реестр", REGISTRY),
    }


def mailto(to: str, subject: str, text: str) -> str:
    """Return a mailto link with CRLF line ends (RFC 6068).

    It is percent-encoded throughout, so it needs no escaping.
    """
    return f"mailto:{quote(to, safe='@')}?subject={_encode(subject)}&body={_encode(text)}"


def _encode(text: str) -> str:
    return quote(text.replace("\n", "\r\n"), safe="")


def correction(settings: SettingsRow, entity: Entity) -> str:
    """Return a letter to the operator about a record, quoting its present contents; empty without a mailbox."""
    to = settings["operator_email"]
    if not to:
        return ""
    row = entity.row
    place = f"{entity.table}/{entity.id}"
    lines = [f"{WRONG}{settings['url']}{place}/", f"Запись: {place}.yml", f"Название: {entity.title}"]
    if row.get("phones"):
        lines.append(f"Телефон сейчас: {format_phone(row['phones'][0], settings['phone_code'])}")
    if row.get("address"):
        lines.append(f"Адрес сейчас: {row['address']}")
    return mailto(to, "Ошибка на портале", "\n".join(lines))
