"""Rules for forums: days and sessions, halls and people, decisions and their results."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, time
from typing import NamedTuple

from generator.model.rows import ForumDecisionsRow, ForumSessionsRow, ForumsRow, PersonsRow
from generator.model.vocabulary import Term
from generator.problems.names import nearest, the_one_begun, the_one_with
from generator.problems.spellings import undressed
from generator.problems.suggestions import Words
from generator.records.codes import free_code, missing_codes, next_number
from generator.records.findings import Finding, RuleContext, in_order, lacks, point, unique, unlikely
from generator.records.messages import Changes, line_of, shorten
from generator.records.rules.person import persons
from generator.records.validate import Trail
from generator.text import fold, format_date


def forum(record: ForumsRow, context: RuleContext) -> Iterator[Finding]:
    """Yield the findings of all rules for a forum."""
    yield from point(record, context)
    yield from in_order(record, ("starts_on", "ends_on"), "последний день раньше первого")
    start, season = record.get("starts_on"), record.get("season", "")
    if start and season and str(start.year) != season[:4] and (start.year - 1, start.month) != (int(season[:4]), 1):
        message = f"сезон {season}, а начало {format_date(start)}."
        yield Finding("E314", ("season",), message, "Исправьте season или starts_on: год должен совпадать.")
    if lacks(record, "starts_on", "season"):
        hint = "Добавьте starts_on, первый день; если он неизвестен — season, год и время года, например 2018-summer."
        yield Finding("E318", ("season",), "не сказано, когда это будет.", hint)
    yield from unlikely(record, ("starts_on", "registration_until"), context)
    yield from _halls(record)
    last, until = record.get("ends_on") or start, record.get("registration_until")
    if last and until and until > last:
        message = f"запись до {format_date(until)}, а последний день {format_date(last)}."
        yield Finding("W339", ("registration_until",), message, "Исправьте registration_until или ends_on.")
    for i, session in enumerate(record.get("sessions", ())):
        yield from _session(record, session, context, ("sessions", i))
    yield from _days(record)
    yield from _codes(record)
    yield from _overlaps(record)
    referred = {decision.get("session", "") for decision in record.get("decisions", ())}

    def free(session: ForumSessionsRow, taken: Collection[str]) -> str:
        code = session.get("code") or ""
        new = next_number(code, taken) or ("" if code[-1:].isdigit() else free_code(session.get("title") or "", taken))
        return "" if code in referred else new

    yield from unique(record, "sessions", "code", "E316", free)
    yield from unique(record, "decisions", "number", "E317", lambda row, taken: next_number(str(row["number"]), taken))
    yield from _unaddressed(record.get("decisions", ()))
    for i, decision in enumerate(record.get("decisions", ())):
        yield from _decision(record, decision, context, ("decisions", i))


def _halls(record: ForumsRow) -> Iterator[Finding]:
    """Report halls of sessions that the forum does not list, once per hall."""
    halls = {fold(hall): hall for hall in record.get("halls", ())}
    reported: set[str] = set()
    for i, session in enumerate(record.get("sessions", ())):
        hall = session.get("hall", "")
        if not halls or not hall or fold(hall) in halls or fold(hall) in reported:
            continue
        reported.add(fold(hall))
        typed = halls.get(Words(halls).only(fold(hall)), hall)
        other = "Если зал новый, допишите его в halls."
        hint, changes = _rather("hall", typed, halls.values(), "Залы в halls", other)
        yield Finding("W315", ("sessions", i, "hall"), f"зала «{shorten(hall)}» нет в halls.", hint, changes=changes)


def _days(record: ForumsRow) -> Iterator[Finding]:
    """Report days of sessions outside those of the forum, each day once: if several have it, the forum's is wrong."""
    first = record.get("starts_on")
    last = record.get("ends_on") or first
    if not first or not last:
        return
    outside: dict[date, list[int]] = {}
    for i, session in enumerate(record.get("sessions", ())):
        if (day := session.get("date")) and not first <= day <= last:
            outside.setdefault(day, []).append(i)
    for day, found in outside.items():
        message = f"{format_date(day)} — вне дней программы ({first.isoformat()} … {last.isoformat()})"
        hint = "Исправьте день встречи или starts_on и ends_on."
        if len(found) > 1:
            message = f"{message}, а на этот день назначено встреч: {len(found)}"
            name = "ends_on" if day > last else "starts_on"
            hint = f"Если этот день тоже входит, исправьте в начале записи: {line_of(name, day.isoformat())}"
            hint += " Если нет, исправьте день у всех этих встреч."
        yield Finding("E302", ("sessions", found[0], "date"), f"{message}.", hint)


def _codes(record: ForumsRow) -> Iterator[Finding]:
    """Report the first timed session without a code, once per forum: ``fmt`` gives codes to all of them."""
    sessions = record.get("sessions", ())
    for i, code in missing_codes(sessions).items():
        if sessions[i].get("start") and lacks(sessions[i], "code"):
            hint = f"Выполните portal fmt, он впишет коды всем встречам; или впишите сами, здесь: code: {code}"
            yield Finding("W307", ("sessions", i, "code"), "у встречи нет постоянного кода для ссылок.", hint)
            return


def _session(record: ForumsRow, session: ForumSessionsRow, context: RuleContext, at: Trail) -> Iterator[Finding]:
    yield from in_order(session, ("start", "end"), "встреча кончается до начала", at)
    first = record.get("starts_on")
    last = record.get("ends_on") or first
    if session.get("start") and first and last != first and lacks(session, "date"):
        hint = f'Дней больше одного: добавьте, например, date: "{first.isoformat()}"'
        yield Finding("E303", (*at, "date"), "у встречи есть время, но нет дня.", hint)
    if session.get("type") == "round_table" and not any(map(_may_lead, session.get("persons", ()))):
        if lacks(session, "persons"):
            hint = "Добавьте в persons человека с role: moderator (с основанием для публикации)."
        else:
            hint = "Отметьте ведущего среди persons: role: moderator"
        name = shorten(session.get("title", ""))
        yield Finding("W305", (*at, "persons"), f"у круглого стола «{name}» нет ведущего.", hint)
    yield from persons(session, context, at)


def _may_lead(person: PersonsRow) -> bool:
    return person.get("role") == "moderator" or (not person.get("role") and not lacks(person, "role"))


class _Slot(NamedTuple):
    day: date
    start: time
    end: time
    place: int
    session: ForumSessionsRow

    @property
    def people(self) -> dict[str, int]:
        named = enumerate(self.session.get("persons", ()))
        return {fold(person["name"]): k for k, person in named if person.get("name")}


def _overlaps(record: ForumsRow) -> Iterator[Finding]:
    """Report simultaneous sessions in one hall or with one person, once per session and person."""
    slots = []
    for i, session in enumerate(record.get("sessions", ())):
        day = session.get("date") or record.get("starts_on")
        start, end = session.get("start"), session.get("end")
        if day and start and end and session.get("change") != "cancelled":
            slots.append(_Slot(day, start, end, i, session))
    slots.sort(key=lambda slot: slot[:4])
    for number, slot in enumerate(slots):
        parallel = [other for other in slots[:number] if other.day == slot.day and other.end > slot.start]
        if not parallel:
            continue
        hall = fold(slot.session.get("hall") or "")
        taken = next((other for other in parallel if hall and fold(other.session.get("hall") or "") == hall), None)
        if taken:
            message = f"в зале «{slot.session['hall']}» в {slot.start:%H:%M} ещё идёт «{_title(taken)}»."
            hint = (
                f"Проверьте, когда кончается та встреча. Если в {taken.end:%H:%M}, начните не раньше или смените зал."
            )
            yield Finding("E304", ("sessions", slot.place, "start"), message, hint)
        for name, k in slot.people.items():
            if busy := next((other for other in parallel if name in other.people), None):
                message = f"тот же человек в это время участвует во встрече «{_title(busy)}»."
                trail = ("sessions", slot.place, "persons", k, "name")
                yield Finding("W306", trail, message, "Измените время одной из встреч или состав.")


def _title(slot: _Slot) -> str:
    return shorten(slot.session.get("title", ""))


def _unaddressed(decisions: Sequence[ForumDecisionsRow]) -> Iterator[Finding]:
    """Report all decisions without addressees in one finding."""
    found = [place for place, row in enumerate(decisions) if row and lacks(row, "addressees")]
    if found:
        numbers = ", ".join(str(decisions[place].get("number", "")) or "без номера" for place in found)
        hint = "Запишите, кому оно адресовано, например: addressees: [Администрация города]"
        whose = "у решения" if len(found) == 1 else "у решений"
        yield Finding("E330", ("decisions", found[0], "addressees"), f"{whose} {numbers} нет адресата.", hint)


def _decision(forum: ForumsRow, decision: ForumDecisionsRow, context: RuleContext, at: Trail) -> Iterator[Finding]:
    if not decision:
        return
    number, until, opens = decision.get("number", ""), decision.get("deadline"), forum.get("starts_on")
    if until and opens and until < opens:
        message = f"срок решения {number} — {format_date(until)}, а начало {format_date(opens)}."
        yield Finding(
            "W338", (*at, "deadline"), message, "Исправьте deadline: исполняют решение после того, как его приняли."
        )
    yield from unlikely(decision, ("deadline",), context, at)
    steps = decision.get("steps", ())
    if any(step.get("state") == "done" for step in steps) and all(lacks(step, "evidence", "file") for step in steps):
        last = max(i for i, step in enumerate(steps) if step.get("state") == "done")
        hint = (
            "Добавьте в шаг ссылку на документ, новость или фотографии: evidence: https://… Бумагу отсканируйте: "
            "file: имя файла и redacted_on: день, когда закрыли подписи. Пока ничего нет, поставьте state: in_progress"
        )
        trail = (*at, "steps", last, "evidence")
        yield Finding("E331", trail, f"решение {number} выполнено, но без подтверждения.", hint)
    if decision.get("verdict") and not steps and lacks(decision, "steps"):
        hint = "Сначала запишите шагом, что сообщил адресат: steps, в нём on, state и text."
        yield Finding("E332", (*at, "verdict"), f"у решения {number} есть вывод организатора, но нет ответа.", hint)
    yield from _steps(decision, opens, context, at)
    if code := decision.get("session"):
        yield from _session_of(code, forum.get("sessions", ()), context, at)


def _session_of(code: str, sessions: Sequence[ForumSessionsRow], context: RuleContext, at: Trail) -> Iterator[Finding]:
    """Report a session that the programme does not have; it may be called by its title, or a part of it."""
    if any(session.get("code") == code for session in sessions):
        return
    kinds = context.vocabulary.lists.get("session_types", {})
    named: dict[str, list[str]] = {}  # what a session may be called → the codes of those who are
    for session in sessions:
        own, kind, title = session.get("code"), kinds.get(session.get("type", "")), session.get("title", "")
        for name in dict.fromkeys((own, title, f"{kind.label} {title}" if kind else title)) if own else ():
            named.setdefault(fold(name or ""), []).append(own or "")
    meant = fold(undressed(code))
    name = meant if meant in named else the_one_with(meant, named)
    found = named.get(name, [])
    shown = {one["code"]: _called(one, kinds) for one in sessions if one.get("code")}
    near = found or list(dict.fromkeys(one for name in nearest(meant, named) for one in named[name]))[:4]
    listed = "; ".join(shown[one] for one in near or list(shown)[:4])
    hint = f"{'Похожие' if near else 'Например'}: {listed}. Впишите код нужной." if shown else ""
    hint = hint or "Дайте встрече code и запишите его сюда."
    if len(found) > 1 and name == meant:
        hint = f"Так называются несколько встреч: {listed}. Впишите код нужной."
    changes = {"session": found[0]} if len(found) == 1 else None
    hint = f"Это {listed}." if changes else hint
    message = f"встречи с кодом «{shorten(code)}» в программе нет."
    yield Finding("E334", (*at, "session"), message, hint, changes=changes)


def _called(session: ForumSessionsRow, kinds: Mapping[str, Term]) -> str:
    """Return a session's code with its kind, title and start: people choose by these."""
    kind, start = kinds.get(session.get("type", "")), session.get("start")
    about = [kind.label if kind else "", f"«{shorten(session.get('title', ''))}»", f"{start:%H:%M}" if start else ""]
    return f"{session['code']} ({', '.join(filter(None, about))})"


def _rather(name: str, typed: str, known: Collection[str], listed: str, other: str) -> tuple[str, Changes | None]:
    """Return hint and fix for a name that is not among the known ones."""
    if near := the_one_begun(typed, known):
        return f"Полное название — «{near}».", {name: near}
    likely = the_one_with(typed, known) or next(iter(nearest(typed, known)), "")
    return f"{f'Возможно, «{likely}». ' if likely else ''}{listed}: {', '.join(known)}. Исправьте {name}. {other}", None


def _steps(decision: ForumDecisionsRow, opens: date | None, context: RuleContext, at: Trail) -> Iterator[Finding]:
    before: date | None = None
    for i, step in enumerate(decision.get("steps", ())):
        here, day, who = (*at, "steps", i), step.get("on"), step.get("who")
        if lacks(step, "state", "text"):
            hint = "Добавьте state: код ответа, или text: что сделано."
            yield Finding("E335", (*here, "text"), "не сказано, что это за шаг.", hint)
        if day and opens and day < opens:
            message = f"шаг {format_date(day)}, а решение принято не раньше {format_date(opens)}."
            yield Finding("W338", (*here, "on"), message, "Проверьте год и месяц.")
        if day and before and day < before:
            hint = "Перепутаны дни — поменяйте их местами; верны дни — поставьте шаги по их порядку."
            yield Finding("E336", (*here, "on"), f"{format_date(day)} раньше предыдущего шага.", hint)
        before = day or before
        if who and decision.get("addressees") and who not in decision["addressees"]:
            other = "Если ответил не адресат, допишите его в addressees."
            hint, changes = _rather("who", who, decision["addressees"], "Адресаты этого решения", other)
            message = f"«{shorten(who)}» нет среди адресатов решения."
            yield Finding("W337", (*here, "who"), message, hint, changes=changes)
        if step.get("file") and lacks(step, "redacted_on"):
            hint = "Закройте на скане подписи, телефоны и фамилии и запишите день: redacted_on, год-месяц-день."
            yield Finding("E333", (*here, "file"), "не сказано, что из файла убрали личные данные.", hint)
