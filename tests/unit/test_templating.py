"""Templates: lean code that escapes as Jinja does, and the code that an installation keeps."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from jinja2 import DictLoader, Environment, StrictUndefined
from jinja2.exceptions import UndefinedError

from generator.frame import templating
from generator.frame.mkdocs import process
from generator.frame.templating import make_environment, stored_code
from generator.pages.render import install_templates

SOURCES = {
    "macros.html": '{% macro link(url, words="дальше", mark=none) %}<a href="{{ url }}">{{ words }}</a>{{ mark or "" }}'
    "{% endmacro %}{% macro frame() %}<p>{{ caller() }}</p>{% endmacro %}",
    "page.html": '{% import "macros.html" as m %}<h1>{{ row.name }}</h1>{{ m.link(row.url) }}'
    "{{ m.link(row.url, row.name) }}{{ m.link(url=row.url, mark=row.count) }}"
    "{% call m.frame() %}{{ row.name }}{% endcall %}"
    "{% for key, value in row.items() %}{{ key }}={{ value }};{% endfor %}"
    '{{ "да" if row.free else "нет" }}{{ "<" if row.free else ">" }}{{ thing.title }}{{ row.nothing is defined }}'
    "{{ row.class }}{{ row.inner.name }}{{ row.inner.inner is defined }}{{ row.inner.thing.title }}{{ thing.row.name }}"
    '{% for item in row.list if item > 1 %}{{ loop.index }}.{{ item }} {% endfor %}{{ row.list | join("<") }}',
}


class Thing:
    title = 'Клуб "Лось" & К'

    def __init__(self, row: dict[str, Any] | None = None) -> None:
        self.row = row


def row(name: str) -> dict[str, Any]:
    inner = {"name": name, "thing": Thing()}
    told = {"name": name, "url": f"../{name}/", "class": f"c-{name}", "inner": inner}
    return told | {"count": 7, "share": 0.1 + 0.2, "free": True, "list": [1, 2, 3]}


@pytest.mark.parametrize(
    "name", ["просто", "<script>alert(1)</script>", "\"'&", "&amp;", "</p><p onclick='x'>", "1 < 2"]
)
def test_lean_code_says_what_jinja_says(name: str) -> None:
    lean = make_environment()
    plain = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    for environment in (lean, plain):
        environment.loader = DictLoader(SOURCES)
    given = {"row": row(name), "thing": Thing(row(name))}
    assert lean.get_template("page.html").render(given) == plain.get_template("page.html").render(given)


def test_what_is_not_there_is_an_error() -> None:
    for text in ("{{ row.nothing }}", "{{ nothing }}", "{{ thing.nothing }}", "{{ nothing.name }}", "{{ row.name() }}"):
        with pytest.raises((UndefinedError, TypeError, KeyError, AttributeError)):
            make_environment().from_string(text).render(row=row("а"), thing=Thing())


def test_a_macro_with_too_many_values_is_an_error() -> None:
    with pytest.raises(TypeError):
        make_environment().from_string("{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, 2) }}").render()


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Templates of an installation of its own, their code not kept yet."""
    shutil.copytree(templating.TEMPLATES, tmp_path / "templates")
    monkeypatch.setattr(templating, "TEMPLATES", tmp_path / "templates")
    monkeypatch.setattr(templating, "STORE", tmp_path / "kept" / "code")
    return tmp_path


def test_kept_code_is_used_while_it_is_true(installed: Path) -> None:
    assert stored_code() is None
    install_templates()
    kept = stored_code()
    assert kept is not None
    known = dict(templating.Compiled.known)
    templating.Compiled.known.clear()
    templating.load_code(kept)
    assert templating.Compiled.known.keys() == known.keys()
    assert len(known) >= len(list(templating.TEMPLATES.iterdir())) + len(process.TEMPLATES)
    template = installed / "templates" / "ngo.html"
    template.write_text(template.read_text("utf-8") + "<p>ещё</p>", "utf-8")
    assert stored_code() is None
