"""Calls modules of the theme from Python."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import pytest

from tests.hostile.roots import REPOSITORY

SCRIPTS = REPOSITORY / "generator" / "theme" / "assets" / "portal"


def ask_module(name: str, expression: str, feed: Any) -> Any:
    """Evaluate an expression over ``given`` (the input) and ``module`` (the script's exports); both travel as JSON."""
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    script = f"""
        import {{ readFileSync }} from "node:fs";
        import * as module from {json.dumps((SCRIPTS / name).as_uri())};
        const given = JSON.parse(readFileSync(0, "utf8"));
        process.stdout.write(JSON.stringify({expression}));
    """
    command = ["node", "--input-type=module", "-e", script]
    done = subprocess.run(command, input=json.dumps(feed), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
