"""The packages the program was tested with, by version and digest, for pip's ``--require-hashes``.

``runtime.txt`` is all a site needs; ``documents.txt`` also has what printing on paper needs.
"""

from __future__ import annotations

import sys
from pathlib import Path
from shlex import quote

RUNTIME, DOCUMENTS = (Path(__file__).with_name(f"{name}.txt") for name in ("runtime", "documents"))


def how_to_install(lock: Path) -> str:
    """Return the command that installs a lock's packages for the running program."""
    return f"{quote(sys.executable)} -m pip install --require-hashes -r {quote(str(lock))}"
