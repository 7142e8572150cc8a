"""Reading text-only YAML: its values and positions; faults neither hide nor cause other faults."""

from __future__ import annotations

from typing import Any

import pytest

from generator.records.yaml import MappingNode, Mark, Node, Parsed, ScalarNode, SequenceNode, parse_record
from generator.records.yaml.lines import in_quotes, nested_quotes, requoted, structure


def read(text: str) -> Parsed:
    return parse_record(text, "ngos/a.yml")


def codes(text: str) -> list[tuple[str, int]]:
    return [(problem.code, problem.line) for problem in read(text).problems]


def plain(node: Node) -> Any:
    if isinstance(node, ScalarNode):
        return node.text
    if isinstance(node, MappingNode):
        return {key: plain(value) for key, value in node.entries.items()}
    return [plain(item) for item in node.items]


def tree(text: str) -> Any:
    parsed = read(text)
    assert parsed.problems == []
    assert parsed.root is not None
    return plain(parsed.root)


def node_at(text: str, *way: str | int) -> Node:
    root = read(text).root
    assert root is not None
    node: Node = root
    for step in way:
        if isinstance(node, MappingNode) and isinstance(step, str):
            node = node.entries[step]
        elif isinstance(node, SequenceNode) and isinstance(step, int):
            node = node.items[step]
    return node


@pytest.mark.parametrize(
    "value",
    ["no", "yes", "~", "null", "012", "1_000", "0x1F", "1e3", "12:30", "2026-11-12", "+73916995103", "NaN", "="],
)
def test_every_scalar_stays_what_was_typed(value: str) -> None:
    assert tree(f"a: {value}\nb: [{value}]\n") == {"a": value, "b": [value]}


def test_blocks_quotes_and_folds() -> None:
    text = "a: |\n  один\n\n  два\nb: >\n  один\n  два\nc: 'It''s'\nd: \"\\u00ab\\n\"\ne: один\n  два\n"
    assert tree(text) == {"a": "один\n\nдва\n", "b": "один два\n", "c": "It's", "d": "«\n", "e": "один два"}


def test_places_count_from_one() -> None:
    text = "a: 1\nb:\n  - c: 2\n    d: [3, 4]\n"
    assert node_at(text, "a").mark == Mark(1, 4)
    assert node_at(text, "b", 0, "c").mark == Mark(3, 8)
    assert node_at(text, "b", 0, "d", 1).mark == Mark(4, 12)
    root = read(text).root
    assert root is not None
    assert root.keys["b"] == Mark(2, 1)


def test_columns_count_letters_not_bytes() -> None:
    assert node_at('"ключ": «знак»\n', "ключ").mark == Mark(1, 9)


def test_lists_know_their_brackets() -> None:
    flow, block = node_at("a: [1]\n", "a"), node_at("a:\n  - 1\n", "a")
    assert isinstance(flow, SequenceNode)
    assert isinstance(block, SequenceNode)
    assert (flow.flow, block.flow) == (True, False)


def test_a_refused_value_is_marked_so_that_nobody_judges_it_again() -> None:
    refused = {
        "a": "a: *x\n",
        "b": "b: &x y\n",
        "c": "c: !x y\n",
        "d": "d: y # z\n",
        "e": "e: @x\n",
        "f": "f: x\u200b\n",
    }
    for key, text in refused.items():
        node = node_at(text, key)
        assert isinstance(node, ScalarNode)
        assert node.refused, text
        assert len(read(text).problems) == 1
    sound = node_at("a: x\n", "a")
    assert isinstance(sound, ScalarNode)
    assert not sound.refused


def test_reading_goes_on_after_a_fault_whose_remedy_is_plain() -> None:
    text = 'a:1\nb: "два\nc: x: y\nd: @e\nf: [1, 2\ng: "h" i\nj: k\n'
    wanted = [("E124", 1), ("E123", 2), ("E127", 3), ("E126", 4), ("E131", 5), ("E129", 6)]
    assert sorted(codes(text), key=lambda pair: pair[1]) == wanted
    root = read(text).root
    assert root is not None
    assert list(root.entries) == ["a", "b", "c", "d", "f", "g", "j"]


def test_faults_before_an_unmendable_one_are_reported_too() -> None:
    assert codes("a: *x\nb: y # z\nc\nd: e\n") == [("E125", 3), ("E111", 1), ("E114", 2)]
    assert read("a: *x\nc\nd: e\n").root is None


def test_many_faults_end_in_time() -> None:
    problems = codes("a:1\n" * 100)
    assert 1 <= len(problems) <= 14


def test_a_shift_does_not_start_a_train() -> None:
    text = "a:\n" + "".join(f"{' ' * (i % 5)}k{i}: v\n" for i in range(30))
    assert sum(code == "E128" for code, _ in codes(text)) <= 4


def test_an_invisible_sign_is_reported_once_a_line_and_at_most_twenty_times() -> None:
    assert codes("a: x\u200b\u200b\u200b\nb: y\n") == [("E104", 1)]
    assert len(codes("".join(f"k{i}: \u200bx\n" for i in range(100)))) == 20


def test_the_limit_of_depth_and_of_values() -> None:
    assert codes("a: " + "[" * 11 + "]" * 11) == []
    assert codes("a: " + "[" * 12 + "]" * 12) == [("E106", 1)]
    assert codes("a: [" + "x," * 19_990 + "]") == []
    assert codes("a: [" + "x," * 20_001 + "]") == [("E106", 1)]


def test_an_alias_bomb_is_only_refused_signs() -> None:
    text = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"
    assert {code for code, _ in codes(text)} == {"E111", "E112"}


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Клуб: лучший", '"Клуб: лучший"'),
        ('"Лад" клуб', '"«Лад» клуб"'),
        ('Клуб "Лад"', '"Клуб «Лад»"'),
        ('"Клуб "Лад""', '"Клуб «Лад»"'),
        ('"А" и "Б"', '"«А» и «Б»"'),
        ("C:\\клуб", "'C:\\клуб'"),
        ("It's C:\\x", '"It\'s C:\\\\x"'),
    ],
)
def test_values_are_put_in_quotes_that_read_back(text: str, quoted: str) -> None:
    assert in_quotes(text) == quoted
    assert tree(f"a: {quoted}\n") == {"a": nested_quotes(text)}


def test_a_list_in_quotes() -> None:
    assert requoted("a: [\"x, y', z #1]") == 'a: ["x", "y", "z #1"]'
    assert requoted("a: x") == ""


def test_structure_passes_by_text_of_blocks_and_comments() -> None:
    lines = ["a: |", "  b: text", "", "  # text", "c:", "  - d: >", "      e: text", "    f: 1", "# g", "h: 1"]
    assert [number for number, _ in structure(lines)] == [0, 4, 5, 7, 9]
