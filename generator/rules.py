"""Rules over several fields of one record. Each yields findings by trail; places are put to them by the caller.

A rule reads only good values: what the schema refused is absent here, so one cause makes one problem.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from generator.text import format_date, public_name
from generator.validate import Record, Trail


class Finding(NamedTuple):
    """A problem before it has a place. ``absent``: only meant when the key at the trail's end is not in the file."""

    code: str
    trail: Trail
    message: str
    hint: str
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """What rules need of the town: the day, and the box in which its places lie (degrees)."""

    today: date
    lat: tuple[float, float]
    lon: tuple[float, float]


Rule = Callable[[Record, Frame], Iterator[Finding]]


def find_faults(table: str, record: Record, frame: Frame) -> Iterator[Finding]:
    """All findings of the rules of a table about one record."""
    for rule in RULES.get(table, ()):
        yield from rule(record, frame)


def _in_order(record: Record, first: str, last: str, what: str, trail: Trail = ()) -> Iterator[Finding]:
    start, end = record.get(first), record.get(last)
    if start is not None and end is not None and end < start:
        shown = f"{format_date(end)} раньше, чем {format_date(start)}" if isinstance(end, date) else f"{end:%H:%M} раньше, чем {start:%H:%M}"
        yield Finding("E301", (*trail, last), f"{what}: {shown}.", f"Проверьте поля {first} и {last}: одно из них неверно.")


def _point(record: Record, frame: Frame) -> Iterator[Finding]:
    lat, lon = record.get("lat"), record.get("lon")
    if lat is None and lon is None:
        return
    if lat is None or lon is None:
        have, need = ("lat", "lon") if lon is None else ("lon", "lat")
        hint = "Запишите обе координаты или ни одной."
        yield Finding("E307", (need,), f"Есть {have}, но нет {need}.", hint, absent=True)
        return
    if not (frame.lat[0] <= lat <= frame.lat[1] and frame.lon[0] <= lon <= frame.lon[1]):
        swapped = frame.lat[0] <= lon <= frame.lat[1] and frame.lon[0] <= lat <= frame.lon[1]
        hint = f"Широта {frame.lat[0]}–{frame.lat[1]}, долгота {frame.lon[0]}–{frame.lon[1]}."
        if swapped:
            hint = f"Возможно, широта и долгота перепутаны: lat: {lon}, lon: {lat}."
        yield Finding("E306", ("lat",), f"Точка {lat}, {lon} лежит вне города.", hint)


def _ngo(record: Record, frame: Frame) -> Iterator[Finding]:
    yield from _point(record, frame)
    yield from _in_order(record, "registered_on", "liquidated_on", "Организация прекращена до регистрации")
    inn, ogrn = record.get("inn"), record.get("ogrn")
    if inn and ogrn and inn[:2] != ogrn[3:5]:
        message = f"Регион в ИНН ({inn[:2]}) и в ОГРН ({ogrn[3:5]}) разный."
        yield Finding("W309", ("ogrn",), message, "Сверьте оба номера с выпиской: обычно они совпадают.")
    if record.get("status") == "registered" and record.get("legal_form") == "initiative_group":
        hint = "Для группы без регистрации: status: unregistered."
        yield Finding("E310", ("status",), "Инициативная группа не бывает зарегистрирована.", hint)
    if record.get("status") == "registered" and record.get("liquidated_on"):
        hint = "Если организация прекращена, запишите status: liquidated."
        yield Finding("E311", ("status",), "Есть дата прекращения, а состояние — «зарегистрирована».", hint)
    for day in ("registered_on", "liquidated_on", "seen_on", "confirmed_on"):
        if record.get(day) and record[day] > frame.today:
            yield Finding("E312", (day,), f"Дата ещё не наступила: {format_date(record[day])}.", "Проверьте год.")
    if record.get("logo_file") and not record.get("logo_alt"):
        hint = "Опишите логотип словами: logo_alt: Зелёный лист."
        yield Finding("E313", ("logo_alt",), "У логотипа нет описания.", hint, absent=True)
    for i, hours in enumerate(record.get("hours", ())):
        yield from _in_order(hours, "opens", "closes", "Закрывается раньше, чем открывается", ("hours", i))
    for i, project in enumerate(record.get("projects", ())):
        yield from _in_order(project, "starts_on", "ends_on", "Проект кончается до начала", ("projects", i))
    yield from _persons(record, frame, ())


def _persons(record: Record, frame: Frame, trail: Trail) -> Iterator[Finding]:
    for i, person in enumerate(record.get("persons", ())):
        at = (*trail, "persons", i)
        withdrawn, until = person.get("consent_withdrawn"), person.get("consent_until")
        if person.get("basis") is None:
            hint = "Запишите basis: official (публичная должность) или basis: consent с датой; без него это не выйдет на сайт."
            yield Finding("W320", (*at, "basis"), "Нет основания публиковать сведения о человеке.", hint, absent=True)
        elif withdrawn:
            hint = "Удалите человека из записи: согласие отозвано."
            yield Finding("E321", (*at, "consent_withdrawn"), f"Согласие отозвано {format_date(withdrawn)}.", hint)
        elif person["basis"] == "consent" and not (person.get("consent_given") and person.get("consent_fields")):
            hint = "Запишите consent_given и consent_fields; без них это не выйдет на сайт."
            yield Finding("W322", (*at, "basis"), "У согласия нет даты или перечня сведений.", hint)
        elif until and until < frame.today:
            hint = "Получите новое согласие или удалите человека: на сайт эти сведения уже не выходят."
            yield Finding("W323", (*at, "consent_until"), f"Согласие истекло {format_date(until)}.", hint)
        elif until and until <= frame.today + timedelta(days=30):
            hint = "Получите новое согласие заранее."
            yield Finding("W324", (*at, "consent_until"), f"Согласие истекает {format_date(until)}.", hint)


def _forum(record: Record, frame: Frame) -> Iterator[Finding]:
    yield from _point(record, frame)
    yield from _in_order(record, "starts_on", "ends_on", "Форум кончается до начала")
    start = record.get("starts_on")
    season = record.get("season", "")
    if start and season and str(start.year) != season[:4] and (start.year - 1, start.month) != (int(season[:4]), 1):
        hint = "Исправьте сезон или дату."
        yield Finding("E314", ("season",), f"Сезон {season}, а начало {format_date(start)}.", hint)
    for i, session in enumerate(record.get("sessions", ())):
        yield from _session(record, session, frame, ("sessions", i))
    yield from _overlaps(record)
    yield from _unique(record, "sessions", "code", "E316")
    yield from _unique(record, "decisions", "number", "E317")
    for i, decision in enumerate(record.get("decisions", ())):
        yield from _decision(decision, frame, ("decisions", i))


def _session(forum: Record, session: Record, frame: Frame, at: Trail) -> Iterator[Finding]:
    yield from _in_order(session, "start", "end", "Встреча кончается до начала", at)
    day, first = session.get("date"), forum.get("starts_on")
    last = forum.get("ends_on") or first
    if day and first and last and not first <= day <= last:
        message = f"Встреча {format_date(day)} — вне дней форума."
        yield Finding("E302", (*at, "date"), message, "Исправьте день встречи или дни форума.")
    if session.get("start") and not day and first and last != first:
        hint = "Форум идёт не один день: укажите date."
        yield Finding("E303", (*at, "date"), "У встречи есть время, но нет дня.", hint, absent=True)
    if session.get("type") == "round_table" and not any(
        person.get("role") == "moderator" for person in session.get("persons", ())
    ):
        hint = "Добавьте в persons человека с role: moderator (с основанием для публикации)."
        yield Finding("W305", at, f"У круглого стола «{session.get('title', '')[:60]}» нет ведущего.", hint)
    yield from _persons(session, frame, at)


def _overlaps(forum: Record) -> Iterator[Finding]:
    timed = []
    for i, session in enumerate(forum.get("sessions", ())):
        day = session.get("date") or forum.get("starts_on")
        if day and session.get("start") and session.get("end") and session.get("change") != "cancelled":
            timed.append((day, session["start"], session["end"], i, session))
    timed.sort(key=lambda slot: slot[:4])
    for place, (day, start, _, i, session) in enumerate(timed):
        for other_day, _, end, j, other in timed[:place]:
            if other_day != day or end <= start:
                continue
            title = other.get("title", "")[:60]
            if session.get("hall") and session["hall"] == other.get("hall"):
                message = f"В зале «{session['hall']}» в {start:%H:%M} уже идёт «{title}»."
                yield Finding("E304", ("sessions", i, "start"), message, "Измените время или зал одной из встреч.")
            people = {p.get("name") for p in other.get("persons", ())}
            for k, person in enumerate(session.get("persons", ())):
                if person.get("name") in people and person.get("name"):
                    message = f"Тот же человек в это время участвует во встрече «{title}»."
                    hint = "Измените время одной из встреч или состав."
                    yield Finding("W306", ("sessions", i, "persons", k, "name"), message, hint)


def _unique(record: Record, key: str, name: str, code: str) -> Iterator[Finding]:
    seen: set[object] = set()
    for i, row in enumerate(record.get(key, ())):
        value = row.get(name)
        if value is not None and value in seen:
            message = f"«{value}» ({name}) уже есть в этом списке."
            yield Finding(code, (key, i, name), message, "Дайте другой номер или код.")
        seen.add(value)


def _decision(decision: Record, frame: Frame, at: Trail) -> Iterator[Finding]:
    number = decision.get("number", "")
    if not decision.get("addressees"):
        hint = "Запишите, кому оно: addressees: [Администрация города]"
        yield Finding("E330", (*at, "addressees"), f"У решения {number} нет адресата.", hint, absent=True)
    if decision.get("reported") == "done" and not decision.get("evidence"):
        hint = "Добавьте evidence: ссылку на документ, новость или фотографии."
        yield Finding("E331", (*at, "evidence"), f"Решение {number} выполнено, но без подтверждения.", hint, absent=True)
    if decision.get("verdict") and not decision.get("reported"):
        hint = "Сначала запишите, что сообщил адресат: reported."
        yield Finding("E332", (*at, "verdict"), f"Решение {number}: есть вывод организатора, нет ответа адресата.", hint)
    for day in ("reported_on", "verdict_on"):
        if decision.get(day) and decision[day] > frame.today:
            yield Finding("E312", (*at, day), f"Дата ещё не наступила: {format_date(decision[day])}.", "Проверьте год.")


def _partnership(record: Record, frame: Frame) -> Iterator[Finding]:
    start = "starts_on" if record.get("starts_on") else "signed_on"
    yield from _in_order(record, start, "ends_on", "Соглашение кончается до начала")
    yield from _in_order(record, start, "ended_on", "Соглашение прекращено до начала")
    if record.get("open_ended") == "yes" and record.get("ends_on"):
        hint = "Оставьте одно: ends_on или open_ended."
        yield Finding("E340", ("open_ended",), "Соглашение и бессрочно, и с последним днём.", hint)
    sides = record.get("sides", ())
    if len(sides) < 2:
        hint = "Запишите стороны: у каждой ngo (код из реестра) или name и kind."
        yield Finding("E341", ("sides",), "У партнёрства меньше двух сторон.", hint, absent=not sides)
    for i, side in enumerate(sides):
        if not side.get("ngo") and not side.get("name"):
            hint = "Укажите ngo: код НКО из реестра — или name и kind."
            yield Finding("E342", ("sides", i, "ngo"), "Не сказано, кто эта сторона.", hint, absent=True)
        elif side.get("ngo") and side.get("name"):
            yield Finding("E343", ("sides", i, "name"), "Сторона названа дважды.", "Оставьте ngo, уберите name.")
        elif side.get("name") and not side.get("kind"):
            hint = "Добавьте kind, например: kind: municipal"
            yield Finding("E344", ("sides", i, "kind"), f"Не сказано, кто такая сторона «{side['name'][:60]}».", hint, absent=True)
    ends = record.get("ends_on")
    if ends and ends < frame.today and not record.get("ended_on") and not record.get("outcome"):
        hint = "Запишите, что получилось (outcome), или новый срок."
        yield Finding("W345", ("ends_on",), f"Срок соглашения истёк {format_date(ends)}.", hint)


def _event(record: Record, frame: Frame) -> Iterator[Finding]:
    yield from _in_order(record, "starts_on", "ends_on", "Событие кончается до начала")
    if not record.get("ends_on"):
        yield from _in_order(record, "start", "end", "Событие кончается до начала")
    if not any(record.get(name) for name in ("starts_on", "month", "deadline")):
        hint = "Укажите starts_on, для конкурса — deadline, для записи о многих — month и count."
        yield Finding("E350", ("starts_on",), "Не сказано, когда событие.", hint, absent=True)
    if record.get("month") and not record.get("count"):
        hint = "Добавьте count: сколько таких событий было за месяц."
        yield Finding("E351", ("count",), "Есть месяц, но нет числа.", hint, absent=True)
    if record.get("kind") == "contest" and not record.get("deadline"):
        yield Finding("W352", ("deadline",), "У конкурса нет срока приёма заявок.", "Добавьте deadline.", absent=True)
    for i, winner in enumerate(record.get("winners", ())):
        if not winner.get("ngo") and not winner.get("name"):
            hint = "Укажите ngo (код из реестра) или name."
            yield Finding("E353", ("winners", i, "ngo"), "Не сказано, кто победил.", hint, absent=True)


def _indicator_values(record: Record, frame: Frame) -> Iterator[Finding]:
    yield from _unique(record, "indicators", "id", "E316")
    for i, indicator in enumerate(record.get("indicators", ())):
        for j, value in enumerate(indicator.get("values", ())):
            if value.get("qualifier") == "range" and value.get("value_to") is None:
                trail = ("indicators", i, "values", j, "value_to")
                yield Finding("E360", trail, "У диапазона нет верхней границы.", "Добавьте value_to.", absent=True)


def _settings(record: Record, frame: Frame) -> Iterator[Finding]:
    url = record.get("url", "")
    if url and not url.endswith("/"):
        yield Finding("E361", ("url",), "Адрес сайта должен кончаться косой чертой.", f'Возможно, url: "{url}/"')
    if url.split("/")[2:3] and url.split("/")[2].endswith(".example") and record.get("example") != "yes":
        hint = "Запишите в url настоящий адрес, когда он назначен."
        yield Finding("W362", ("url",), "Адрес сайта ещё не назначен.", hint)


def _moved(record: Record, frame: Frame) -> Iterator[Finding]:
    for i, row in enumerate(record.get("moved", ())):
        if bool(row.get("to")) == bool(row.get("gone")):
            hint = "Укажите to (новый код) или gone (почему записи больше нет)."
            trail = ("moved", i, "to")
            yield Finding("E363", trail, "Нужно одно из двух: to или gone.", hint, absent=not row.get("to"))


def _list(record: Record, frame: Frame) -> Iterator[Finding]:
    yield from _unique(record, "items", "code", "E316")


RULES: dict[str, tuple[Rule, ...]] = {
    "ngos": (_ngo,),
    "forums": (_forum,),
    "partnerships": (_partnership,),
    "events": (_event,),
    "indicators": (_indicator_values,),
    "practice": (lambda record, frame: _persons(record, frame, ()),),
    "settings": (_settings,),
    "moved": (_moved,),
    "lists": (_list,),
}


def short_of(record: Record) -> str:
    """The name by which messages call a record."""
    return public_name(record.get("short_name") or record.get("name") or record.get("title") or record.get("id", ""))
