"""Decisions as people ask about them: how each is counted, who must answer for those late, due soon or disputed.

Pure.
"""

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
    """A decision and the days left to its deadline.

    ``left`` is negative when overdue and None without a deadline (then the decision is disputed).
    """

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
    """Everything one addressee is to be reminded of.

    ``code`` is the body's code in the list, empty for a free-text addressee. ``steps`` has, for each decision, the
    addressee's own last step, or None if there is none yet.
    """

    name: str
    code: str
    email: str
    due: tuple[Due, ...]
    steps: tuple[DecisionStepsRow | None, ...]


def mark_of(decision: Decision) -> str:
    """Return the code a decision is counted under.

    That is its state, with «done» split by whether the organiser confirmed it.
    """
    if decision.state.code == "done":
        return "confirmed" if decision.row["verdict"] == "confirmed" else "reported"
    return decision.state.code


def last_forum(catalog: Catalog) -> Entity | None:
    """Return the most recent finished forum that made any decisions."""
    decided = {decision.forum.id for decision in catalog.decisions.values()}
    over = (f for f in catalog.forums.values() if f.id in decided and f.state and f.state.code in FORUM_OVER)
    return next(over, None)


def list_due(catalog: Catalog, soon: timedelta = SOON) -> list[Due]:
    """Return unfinished decisions that are overdue or due within ``soon``, and all disputed ones, by deadline."""
    found = []
    for decision in catalog.decisions.values():
        deadline = decision.row["deadline"]
        left = (deadline - catalog.today).days if deadline else None
        waits = decision.state.code in WAITING and left is not None and left <= soon.days
        if waits or decision.state.code == "disputed":
            found.append(Due(decision, left))
    return sorted(found, key=lambda due: (due.left is None, due.left or 0, due.decision.key))


def list_reminders(catalog: Catalog, soon: timedelta = SOON) -> list[Reminder]:
    """Return reminders by addressee, listed bodies first.

    A listed body gets one reminder for all its decisions. A free-text addressee gets one per decision, because nobody
    knows whether two texts name the same body. An addressee whose own last word settles its part is not reminded,
    unless the decision is disputed.
    """
    bodies = catalog.vocabulary.lists["bodies"]
    grouped: dict[tuple[str, str], list[tuple[Due, DecisionStepsRow | None]]] = defaultdict(list)
    for due in list_due(catalog, soon):
        words = words_of(due.decision.row)
        for who in due.decision.row["addressees"]:
            step = words.get(who)
            if due.disputed or step is None or step["state"] not in SETTLED:
                grouped[who, "" if who in bodies else due.decision.key].append((due, step))
    order = sorted(grouped.items(), key=lambda item: (item[0][0] not in bodies, _worst(due for due, _ in item[1])))
    found = []
    for (who, _), pairs in order:
        body = bodies.get(who)
        name, email = (body.label, body.email) if body else (who, "")
        dues, steps = zip(*pairs, strict=True)
        found.append(Reminder(name, who if body else "", email, dues, steps))
    return found


def _worst(dues: Iterable[Due]) -> tuple[int, str]:
    """Return the sort key of a reminder: its most overdue decision."""
    return min((due.left if due.left is not None else SOON.days, due.decision.key) for due in dues)
