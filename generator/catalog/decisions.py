"""Decisions as people ask about them: what each is counted as, and who is to answer for what is overdue, soon due or
disputed by the organiser. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from generator.catalog.derived import SETTLED, words_of
from generator.catalog.models import Catalog, Decision, Entity
from generator.catalog.states import FORUM_OVER
from generator.model.rows import DecisionStepsRow
from generator.text import count_of

SOON = timedelta(days=30)
WAITING = frozenset({"open", "accepted", "in_progress", "overdue"})


MARKS = (
    ("confirmed", "выполнено, подтверждено", "good"),
    ("reported", "выполнено, по словам адресата", "good"),
    ("in_progress", "в работе", "wait"),
    ("accepted", "принято", "wait"),
    ("open", "ответа пока нет", "plain"),
    ("overdue", "просрочено", "bad"),
    ("disputed", "выполнение оспорено", "bad"),
    ("declined", "отклонено", "plain"),
)


class Due(NamedTuple):
    """A decision and days left until its deadline: below 0 it is overdue, None: it has none (and is disputed)."""

    decision: Decision
    left: int | None

    @property
    def disputed(self) -> bool:
        return self.decision.state.code == "disputed"

    @property
    def words(self) -> str:
        """«срок прошёл 5 дней назад», «срок сегодня», «до срока 3 дня»; empty without a deadline."""
        if self.left is None:
            return ""
        if self.left == 0:
            return "срок сегодня"
        days = count_of(abs(self.left), "день", "дня", "дней")
        return f"до срока {days}" if self.left > 0 else f"срок прошёл {days} назад"


class Reminder(NamedTuple):
    """What one addressee is to be reminded of. ``code`` is that of a body of the list, empty of a free text.

    ``said``: of each decision the addressee's own last step, None before the first.
    """

    name: str
    code: str
    email: str
    due: tuple[Due, ...]
    said: tuple[DecisionStepsRow | None, ...]


def mark_of(decision: Decision) -> str:
    """What a decision is counted as: its state, and of what is done whose word it is."""
    if decision.state.code == "done":
        return "confirmed" if decision.row["verdict"] == "confirmed" else "reported"
    return decision.state.code


def last_forum(catalog: Catalog) -> Entity | None:
    """The newest forum that is over and has decided anything."""
    decided = {decision.forum.id for decision in catalog.decisions.values()}
    over = (f for f in catalog.forums.values() if f.id in decided and f.state and f.state.code in FORUM_OVER)
    return next(over, None)


def list_due(catalog: Catalog, soon: timedelta = SOON) -> list[Due]:
    """Decisions that wait, by their deadline; the disputed, whose word waits for nothing, are among them."""
    found = []
    for decision in catalog.decisions.values():
        deadline = decision.row["deadline"]
        left = (deadline - catalog.today).days if deadline else None
        waits = decision.state.code in WAITING and left is not None and left <= soon.days
        if waits or decision.state.code == "disputed":
            found.append(Due(decision, left))
    return sorted(found, key=lambda due: (due.left is None, due.left or 0, due.decision.key))


def list_reminders(catalog: Catalog, soon: timedelta = SOON) -> list[Reminder]:
    """Reminders by addressee: a body of the list has one for all its decisions; who is named by a free text has one a
    decision, for nobody knows whether two texts are one body. Whose own word settles its part is not reminded."""
    bodies = catalog.vocabulary.lists["bodies"]
    grouped: dict[tuple[str, str], list[tuple[Due, DecisionStepsRow | None]]] = defaultdict(list)
    for due in list_due(catalog, soon):
        words = words_of(due.decision.row)
        for who in due.decision.row["addressees"]:
            said = words.get(who)
            if due.disputed or said is None or said["state"] not in SETTLED:
                grouped[who, "" if who in bodies else due.decision.key].append((due, said))
    order = sorted(grouped.items(), key=lambda item: (item[0][0] not in bodies, _worst(due for due, _ in item[1])))
    found = []
    for (who, _), pairs in order:
        body = bodies.get(who)
        name, email = (body.label, body.email) if body else (who, "")
        dues, said_of = zip(*pairs, strict=True)
        found.append(Reminder(name, who if body else "", email, dues, said_of))
    return found


def _worst(dues: Iterable[Due]) -> tuple[int, str]:
    """The most overdue first."""
    return min((due.left if due.left is not None else SOON.days, due.decision.key) for due in dues)
