"""The check of people's pages reports exactly what the audit of the built site reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

from generator.build import Crew, build_site
from generator.commands.checks import find_problems
from generator.problems.problem import Problem
from tests.conftest import run_portal

PAGES = {
    "two_h1": "# А\n\nТекст.\n\n# Б\n",
    "setext": "# А\n\nБ\n===\n\nтекст\n",
    "hash_nospace": "# А\n\n#Б\n",
    "skip": "# А\n\n#### Б\n",
    "deadlink": "# А\n\n[x](нет.md)\n",
    "deadanchor": "# А\n\n[x](#нет)\n",
    "abslink": "# А\n\n[x](/ngos/)\n",
    "noimg": "# А\n\n![x](images/net.png)\n",
    "dupid": "# А\n\n## Б {#x}\n\n## В {#x}\n",
    "idframe": "# А\n\n## Б {#content}\n\n## В {#main}\n\n## Г {#__search}\n",
    "emptylink": "# А\n\n[](index.md)\n",
    "js": "# А\n\n[x](javascript:alert(1))\n",
    "frontonly": "---\ntitle: А\n---\n\nтекст\n",
    "fronth2": "---\ntitle: А\n---\n\n## Б\n\nтекст\n",
    "front2": "---\ntitle: А\n---\n\n# Б\n\n# В\n",
    "html_h1": "# А\n\n<h1>Б</h1>\n",
    "list_h1": "# А\n\n- # Б\n",
    "quote_h1": "# А\n\n> # Б\n",
    "attr_style": '# А\n\nтекст {style="color:red"}\n{: style="color:red" onclick="x()" }\n',
    "attr_h": "# А {.x onclick=1}\n",
    "foot": "# А\n\nсл[^1]\n\n[^1]: с\n\n[^2]: д\n",
    "foot2": "# А\n\nсл[^нет]\n",
    "toc": "# А\n\n[TOC]\n",
    "emptytable": "# А\n\n| |\n|-|\n| |\n",
    "emptyh": "# А\n\n## \n\nx\n",
    "ref": "# А\n\n[x][нет] [y][y]\n\n[y]: нет.md\n",
    "self": "# А\n\n[x](proba.md) [y](./proba.md#а) [z](proba/)\n",
    "linkfile": "# А\n\n[x](files/a.pdf)\n",
    "mailto": "# А\n\n[x](mailto:) [y](tel:) [z](tel:abc)\n",
    "img_only_h1": "# ![x](images/net.png)\n",
    "code_h1": "# `код`\n",
    "link_h1": "# [А](index.md)\n",
    "deep": "# А\n\n###### Б\n\n##### В\n",
    "imgspace": "# А\n\n![x](images/a b.png)\n",
    "encoded": "# А\n\n[x](%D0%BD%D0%B5%D1%82.md) [y](%00) [z](%zz)\n",
    "queries": "# А\n\n[x](index.md?a=1#b)\n",
    "hash": "# А\n\n[x](#)\n",
    "upper": "# А\n\n[x](HTTP://EXAMPLE.ORG) [y](Https://пример.рф/) [z](//example.org/x)\n",
    "ogr": "# А\n\n[x](ftp://a.ru/x) [y](data:text/html,x)\n",
    "dl": "# А\n\nсл\n: оп\n\n:   \n",
    "nested": "# А\n\n1. а\n    1. б\n        1. в\n",
    "abbr": "# А\n\n*[НКО]: орг\n\nНКО\n",
    "mdhtml": '# А\n\n<div markdown="1">\n# Б\n</div>\n',
    "ent": "# &nbsp;\n\nx\n",
    "star": "# **А**\n\n***\n\n# \n",
    "climbs": "# А\n\n[z](../../x)\n",
    "dead_record": "# А\n\n[x](../ngos/net-takoj/)\n",
    "data_table": "# А\n\n[x](../data/ngos.csv) [y](../calendar.ics) [z](../sitemap.xml)\n",
    "no_data_table": "# А\n\n[x](../data/net.csv)\n",
    "place_on_a_list": "# А\n\n[x](../decisions/#addressees) [y](ngos/index.md#content)\n",
    "no_place_on_a_list": "# А\n\n[x](../decisions/#net) [y](ngos/index.md#net)\n",
    "introduction": "# А\n\n[x](decisions/index.md) [y](about/index.md)\n",
    "code": "# А\n\n```\n# Б\n[x](нет.md)\n```\n\n    # В\n",
    "escaped": "# А\n\n\\# Б \\[x](нет.md)\n",
    "in_table": "# А\n\n| а | б |\n|---|---|\n| [x](нет.md) | 1 |\n",
    "title": '# А\n\n[x](нет.md "слово") ![y](../images/net.png "я")\n',
    "brackets": "# А\n\n[x](<нет да.md>) <нет@example.org>\n",
    "sharp_cyrillic": "# А\n\n## Часы работы\n\n[x](#chasy-raboty)\n",
}
Told = dict[str, list[tuple[str, int, int]]]


def outcome(problems: Iterable[Problem]) -> Told:
    """Return case → code and place of each error on its page."""
    found: Told = defaultdict(list)
    for problem in problems:
        name = Path(problem.path).stem
        if problem.severity == "error":
            assert name in NAMES, problem
            found[NAMES[name]].append((problem.code, problem.line, problem.column))
    return {name: sorted(places) for name, places in found.items()}


NAMES = {f"proba-{number}": case for number, case in enumerate(PAGES)}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small town with a page for each case."""
    root = tmp_path_factory.mktemp("prose") / "town"
    assert run_portal("demo", root, "--ngos", 12, "--forums", 2, "--partnerships", 4).returncode == 0
    for name, case in NAMES.items():
        (root / "content" / f"{name}.md").write_text(PAGES[case], "utf-8")
    return root


def test_the_check_says_what_the_build_would(town: Path) -> None:
    checked = outcome(find_problems(town).problems)
    built = outcome(build_site(town, town / "site", Crew(1)).problems)
    assert checked == built
    assert len(checked) > 25
    assert len(PAGES) - len(checked) > 25  # good pages pass both


def test_what_the_check_takes_is_published(town: Path) -> None:
    refused = outcome(find_problems(town).problems)
    for name, case in NAMES.items():
        if case in refused:
            (town / "content" / f"{name}.md").unlink()
    assert outcome(find_problems(town).problems) == {}
    assert build_site(town, town / "site", Crew(1)).published


def test_a_fault_is_reported_where_it_is(town: Path) -> None:
    (town / "content" / "proba-0.md").write_text(
        "---\ntitle: Часы\n---\n\n# А\n\n```\n# не заголовок\n```\n\n# Б\n", "utf-8"
    )
    (found,) = [problem for problem in find_problems(town).problems if problem.path == "content/proba-0.md"]
    assert (found.code, found.line, found.column) == ("E605", 11, 1)


@pytest.mark.parametrize(
    ("link", "written", "there"),
    [
        ("![лес](../images/les-zimoj.jpg)", "«../images/les-zimoj.jpg»", "../images/les-zimoy.png"),
        ("[о портале](../abaut/index.md)", "«../abaut/index.md»", "../about/index.md"),
    ],
)
def test_a_dead_address_is_told_as_written_with_what_is_there(link: str, written: str, there: str, town: Path) -> None:
    picture = next((town / "content" / "images").glob("*.png"))
    (town / "content" / "images" / "les-zimoy.png").write_bytes(picture.read_bytes())
    page = town / "content" / "pomosch" / "index.md"
    page.parent.mkdir(exist_ok=True)
    page.write_text(f"# А\n\n{link}\n", "utf-8")
    (found,) = [one for one in find_problems(town).problems if one.path == "content/pomosch/index.md"]
    page.unlink()
    assert (found.code, found.line) == ("E640", 3)
    assert written in found.message
    assert there in found.hint


def test_next_to_a_record_with_errors_links_are_judged_as_far_as_they_can_be(town: Path) -> None:
    for page in (town / "content").glob("proba-*.md"):
        page.unlink()
    (town / "ngos" / "plohoj.yml").write_text("name: Клуб\nstatus: unknown\n", "utf-8")
    links = "[а](ngos/plohoj/) [б](find/letter/k/) [в](data/ngos.csv) [г](ngos/net/) [д](net.md) [е](ngos/#net)"
    (town / "content" / "index.md").write_text(f"# Портал\n\n{links}\n", "utf-8")
    found = [(one.path, one.code, one.message) for one in find_problems(town).problems if one.severity == "error"]
    assert [code for path, code, _ in found if path == "ngos/plohoj.yml"] == ["E203"]
    dead = [message for path, code, message in found if (path, code) == ("content/index.md", "E640")]
    assert [address for address in ("ngos/net/", "net.md") if not any(address in message for message in dead)] == []
    assert len(found) == 3, found
