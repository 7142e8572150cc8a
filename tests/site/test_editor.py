"""The preview's editor: who is let in, which files it opens, what a save changes, what it refuses."""

from __future__ import annotations

import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.serve.editor.merging import compare_texts, merge_texts
from tests.conftest import copy_root, run_portal
from tests.editor import Desk, running_desk

KNOWN = {"kind": "ngos", "id": "kiber-atom"}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk whose tests leave the root unchanged."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1795392000")
        with running_desk(copy_root(tmp_path_factory.mktemp("desk") / "root")) as desk:
            yield desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with running_desk(copy_root(tmp_path / "root")) as desk:
        yield desk


def opened(desk: Desk, kind: str = "ngos", record_id: str = "kiber-atom") -> dict[str, Any]:
    status, found = desk.ask(f"record?kind={kind}&id={record_id}")
    assert status == 200, found
    return dict(found)


def request_of(found: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return what the form would send to save a record with some fields changed."""
    record = {**found["record"], **changes}
    return KNOWN | {"opened": found["opened"], "base": found["text"], "text": found["text"], "record": record}


def test_a_fix_is_made_as_the_check_offers_it_and_as_nothing_else(shared: Desk) -> None:
    asked = request_of(opened(shared), seen_on="5 марта 2026 г.")
    (problem,) = shared.ask("draft", asked)[1]["problems"]
    assert problem["at"] == ["seen_on"]
    status, found = shared.ask("mend", asked | {"fix": problem["fix"]})
    assert (status, found["problems"], found["record"]["seen_on"]) == (200, [], "2026-03-05")
    assert found["opened"] == asked["opened"]
    for fix in (None, problem["fix"] | {"text": "seen_on: '2026-03-06'"}, problem["fix"] | {"last": 900}, {}):
        assert shared.ask("mend", asked | {"fix": fix})[0] == 409
    assert opened(shared)["text"] == asked["text"]  # nothing was written


def fetch(address: str, **headers: str) -> bytes:
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as answer:  # noqa: S310 - loopback
        return bytes(answer.read())


def test_only_its_own_pages_are_let_in(shared: Desk) -> None:
    body = request_of(opened(shared))
    assert shared.ask("draft", body)[0] == 200  # positive control: the same request is let in
    for headers in (
        {"X_Portal_Token": None},
        {"X_Portal_Token": "x" * 32},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": None},
        {"Host": "evil.example"},
        {"Host": "evil.example:80"},
        {"Content_Type": "text/plain"},
    ):
        status, answer = shared.ask("draft", body, **headers)
        assert status in (403, 415, 421), (headers, status)
        assert "record" not in answer
    for name in ("list", f"record?kind=ngos&id={KNOWN['id']}"):
        assert shared.ask(name)[0] == 200
        assert shared.ask(name, X_Portal_Token=None)[0] == 403
        assert shared.ask(name, Host="rebound.example")[0] == 421


def test_pages_are_shown_to_this_machine_alone_and_only_the_form_has_the_token(shared: Desk) -> None:
    form, other = (fetch(shared.base + path) for path in ("editors/form/", "ngos/"))
    assert shared.token.encode() in form
    assert b"frame-src 'self'" in form
    assert shared.token.encode() not in other
    with pytest.raises(urllib.error.HTTPError) as refused:
        fetch(shared.base, Host="rebound.example")
    with refused.value as error:
        assert error.code == 421


@pytest.mark.parametrize(
    ("kind", "record_id"),
    [
        ("ngos", "../mkdocs"),
        ("ngos", "..%2F..%2Fetc"),
        ("ngos", "kiber-atom.yml"),
        ("ngos", "a" * 61),
        ("ngos", ""),
        ("settings", "settings"),
        ("lists", "needs"),
        ("../ngos", "kiber-atom"),
        ("", "kiber-atom"),
    ],
)
def test_only_records_with_a_page_are_opened(shared: Desk, kind: str, record_id: str) -> None:
    status, answer = shared.ask("draft", {"kind": kind, "id": record_id, "text": "", "opened": "", "record": {}})
    assert status in (404, 422)
    assert "text" not in answer


@pytest.mark.parametrize("body", [b"[]", b"{", b"\xff", b'{"kind": "\\ud800"}', b"[" * 5000])
def test_what_is_no_request_is_refused(shared: Desk, body: bytes) -> None:
    assert shared.ask("draft", body)[0] in (400, 404)


def test_links_are_not_followed(desk: Desk, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yml"
    secret.write_text("name: secret\n", "utf-8")
    (desk.root / "ngos" / "ssylka.yml").symlink_to(secret)
    status, answer = desk.ask("record?kind=ngos&id=ssylka")
    assert status == 409
    assert "ссылка" in answer["message"]
    new = {"kind": "ngos", "id": "ssylka", "opened": "", "base": "", "text": "", "record": {"name": "А"}}
    assert desk.ask("save", new)[0] == 409
    assert secret.read_text("utf-8") == "name: secret\n"


def test_a_record_is_judged_by_the_check_and_faults_are_at_their_fields(shared: Desk) -> None:
    found = opened(shared)
    record = {**found["record"], "status": "nope", "services": [{"title": "А", "url": "вк"}, {}]}
    _, answer = shared.ask("draft", request_of(found) | {"record": record})
    at = {problem["code"]: problem["at"] for problem in answer["problems"]}
    assert at["E220"] == ["status"]
    assert at["E236"] == ["services", 0, "url"]
    assert answer["opened"] == found["opened"]
    assert (shared.root / "ngos" / "kiber-atom.yml").read_text("utf-8") == found["text"]


def test_what_a_row_of_a_row_lacks_is_reported_at_that_row(shared: Desk) -> None:
    people = [{"name": "Примеров Пример", "role": "moderator"}, {"name": "Образцова Анна", "role": "speaker"}]
    new = {"kind": "forums", "id": "2028-summer", "opened": "", "base": "", "text": ""}
    record = {"title": "А", "season": "2028-summer", "source": "б", "sessions": [{"title": "В", "persons": people}]}
    actual = shared.ask("draft", new | {"record": record})[1]["problems"]
    at = [problem["at"] for problem in actual if problem["code"] == "W320"]
    assert at == [["sessions", 0, "persons", 0, "basis"], ["sessions", 0, "persons", 1, "basis"]]
    assert ["sessions", 0, "type"] in [problem["at"] for problem in actual if problem["code"] == "E203"]


def test_errors_that_a_record_would_bring_upon_others_are_reported(desk: Desk) -> None:
    body = {"kind": "ngos", "id": "primer", "opened": "", "base": "", "text": ""}
    record = {"name": "А", "status": "registered", "source": "б", "inn": "2453013555"}
    assert desk.ask("save", body | {"id": "yama", "record": record})[0] == 200
    desk.preview.look()
    _, answer = desk.ask("draft", body | {"record": record})
    actual = [(problem["code"], problem["path"]) for problem in (*answer["problems"], *answer["others"])]
    assert ("E402", "ngos/yama.yml") in actual


def test_a_save_changes_the_field_and_is_on_the_page(desk: Desk) -> None:
    path = desk.root / "ngos" / "kiber-atom.yml"
    path.write_bytes(
        b"# \xd0\xb7\xd0\xb0\xd0\xbc\xd0\xb5\xd1\x82\xd0\xba\xd0\xb0\r\n" + path.read_bytes().replace(b"\n", b"\r\n")
    )
    before = path.read_bytes()
    found = opened(desk)
    summary = str(found["record"]["summary"])
    status, answer = desk.ask(
        "save", request_of(found, summary=summary.replace(" ", "  ", 1).replace("  ", " Очень ", 1))
    )
    assert status == 200, answer
    assert path.read_bytes() == before.replace(summary.encode(), answer["record"]["summary"].encode())
    assert path.read_bytes() != before
    assert answer["opened"] != found["opened"]
    again = request_of(answer, summary=summary)
    assert desk.ask("save", again)[0] == 200
    assert path.read_bytes() == before


def test_what_the_form_does_not_show_stays(desk: Desk) -> None:
    path = desk.root / "ngos" / "kiber-atom.yml"
    path.write_text(
        "name: А\nmystery: [a, b]\nservices:\n- title: Один\n  unknown: '5'  # так\n- title: Два\n"
        "status: unknown\nsource: б\n"
    )
    found = opened(desk)
    assert "mystery" not in found["record"]
    first, second = found["record"]["services"]
    body = request_of(found, services=[second, {**first, "title": "Первый"}, {"title": "Три"}])
    status, answer = desk.ask("save", body)
    assert status == 200, answer
    assert path.read_text("utf-8") == (
        "name: А\nmystery: [a, b]\nservices:\n- title: Два\n- title: Первый\n  unknown: '5'  # так\n- title: Три\n"
        "status: unknown\nsource: б\n"
    )


def test_rows_that_are_bare_texts_are_shown_and_change_one_by_one(desk: Desk) -> None:
    path = desk.root / "ngos" / "kiber-atom.yml"
    head, tail = "name: А\nstatus: unknown\noffers:\n", "source: б\n"
    path.write_text(f"{head}  - зал\n  # до лета\n  - 'стол'   # большой\n  - {{text: сцена}}\n{tail}")
    found = opened(desk)
    hall, table, stage = found["record"]["offers"]
    assert [row["text"] for row in (hall, table, stage)] == ["зал", "стол", "сцена"]
    body = request_of(found, offers=[{**hall, "until": "2027-01-01"}, {**table, "text": "два стола"}, stage])
    assert desk.ask("save", body)[0] == 200
    assert path.read_text("utf-8") == (
        f'{head}  - text: зал\n    until: "2027-01-01"\n  # до лета\n'
        f"  - 'два стола'   # большой\n  - {{text: сцена}}\n{tail}"
    )


def test_a_file_that_changed_meanwhile_is_not_written_over(desk: Desk) -> None:
    path = desk.root / "ngos" / "kiber-atom.yml"
    found = opened(desk)
    theirs = found["text"].replace("\n", "\n# правил другой\n", 1)
    path.write_text(theirs, "utf-8")
    body = request_of(found, source="новая анкета")
    status, answer = desk.ask("save", body)
    assert status == 409
    assert path.read_text("utf-8") == theirs
    assert "изменился" in answer["message"]
    assert any(not pair["same"] and "новая анкета" in (pair["right"] or "") for pair in answer["pairs"])
    assert "# правил другой" in answer["merged"]["text"]
    assert answer["merged"]["record"]["source"] == "новая анкета"
    merged = {
        "opened": answer["merged"]["opened"],
        "text": answer["merged"]["text"],
        "record": answer["merged"]["record"],
    }
    assert desk.ask("save", body | merged)[0] == 200
    assert path.read_text("utf-8") == answer["merged"]["text"]


def test_a_file_that_is_gone_or_named_anew_is_said_to_be(desk: Desk) -> None:
    path = desk.root / "ngos" / "kiber-atom.yml"
    found = opened(desk)
    path.rename(path.with_name("kiber-novyj.yml"))
    desk.preview.look()
    status, answer = desk.ask("save", request_of(found, source="новая анкета"))
    assert status == 409
    assert "назвали иначе: теперь это ngos/kiber-novyj.yml" in answer["message"]
    path.with_name("kiber-novyj.yml").unlink()
    desk.preview.look()
    body = request_of(found, source="новая анкета")
    status, answer = desk.ask("save", body)
    assert (status, path.exists()) == (409, False)
    assert "удалили" in answer["message"]
    assert desk.ask("save", body | {"opened": answer["now"]["opened"]})[0] == 200
    assert "новая анкета" in path.read_text("utf-8")


def test_a_fault_of_ours_is_said_in_words(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    body = request_of(opened(desk))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(desk.preview, "judge", lambda _: 1 / 0)
        status, answer = desk.ask("draft", body)
    assert (status, "Ошибка программы" in answer["message"]) == (500, True)
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_a_new_record_never_takes_the_place_of_another(desk: Desk) -> None:
    new = {"kind": "ngos", "opened": "", "base": "", "text": ""}
    record = {"name": "Клуб «Пример»", "status": "unknown", "source": "анкета"}
    status, answer = desk.ask("save", new | {"id": "primer", "record": record})
    assert (status, answer["problems"]) == (200, [])
    assert (desk.root / "ngos" / "primer.yml").read_text("utf-8") == answer["text"]
    status, answer = desk.ask("save", new | {"id": "kiber-atom", "record": record})
    assert status == 409
    assert answer["merged"] is None
    assert run_portal("check", "--root", desk.root).returncode == 0


def test_a_file_that_cannot_be_read_as_a_record_is_mended_as_a_text(desk: Desk) -> None:
    path = desk.root / "ngos" / "kiber-atom.yml"
    path.write_text('name: "А\nstatus: unknown\n', "utf-8")
    found = opened(desk)
    assert found["record"] is None
    assert found["problems"]
    text = 'name: "А"\nstatus: unknown\nsource: б\n'
    body = KNOWN | {"opened": found["opened"], "base": found["text"], "text": text, "record": None}
    status, answer = desk.ask("save", body)
    assert (status, answer["record"]["name"]) == (200, "А")
    assert path.read_text("utf-8") == text


@pytest.mark.parametrize(
    ("mine", "theirs", "merged"),
    [
        ("А\nб\nв\n", "а\nб\nВ\n", "А\nб\nВ\n"),
        ("А\nб\nв\n", "а\nб\nв\n", "А\nб\nв\n"),
        ("А\nб\nв\n", "А\nб\nВ\n", "А\nб\nВ\n"),
        ("А\nб\nв\n", "Я\nб\nв\n", None),
        ("а\nб\nв\nг\n", "а\nб\nв\nд\n", None),
        ("б\nв\n", "а\nб\nв\nг\n", "б\nв\nг\n"),
        ("а\nв\n", "а\nБ\nв\n", None),
    ],
)
def test_two_changes_are_made_one_unless_they_touch(mine: str, theirs: str, merged: str | None) -> None:
    base = "а\nб\nв\n"
    assert merge_texts(base, mine, theirs) == merged
    assert merge_texts(base, theirs, mine) == merged


def test_texts_are_side_by_side() -> None:
    pairs = compare_texts("а\nб\nв\nг\nд\nе\n", "а\nб\nв\nГ\nд\nе\nж\n")
    other = [(pair["left"], pair["right"]) for pair in pairs if not pair["same"]]
    assert other == [("г", "Г"), (None, "ж")]


def test_without_the_page_of_the_form_nothing_breaks(tmp_path: Path) -> None:
    root = copy_root(tmp_path / "root")
    shutil.rmtree(root / "content" / "editors")
    config = root / "mkdocs.yml"
    lines = config.read_text("utf-8").splitlines()
    config.write_text("\n".join(line for line in lines if "editors/" not in line) + "\n", "utf-8")
    with running_desk(root) as desk:
        assert desk.ask("list")[0] == 200
