"""Work over the machine's cores, in forked processes: they inherit what there is, and nothing is sent to them.

Where a system cannot fork, the same work is done here.
"""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Generic, Self, TypeVar

P = TypeVar("P")
T = TypeVar("T")
PR_SET_PDEATHSIG = 1
ENDED_BY = {"SIGXCPU": "time", "SIGABRT": "memory", "SIGKILL": "memory"}


def usable_cores() -> int:
    """Processes worth starting on this machine."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS
        return os.cpu_count() or 1


class Workers:
    """Processes that part from this one at their first task, and stay for the next. For use in ``with``."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs if _can_fork() else 1
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def over(self, function: Callable[[P], T], parts: Sequence[P]) -> Iterator[T]:
        """``function`` of each part of a work, in their order: begun at once, while this process goes on.

        When there are few, they are left to this process, one after another as they are asked for.
        """
        if self.jobs < 2 or len(parts) < 4:
            return map(function, parts)
        if self._pool is None:
            gc.freeze()  # else the collector of each process would write to all pages that it shares
            context = multiprocessing.get_context("fork")
            self._pool = ProcessPoolExecutor(self.jobs, mp_context=context, initializer=_belong)
        return self._pool.map(function, parts)


@contextmanager
def in_background(function: Callable[[], T], jobs: int) -> Iterator[Callable[[], T]]:
    """Gives what to call for the function's value: it is made meanwhile in another process, where there can be one.

    What the function raises, the call raises.
    """
    if jobs < 2 or not _can_fork():
        yield function
        return
    # No pool: its thread would be there when other processes part from this one.
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_answer_alone, args=(function, sender), daemon=True)
    process.start()
    sender.close()

    def answer() -> T:
        reply: tuple[T, Exception | None] = receiver.recv()
        value, error = reply
        if error is not None:
            raise error
        return value

    try:
        yield answer
    finally:
        receiver.close()
        process.kill()  # nobody asks for it any more
        process.join()


class BeyondLimitsError(Exception):
    """A confined process asked for more ``memory`` or ``time`` than it may have, or came to an ``end`` by itself."""


def confined(function: Callable[[], T], memory: int, seconds: int) -> T:
    """The value of a function that reads what may be made to break its reader, from a process of its own.

    It may take ``memory`` (bytes, where the system counts them) beside what this one has, and ``seconds`` of the clock
    and of the processor. What the function raises is raised here; BeyondLimitsError when the process does not answer.
    Where a system cannot fork, the process begins anew: what is given must be such as can be sent to it.
    """
    context: Any = multiprocessing.get_context("fork" if _can_fork() else "spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_answer_within, args=(function, sender, memory, seconds), daemon=True)
    process.start()
    sender.close()
    try:
        if not receiver.poll(seconds):
            raise BeyondLimitsError("time")
        reply: tuple[T, Exception | None] = receiver.recv()
    except (EOFError, OSError) as error:
        process.join()
        raise BeyondLimitsError(_why_ended(process.exitcode or 0)) from error
    finally:
        receiver.close()
        process.kill()
        process.join()
    value, raised = reply
    if isinstance(raised, MemoryError):
        raise BeyondLimitsError("memory") from raised
    if raised is not None:
        raise raised
    return value


def _answer_within(function: Callable[[], object], sender: Connection, memory: int, seconds: int) -> None:
    _belong()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # a library in another language says its last words there
    with suppress(ImportError):  # Windows has no such limits; the clock is looked after by the other side
        import resource

        sizes = Path("/proc/self/statm")  # without it what this process has already is not known, nor much
        had = int(sizes.read_text().split()[0]) * resource.getpagesize() if sizes.exists() else 0
        limits = ((resource.RLIMIT_AS, had + memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0))
        for kind, most in limits:
            hard = resource.getrlimit(kind)[1]
            with suppress(ValueError, OSError):  # macOS takes no limit of addresses
                resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    _answer(function, sender)


def _why_ended(code: int) -> str:
    """Why a process ended that gave no answer. An allocation that is refused aborts a program in Rust."""
    by = {getattr(signal, name, None): why for name, why in ENDED_BY.items()}
    return by.get(-code, "end") if code < 0 else "end"


class Attendants(Generic[P, T]):
    """Processes that prepare themselves while this one goes on, and then do what they are given. For use in ``with``.

    Each does ``prepare`` once and ``work`` for every part it gets. Without processes (``count`` 0, or none to be had)
    the work is done here.
    """

    def __init__(self, prepare: Callable[[], None], work: Callable[[P], T], count: int) -> None:
        self.prepare, self.work = prepare, work
        self.count = count if _can_fork() else 0
        self._processes: list[tuple[Any, Connection]] = []

    def __enter__(self) -> Self:
        context: Any = multiprocessing.get_context("fork") if self.count else None
        for _ in range(self.count):
            here, there = context.Pipe()
            process = context.Process(target=_attend, args=(self.prepare, self.work, there), daemon=True)
            process.start()
            there.close()
            self._processes.append((process, here))
        return self

    def __exit__(self, *_: object) -> None:
        for process, connection in self._processes:
            connection.close()
            process.kill()
            process.join()

    def map(self, parts: Sequence[P]) -> list[T]:
        """``work`` of each part, in their order; what it raises is raised here."""
        if not self._processes:
            return [self.work(part) for part in parts]
        found: dict[int, T] = {}
        waiting = iter(enumerate(parts))
        busy: dict[Connection, int] = {}
        free = [connection for _, connection in self._processes]
        while True:
            for connection in free:
                if (following := next(waiting, None)) is not None:
                    busy[connection] = following[0]
                    connection.send(following[1])
            if not busy:
                break
            free = [one for one in wait(list(busy)) if isinstance(one, Connection)]
            for connection in free:
                value, error = connection.recv()
                if error is not None:
                    raise error
                found[busy.pop(connection)] = value
        return [found[number] for number in range(len(parts))]


def _attend(prepare: Callable[[], None], work: Callable[[Any], object], connection: Connection) -> None:
    _belong()
    prepare()
    with suppress(EOFError):  # the one that asked is gone
        while True:
            part = connection.recv()
            _answer(partial(work, part), connection)


def _answer_alone(function: Callable[[], object], sender: Connection) -> None:
    _belong()
    _answer(function, sender)


def _answer(function: Callable[[], object], sender: Connection) -> None:
    try:
        value, error = function(), None
    except Exception as raised:
        raised.add_note(traceback.format_exc())  # where it was raised, which does not go through the pipe
        value, error = None, raised
    sender.send((value, error))


def _can_fork() -> bool:
    return "fork" in multiprocessing.get_all_start_methods()


def _belong() -> None:
    """Called by a new process: it says nothing at Ctrl+C, which reaches every process of a terminal, and ends with the
    one that it parted from, however that ends.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
