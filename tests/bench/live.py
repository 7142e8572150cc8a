"""How soon a saved record is on its page in ``portal serve``, polled as the preview's own script does.

Measured from the write of the file to the arrival of the changed page over HTTP, without the browser's rendering. The
edited records are chosen at random, the same in each run.
"""

from __future__ import annotations

import json
import random
import re
import socket
import statistics
import subprocess
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

SAVES = 20
START = 120.0  # seconds in which a preview must start


@dataclass(frozen=True, slots=True)
class Live:
    """Seconds from a save to its page: median and maximum of ``saves`` saves."""

    organisations: int
    saves: int
    median: float
    worst: float


def measure_live(command: list[str], root: Path, folder: Path) -> Live:
    """Preview a root; its records are left unchanged."""
    records = sorted((root / "ngos").glob("*.yml"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}/"
    server = subprocess.Popen(
        [*command, "serve", "--root", str(root), "--port", str(port)], cwd=folder, stdout=subprocess.DEVNULL
    )
    try:
        wait_for(address)
        dice = random.Random(20261125)  # noqa: S311 - the same records in each run
        seconds = [save(dice.choice(records), number, address) for number in range(SAVES)]
    finally:
        server.terminate()
        server.wait()
    return Live(len(records), SAVES, statistics.median(seconds), max(seconds))


def wait_for(address: str) -> None:
    """Wait until the preview has a page to show."""
    deadline = time.monotonic() + START
    while time.monotonic() < deadline:
        try:
            if b"<h1" in get(address):
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise SystemExit("the preview does not answer")


def get(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - our own server, on loopback
        body: bytes = answer.read()
        return body


def save(record: Path, number: int, address: str) -> float:
    """Change a record's description and restore it; return the seconds until the change was on its page."""
    page = f"{address}ngos/{record.stem}/"
    before = record.read_text("utf-8")
    words = f"Проба правки {number}"
    after = f"hours_note: {words}\n" + re.sub(r"(?m)^hours_note:.*\n", "", before)
    version = int(re.findall(rb"reload\.js\?seen=(\d+)", get(page))[0])
    time.sleep(0.3)  # a person's pause
    began = time.monotonic()
    record.write_text(after, "utf-8")
    while words.encode() not in get(page):
        version = json.loads(get(f"{address}__portal__/state?seen={version}"))["version"]
        if time.monotonic() - began > START:
            raise SystemExit(f"{record} was saved, and its page does not change")
    taken = time.monotonic() - began
    record.write_text(before, "utf-8")
    while words.encode() in get(page):
        version = json.loads(get(f"{address}__portal__/state?seen={version}"))["version"]
    return taken
