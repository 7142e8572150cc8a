"""Worker processes: one prepares, the others fork from it; none stays when nobody needs it."""

from __future__ import annotations

import os
import time

import pytest

from generator.processes import Attendants

PREPARED: list[int] = []


def prepare() -> None:
    PREPARED.append(os.getpid())


def work(part: int) -> tuple[int, list[int]]:
    if part < 0:
        raise ValueError("part")
    time.sleep(part / 1000)
    return os.getpid(), [*PREPARED]


def test_one_prepares_for_all_and_the_asker_goes_on() -> None:
    met: list[str] = []
    with Attendants(prepare, work, 2) as attendants:
        answers = attendants.map([60, 60, 0, 0], lambda: met.append("meanwhile"))
        assert met == ["meanwhile"]
        workers = {worker for worker, _ in answers}
        assert len(workers) == 2
        assert os.getpid() not in workers
        (prepared,) = {tuple(seen) for _, seen in answers}
        assert len(prepared) == 1
        assert set(prepared) < workers
        assert [worker for worker, _ in attendants.map([0])] != []
    assert PREPARED == []
    for worker in workers:
        with pytest.raises(ProcessLookupError):
            os.kill(worker, 0)


def test_what_is_raised_is_raised_where_it_was_asked() -> None:
    with Attendants(prepare, work, 2) as attendants, pytest.raises(ValueError, match="part"):
        attendants.map([-1, 30])


def test_without_processes_the_work_is_done_here() -> None:
    with Attendants(prepare, work, 0) as attendants:
        assert [worker for worker, _ in attendants.map([0, 0])] == [os.getpid()] * 2
