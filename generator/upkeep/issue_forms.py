"""Issue forms for GitHub and GitLab, generated from the schemas, for readers without the repository. Pure.

GitHub has forms (YAML), GitLab has templates (Markdown). Both ask for the same fields of the same table.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from generator.model.schemas import Table
from generator.model.vocabulary import Vocabulary

ASKED = (
    "name",
    "short_name",
    "legal_form",
    "summary",
    "direction",
    "audiences",
    "phones",
    "emails",
    "address",
    "site",
    "inn",
    "ogrn",
    "source",
)
NEW, FIX = "Новая организация", "Исправить сведения"
PUBLIC = "Сообщение увидят все. Не пишите личные телефоны и имена людей без их согласия."
CORRECT = "Что на портале неверно и как правильно. Если знаете, откуда это известно, напишите и это."
MADE = "# Сделано программой: portal issue-forms. Правят generator/schemas.\n"


def make_issue_forms(ngos: Table, vocabulary: Vocabulary) -> dict[str, str]:
    """Return path in the repository → text."""
    return {
        ".github/ISSUE_TEMPLATE/config.yml": MADE + "blank_issues_enabled: true\n",
        ".github/ISSUE_TEMPLATE/1-fix.yml": MADE + _github(FIX, "Ошибка на странице портала", _fix_items(ngos)),
        ".github/ISSUE_TEMPLATE/2-new-ngo.yml": MADE
        + _github(NEW, "Предложить НКО в реестр", _new_items(ngos, vocabulary)),
        f".gitlab/issue_templates/{FIX}.md": _gitlab(FIX, _fix_items(ngos)),
        f".gitlab/issue_templates/{NEW}.md": _gitlab(NEW, _new_items(ngos, vocabulary)),
    }


Item = dict[str, object]


def _fix_items(ngos: Table) -> Iterator[Item]:
    yield {"id": "page", "label": "Адрес страницы", "hint": "Скопируйте из строки браузера.", "required": True}
    titles = [ngos.by_name[name].title for name in ASKED if name != "source"]
    yield {"id": "field", "label": "Что исправить", "hint": "Можно отметить несколько.", "options": [*titles, "Другое"]}
    yield {"id": "correct", "label": "Как правильно", "hint": CORRECT, "long": True, "required": True}
    source = ngos.by_name["source"]
    yield {"id": "source", "label": source.title, "hint": source.description, "example": source.example}


def _new_items(ngos: Table, vocabulary: Vocabulary) -> Iterator[Item]:
    for name in ASKED:
        field = ngos.by_name[name]
        item: Item = {"id": name, "label": field.title, "hint": field.description, "required": field.required}
        if field.list:
            item["hint"] = "Выберите из списка."
            item["options"] = [term.label for term in vocabulary.terms(field.list)]
            item["single"] = field.type != "array"
        else:
            example = field.example
            item["example"] = example[0] if isinstance(example, list) else example
            item["long"] = name == "summary"
        yield item


def _github(title: str, about: str, items: Iterator[Item]) -> str:
    lines = [f"name: {_text(title)}", f"description: {_text(about)}", f"title: {_text(title + ': ')}", "body:"]
    lines += ["  - type: markdown", "    attributes:", f"      value: {_text(PUBLIC)}"]
    for item in items:
        kind = "dropdown" if "options" in item else "textarea" if item.get("long") else "input"
        lines += [f"  - type: {kind}", f"    id: {item['id']}", "    attributes:"]
        lines += [f"      label: {_text(item['label'])}", f"      description: {_text(item['hint'])}"]
        if options := item.get("options"):
            lines.append(f"      multiple: {'false' if item.get('single') else 'true'}")
            lines.append("      options:")
            lines += [f"        - {_text(option)}" for option in options]  # type: ignore[attr-defined]
        elif item.get("example"):
            lines.append(f"      placeholder: {_text(item['example'])}")
        if item.get("required"):
            lines += ["    validations:", "      required: true"]
    return "\n".join(lines) + "\n"


def _gitlab(title: str, items: Iterator[Item]) -> str:
    lines = [f"<!-- {PUBLIC} -->", "", f"## {title}", ""]
    for item in items:
        must = " (обязательно)" if item.get("required") else ""
        lines += [f"### {item['label']}{must}", "", f"<!-- {item['hint']} -->", ""]
        if options := item.get("options"):
            lines += [f"- [ ] {option}" for option in options]  # type: ignore[attr-defined]
            lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def _text(value: object) -> str:
    """Return a YAML scalar that every reader takes for this text: JSON strings are such."""
    return json.dumps(str(value), ensure_ascii=False)
