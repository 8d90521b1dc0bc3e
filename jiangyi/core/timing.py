"""Measure how long each phase of a run takes, for `build --profile`; time counts for the innermost phase only.

The running clock is a context variable, so a phase costs next to nothing where none runs. A worker process measures its jobs with a
clock of its own and sends the seconds back.
"""

import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from functools import wraps
from types import MappingProxyType
from typing import ParamSpec, TypeVar

import jiangyi
from jiangyi.core.i18n import Message

PHASES: Mapping[str, Message] = MappingProxyType(
    {
        "start": Message("startup", "启动"),
        "reading": Message("reading", "读取"),
        "checking": Message("checking", "检查"),
        "rendering": Message("rendering", "生成标记"),
        "layout": Message("layout", "排版"),
        "cache": Message("manifest and cache", "清单与缓存"),
        "waiting": Message("waiting for workers", "等待工作进程"),
        "other": Message("other", "其他"),
    }
)
"""The phases that every run may have, in the order in which they are listed; each writer adds one, under its name."""
NO_PHASE = nullcontext()
Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class PhaseClock:
    """The seconds of each phase; of phases inside each other only the innermost one runs."""

    def __init__(self, phase: str) -> None:
        self.seconds = dict.fromkeys(PHASES, 0.0)
        self._phases, self._since = [phase], time.perf_counter()

    def update(self) -> None:
        """Add the time since the last update to the innermost phase."""
        now = time.perf_counter()
        self.add({self._phases[-1]: now - self._since})
        self._since = now

    def add(self, seconds: Mapping[str, float]) -> None:
        """Add seconds to phases."""
        for name, value in seconds.items():
            self.seconds[name] = self.seconds.get(name, 0.0) + value

    def begin(self, phase: str) -> None:
        """Begin a phase inside the current one."""
        self.update()
        self._phases.append(phase)

    def end(self) -> None:
        """End the innermost phase; the one around it runs on."""
        self.update()
        self._phases.pop()


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


def start_clock() -> PhaseClock:
    """Measure from now on; the time since the program was loaded counts for the phase `start`."""
    clock = PhaseClock("other")
    clock.seconds["start"] = seconds_since_start()
    _clock.set(clock)
    return clock


def stop_clock() -> None:
    """Measure no more."""
    _clock.set(None)


def is_on() -> bool:
    """True where a clock runs."""
    return _clock.get() is not None


def measure(function: Callable[..., Result], *args: object) -> tuple[Result, Mapping[str, float]]:
    """The result of a function, and the seconds of each phase in it by a clock of its own."""
    clock = PhaseClock("other")
    token = _clock.set(clock)
    try:
        result = function(*args)
    finally:
        _clock.reset(token)
    clock.update()
    return result, clock.seconds


def add_seconds(seconds: Mapping[str, float]) -> None:
    """Add what another process has measured to the running clock."""
    clock = _clock.get()
    if clock:
        clock.add(seconds)


def seconds_since_start() -> float:
    """Seconds since the program was loaded."""
    return time.perf_counter() - jiangyi.BEGAN
