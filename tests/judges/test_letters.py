"""Letters as LibreOffice lays them out: how many pages, and the page number on the footer's line."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.conftest import run_portal
from tests.site.test_circulars import write_event, write_forum

pytestmark = pytest.mark.slow
LONG = "Обустроить сквер у дома культуры: поставить скамейки и урны, высадить деревья, провести субботник. " * 2
SAID = "Работы идут по плану: подрядчик выбран, договор подписан, первая часть сделана и принята комиссией. " * 2
DECISION = (
    f'text: "{LONG.strip()}", addressees: [administration, council], deadline: "2026-11-28", '
    f'steps: [{{"on": "2026-09-01", state: in_progress, text: "{SAID.strip()}"}}]'
)
EVENT = 'title: Семинар «Как написать заявку»\nkind: seminar\nvenue: Библиотека примера\nstarts_on: "2026-11-25"\n'


def laid_out(made: Path, out: Path) -> dict[str, list[str]]:
    """Return name of a DOCX → the text of each page."""
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed: apt-get install libreoffice-writer-nogui")
    files = sorted(made.rglob("*.docx"))
    profile = f"-env:UserInstallation={(out / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", "pdf:writer_pdf_Export", "--outdir", out, *files]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240)
    found = {file.stem: out / f"{file.stem}.pdf" for file in files}
    if not all(pdf.is_file() for pdf in found.values()):
        pytest.skip(f"LibreOffice has no texts here: apt-get install libreoffice-writer-nogui ({done.stderr[-200:]})")
    return {name: [page.extract_text() for page in PdfReader(pdf).pages] for name, pdf in found.items()}


@pytest.mark.parametrize("decisions", [3, 40])
def test_letters_are_laid_out_as_they_are_meant(decisions: int, fresh_root: Path, tmp_path: Path) -> None:
    write_forum(fresh_root, *[DECISION] * decisions)
    for number in range(20):
        write_event(fresh_root, f"primer-{number}", EVENT)
    for kind in ("remind", "outcomes", "digest"):
        done = run_portal("letters", kind, "--root", fresh_root, "--out", tmp_path / "made" / kind)
        assert done.returncode == 0, done.stdout + done.stderr
    pages = laid_out(tmp_path / "made", tmp_path)
    assert set(pages) == {"administration", "council", "itogi", "novosti"}
    assert len(pages["itogi"]) == (1 if decisions == 3 else 2)
    assert len(pages["novosti"]) <= 2
    assert pages["administration"][0].index("Кому: Администрация примера") < 400
    for texts in pages.values():
        for number, text in enumerate(texts, 1):
            foot = next(line for line in text.splitlines()[::-1] if "ноября 2026" in line)
            assert foot.split()[-1] == str(number)
