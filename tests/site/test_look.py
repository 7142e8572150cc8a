"""A town's own look without a fork: emblem, pictures, colours, words of the footer, proofs for search engines."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.demo.pictures import draw_logo
from tests.conftest import run_portal

pytestmark = pytest.mark.xdist_group("look")  # one process builds what all tests read

LOOK = """\
logo_file: gerb.png
favicon_file: znachok.png
header_file: shapka.png
share_file: vid.png
colour_main: "#1f5fa8"
footer_text: 'Портал создан по <b>решению</b> Совета & жителей.'
yandex_verification: 0123456789abcdef
google_verification: fedcba9876543210
"""
PICTURES = ("gerb.png", "znachok.png", "shapka.png", "vid.png")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("town") / "root"
    assert run_portal("init", root, "--town", "Примерск", "--url", "https://primersk.ru/").returncode == 0
    (root / "content" / "images").mkdir()
    for number, name in enumerate(PICTURES, start=1):
        (root / "content" / "images" / name).write_bytes(draw_logo(number % 2 + 1))
    (root / "ngos" / "klub.yml").write_text("name: Клуб «Пример»\nstatus: unknown\nsource: анкета\n", "utf-8")
    settings = root / "content" / "settings.yml"
    settings.write_text(settings.read_text("utf-8") + LOOK, "utf-8")
    done = run_portal("build", "--root", root)  # its audit follows every link and picture
    assert done.returncode == 0, done.stdout
    return root / "site"


@pytest.mark.parametrize("page", ["index.html", "ngos/index.html", "ngos/klub/index.html", "about/index.html"])
def test_every_kind_of_page_has_the_look(site: Path, page: str) -> None:
    text = (site / page).read_text("utf-8")
    up = "../" * page.count("/")
    for name in ("gerb.png", "znachok.png", "shapka.png"):
        (address,) = set(re.findall(rf'(?:src|href)="([^"]*{name})"', text))
        assert address.removeprefix("./") == f"{up}assets/town/{name}"
    assert f"{up}assets/town/town.css?v=" in text
    assert text.index("assets/portal/portal.css") < text.index("assets/town/town.css")
    assert 'content="https://primersk.ru/assets/town/vid.png"' in text
    assert "Портал создан по &lt;b&gt;решению&lt;/b&gt; Совета &amp; жителей." in text
    assert 'content="#1f5fa8"' in text


def test_files_are_there_and_say_what_is_asked(site: Path) -> None:
    for name in PICTURES:
        assert (site / "assets/town" / name).read_bytes().startswith(b"\x89PNG")
    assert "--pine: #1f5fa8;" in (site / "assets/town/town.css").read_text("utf-8")
    assert "<body>Verification: 0123456789abcdef</body>" in (site / "yandex_0123456789abcdef.html").read_text("utf-8")
    google = "google-site-verification: googlefedcba9876543210.html"
    assert (site / "googlefedcba9876543210.html").read_text("utf-8") == google
    assert "google" not in (site / "sitemap.xml").read_text("utf-8")


def test_a_picture_that_is_not_there_is_reported(tmp_path: Path) -> None:
    assert run_portal("init", tmp_path / "root").returncode == 0
    settings = tmp_path / "root/content/settings.yml"
    settings.write_text(settings.read_text("utf-8") + "logo_file: gerb.png\n", "utf-8")
    done = run_portal("check", "--root", tmp_path / "root")
    assert done.returncode == 1
    assert "E407" in done.stdout


def test_the_programs_own_icon_is_there(real_site: Path) -> None:
    text = (real_site / "index.html").read_text("utf-8")
    (icon,) = re.findall('<link rel="icon" href="([^"]+)"', text)
    assert (real_site / icon).is_file()
    assert "assets/town" not in text
