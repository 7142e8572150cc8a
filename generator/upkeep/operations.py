"""Files of a town's repository besides records and prose: publication pipelines and the engineer's page. Pure."""

from __future__ import annotations

import json
from pathlib import Path

from generator.locks import DOCUMENTS
from generator.model.schemas import DataPackage
from generator.model.vocabulary import Vocabulary
from generator.upkeep.issue_forms import make_issue_forms
from generator.upkeep.pipelines import Pipeline, make_pipelines

README = Path(__file__).with_name("town_readme.md")
NGINX = Path(__file__).with_name("nginx.conf")  # same as in README.md of the program
PIP = ".venv/bin/python -m pip install --quiet"
INSTALL = (
    f"python3 -m venv .venv && {PIP} --require-hashes -r program/requirements.txt"
    f" && {PIP} --no-deps --no-index --force-reinstall --require-hashes -r program/program.txt"
)
HOSTS = {
    "github": "На GitHub: Settings → Pages → Source: GitHub Actions.",
    "gitlab": "На GitLab: Deploy → Pages; для ночной сборки Build → Pipeline schedules.",
    "gitea": "Сайт встаёт в ветку `pages`: её отдаёт сервер страниц хранилища или ваш.",
    "gitflic": "Готовый сайт лежит среди артефактов задачи; для ночной сборки заведите расписание.",
    "gitverse": "Сайт встаёт в ветку `pages`: её отдаёт ваш сервер.",
}
EDITOR = {
    "files.encoding": "utf8",
    "files.eol": "\n",
    "editor.tabSize": 2,
    "editor.insertSpaces": True,
    "yaml.schemaStore.enable": False,
    "yaml.format.enable": False,
}


def make_operations(
    forge: str, town: str, url: str, wheel: str, model: tuple[DataPackage, Vocabulary]
) -> dict[str, str]:
    """Return path → text. ``wheel``: the file name of the program in ``program``; empty if not there yet."""
    package, vocabulary = model
    pipelines = make_pipelines(forge, Pipeline(INSTALL))
    forms = make_issue_forms(package.tables["ngos"], vocabulary)
    words = {
        "@TOWN": town,
        "@URL": url,
        "@WHEEL": f"сейчас {wheel}" if wheel else "его пока нет: portal pin ФАЙЛ положит его сюда",
        "@INSTALL": INSTALL,
        "@PIPELINES": ", ".join(f"`{name}`" for name in pipelines),
        "@HOST": HOSTS[forge],
        "@NGINX": NGINX.read_text("utf-8"),
    }
    readme = README.read_text("utf-8")
    for sign, word in words.items():
        readme = readme.replace(sign, word)
    return {
        "README.md": readme,
        "program/requirements.txt": DOCUMENTS.read_text("utf-8"),
        ".gitignore": "/.venv/\n/build/\n/site/\n",
        ".vscode/extensions.json": '{ "recommendations": ["redhat.vscode-yaml"] }\n',
        ".vscode/settings.json": _write_json(EDITOR | {"yaml.schemas": _schemas(package)}),
        **pipelines,
        **{name: text for name, text in forms.items() if name.startswith(f".{forge}/")},
    }


def _schemas(package: DataPackage) -> dict[str, str]:
    """Return which schema in ``build/schemas`` applies to which files."""
    return {f"./build/schemas/{t.name}.json": t.file or f"{t.folder}/*.yml" for t in package.roots}


def _write_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
