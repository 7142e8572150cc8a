"""The yearly round of confirmations: who is asked, what the letter says and omits, how an answer is recorded."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

from generator.upkeep.letters import Letter, paragraph
from tests.conftest import run_portal

NGO = "ngos/solnechnyj-gorod.yml"


def test_letters_and_an_answer(fresh_root: Path, tmp_path: Path) -> None:
    path = fresh_root / NGO
    text = path.read_text("utf-8").replace("\nsource:", "\nemails: [info@example.org]\nsource:", 1)
    text += "persons:\n  - name: Примеров Пример\n    role: contact\n    basis: official\n"
    path.write_text("# наша запись\n" + text, "utf-8")
    out = tmp_path / "letters"
    done = run_portal("confirm", "--root", fresh_root, "--out", out)
    assert done.returncode == 0, done.stderr
    letter = (out / "solnechnyj-gorod.txt").read_text("utf-8")
    for words in ("«Солнечный город»", "Чего не хватает", "Подтверждаем", "/ngos/solnechnyj-gorod/", "Передышка"):
        assert words in letter
    assert "Примеров" not in letter
    assert "когда видели" not in letter
    sheet = (out / "obzvon.txt").read_text("utf-8")
    line = next(line for line in sheet.splitlines() if "ngos/solnechnyj-gorod.yml" in line)
    assert "телефона нет, искать: https://vk.com/sunny_gorod" in line
    assert "верна ли запись; " in line
    assert "Примеров" not in sheet
    assert (out / "obzvon.docx").read_bytes().startswith(b"PK")
    assert (out / "solnechnyj-gorod.docx").read_bytes().startswith(b"PK")
    listed = (out / "spisok.md").read_text("utf-8")
    (link,) = re.findall(r"<(mailto:info[^>]*)>", listed)
    assert link.startswith("mailto:info@example.org?subject=")
    assert len(link) < 1900
    assert "/ngos/solnechnyj-gorod/" in unquote(link)
    short = Letter("a", "a@example.org", "А", "", "Проверьте", (paragraph("Верно ли?"),), "x")
    assert unquote(short.mailto).endswith("&body=Верно ли?\r\n")
    assert unquote(short._replace(blocks=(paragraph("Верно ли? " * 99),)).mailto).endswith("&body=x")
    done = run_portal("letters", "confirm", "--root", fresh_root, "--out", tmp_path / "same")
    assert done.returncode == 0, done.stderr
    for file in out.iterdir():
        assert (tmp_path / "same" / file.name).read_bytes() == file.read_bytes(), file.name
    done = run_portal("confirm", "solnechnyj-gorod", "--on", "2026-11-20", "--root", fresh_root)
    assert done.returncode == 0, done.stderr
    saved = path.read_text("utf-8")
    assert saved.startswith("# наша запись\n")
    assert 'confirmed_on: "2026-11-20"\n' in saved
    assert run_portal("check", "--root", fresh_root).returncode == 0
    run_portal("confirm", "--root", fresh_root, "--out", tmp_path / "again")
    assert not (tmp_path / "again" / "solnechnyj-gorod.txt").exists()


def test_slips_are_reported(fresh_root: Path) -> None:
    assert "нет" in run_portal("confirm", "no-such", "--root", fresh_root).stderr
    assert run_portal("confirm", "solnechnyj-gorod", "--on", "вчера", "--root", fresh_root).returncode == 2
    assert run_portal("confirm", "solnechnyj-gorod", "--on", "2030-01-01", "--root", fresh_root).returncode == 2


def test_a_record_that_cannot_be_read_is_reported_in_words(fresh_root: Path) -> None:
    path = fresh_root / "ngos" / "solnechnyj-gorod.yml"
    broken = path.read_bytes() + b'\nsummary: "no end\n'
    path.write_bytes(broken)
    done = run_portal("confirm", "solnechnyj-gorod", "--on", "2026-11-20", "--root", fresh_root)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert "не читается" in done.stderr
    assert path.read_bytes() == broken
