"""What one organisation in twenty has beyond the rest: projects, support, wishes, people, papers. Writes no files."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

from generator.demo.digits import make_phone
from generator.demo.people import make_baseless, make_consenting, make_contact, make_expired
from generator.demo.words import load_town
from generator.demo.world import World, ngo_id, theme_of

Record = dict[str, Any]
LEVELS = ("municipal", "regional", "federal", "other")
FORMS = ("financial", "property", "information", "consulting", "methodical", "training", "other")
SIZES = {
    "property": "помещение 20 кв. м",
    "information": "три публикации",
    "consulting": "12 часов консультаций",
    "methodical": "комплект пособий",
    "training": "обучение двух человек",
    "other": "вода и чай для праздника",
}
WAYS = ("volunteer", "money", "things", "join", "skills", "partner")
ASKS = (
    "Нужны руки по субботам, научим на месте.",
    "Собираем на аренду зала, отчёт публикуем каждый месяц.",
    "Примем настольные игры, краски и тёплые пледы.",
    "Приходите на общее собрание и вступайте.",
    "Ищем дизайнера и бухгалтера на два часа в неделю.",
    "Зовём организации города делать общий праздник.",
)
EXPIRED, BASELESS = 21, 41


def add_riches(record: Record, world: World, number: int, dice: Random) -> None:
    """Fill in what only a well-kept record has."""
    theme = theme_of(number)
    record["description"] = _story(record, dice)
    record["phones"] = [make_phone(number), f"{make_phone(3000 + number)} доб. 12 (приёмная)"]
    record["links"] = [f"https://vk.example/primer{number}", f"https://t.example/primer{number}"]
    record["postcode"] = "000001"
    record["okved"] = f"{85 + number % 10}.{number % 9 + 1}"
    started = record["registered_on"].year if "registered_on" in record else world.today.year - 5
    record["founded"] = started - dice.randrange(3)
    offers: list[Record] = [{"text": text} for text in theme.offers]
    seeks: list[Record] = [{"text": text} for text in theme.seeks]
    offers[0]["until"], seeks[-1]["until"] = world.day(-40), world.day(3)
    record |= {"seeks": seeks, "offers": offers, "audiences": [*theme.audiences, "everyone"]}
    record["audiences"] = list(dict.fromkeys(record["audiences"]))
    record["hours"] = [
        {"days": ["mon", "tue", "wed", "thu"], "opens": "09:00", "closes": "18:00", "note": "обед 13:00–14:00"},
        {"days": ["fri"], "opens": "09:00", "closes": "17:00"},
        {"days": ["sat", "sun"], "opens": "11:00", "closes": "15:00", "note": "только по записи"},
    ]
    record["projects"] = [_project(world, number + turn, dice) for turn in range(2 + dice.randrange(2))]
    record["support"] = [_support(world, number + turn, dice) for turn in range(2)]
    record["help_wanted"] = [_wish(number + turn) for turn in range(2)]
    record["help_wanted"][1]["until"] = world.day(-30)
    record["persons"] = _people(world, number)
    record |= _papers(world, number)


def _story(record: Record, dice: Random) -> str:
    people = 10 + 10 * dice.randrange(6)
    return (
        f"{record['summary']} Всё в этой записи выдумано, чтобы показать, как выглядит полная запись.\n\n"
        f"В команде {people} человек, половина из них волонтёры. За прошлый год помощь получили "
        f"{people * 7} человек.\n\nМы рады новым людям: приходите познакомиться в часы приёма."
    )


def _project(world: World, number: int, dice: Random) -> Record:
    starts = world.day(200 + dice.randrange(1500))
    givers = load_town()["givers"]
    row: Record = {
        "title": f"Пример проекта {number}",
        "summary": "Встречи, занятия и общий праздник в конце года.",
        "starts_on": starts,
        "ends_on": starts + timedelta(days=180 + dice.randrange(400)),
        "giver": givers[number % len(givers)],
        "level": LEVELS[number % 4],
        "sum": 50_000 + 10_000 * dice.randrange(120),
        "url": f"https://example.org/proekt-{number}",
        "source": "отчёт-пример организации",
    }
    if row["ends_on"] < world.today:
        row["result"] = f"Помощь получили {20 + 5 * dice.randrange(40)} человек."
    return row


def _support(world: World, number: int, dice: Random) -> Record:
    """Return a row of the register of support recipients."""
    decided = world.day(60 + dice.randrange(900))
    form = FORMS[number // 2 % len(FORMS)]
    row: Record = {
        "entry_number": f"{number}-{dice.randrange(100, 1000)}",
        "entered_on": decided + timedelta(days=14),
        "decided_on": decided,
        "provider": "Администрация города Примерска" if number % 3 else "Ресурсный центр «Пример»",
        "form": form,
        "term": f"до {decided.year + 1} года",
        "violations": "нет",
        "source": "реестр-пример получателей поддержки",
    }
    if form == "financial":
        row["sum"] = 30_000 + 5_000 * dice.randrange(60)
    else:
        row["size"] = SIZES[form]
    if number % 5 == 2:
        row |= {"stopped_on": decided + timedelta(days=40), "violations": "отчёт сдан позже срока (пример)"}
    return row


def _wish(number: int) -> Record:
    place = number // 20 * 2 % len(WAYS) + number % 2
    return {"way": WAYS[place], "text": ASKS[place], "url": "https://example.org/pomoch"}


def _people(world: World, number: int) -> list[Record]:
    if number == EXPIRED:
        return [make_expired(world, number)]
    if number == BASELESS:
        return [make_consenting(world, number, "head"), make_baseless(number + 1)]
    return [make_contact(world, number, "head"), make_consenting(world, number + 1, "contact")]


def _papers(world: World, number: int) -> Record:
    """Return facts for the foot of the page: lists, notices, namesakes, sources, the note to staff."""
    listed = number % 40 == 1
    found: Record = {
        "federal_list": "yes" if listed else "no",
        "federal_list_checked_on": world.day(100),
        "note": "Позвонить весной и сверить часы приёма (пример заметки).",
        "sources": [
            {"fields": ["phones", "address"], "source": "анкета-пример", "on": world.day(90)},
            {"fields": ["projects"], "source": "сайт-пример", "url": f"https://primer-{number}.example/o-nas"},
        ],
    }
    if listed:
        found["federal_list_criterion"] = "получатель гранта (пример)"
    if number % 60 == 1:
        found["notices"] = [
            _notice(world, ends=number % 120 == 61),
            {"kind": "closed", "text": "Неделя отпуска (пример).", "since": world.day(-5), "until": world.day(-12)},
            {"kind": "moved", "text": "Переехали этажом выше (пример).", "since": world.day(20)},
        ]
    if number % 60 == 1 and number > 1:
        found["namesake_note"] = f"не путать с записью {ngo_id(1)}: названия похожи (пример)"
    return found


def _notice(world: World, *, ends: bool) -> Record:
    notice: Record = {
        "text": "Пример обязательного уведомления: здесь дословно стоит текст, которого требует закон.",
        "kind": "legal",
        "since": world.day(365),
        "source": "решение-пример",
    }
    return notice | {"until": world.day(10)} if ends else notice
