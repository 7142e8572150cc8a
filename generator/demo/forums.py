"""Invented forums: held, planned with a programme, announced, cancelled, and one so old that its dates are unknown."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from generator.demo.decisions import make_decisions
from generator.demo.digits import make_point
from generator.demo.programme import make_listed_sessions, make_sessions
from generator.demo.seasons import ForumDate, previous_forum
from generator.demo.words import load_town
from generator.demo.world import SOURCE, World

Record = dict[str, Any]
ACCESS = ("full", "partly", "none")
QUALIFIERS = ("about", "exact", "more_than")
STORY = (
    "Форум выдуман, чтобы показать, как выглядит полная запись.\n\n"
    "Два дня жители, организации и власть говорят за одним столом. Рядом работает выставка стендов: "
    "подойдите, спросите, чем можно помочь.\n\nРешения форума получают адресата и срок, а портал следит за ответами."
)


def make_forum(world: World, slot: ForumDate, slots: list[ForumDate]) -> Record:
    """Return the record of one forum from the calendar ``slots``."""
    season = "Зимний" if slot.id.endswith("winter") else "Летний"
    record: Record = {
        "title": f"{season} форум «Пример диалога» {slot.id[:4]} года",
        "season": slot.id,
        "organisers": ["Ресурсный центр «Пример»", "Администрация города Примерска"],
        "source": SOURCE,
    }
    if slot.kind == "undated":
        return record | _undated(world, slot, slots)
    record |= {"starts_on": slot.first, "ends_on": slot.last, "summary": "Два дня разговора о городе и общих делах."}
    if slot.kind == "cancelled":
        reason = "Форум отменили, встречи перенесли на следующий раз (пример)."
        return record | {"cancelled_on": slot.first - timedelta(days=20), "summary": reason}
    record |= _place(world, slot)
    if slot.kind == "announced":
        return record | {"registration_note": "запись откроется, когда будет готова программа"}
    record["description"] = STORY
    record["sessions"] = make_sessions(world, slot, record["halls"])
    return record | (_aftermath(world, slot, slots) if slot.kind == "held" else _registration(world, slot))


def _undated(world: World, slot: ForumDate, slots: list[ForumDate]) -> Record:
    return {
        "summary": "О форуме известно из заметки: порядок встреч и день источник не называет.",
        "sessions": make_listed_sessions(world, slot),
        "decisions": make_decisions(world, slot, previous_forum(slots, slot)),
        "note": "День и часы найти в подшивке газеты (пример заметки).",
    }


def _place(world: World, slot: ForumDate) -> Record:
    venues = load_town()["venues"]
    number = slot.offset // 2 % (2 if slot.id.endswith("winter") else 3)  # the third is a park, so not in winter
    venue = venues[number]
    found: Record = {"venue": venue["name"], "address": venue["address"], "halls": venue["halls"]}
    found |= make_point(world.dice("place", number))
    return found | {
        "how_to_get": "автобус 1 до остановки «Примерная площадь», дальше три минуты пешком",
        "entry_rules": "Жителям города вход свободный. Гостям нужен пропуск, заявку примем за месяц (пример).",
        "accessible": ACCESS[slot.number % 3],
        "access_note": "пандус у служебного входа, на открытии есть сурдоперевод",
    }


def _registration(world: World, slot: ForumDate) -> Record:
    return {
        "registration_url": f"https://example.org/zapis/{slot.id}",
        "registration_until": slot.first - timedelta(days=2),
        "registration_note": "по телефону ресурсного центра или на сайте",
        "confirmed_on": world.today,
    }


def _aftermath(world: World, slot: ForumDate, slots: list[ForumDate]) -> Record:
    """Return what is known after a forum: attendance, decisions, materials, sources."""
    dice = world.dice("aftermath", slot.number)
    outlets = load_town()["outlets"]
    after = min(world.today, slot.last + timedelta(days=3))
    address = f"https://example.org/forum/{slot.id}"
    return {
        "attendance": 90 + dice.randrange(160),
        "attendance_qualifier": QUALIFIERS[slot.number % 3],
        "decisions": make_decisions(world, slot, previous_forum(slots, slot)),
        "materials": [
            {"title": "Резолюция форума (пример)", "kind": "resolution", "url": f"{address}/rezolyuciya.pdf"},
            {"title": "Список участников (пример)", "kind": "document", "url": f"{address}/spisok.pdf"},
            {"title": "Слайды пленарного заседания", "kind": "presentation", "url": f"{address}/slajdy.pdf"},
            {"title": "Фотографии двух дней", "kind": "photo", "url": f"{address}/foto"},
            {"title": "Запись открытия", "kind": "video", "url": f"{address}/video", "published_on": after},
            {
                "title": "О чём договорились на форуме",
                "kind": "press",
                "url": f"{address}/gazeta",
                "outlet": outlets[slot.number % len(outlets)],
                "published_on": after,
            },
        ],
        "sources": [
            {"fields": ["attendance"], "source": "отчёт-пример организатора", "url": f"{address}/otchet", "on": after}
        ],
        "confirmed_on": after,
    }
