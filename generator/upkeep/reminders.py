"""Letters to bodies responsible for decisions: what is overdue, due soon, or disputed by the organiser. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from generator.catalog.decisions import SOON, Due, Reminder, list_reminders
from generator.catalog.models import Catalog
from generator.model.rows import DecisionStepsRow
from generator.text import count_of, format_date, plural, shorten, slugify
from generator.upkeep.letters import Block, Letter, heading, listed, paragraph, signature

TITLE = "Кому напомнить о решениях"
NOTHING = f"Напоминать некому: в ближайшие {SOON.days} дней сроков нет, просроченных и оспоренных решений нет."
NO_BODY = "в справочнике bodies его нет, поэтому письмо об одном решении"
SHOWN = 500  # characters of a decision quoted in a letter; its page has the whole text


def make_letters(catalog: Catalog) -> list[Letter]:
    """Return a letter to each addressee whose answer is awaited."""
    return [_letter(reminder, catalog) for reminder in list_reminders(catalog)]


def _letter(reminder: Reminder, catalog: Catalog) -> Letter:
    """Return a letter listing the decisions, each with the addressee's last answer."""
    code = reminder.code.replace("_", "-") or _file(reminder)
    blocks = [
        paragraph(f"Кому: {reminder.name}"),
        paragraph(f"Здравствуйте! {_asked(reminder)}"),
    ]
    for due, step in zip(reminder.due, reminder.steps, strict=True):
        blocks += _about(due, step, catalog)
    blocks += [
        paragraph(
            "Ответьте, пожалуйста, на это письмо: что сделано, когда и где это видно (ссылка на документ или "
            "публикацию). Если срок меняется или решение выполнить нельзя, скажите почему. Ответ появится на портале с "
            "датой. Личных телефонов и имён без согласия человека не присылайте."
        ),
        paragraph(signature(catalog)),
    ]
    pages = "\n".join(f"{catalog.settings['url']}{due.decision.url}" for due in reminder.due[:3])
    return Letter(
        code,
        reminder.email,
        reminder.name,
        "; ".join(_why(reminder)),
        f"Решения, которые ждут ответа: {len(reminder.due)}",
        tuple(blocks),
        f"Решения ждут вашего ответа ({len(reminder.due)}):\n{pages}\nПодробности в письме, файл {code}.docx.\n",
    )


def _asked(reminder: Reminder) -> str:
    number = len(reminder.due)
    waits = "ждёт" if plural(number, "1", "", "") else "ждут"
    noun = count_of(number, "решение", "решения", "решений")
    left = [due.left for due in reminder.due if due.left is not None and not due.disputed]
    times = " или ".join(
        word for word, true in (("прошёл", min(left, default=0) < 0), ("подходит", max(left, default=-1) >= 0)) if true
    )
    disputed = "организатор оспаривает ответ" if any(due.disputed for due in reminder.due) else ""
    why = ", или ".join(part for part in (f"срок {times}" if times else "", disputed) if part)
    return f"Вашего ответа {waits} {noun}: {why}."


def _file(reminder: Reminder) -> str:
    """Return the file name for an addressee that is free text: its name, and a decision that makes it unique."""
    decision = reminder.due[0].decision
    place = decision.addressees.index(reminder.name) + 1
    return f"{slugify(reminder.name, 40) or 'adresat'}-{decision.forum.id}-{decision.row['number']}-{place}"


def _about(due: Due, step: DecisionStepsRow | None, catalog: Catalog) -> Iterator[Block]:
    row, forum = due.decision.row, due.decision.forum
    yield heading(f"Решение {row['number']}. {forum.title}")
    yield paragraph(shorten(row["text"], SHOWN))
    yield listed(_facts(due, step, catalog))


def _facts(due: Due, step: DecisionStepsRow | None, catalog: Catalog) -> Iterator[str]:
    row = due.decision.row
    if row["deadline"]:
        yield f"Срок: {format_date(row['deadline'])} ({due.words})"
    if len(due.decision.addressees) > 1:
        yield f"Поручено: {'; '.join(due.decision.addressees)}"
    yield f"Ваш ответ: {_words(step, catalog)}"
    if due.disputed:
        on = f" ({format_date(row['verdict_on'])})" if row["verdict_on"] else ""
        note = f": {shorten(row['verdict_note'], SHOWN)}" if row["verdict_note"] else ""
        yield f"Организатор это оспаривает{on}{note}"
    yield f"Страница: {catalog.settings['url']}{due.decision.url}"


def _words(step: DecisionStepsRow | None, catalog: Catalog) -> str:
    if step is None:
        return "пока нет"
    label = catalog.vocabulary.label("decision_reports", step["state"] or "")
    whole = f"{format_date(step['on'])}, {label}" if step["on"] else label
    return f"{whole}. {shorten(step['text'], SHOWN)}" if step["text"] else whole


def _why(reminder: Reminder) -> Iterator[str]:
    """Yield the reasons for the list of letters: how many are overdue and by how much, due soon, or disputed."""
    late = [due.left for due in reminder.due if due.left is not None and due.left < 0 and not due.disputed]
    disputed = sum(due.disputed for due in reminder.due)
    near = sum(due.left is not None and due.left >= 0 and not due.disputed for due in reminder.due)
    if late:
        yield f"просрочено {len(late)}, дольше всего на {count_of(-min(late), 'день', 'дня', 'дней')}"
    if near:
        yield f"скоро срок у {count_of(near, 'решения', 'решений', 'решений')}"
    if disputed:
        yield f"оспорено {disputed}"
    if not reminder.code:
        yield NO_BODY
