"""Publishes a built site as a branch of the repository, for hosts that serve one: a single commit without history.

Each publication replaces the previous one, as withdrawn data must not remain readable in history. Only an empty branch
or one with a site of ours is replaced.
"""

from __future__ import annotations

from pathlib import Path

from generator import disk
from generator.past.revisions import run_git
from generator.problems.problem import PortalError

SIGN = "data/datapackage.json"  # identifies a branch with a site of ours
AUTHOR = {"NAME": "portal", "EMAIL": "portal@localhost", "DATE": "2000-01-01T00:00:00Z"}


def push_site(root: Path, site: Path, remote: str, branch: str) -> bool:
    """Push the site to ``branch`` of ``remote``. Returns False if it is already there.

    Raises PortalError if the branch has other content, is checked out here, or cannot be reached.
    """
    if _git(root, "symbolic-ref", "--quiet", "--short", "HEAD", check=False) == branch:
        raise PortalError(f"В ветке «{branch}» лежат сами записи. Назовите для сайта другую, например pages.")
    place = f"refs/heads/{branch}"
    _git(root, "check-ref-format", place)
    current = (_git(root, "ls-remote", "--", remote, place) or "").partition("\t")[0]
    if current:
        _git(root, "fetch", "--quiet", "--", remote, place)
        if _git(root, "cat-file", "-e", f"{current}:{SIGN}", check=False) is None:
            raise PortalError(f"В ветке «{branch}» лежит не сайт портала. Назовите другую: эту программа не заменит.")
    tree = _write_tree(root, site)
    if current and _git(root, "rev-parse", f"{current}^{{tree}}") == tree:
        return False
    who = {f"GIT_{role}_{part}": value for role in ("AUTHOR", "COMMITTER") for part, value in AUTHOR.items()}
    commit = _git(root, "commit-tree", "-m", "Сайт портала", tree, settings=who)
    _git(root, "push", "--quiet", f"--force-with-lease={place}:{current}", "--", remote, f"{commit}:{place}")
    return True


def _write_tree(root: Path, site: Path) -> str:
    index = disk.make_folder(root, "build/ci").resolve() / "index"
    index.unlink(missing_ok=True)
    settings = {
        "GIT_DIR": _git(root, "rev-parse", "--absolute-git-dir") or "",
        "GIT_WORK_TREE": str(site.resolve()),
        "GIT_INDEX_FILE": str(index),
    }
    _git(site, "add", "--all", "--force", "--", ".", settings=settings)
    tree = _git(site, "write-tree", settings=settings)
    index.unlink(missing_ok=True)
    return tree or ""


def _git(root: Path, *arguments: str, settings: dict[str, str] | None = None, check: bool = True) -> str | None:
    """Return git's output; None if it fails and ``check`` is off, else a failure raises PortalError."""
    done = run_git(root, *arguments, settings=settings)
    if done.returncode == 0:
        return done.stdout.decode("utf-8", "replace").strip()
    if check:
        raise PortalError(f"git не опубликовал сайт: {done.stderr.decode('utf-8', 'replace').strip()[-400:]}")
    return None
