"""Letters to addressees of decisions, and the digest: who is asked about what, what is reported, and when nothing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest

from generator.catalog.catalog import make_catalog
from generator.catalog.decisions import list_due, list_reminders
from generator.catalog.models import Catalog
from generator.clock import now
from generator.exports.feeds import export_feeds
from generator.pages.views.home import new_organisations
from generator.past.history import Log
from generator.records.check import check_root
from generator.upkeep import news, reminders
from tests.conftest import git, run_portal

ZONE = "Asia/Krasnoyarsk"  # the tests' date: 23 November 2026
BODIES = """\
title: Кому адресуют решения
source: пример
items:
  - {code: administration, label: Администрация примера, email: admin@example.org}
  - {code: council, label: Совет примера}
"""
FORUM = """\
title: Форум-пример
season: 2026-summer
starts_on: "2026-06-10"
source: план
decisions:
"""
EVENTS = "content/events"


def write_forum(root: Path, *decisions: str) -> Path:
    (root / "content" / "lists").mkdir(exist_ok=True)
    (root / "content" / "lists" / "bodies.yml").write_text(BODIES, "utf-8")
    rows = [f"  - {{number: {n}, {text}}}\n" for n, text in enumerate(decisions, 1)]
    path = root / "forums" / "2026-summer.yml"
    path.write_text(FORUM + "".join(rows), "utf-8")
    return path


def write_event(root: Path, name: str, text: str) -> None:
    (root / EVENTS).mkdir(exist_ok=True)
    (root / EVENTS / f"{name}.yml").write_text(f"source: план\n{text}", "utf-8")


def read(root: Path, past: bool = False) -> Catalog:
    checked = check_root(root)
    assert [problem for problem in checked.problems if problem.severity == "error"] == []
    if not past:
        return make_catalog(checked, now(ZONE))
    log = Log(root, checked.package, "ngos")
    try:
        return make_catalog(checked, now(ZONE), log.read(ZONE))
    finally:
        log.close()


LATE = 'text: Поставить скамейки., addressees: [administration], deadline: "2026-11-03"'
NEAR = 'text: Открыть школу., addressees: [administration, council], deadline: "2026-11-26"'
FAR = 'text: Построить мост., addressees: [council], deadline: "2027-11-26"'


def test_a_body_has_one_letter_and_its_days(fresh_root: Path) -> None:
    write_forum(fresh_root, LATE, NEAR, FAR)
    catalog = read(fresh_root)
    first, second = reminders.make_letters(catalog)
    assert (first.code, first.to, first.whom) == ("administration", "admin@example.org", "Администрация примера")
    assert "Вашего ответа ждут 2\u00a0решения: срок прошёл или подходит." in first.text
    assert "Срок: 3\u00a0ноября 2026\u00a0г. (срок прошёл 20\u00a0дней назад)" in first.text
    assert "(до срока 3\u00a0дня)" in first.text
    assert first.text.index("скамейки") < first.text.index("школу")
    assert first.why == "просрочено 1, дольше всего на 20\u00a0дней; скоро срок у 1\u00a0решения"
    assert (second.code, second.to, second.why) == ("council", "", "скоро срок у 1\u00a0решения")
    assert "мост" not in first.text + second.text
    assert [due.left for due in list_due(catalog, timedelta(days=400))] == [-20, 3, 368]


def test_a_free_text_is_nobody_s_group(fresh_root: Path) -> None:
    free = 'addressees: ["Библиотека, ул. Примерная"], deadline: "2026-11-20"'
    write_forum(fresh_root, f"text: Раз., {free}", f"text: Два., {free}")
    letters = reminders.make_letters(read(fresh_root))
    assert [letter.code for letter in letters] == [f"biblioteka-ul-primernaya-2026-summer-{n}-1" for n in (1, 2)]
    assert all(letter.to == "" and reminders.NO_BODY in letter.why for letter in letters)


def test_whose_word_settles_its_part_is_left_alone(fresh_root: Path) -> None:
    done = '{"on": "2026-09-01", state: done, text: Скамейки стоят., evidence: "https://example.org/act"'
    both = 'text: Раз., addressees: [administration, council], deadline: "2026-11-01", steps'
    write_forum(fresh_root, f"{both}: [{done}, who: council}}]")
    assert [one.code for one in list_reminders(read(fresh_root))] == ["administration"]
    write_forum(fresh_root, f"{both}: [{done}}}]")
    assert reminders.make_letters(read(fresh_root)) == []


def test_the_organiser_s_word_outranks_the_addressee_s(fresh_root: Path) -> None:
    done = '{"on": "2026-09-01", state: done, text: Скамейки стоят., evidence: "https://example.org/act"}'
    verdict = 'verdict: disputed, verdict_on: "2026-09-20", verdict_note: Скамеек нет.'
    path = write_forum(fresh_root, f"{LATE}, steps: [{done}], {verdict}")
    (letter,) = reminders.make_letters(read(fresh_root))
    assert "Ваш ответ: 1\u00a0сентября 2026\u00a0г., выполнено. Скамейки стоят." in letter.text
    assert "Организатор это оспаривает (20\u00a0сентября 2026\u00a0г.): Скамеек нет." in letter.text
    assert letter.why == "оспорено 1"
    path.write_text(path.read_text("utf-8").replace("disputed", "confirmed"), "utf-8")
    assert reminders.make_letters(read(fresh_root)) == []


def test_the_commands(fresh_root: Path, tmp_path: Path) -> None:
    for kind, said in (("remind", reminders.NOTHING), ("outcomes", "рассказывать не о чем"), ("digest", "Текст")):
        done = run_portal("letters", kind, "--root", fresh_root)
        assert (done.returncode, said in done.stdout) == (0, True), done.stdout + done.stderr
    made = fresh_root / "build" / "letters"
    assert (made / "remind" / "spisok.md").read_text("utf-8") == f"# {reminders.TITLE}\n\nПисать некому.\n\n"
    assert "новостей не было" in (made / "digest" / "novosti.txt").read_text("utf-8")
    write_forum(fresh_root, LATE, NEAR)
    for kind in ("remind", "outcomes", "digest"):
        for out in (tmp_path / "one", tmp_path / "two"):
            done = run_portal("letters", kind, "--root", fresh_root, "--out", out / kind)
            assert done.returncode == 0, done.stdout + done.stderr
    files = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*.*"))
    assert {path.suffix for path in files} == {".txt", ".docx", ".pdf", ".md"}
    for path in files:
        assert (tmp_path / "one" / path).read_bytes() == (tmp_path / "two" / path).read_bytes(), path
    listed = unquote((tmp_path / "one" / "remind" / "spisok.md").read_text("utf-8"))
    assert "<mailto:admin@example.org?subject=Решения, которые ждут ответа: 2&body=" in listed
    assert "Просрочено." in (tmp_path / "one" / "outcomes" / "itogi.txt").read_text("utf-8")


def test_nothing_is_written_of_records_with_errors(fresh_root: Path) -> None:
    """A text that names a withheld person is such an error."""
    person = "persons:\n  - {name: Примеров Пример Примерович, role: contact, basis: consent}\n"
    ngo = fresh_root / "ngos" / "solnechnyj-gorod.yml"
    ngo.write_text(ngo.read_text("utf-8") + person, "utf-8")
    write_forum(fresh_root, f'{LATE}, steps: [{{state: in_progress, text: "Делает Примеров Пример Примерович."}}]')
    for kind in ("remind", "outcomes", "digest", "confirm"):
        done = run_portal("letters", kind, "--root", fresh_root)
        assert (done.returncode, "portal check" in done.stderr) == (2, True)
    assert not (fresh_root / "build" / "letters").exists()


SEMINAR = "title: Как написать заявку\nkind: seminar\nvenue: Библиотека примера\n"


def digest(root: Path, span: news.Span = news.WEEK, *, past: bool = False) -> str:
    (letter,) = news.make_letters(read(root, past), span)
    return letter.text.replace("\u00a0", " ")


def test_the_digest_tells_what_is_ahead_and_no_later(fresh_root: Path) -> None:
    write_event(fresh_root, "a", f'{SEMINAR}starts_on: "2026-11-25"\nstart: "10:00"\nend: "12:00"\ncost: free\n')
    write_event(fresh_root, "b", f'{SEMINAR}starts_on: "2026-12-05"\n')
    write_event(fresh_root, "c", 'title: Конкурс дел\nkind: contest\ndeadline: "2026-11-28"\ngiver: Фонд примера\n')
    write_event(fresh_root, "d", f'{SEMINAR}starts_on: "2026-11-29"\ncancelled_on: "2026-11-20"\n')
    write_event(fresh_root, "e", f'{SEMINAR}starts_on: "2026-11-30"\npostponed_on: "2026-11-22"\n')
    week, month = digest(fresh_root), digest(fresh_root, news.MONTH)
    assert "Среда, 25 ноября\n10:00–12:00 — семинар «Как написать заявку». Библиотека примера. Бесплатно. " in week
    assert "До 28 ноября — конкурс дел. Проводит Фонд примера. Условия: " in week
    assert "Отменили: семинар «Как написать заявку», 29 ноября." in week
    assert "Отложили: семинар «Как написать заявку». 30 ноября не приходите, о новом дне сообщим." in week
    assert "Суббота, 5 декабря\nСеминар «Как написать заявку»" in month
    assert week.startswith("На ближайшую неделю назначено одно событие, заявки принимают на один конкурс. Кое-что ")
    assert month.startswith("На ближайший месяц назначено два события, ")
    assert "5 декабря" not in week
    write_event(fresh_root, "f", f'{SEMINAR}starts_on: "2026-11-25"\n')  # files of one day, named after it
    (letter,) = news.make_letters(read(fresh_root), news.WEEK)
    assert letter.why == "куда прийти — 2; что отменили и изменили — 2; куда подать заявку — 1"
    assert letter.text.count("Среда, 25") == 1
    assert ".." not in week + month


@pytest.mark.parametrize(
    ("row", "actual"),
    [
        (
            'starts_on: "2026-11-24"\nends_on: "2026-11-26"\nstart: "10:00"\n',
            "С 24 по 26 ноября, ежедневно\n10:00 — семинар ",
        ),
        ('starts_on: "2026-11-30"\nends_on: "2026-12-02"\n', "С 30 ноября по 2 декабря\nСеминар "),
        ('starts_on: "2026-11-20"\nends_on: "2026-12-02"\n', "До 2 декабря\nСеминар "),
        ('starts_on: "2026-11-24"\nends_on: "2026-11-25"\nstart: "22:00"\nend: "06:00"\n', "24 и 25 ноября\nСеминар "),
        ('starts_on: "2026-11-24"\nends_on: "2026-11-25"\nstart: "10:00"\n', "24 и 25 ноября, ежедневно\n10:00 — "),
    ],
)
def test_days_are_said_as_people_say_them(row: str, actual: str, fresh_root: Path) -> None:
    write_event(fresh_root, "a", SEMINAR + row)
    assert actual in digest(fresh_root)


def test_decisions_that_moved(fresh_root: Path) -> None:
    done = '{"on": "2026-11-20", state: done, text: Скамейки стоят., evidence: "https://example.org/act"}'
    old = '{"on": "2026-09-20", state: accepted}'
    write_forum(
        fresh_root,
        f"{LATE}, steps: [{done}], verdict: confirmed",
        f'text: Открыть школу., addressees: [council], deadline: "2026-11-20", steps: [{old}]',
        f"text: Построить мост., addressees: [council], steps: [{old}]",
        f"text: Вырыть пруд., addressees: [council], steps: [{done}], verdict: disputed, verdict_on: '2026-11-21'",
    )
    text = digest(fresh_root)
    actual = "Выполнено: «Поставить скамейки». Администрация примера: скамейки стоят. Организатор это подтверждает."
    assert actual in text
    assert "Срок вышел 20 ноября: «Открыть школу». Поручено: Совет примера." in text
    assert "Спорно: «Вырыть пруд». Организатор оспаривает ответ." in text
    assert "мост" not in text


def test_a_forum_tells_what_it_has_decided_and_one_called_off_no_programme(fresh_root: Path) -> None:
    changed = 'sessions:\n  - {code: a, type: panel, title: Дворы, change: moved, changed_on: "2026-11-20"}\n'
    path = write_forum(fresh_root, LATE, NEAR)
    held = path.read_text("utf-8").replace('"2026-06-10"', '"2026-11-20"')
    path.write_text(held + changed, "utf-8")
    text = digest(fresh_root)
    assert "Приняты два решения: форум-пример, 20 ноября. " in text
    assert "Форум-пример, изменения в программе: «Дворы» — перенесено." in text
    path.write_text(
        f'{FORUM.replace("decisions:", changed)}cancelled_on: "2026-11-20"\n'.replace("06-10", "12-10"), "utf-8"
    )
    text = digest(fresh_root)
    assert "Отменили: форум-пример, 10 декабря." in text
    assert "Дворы" not in text


def test_new_organisations_by_the_history_and_never_a_renamed_one(fresh_root: Path) -> None:
    root, ngo = fresh_root, fresh_root / "ngos" / "solnechnyj-gorod.yml"
    git(root, "init", "-q")
    text = ngo.read_text("utf-8")
    git(root, "add", "-A", at="2026-03-01T10:00:00Z")
    git(root, "commit", "-qm", "all", at="2026-03-01T10:00:00Z")
    ngo.with_name("novaya.yml").write_text("name: АНО «Новая примерная»\nstatus: unknown\nsource: план\n", "utf-8")
    ngo.with_name("solnechnyj-gorod-2.yml").write_text(text, "utf-8")
    ngo.unlink()
    moved = "moved:\n  - {kind: ngos, id: solnechnyj-gorod, to: solnechnyj-gorod-2, on: 2026-11-22}\n"
    (root / "content" / "moved.yml").write_text(moved, "utf-8")
    git(root, "add", "-A", at="2026-11-22T10:00:00Z")
    git(root, "commit", "-qm", "new", at="2026-11-22T10:00:00Z")
    text = digest(root, past=True)
    assert "Новая примерная" in text
    assert "Солнечный город" not in text
    catalog = read(root, past=True)
    feed = export_feeds(catalog)["feeds/registry.xml"].decode()
    assert "<title>Новая запись: Новая примерная</title>" in feed
    assert "Новая запись: Солнечный город" not in feed
    assert "ngos/solnechnyj-gorod/</id>" in feed  # the id its subscribers already know
    days = {ngo.id: day.isoformat() for day, word, ngo in new_organisations(catalog) if word == "новая запись"}
    assert (days["novaya"], days.get("solnechnyj-gorod-2", "2026-03-01")) == ("2026-11-22", "2026-03-01")
