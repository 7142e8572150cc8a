"""What the program was tried with: every package by version and digest, for pip's ``--require-hashes``.

``runtime.txt`` is all that a site needs; ``documents.txt`` the same with what prints on paper.
"""

from __future__ import annotations

import sys
from pathlib import Path
from shlex import quote

RUNTIME, DOCUMENTS = (Path(__file__).with_name(f"{name}.txt") for name in ("runtime", "documents"))


def how_to_install(lock: Path) -> str:
    """The command that installs what a lock names beside the program that is running."""
    return f"{quote(sys.executable)} -m pip install --require-hashes -r {quote(str(lock))}"
