"""Measure how long each phase of a run takes, for `build --profile`; time counts for the innermost phase only.

The running clock is a context variable, so a phase costs next to nothing where none runs. A worker process measures its jobs with a
clock of its own and sends the measurement back. Clocks of the processes of one machine agree, so a measurement also tells when.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from types import MappingProxyType
from typing import NamedTuple, ParamSpec, TypeVar

import jiangyi
from jiangyi.core.i18n import Message

PHASES: Mapping[str, Message] = MappingProxyType(
    {
        "start": Message("startup", "启动"),
        "loading": Message("loading stored facts", "读取缓存的信息"),
        "reading": Message("reading", "读取"),
        "checking": Message("checking", "检查"),
        "rendering": Message("rendering", "生成标记"),
        "layout": Message("layout", "排版"),
        "assembly": Message("assembling pages", "组合页面"),
        "cache": Message("manifest and cache", "清单与缓存"),
        "waiting": Message("waiting for workers", "等待工作进程"),
        "other": Message("other", "其他"),
    }
)
"""The phases that every run may have, in the order in which they are listed; each writer adds one, under its name."""
NO_PHASE = nullcontext()
Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class Interval(NamedTuple):
    """A time in which one phase ran, in seconds of `perf_counter`."""

    phase: str
    begin: float
    end: float


class Lookups(NamedTuple):
    """How often a cache was asked, and what it answered."""

    hits: int = 0
    misses: int = 0


@dataclass(frozen=True)
class Measurement:
    """What a process was doing, and when."""

    process: int = 0
    """Its number, by which measurements of the same process are put together."""
    intervals: tuple[Interval, ...] = ()
    lookups: Mapping[str, Lookups] = field(default_factory=dict)
    """Of caches, by the kind of what they hold."""


class PhaseClock:
    """The intervals of phases, of which only the innermost one runs, and the lookups of caches meanwhile."""

    def __init__(self, phase: str, begin: float | None = None) -> None:
        self.intervals = list[Interval]()
        self.lookups: dict[str, Lookups] = {}
        self.others: dict[tuple[int, float], Measurement] = {}
        """The measurements of other processes, by their number and begin."""
        self._phases, self._since = [phase], time.perf_counter() if begin is None else begin

    def update(self) -> None:
        """End an interval of the innermost phase, which runs on."""
        now = time.perf_counter()
        before = self.intervals[-1] if self.intervals else None
        if before and before.phase == self._phases[-1] and before.end == self._since:
            self.intervals[-1] = before._replace(end=now)
        else:
            self.intervals.append(Interval(self._phases[-1], self._since, now))
        self._since = now

    def begin(self, phase: str) -> None:
        """Begin a phase inside the current one."""
        self.update()
        self._phases.append(phase)

    def end(self) -> None:
        """End the innermost phase; the one around it runs on."""
        self.update()
        self._phases.pop()

    def count_lookup(self, kind: str, *, hit: bool) -> None:
        """Count a lookup of a cache."""
        hits, misses = self.lookups.get(kind, Lookups())
        self.lookups[kind] = Lookups(hits + hit, misses + (not hit))

    def measurement(self, process: int = 0) -> Measurement:
        """What was measured up to the last update."""
        return Measurement(process, tuple(self.intervals), dict(self.lookups))

    def sum_seconds(self) -> dict[str, float]:
        """The seconds of each phase in all processes together."""
        seconds = dict.fromkeys(PHASES, 0.0)
        for one in (self.measurement(), *self.others.values()):
            for phase, begin, end in one.intervals:
                seconds[phase] = seconds.get(phase, 0.0) + end - begin
        return seconds

    def sum_lookups(self) -> dict[str, Lookups]:
        """The lookups of each cache in all processes together."""
        found: dict[str, Lookups] = {}
        for one in (self.measurement(), *self.others.values()):
            for kind, (hits, misses) in one.lookups.items():
                before = found.get(kind, Lookups())
                found[kind] = Lookups(before.hits + hits, before.misses + misses)
        return found


class _Phase(AbstractContextManager[None]):
    """A phase of a clock as a context."""

    def __init__(self, clock: PhaseClock, name: str) -> None:
        self.clock, self.name = clock, name

    def __enter__(self) -> None:
        self.clock.begin(self.name)

    def __exit__(self, *_: object) -> None:
        self.clock.end()


_clock: ContextVar[PhaseClock | None] = ContextVar("clock", default=None)
"""The running clock; None where nothing is measured."""


def phase(name: str) -> AbstractContextManager[None]:
    """A context whose time counts for a phase."""
    clock = _clock.get()
    return _Phase(clock, name) if clock else NO_PHASE


def timed(name: str) -> Callable[[Callable[Arguments, Result]], Callable[Arguments, Result]]:
    """Decorate a function so that its time counts for a phase."""

    def decorate(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
        @wraps(function)
        def inner(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
            with phase(name):
                return function(*args, **kwargs)

        return inner

    return decorate


def count_lookup(kind: str, *, hit: bool) -> None:
    """Count a lookup of a cache, by the kind of what it holds."""
    clock = _clock.get()
    if clock:
        clock.count_lookup(kind, hit=hit)


def start_clock() -> PhaseClock:
    """Measure from now on; the time since the program was loaded counts for the phase `start`."""
    clock = PhaseClock("start", jiangyi.BEGAN)
    clock.begin("other")
    _clock.set(clock)
    return clock


def stop_clock() -> None:
    """Measure no more."""
    _clock.set(None)


def is_on() -> bool:
    """True where a clock runs."""
    return _clock.get() is not None


@contextmanager
def measure() -> Iterator[PhaseClock]:
    """Measure what is done in the block by a clock of its own."""
    clock = PhaseClock("other")
    token = _clock.set(clock)
    try:
        yield clock
    finally:
        _clock.reset(token)
        clock.update()


def add_measurement(measurement: Measurement) -> None:
    """Add what another process has measured to the running clock; a measurement that is added twice counts once."""
    clock = _clock.get()
    if clock and measurement.intervals:
        clock.others[measurement.process, measurement.intervals[0].begin] = measurement


def seconds_since_start() -> float:
    """Seconds since the program was loaded."""
    return time.perf_counter() - jiangyi.BEGAN
