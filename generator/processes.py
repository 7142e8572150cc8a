"""Work spread over the machine's cores in forked processes, which inherit their data instead of being sent it.

Where the system cannot fork, the work is done in this process.
"""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

P = TypeVar("P")
T = TypeVar("T")
PR_SET_PDEATHSIG = 1
PATIENCE = 10  # seconds to let attendants finish their task once nobody needs it
ENDED_BY = {"SIGXCPU": "time", "SIGABRT": "memory", "SIGKILL": "memory"}


def usable_cores() -> int:
    """Return how many processes are worth starting on this machine."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS has no such function
        return os.cpu_count() or 1


@contextmanager
def quiet_collector() -> Iterator[None]:
    """Switch the garbage collector off: a check allocates much and discards little, so collecting is pure cost."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class Workers:
    """A pool forked from this process at its first task and reused for later ones. A context manager."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs if _can_fork() else 1
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def over(self, function: Callable[[P], T], parts: Sequence[P]) -> Iterator[T]:
        """Apply ``function`` to each part and yield the results in order; work starts at once.

        With few parts, or one job, this process does the work itself, lazily.
        """
        if self.jobs < 2 or len(parts) < 4:
            return map(function, parts)
        if self._pool is None:
            from concurrent.futures import ProcessPoolExecutor  # imported late: few commands have so much to do

            gc.freeze()  # otherwise each child's collector would write to every page it shares
            context = multiprocessing.get_context("fork")
            self._pool = ProcessPoolExecutor(self.jobs, mp_context=context, initializer=_belong)
        return self._pool.map(function, parts)


@contextmanager
def in_background(function: Callable[[], T], jobs: int) -> Iterator[Callable[[], T]]:
    """Yield a callable that returns the function's value, computed meanwhile in another process if there can be one.

    The callable raises whatever the function raised.
    """
    if jobs < 2 or not _can_fork():
        yield function
        return
    # Not a pool: its thread would still be running when other processes fork from this one.
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
        process.kill()  # nobody needs the answer any more
        process.join()


class BeyondLimitsError(Exception):
    """A confined process exceeded its ``memory`` or ``time`` limit, or met its ``end`` for another reason."""


def confined(function: Callable[[], T], memory: int, seconds: int) -> T:
    """Run a function that reads hostile input in a process of its own, and return its value.

    It may use ``memory`` bytes on top of what this process has (where the system can limit that) and ``seconds`` of
    both clock and processor time. Its exceptions are raised here; BeyondLimitsError means that it gave no answer. Where
    the system cannot fork, a fresh process is spawned, so the function must be picklable.
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
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # a native library would print its last words there
    with suppress(ImportError):  # Windows has no such limits; the parent still watches the clock
        import resource

        sizes = Path("/proc/self/statm")  # without it this process's own size is unknown, and small
        had = int(sizes.read_text().split()[0]) * resource.getpagesize() if sizes.exists() else 0
        limits = ((resource.RLIMIT_AS, had + memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0))
        for kind, most in limits:
            hard = resource.getrlimit(kind)[1]
            with suppress(ValueError, OSError):  # macOS does not limit address space
                resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    _answer(function, sender)


def _why_ended(code: int) -> str:
    """Tell why a process ended without an answer. A Rust library aborts when an allocation is refused."""
    by = {getattr(signal, name, None): why for name, why in ENDED_BY.items()}
    return by.get(-code, "end") if code < 0 else "end"


class Attendants(Generic[P, T]):
    """Processes that prepare themselves while this one goes on, and then take work. A context manager.

    One runs ``prepare`` and forks the others; each then runs ``work`` for every part it gets. Without processes
    (``count`` is 0, or the system cannot fork) ``work`` runs here. Whoever is given them when they have been started
    may enter them again, and let them go early.
    """

    def __init__(self, prepare: Callable[[], None], work: Callable[[P], T], count: int) -> None:
        self.prepare, self.work = prepare, work
        self.count = count if _can_fork() else 0
        self._first: Any = None
        self._connections: list[Connection] = []

    def __enter__(self) -> Self:
        if self.count and self._first is None:
            context = multiprocessing.get_context("fork")
            pipes = [context.Pipe() for _ in range(self.count)]
            self._connections = [here for here, _ in pipes]
            theirs = [there for _, there in pipes]
            self._first = context.Process(target=_attend, args=(self.prepare, self.work, theirs, self._connections))
            self._first.start()
            for there in theirs:
                there.close()
        return self

    def __exit__(self, *_: object) -> None:
        for connection in self._connections:
            connection.close()  # they exit after their present task
        if self._first is not None:
            self._first.join(PATIENCE)
            self._first.kill()
            self._first.join()

    def map(self, parts: Iterable[P], meanwhile: Callable[[], object] = lambda: None) -> list[T]:
        """Return ``work`` of each part, in order. Its exceptions are raised here.

        ``meanwhile`` runs here, once, when every process has something to do.
        """
        found: dict[int, T] = {}
        waiting = iter(enumerate(parts))
        busy: dict[Connection, int] = {}

        def give(connection: Connection) -> None:
            if (following := next(waiting, None)) is not None:
                busy[connection] = following[0]
                connection.send(following[1])

        for connection in self._connections:
            give(connection)
        meanwhile()
        while busy:
            for connection in [one for one in wait(list(busy)) if isinstance(one, Connection)]:
                value, error = connection.recv()
                if error is not None:
                    raise error
                found[busy.pop(connection)] = value
                give(connection)
        found |= {number: self.work(part) for number, part in waiting}  # without processes
        return [found[number] for number in range(len(found))]


def _attend(
    prepare: Callable[[], None],
    work: Callable[[Any], object],
    own: Sequence[Connection],
    foreign: Sequence[Connection],
) -> None:
    """Serve the first connection; after preparing, fork a process for each of the others."""
    _belong()
    for connection in foreign:
        connection.close()  # otherwise nobody would notice that the parent is gone
    prepare()
    context = multiprocessing.get_context("fork")
    first, *others = own
    for number, connection in enumerate(others, start=1):
        context.Process(target=_serve, args=(work, connection, [first, *others[number:]]), daemon=True).start()
        connection.close()
    _serve(work, first)


def _serve(work: Callable[[Any], object], connection: Connection, foreign: Sequence[Connection] = ()) -> None:
    _belong()
    for other in foreign:
        other.close()
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):  # the parent is gone
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
        raised.add_note(traceback.format_exc())  # a traceback does not pass through the pipe
        value, error = None, raised
    sender.send((value, error))


def _can_fork() -> bool:
    return "fork" in multiprocessing.get_all_start_methods()


def _belong() -> None:
    """Tie a new process to its parent: it ignores Ctrl+C, which reaches a whole terminal, and on Linux dies with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
