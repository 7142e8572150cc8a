"""Templates: plain Jinja, escaping and strict, and the compiled code that an installation keeps."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from jinja2 import ModuleLoader
from jinja2.exceptions import UndefinedError

from generator.pages import templating
from generator.pages.render import install_templates
from generator.pages.templating import SourceLoader, make_environment


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "\"'&", "</p><p onclick='x'>", "1 < 2"])
def test_every_value_is_escaped(name: str) -> None:
    template = make_environment().from_string("{% macro m(a) %}{{ a }}{% endmacro %}{{ row.name }}{{ m(row.name) }}")
    actual = template.render(row={"name": name})
    assert name not in actual
    assert "&" in actual


def test_a_misspelt_name_says_which_it_is() -> None:
    for text in ("{{ row.nothing }}", "{{ nothing }}", "{{ nothing.name }}", "{% if row.nothing %}{% endif %}"):
        with pytest.raises(UndefinedError, match="nothing"):
            make_environment().from_string(text).render(row={"name": "а"})


def test_what_may_be_absent_has_a_default() -> None:
    text = "{{ row.nothing | default('нет') }}{{ nothing | default('нет') }}{{ row.nothing is defined }}"
    assert make_environment().from_string(text).render(row={}) == "нетнетFalse"


def test_a_macro_with_too_many_values_is_an_error() -> None:
    with pytest.raises(TypeError):
        make_environment().from_string("{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, 2) }}").render()


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Templates of a separate installation, not compiled yet."""
    shutil.copytree(templating.TEMPLATES, tmp_path / "templates")
    monkeypatch.setattr(templating, "TEMPLATES", tmp_path / "templates")
    monkeypatch.setattr(templating, "COMPILED", tmp_path / "kept")
    return tmp_path


def test_compiled_templates_are_used_while_they_are_true(installed: Path) -> None:
    assert isinstance(make_environment().loader, SourceLoader)
    install_templates()
    assert isinstance(make_environment().loader, ModuleLoader)
    assert make_environment().get_template("lines.html").name == "lines.html"
    template = installed / "templates" / "ngo.html"
    template.write_text(template.read_text("utf-8") + "<p>ещё</p>", "utf-8")
    assert isinstance(make_environment().loader, SourceLoader)
