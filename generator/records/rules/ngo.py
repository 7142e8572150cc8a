"""Rules for organisations: registration, address, hours, services, wishes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import time, timedelta

from generator.model.rows import AnyRow, NgoServicesRow, NgosRow
from generator.records.findings import Finding, RuleContext, check_both, given, in_order, lacks, point, unusual
from generator.records.rules.person import persons
from generator.records.validate import Trail
from generator.text import format_date, format_days

LONG_OVER = timedelta(days=180)  # an item that ended earlier was forgotten, or its year is a slip
POSTCODE = re.compile(r"(?:индекс\s+)?(\d{6})\s*[,;.]?\s+", re.IGNORECASE)
OF_REGISTERED = ("inn", "ogrn", "kpp", "minjust_number", "registered_on")
LONGEST_NIGHT = 12  # hours; a longer opening past midnight is more likely a slip


def ngo(record: NgosRow, context: RuleContext) -> Iterator[Finding]:
    if "lat" in record or "lon" in record:
        yield from point(record, context)
    if "liquidated_on" in record:
        yield from in_order(record, ("registered_on", "liquidated_on"), "организация прекращена до регистрации")
    inn, ogrn = record.get("inn"), record.get("ogrn")
    if inn and ogrn and inn[:2] != ogrn[3:5]:
        message = f"регион в ОГРН ({ogrn[3:5]}) не тот, что в ИНН ({inn[:2]})."
        yield Finding("W309", ("ogrn",), message, "Сверьте оба номера с выпиской: обычно регион совпадает.")
    if record.get("status") == "registered":
        if record.get("legal_form") == "initiative_group":
            hint = "Для группы без регистрации запишите status: unregistered"
            yield Finding("E310", ("status",), "инициативная группа не бывает зарегистрирована.", hint)
        if record.get("liquidated_on"):
            hint = "Если организации больше нет, запишите status: liquidated; если есть, удалите liquidated_on."
            yield Finding("E311", ("status",), "есть дата прекращения, а состояние — «зарегистрирована».", hint)
    yield from _contradicted(record)
    yield from unusual(record, ("founded", "registered_on"), "основана позже, чем зарегистрирована")
    yield from _address(record)
    if given(record, "logo_file") and lacks(record, "logo_alt"):
        hint = "Опишите логотип словами для тех, кто его не видит, например: logo_alt: Зелёный лист"
        yield Finding("E313", ("logo_alt",), "у логотипа нет описания.", hint)
    yield from _ngo_rows(record)
    yield from _long_over(record, context)
    if record.get("branch_of") and lacks(record, "kpp"):
        hint = "Добавьте kpp: девять знаков из выписки; по нему филиал отличают от головной организации."
        yield Finding("W308", ("branch_of",), "у филиала нет своего КПП.", hint)
    yield from persons(record, context)


def _contradicted(record: NgosRow) -> Iterator[Finding]:
    """Report a state of registration that other fields contradict."""
    if record.get("status") == "liquidated" and record.get("activity") == "active":
        hint = "Если её больше нет, удалите activity. Если люди работают дальше без регистрации, status: unregistered"
        yield Finding("W355", ("status",), "регистрации больше нет, а activity говорит «действует».", hint)
    numbers = [name for name in OF_REGISTERED if given(record, name)]
    if record.get("status") == "unregistered" and numbers:
        hint = "Если она зарегистрирована, запишите status: registered; если нет, удалите лишние строки."
        yield Finding("W355", ("status",), f"без регистрации не бывает {', '.join(numbers)}.", hint)


def _address(record: NgosRow) -> Iterator[Finding]:
    """Report a postcode before an address, which has a field of its own."""
    address = record.get("address") or ""
    if found := POSTCODE.match(address):
        rest = address[found.end() :]
        is_free = lacks(record, "postcode") or record.get("postcode") == found[1]
        changes = {"postcode": found[1], "address": rest} if rest and is_free else None
        hint = "Индекс — в поле postcode, в адресе его не пишут."
        yield Finding("W227", ("address",), f"в адресе записан и индекс: {found[1]}.", hint, changes=changes)


def _ngo_rows(record: NgosRow) -> Iterator[Finding]:
    yield from _overlaps(record.get("hours", ()))
    for i, hours in enumerate(record.get("hours", ())):
        opens, closes = hours.get("opens"), hours.get("closes")
        if opens and closes and closes <= opens and closes != time() and _hours_between(opens, closes) > LONGEST_NIGHT:
            hint = "Проверьте opens и closes: одно из двух неверно. Круглосуточно — с 00:00 до 00:00."
            what = f"закрывается раньше, чем открывается: {closes:%H:%M} раньше, чем {opens:%H:%M}."
            yield Finding("E301", ("hours", i, "closes"), what, hint)
    for i, support in enumerate(record.get("support", ())):
        what = "в реестр внесено до решения о поддержке"
        yield from in_order(support, ("decided_on", "entered_on"), what, ("support", i))
        yield from in_order(support, ("decided_on", "stopped_on"), "поддержка прекращена до решения", ("support", i))
    for i, service in enumerate(record.get("services", ())):
        yield from _service(service, ("services", i))
    for i, notice in enumerate(record.get("notices", ())):
        yield from in_order(notice, ("since", "until"), "объявление кончается до начала", ("notices", i))
        legal = notice.get("kind") == "legal" or lacks(notice, "kind")
        if legal and lacks(notice, "source"):
            hint = "Добавьте source: закон или решение; у объявления не по закону запишите kind: closed или moved."
            yield Finding("E319", ("notices", i, "source"), "у пометки по закону нет основания.", hint)
    for i, project in enumerate(record.get("projects", ())):
        yield from in_order(project, ("starts_on", "ends_on"), "проект кончается до начала", ("projects", i))


def _long_over(record: NgosRow, context: RuleContext) -> Iterator[Finding]:
    """Yield findings about wishes and notices whose last day is long past: the site does not show them."""
    items: dict[str, Sequence[AnyRow]] = {
        "help_wanted": record.get("help_wanted", ()),
        "offers": record.get("offers", ()),
        "seeks": record.get("seeks", ()),
        "notices": record.get("notices", ()),
    }
    for key, rows in items.items():
        for i, row in enumerate(rows):
            if (until := row.get("until")) and until < context.today - LONG_OVER:
                hint = "Если пункт новый, проверьте год; если старый, удалите его."
                message = f"последний день давно прошёл ({format_date(until)}): на сайте пункта нет."
                yield Finding("W348", (key, i, "until"), message, hint)


def _overlaps(rows: Sequence[AnyRow]) -> Iterator[Finding]:
    """Yield a warning for each row of hours that contradicts an earlier one on the same day."""
    spans = [(row["opens"], row["closes"], i) for i, row in enumerate(rows) if row.get("opens") and row.get("closes")]
    by_day = [(opens, closes, i) for opens, closes, i in spans if opens < closes]
    for number, (opens, closes, i) in enumerate(by_day):
        for start, end, j in by_day[:number]:
            same = [day for day in rows[i].get("days", ()) if day in rows[j].get("days", ())]
            if same and opens < end and start < closes:
                message = f"{format_days(same)}: часы пересекаются с пунктом {j + 1} ({start:%H:%M}–{end:%H:%M})."
                yield Finding("W329", ("hours", i, "days"), message, "Оставьте день в одном из пунктов.")
                break


def _hours_between(opens: time, closes: time) -> float:
    """Return the hours from opening to closing past midnight; 0 for 00:00–00:00, which means round the clock."""
    if opens == closes:
        return 0 if closes == time() else 24
    return (60 * (closes.hour - opens.hour) + closes.minute - opens.minute) % (24 * 60) / 60


def _service(service: NgoServicesRow, at: Trail) -> Iterator[Finding]:
    low, high = service.get("age_from"), service.get("age_to")
    if low is not None and high is not None and high < low:
        hint = check_both(("age_from", "age_to"), low, high)
        yield Finding("E301", (*at, "age_to"), f"возраст до {high} меньше, чем от {low}.", hint)
    for i, times in enumerate(service.get("times", ())):
        yield from in_order(times, ("start", "end"), "занятие кончается до начала", (*at, "times", i))
