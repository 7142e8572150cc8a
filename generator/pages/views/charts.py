"""Geometry of the charts that templates draw as SVG: numbers in, coordinates out, in view box units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from generator.model.rows import IndicatorValuesRow

WIDTH, HEIGHT = 340.0, 170.0
ABOVE, BELOW, GAP = 24.0, 22.0, 0.32  # room for values above and periods below; share of a step left between columns


class Column(NamedTuple):
    """A value of a series. ``y`` and ``height`` are its column's; ``top`` is its upper bound, or ``y`` without one."""

    value: IndicatorValuesRow
    x: float
    y: float
    width: float
    height: float
    top: float

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


class Chart(NamedTuple):
    """Columns of one series on a common ground line ``base``; ``target`` is the level of the target value."""

    columns: tuple[Column, ...]
    base: float
    target: float | None


def column_chart(values: Sequence[IndicatorValuesRow]) -> Chart | None:
    """Return a column per baseline or actual value, and the target's level; None for fewer than two columns."""
    drawn = [value for value in values if value["role"] != "target"]
    most = max((float(value["value_to"] or value["value"]) for value in values), default=0.0)
    if len(drawn) < 2 or most <= 0:
        return None
    base, room = HEIGHT - BELOW, HEIGHT - BELOW - ABOVE
    step = WIDTH / len(drawn)

    def level(number: float) -> float:
        return round(base - room * number / most, 1)

    columns = []
    for i, value in enumerate(drawn):
        y = level(float(value["value"]))
        top = level(float(value["value_to"] or value["value"]))
        x, width = round(step * (i + GAP / 2), 1), round(step * (1 - GAP), 1)
        columns.append(Column(value, x, y, width, round(base - y, 1), top))
    target = next((level(float(value["value"])) for value in values if value["role"] == "target"), None)
    return Chart(tuple(columns), base, target)


class Node(NamedTuple):
    """A party in a picture of links: ``y`` is its place on its side."""

    name: str
    kind: str
    y: float
    degree: int


class Edge(NamedTuple):
    """A link between nodes of the left and the right side, by index; ``weight`` is the number of agreements."""

    left: int
    right: int
    weight: int


class Picture(NamedTuple):
    """Two columns of names with lines between them."""

    left: tuple[Node, ...]
    right: tuple[Node, ...]
    edges: tuple[Edge, ...]
    height: float


ROW = 30.0


def link_picture(pairs: Sequence[tuple[tuple[str, str], tuple[str, str]]]) -> Picture:
    """Return the picture of pairs ((name, kind) left, (name, kind) right).

    On the left the most linked come first; on the right each is placed near the average of its links.
    """
    sides: list[dict[tuple[str, str], int]] = [{}, {}]
    weights: dict[tuple[tuple[str, str], tuple[str, str]], int] = {}
    for pair in pairs:
        weights[pair] = weights.get(pair, 0) + 1
        for side, party in zip(sides, pair, strict=True):
            side[party] = side.get(party, 0) + 1
    first = sorted(sides[0], key=lambda party: (-sides[0][party], party))
    linked: dict[tuple[str, str], list[int]] = {party: [] for party in sides[1]}
    for a, b in weights:
        linked[b].append(first.index(a))
    second = sorted(sides[1], key=lambda party: (sum(linked[party]) / len(linked[party]), party))
    orders = [first, second]
    most = max(map(len, orders), default=0)
    columns = []
    for order, side in zip(orders, sides, strict=True):
        step = ROW * most / len(order) if order else 0.0
        columns.append(
            tuple(
                Node(name, kind, round(step * (i + 0.5), 1), side[name, kind]) for i, (name, kind) in enumerate(order)
            )
        )
    left, right = ({party: i for i, party in enumerate(order)} for order in orders)
    edges = tuple(Edge(left[a], right[b], weight) for (a, b), weight in sorted(weights.items()))
    return Picture(columns[0], columns[1], edges, ROW * most)
