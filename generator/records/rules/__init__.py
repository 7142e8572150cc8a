"""Rules over several fields of one record. Each yields findings by trail; the caller adds positions.

Rules see only good values. A value that was refused is absent but does not count as lacking (see ``lacks``), so that
one cause makes one problem.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.model.palette import COLOURS, LIGHT, Faint, chosen, light_palette, mended, to_blame, too_faint
from generator.model.rows import AnyRow, EventsRow, PartnershipsRow, SettingsRow
from generator.model.schemas import FIRST_VERSION, Table, version_key
from generator.problems.readings import read_act
from generator.records.findings import (
    Finding,
    Rule,
    RuleContext,
    given,
    in_order,
    lacks,
    named,
    not_yet,
    unique,
    unlikely,
    unusual,
)
from generator.records.glossary import code_in_front, listed
from generator.records.messages import shorten
from generator.records.rules.forum import forum
from generator.records.rules.ngo import ngo
from generator.records.rules.person import persons
from generator.records.rules.repeats import own_facts
from generator.records.validate import Record, Spoiled
from generator.text import format_date, public_name

__all__ = ["RULES", "Finding", "Rule", "RuleContext", "find_faults", "named", "short_of"]


def find_faults(table: Table, record: Record, context: RuleContext) -> Iterator[Finding]:
    """Yield the findings of a table's rules about one record."""
    for rule in RULES.get(table.name, ()):
        for finding in rule(record, context):
            yield named(table, finding)
    for finding in not_yet(table, record, context):
        yield named(table, finding)
    if table.folder:
        for finding in own_facts(table, record, context):
            yield named(table, finding)


def _partnership(record: PartnershipsRow, context: RuleContext) -> Iterator[Finding]:
    start = "starts_on" if record.get("starts_on") else "signed_on"
    yield from in_order(record, (start, "ends_on"), "соглашение кончается до начала")
    yield from in_order(record, (start, "ended_on"), "соглашение прекращено до начала")
    yield from unusual(record, ("signed_on", "starts_on"), "подписано, когда уже действовало")
    if record.get("open_ended") == "yes" and record.get("ends_on"):
        hint = "Оставьте одну из строк: ends_on или open_ended."
        yield Finding("E340", ("open_ended",), "соглашение и бессрочно, и с последним днём.", hint)
    yield from _sides(record, context)
    number = record.get("number") or ""
    if (act := read_act("№ " + number.lstrip("№ "))) and (record.get("signed_on") or lacks(record, "signed_on")):
        signed = record.get("signed_on")
        same = signed is None or signed.isoformat() == act[0]
        hint = "День — в signed_on, в номере его не пишут." if same else f"В signed_on другой день: {signed}. Сверьте."
        whole = {"number": act[1]} | ({} if signed else {"signed_on": act[0]}) if same else None
        yield Finding("W346", ("number",), f"в номере записан и день: {act[0]}.", hint, changes=whole)
    begins, ends = record.get("starts_on"), record.get("ends_on")
    if ends and ends < context.today and not (begins and begins > ends) and lacks(record, "ended_on", "outcome"):
        hint = "Запишите, что получилось (outcome), или новый срок (ends_on)."
        yield Finding("W345", ("ends_on",), f"срок соглашения истёк {format_date(ends)}.", hint)


def _sides(record: PartnershipsRow, context: RuleContext) -> Iterator[Finding]:
    sides = record.get("sides", ())
    if len(sides) == 1 and sides[0].keys() == {"ngo", "name", "kind"} and not isinstance(sides[0], Spoiled):
        both = [{"ngo": sides[0]["ngo"]}, {key: sides[0][key] for key in ("name", "kind")}]
        hint = "Перед каждой стороной — свой дефис."
        yield Finding("E341", ("sides",), "две стороны записаны одним пунктом.", hint, changes={"sides": both})
        return
    if len(sides) < 2 and (sides or lacks(record, "sides")):
        hint = "Запишите каждую сторону пунктом: - ngo: код НКО из реестра, или - name: название и kind: код"
        yield Finding("E341", ("sides",), "у партнёрства меньше двух сторон.", hint)
    for i, side in enumerate(sides):
        if lacks(side, "ngo", "name"):
            hint = "Добавьте ngo: код НКО из реестра, или name: название и kind: код"
            yield Finding("E342", ("sides", i, "ngo"), "не сказано, кто эта сторона.", hint)
        elif side.get("ngo") and side.get("name"):
            hint = "Удалите name: название берётся из реестра по ngo."
            yield Finding("E343", ("sides", i, "name"), "сторона названа дважды: кодом и словами.", hint)
        elif (name := side.get("name")) and lacks(side, "kind"):
            message = f"не сказано, кто такая сторона «{shorten(name)}»."
            kinds = context.vocabulary.lists.get("body_kinds", {})
            code = code_in_front(name, kinds)
            hint = f"Добавьте kind с кодом: {listed(kinds, name)}."
            hint = f"По названию это «{kinds[code].label}»." if code else hint
            yield Finding("E344", ("sides", i, "kind"), message, hint, changes={"kind": code} if code else None)


def _event(record: EventsRow, context: RuleContext) -> Iterator[Finding]:
    yield from in_order(record, ("starts_on", "ends_on"), "событие кончается до начала")
    if not record.get("ends_on"):
        yield from in_order(record, ("start", "end"), "событие кончается до начала")
    if lacks(record, "starts_on", "month", "deadline", "postponed_on"):
        hint = "Добавьте starts_on; у конкурса достаточно deadline, у записи сразу о многих — month и count."
        yield Finding("E350", ("starts_on",), "не сказано, когда событие.", hint)
    if record.get("month") and lacks(record, "count"):
        hint = 'Добавьте, сколько таких событий было за месяц: count: "9"'
        yield Finding("E351", ("count",), "есть месяц, но нет числа событий.", hint)
    if given(record, "picture_file") and lacks(record, "picture_alt"):
        hint = "Опишите картинку словами для тех, кто её не видит, например: picture_alt: Участники за круглым столом"
        yield Finding("E313", ("picture_alt",), "у картинки нет описания.", hint)
    yield from unusual(record, ("cancelled_on", "starts_on"), "отменено, когда уже прошло")
    yield from unlikely(record, ("starts_on", "ends_on", "deadline"), context)
    if record.get("kind") == "contest" and lacks(record, "deadline"):
        hint = "Добавьте последний день приёма: deadline, год-месяц-день."
        yield Finding("W352", ("deadline",), "у конкурса нет срока приёма заявок.", hint)
    for i, winner in enumerate(record.get("winners", ())):
        if lacks(winner, "ngo", "name"):
            hint = "Добавьте ngo: код НКО из реестра, или name: название"
            yield Finding("E353", ("winners", i, "ngo"), "не сказано, кто победил.", hint)


def _indicators(record: AnyRow, context: RuleContext) -> Iterator[Finding]:
    yield from unique(record, "indicators", "id", "E316")
    for i, indicator in enumerate(record.get("indicators", ())):
        for j, value in enumerate(indicator.get("values", ())):
            at = ("indicators", i, "values", j, "value_to")
            if value.get("qualifier") != "range":
                continue
            low, high = value.get("value"), value.get("value_to")
            if low is not None and lacks(value, "value_to"):
                hint = 'Добавьте value_to, например: value_to: "120"'
                yield Finding("E360", at, "у диапазона нет верхней границы.", hint)
            elif low is not None and high is not None and high <= low:
                message = f"верхняя граница {high} не больше нижней {low}."
                yield Finding("E360", at, message, "Проверьте value и value_to.")


def _settings(record: SettingsRow, context: RuleContext) -> Iterator[Finding]:
    url = record.get("url", "")
    if url and not url.endswith("/"):
        hint, whole = "Адреса страниц приписываются к нему.", {"url": f"{url}/"}
        yield Finding("E361", ("url",), "адрес сайта должен кончаться косой чертой.", hint, changes=whole)
    if url.split("/")[2:3] and url.split("/")[2].endswith(".example") and record.get("example") != "yes":
        hint = "Запишите в url настоящий адрес, когда он назначен."
        yield Finding("W362", ("url",), "адрес сайта ещё не назначен.", hint)
    version, ours = record.get("schema_version") or FIRST_VERSION, context.version
    if version_key(version) != version_key(ours):
        older = version_key(version) < version_key(ours)
        hint = "Переведите записи: portal migrate" if older else "Обновите программу: она старше записей."
        yield Finding("E364", ("schema_version",), f"записи версии {version}, а программа знает {ours}.", hint)


def _colours(record: Record, context: RuleContext) -> Iterator[Finding]:
    """Report each of the town's colours once, for its worst pair."""
    own = chosen(record)
    whole = LIGHT | light_palette(own)
    worst: dict[str, Faint] = {}
    for pair in too_faint(whole) if own else ():
        token = to_blame(pair, own)
        worst.setdefault(token, pair)
        if pair.found / pair.least < worst[token].found / worst[token].least:
            worst[token] = pair
    for name, token in COLOURS.items():
        if token in worst and token in own:
            pair = worst[token]
            other = pair.colour if pair.ground == token else pair.ground
            better = mended(token, own)
            found = f"{pair.found:.1f}".replace(".", ",")
            least = f"{pair.least:.1f}".replace(".", ",")
            message = f"контраст с {whole[other]} — {found}, а нужен {least}: так не разглядят."
            yield Finding("E365", (name,), message, f'Подойдёт {name}: "{better}"', changes={name: better})


def _moved(record: Record, context: RuleContext) -> Iterator[Finding]:
    for i, row in enumerate(record.get("moved", ())):
        if lacks(row, "to", "gone"):
            hint = "Добавьте to: новый код — или gone: почему записи больше нет."
            yield Finding("E363", ("moved", i, "to"), "не сказано, куда делась запись.", hint)
        elif row.get("to") and row.get("gone"):
            hint = "Оставьте to, если запись переименована, или gone, если её больше нет."
            yield Finding("E363", ("moved", i, "gone"), "запись и переехала, и снята.", hint)


RULES: dict[str, tuple[Rule, ...]] = {
    "ngos": (ngo,),
    "forums": (forum,),
    "partnerships": (_partnership,),
    "events": (_event,),
    "indicators": (_indicators,),
    "practice": (persons,),
    "settings": (_settings, _colours),
    "moved": (_moved,),
    "fields": (lambda record, context: unique(record, "fields", "name", "E316"),),
    "lists": (lambda record, context: unique(record, "items", "code", "E316"),),
}


def short_of(record: AnyRow) -> str:
    """Return the name of a record in messages."""
    name = record.get("short_name") or record.get("name") or record.get("title") or record.get("id", "")
    return shorten(public_name(name))
