"""What stands in a tree's nodes as people would say it: one text, or pairs of a key and a text."""

from __future__ import annotations

from generator.model.schemas import Field
from generator.records.yaml import MappingNode, Node, ScalarNode, SequenceNode


def words_in(node: Node) -> str:
    """Return keys and values of a node as one text, the way people would write them."""
    if isinstance(node, ScalarNode):
        return node.text.strip()
    if isinstance(node, SequenceNode):
        return "; ".join(map(words_in, node.items))
    return "; ".join(f"{key} {words_in(value)}" for key, value in node.entries.items())


def pairs_in(node: SequenceNode) -> dict[str, str]:
    """Return the items of a list as a mapping if each is a single key with a text; else an empty one."""
    pairs: dict[str, str] = {}
    for item in node.items:
        entries = list(item.entries.items()) if isinstance(item, MappingNode) else []
        if len(entries) != 1 or not isinstance(entries[0][1], ScalarNode) or entries[0][0] in pairs:
            return {}
        pairs[entries[0][0]] = entries[0][1].text.strip()
    return pairs


def joined_text(field: Field, node: Node) -> str:
    """Join a list of texts into one, if the field takes any text; else return an empty text."""
    free = field.type == "string" and not (field.list or field.ref or field.check or field.limits.get("pattern"))
    items = node.items if free and isinstance(node, SequenceNode) else []
    texts = [item.text.strip() for item in items if isinstance(item, ScalarNode)]
    return ", ".join(texts) if len(texts) == len(items) and all(texts) else ""


def texts_in(node: Node) -> list[str]:
    """Return the different texts of a list; none if it has something else."""
    items = node.items if isinstance(node, SequenceNode) else []
    texts = [item.text.strip() for item in items if isinstance(item, ScalarNode)]
    return list(dict.fromkeys(texts)) if len(texts) == len(items) and all(texts) else []


def only_text(node: Node) -> str:
    """Return the single text in a list of one item or a set of one field; else an empty text."""
    if isinstance(node, SequenceNode) and len(node.items) == 1 and isinstance(node.items[0], ScalarNode):
        return node.items[0].text.strip()
    if isinstance(node, MappingNode) and len(node.entries) == 1:
        key, value = next(iter(node.entries.items()))
        return f"{key}: {value.text.strip()}".strip(": ") if isinstance(value, ScalarNode) else ""
    return ""
