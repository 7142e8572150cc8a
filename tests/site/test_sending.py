"""«Отправить» against a local bare repository: a branch with one commit, conflicts, hostile settings."""

from __future__ import annotations

import base64
import os
import struct
import subprocess
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.serve.editor.outbox import address_of
from tests.conftest import copy_root, git
from tests.editor import Desk, running_desk


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A bare repository that others push to as well."""
    bare = tmp_path / "shared.git"
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", str(bare))
    return bare


@pytest.fixture
def desk(tmp_path: Path, shared: Path) -> Iterator[Desk]:
    root = copy_root(tmp_path / "root")
    git(tmp_path, "init", "--quiet", "--initial-branch=main", str(root))
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message", "records")
    git(root, "remote", "add", "origin", str(shared))
    git(root, "push", "--quiet", "origin", "main")
    with running_desk(root) as desk:
        yield desk


def change(desk: Desk, **fields: Any) -> dict[str, Any]:
    """Open a record, change it, save it; return what the form has then."""
    _, found = desk.ask("record?kind=ngos&id=kiber-atom")
    body = {"kind": "ngos", "id": "kiber-atom", "opened": found["opened"], "base": found["text"], "text": found["text"]}
    status, answer = desk.ask("save", body | {"record": {**found["record"], **fields}})
    assert status == 200, answer
    return {"kind": "ngos", "id": "kiber-atom", "opened": answer["opened"]}


def push_theirs(desk: Desk, tmp_path: Path, old: str, new: str) -> None:
    """Let somebody else change the record in the shared repository."""
    other = tmp_path / "other"
    git(tmp_path, "clone", "--quiet", str(tmp_path / "shared.git"), str(other))
    path = other / "ngos" / "kiber-atom.yml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    git(other, "commit", "--quiet", "--all", "--message", "theirs")
    git(other, "push", "--quiet")


def test_a_saved_record_becomes_a_branch_with_one_commit(desk: Desk, shared: Path) -> None:
    before = {path: path.read_bytes() for path in (desk.root / ".git").rglob("*") if path.is_file()}
    body = change(desk, source="новая анкета")
    status, answer = desk.ask("send", body)
    assert status == 200, answer
    branch = answer["branch"]
    assert git(shared, "rev-list", "--count", f"main..{branch}") == "1"
    assert git(shared, "diff", "--name-only", "main", branch) == "ngos/kiber-atom.yml"
    sent = git(shared, "show", f"{branch}:ngos/kiber-atom.yml")
    assert f"{sent}\n" == (desk.root / "ngos" / "kiber-atom.yml").read_text("utf-8")
    assert git(shared, "log", "-1", "--format=%s", branch) == answer["message"]
    assert "источник" in answer["message"]
    # the person's own repository is unchanged
    assert {path: path.read_bytes() for path in (desk.root / ".git").rglob("*") if path.is_file()} == before
    assert not (desk.root / "build" / "outbox.git").exists()


def test_what_others_changed_in_other_lines_is_kept(desk: Desk, shared: Path, tmp_path: Path) -> None:
    push_theirs(desk, tmp_path, "name:", "# правил другой\nname:")
    status, answer = desk.ask("send", change(desk, source="новая анкета"))
    assert status == 200, answer
    sent = git(shared, "show", f"{answer['branch']}:ngos/kiber-atom.yml")
    assert "# правил другой" in sent
    assert "новая анкета" in sent


def test_a_conflict_is_explained_and_shown_and_then_decided(desk: Desk, shared: Path, tmp_path: Path) -> None:
    line = next(
        line for line in (desk.root / "ngos/kiber-atom.yml").read_text("utf-8").splitlines() if "source:" in line
    )
    push_theirs(desk, tmp_path, line, "source: чужая анкета")
    body = change(desk, source="моя анкета")
    status, answer = desk.ask("send", body)
    assert status == 409
    assert "изменил кто-то другой" in answer["message"]
    assert [(p["left"], p["right"]) for p in answer["pairs"] if not p["same"]] == [
        ("source: чужая анкета", "source: моя анкета")
    ]
    assert git(shared, "branch", "--list", "pravka/*") == ""
    status, answer = desk.ask("send", body | {"seen": answer["seen"]})
    assert status == 200, answer
    assert "моя анкета" in git(shared, "show", f"{answer['branch']}:ngos/kiber-atom.yml")


def test_what_is_not_saved_or_has_errors_is_not_sent(desk: Desk, shared: Path) -> None:
    assert desk.ask("send", {"kind": "ngos", "id": "kiber-atom", "opened": "x"})[0] == 409
    status, answer = desk.ask("send", change(desk, status="nope"))
    assert status == 422
    assert "ошибки" in answer["message"]
    assert git(shared, "branch", "--list", "pravka/*") == ""


def test_whatever_the_other_side_says_is_reported_in_words_with_a_way_out(
    desk: Desk, shared: Path, tmp_path: Path
) -> None:
    body = change(desk, source="новая анкета")
    # the only remote has another name and spaces in its path; a branch occupies the folder of ours
    git(desk.root, "remote", "rename", "origin", "forge")
    git(desk.root, "push", "--quiet", "forge", "main:refs/heads/pravka")
    there = shared.rename(tmp_path / "общий склад.git")
    git(desk.root, "config", "remote.forge.url", str(there))
    git(desk.root, "checkout", "--quiet", "--detach")
    status, answer = desk.ask("send", body)
    assert status == 200, answer
    assert git(there, "branch", "--list", "pravka-*", "--format=%(refname:short)") == answer["branch"]
    hook = there / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho closed >&2\nexit 1\n", "utf-8")
    hook.chmod(0o755)
    refused = desk.ask("send", body)[1]
    hook.unlink()
    git(there, "branch", "--move", "main", "master")
    absent = desk.ask("send", body)[1]
    git(there, "branch", "--move", "master", "main")
    git(desk.root, "config", "remote.forge.url", "https://nobody.invalid/x.git")
    unreachable = desk.ask("send", body)[1]
    for answer, words in ((refused, "не приняло"), (absent, "forge_branch"), (unreachable, "Нет связи")):
        assert words in answer["message"]
        assert answer["steps"].endswith((desk.root / "ngos/kiber-atom.yml").read_text("utf-8"))
    # deleted there meanwhile: reported, and sent only after that was seen
    git(desk.root, "config", "remote.forge.url", str(there))
    other = tmp_path / "other"
    git(tmp_path, "clone", "--quiet", "--branch", "main", str(there), str(other))
    git(other, "rm", "--quiet", "ngos/kiber-atom.yml")
    git(other, "commit", "--quiet", "--message", "gone")
    git(other, "push", "--quiet", "origin", "main")
    status, answer = desk.ask("send", body)
    assert (status, answer["seen"]) == (409, "")
    assert "удалили" in answer["message"]
    assert desk.ask("send", body | {"seen": ""})[0] == 200


def test_without_a_repository_there_are_steps(tmp_path: Path) -> None:
    with running_desk(copy_root(tmp_path / "root")) as desk:
        status, answer = desk.ask("send", change(desk, source="новая анкета"))
        assert status == 200
        assert "1." in answer["steps"]
        assert answer["steps"].endswith((desk.root / "ngos/kiber-atom.yml").read_text("utf-8"))
        assert answer["message"] == "Портал не связан с хранилищем."


def test_an_address_that_nothing_can_be_sent_to_is_reported_as_such(desk: Desk) -> None:
    git(desk.root, "config", "remote.origin.url", "../shared.git")
    status, answer = desk.ask("send", change(desk, source="новая анкета"))
    assert status == 200
    assert "https://" in answer["message"]
    assert "не связан" not in answer["message"]
    assert answer["steps"]


def test_nothing_that_a_configuration_names_is_run(desk: Desk, tmp_path: Path, shared: Path) -> None:
    trap = f"touch {tmp_path}/run; false"
    for key in ("core.sshCommand", "core.fsmonitor", "core.gitProxy", "remote.origin.receivepack", "core.askPass"):
        git(desk.root, "config", key, trap)
    git(desk.root, "config", "remote.origin.uploadpack", trap)
    git(desk.root, "config", "credential.helper", f"!{trap}")
    status, answer = desk.ask("send", change(desk, source="новая анкета"))
    assert status == 200, answer
    assert not (tmp_path / "run").exists()
    assert git(shared, "branch", "--list", "pravka/*") != ""
    for address in (
        "ext::sh -c true",
        "-uroot",
        "--upload-pack=x",
        "ssh://-oProxyCommand=x/y",
        "../x",
        f"{desk.root}/evil.git",
    ):
        git(desk.root, "config", "remote.origin.url", address)
        assert address_of(desk.root) == "", address
    git(desk.root, "config", "remote.origin.url", "git@forge.example:a/b.git")
    assert address_of(desk.root) == "git@forge.example:a/b.git"  # positive control


def sign(width: int, height: int, dots: bool = False) -> bytes:
    """Return a PNG of one colour, or one that does not compress."""
    rows = b"".join(b"\0" + (os.urandom(3 * width) if dots else b"\x20\x60\x40" * width) for _ in range(height))
    header = struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)
    made = b"\x89PNG\r\n\x1a\n"
    for name, data in ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")):
        made += struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    return made


def bring(desk: Desk, data: bytes, record_id: str = "kiber-atom") -> tuple[int, Any]:
    return desk.ask("picture", {"kind": "ngos", "id": record_id, "data": base64.b64encode(data).decode()})


def test_a_picture_is_kept_under_the_name_of_its_record_and_sent_with_it(desk: Desk, shared: Path) -> None:
    assert bring(desk, sign(40, 20)) == (200, {"name": "kiber-atom.png"})
    assert bring(desk, sign(40, 20)) == (200, {"name": "kiber-atom.png"})
    assert bring(desk, sign(40, 30)) == (200, {"name": "kiber-atom-2.png"})
    words = {"logo_alt": "Зелёный лист", "logo_author": "Организация", "logo_permission": "письмо"}
    status, answer = desk.ask("send", change(desk, logo_file="kiber-atom-2.png", **words))
    assert status == 200, answer
    changed = git(shared, "diff", "--name-only", f"main..{answer['branch']}").splitlines()
    assert changed == ["content/images/kiber-atom-2.png", "ngos/kiber-atom.yml"]
    sent = subprocess.run(
        ["git", "-C", str(shared), "show", f"{answer['branch']}:{changed[0]}"], capture_output=True, check=True
    ).stdout
    assert sent == (desk.root / changed[0]).read_bytes() == sign(40, 30)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "не картинка"),
        (b"\xff\xd8\xff" + b"0" * 40, "оборван"),
        (b"GIF89a" + b"0" * 40, "не картинка"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "не картинка"),
        (sign(400, 200, dots=True), "весит"),
    ],
)
def test_what_is_no_light_picture_is_refused_and_not_written(desk: Desk, data: bytes, words: str) -> None:
    status, answer = bring(desk, data)
    assert status == 422
    assert words in answer["message"]
    assert bring(desk, sign(4, 4), "../x")[0] == 422
    assert not (desk.root / "content" / "images").exists() or not list((desk.root / "content/images").glob("kiber*"))


def test_a_link_is_not_written_through(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "aim.png").write_bytes(b"0")
    (desk.root / "content/images").mkdir(exist_ok=True)
    (desk.root / "content/images/kiber-atom.png").symlink_to(tmp_path / "aim.png")
    assert bring(desk, sign(4, 4))[0] == 409
    assert (tmp_path / "aim.png").read_bytes() == b"0"
