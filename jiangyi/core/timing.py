"""Where the time of a run goes, by phase; each second counts for the innermost phase alone. Off, it costs next to nothing."""

import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from functools import wraps
from typing import ParamSpec, TypeVar

import jiangyi
from jiangyi.core.i18n import Words

PHASES = {
    "start": Words("startup", "启动"),
    "reading": Words("reading", "读取"),
    "checking": Words("checking", "检查"),
    "rendering": Words("rendering", "生成标记"),
    "layout": Words("layout", "排版"),
    "cache": Words("manifest and cache", "清单与缓存"),
    "waiting": Words("waiting for workers", "等待工作进程"),
    "other": Words("other", "其他"),
}
"""The phases that every run may have, in the order in which they are listed; each writer has one of its own, of its name."""
NOTHING = nullcontext()
Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class PhaseClock:
    """The seconds of each phase; the last phase that was begun and has not ended is the one that counts."""

    def __init__(self, phase: str) -> None:
        self.seconds = dict.fromkeys(PHASES, 0.0)
        self._phases, self._since = [phase], time.perf_counter()

    def turn(self) -> None:
        """Count what has passed."""
        now = time.perf_counter()
        self.seconds[self._phases[-1]] = self.seconds.get(self._phases[-1], 0.0) + now - self._since
        self._since = now

    def begin(self, phase: str) -> None:
        """A phase within the one that counted."""
        self.turn()
        self._phases.append(phase)

    def end(self) -> None:
        """Back to the one before."""
        self.turn()
        self._phases.pop()


class Phase(AbstractContextManager[None]):
    """A phase of the clock that runs."""

    def __init__(self, clock: PhaseClock, name: str) -> None:
        self.clock, self.name = clock, name

    def __enter__(self) -> None:
        self.clock.begin(self.name)

    def __exit__(self, *_: object) -> None:
        self.clock.end()


_clocks: list[PhaseClock] = []
"""Those that run, the one that counts last; empty where nothing is measured."""


def phase(name: str) -> AbstractContextManager[None]:
    """What is done in it counts for a phase."""
    return Phase(_clocks[-1], name) if _clocks else NOTHING


def timed(name: str) -> Callable[[Callable[Arguments, Result]], Callable[Arguments, Result]]:
    """What a function does counts for a phase."""

    def decorate(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
        @wraps(function)
        def inner(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
            with phase(name):
                return function(*args, **kwargs)

        return inner

    return decorate


def start_clock() -> PhaseClock:
    """Measure from now on; what has passed since the program began was its start."""
    _clocks.append(PhaseClock("other"))
    _clocks[-1].seconds["start"] = seconds_since_start()
    return _clocks[-1]


def seconds_since_start() -> float:
    """Seconds since the program was loaded."""
    return time.perf_counter() - jiangyi.BEGAN


def stop_clocks() -> None:
    """Measure no more."""
    _clocks.clear()


def is_on() -> bool:
    """Whether time is measured."""
    return bool(_clocks)


def measure(function: Callable[..., Result], *args: object) -> tuple[Result, Mapping[str, float]]:
    """What a function gives, and the seconds of each phase in it."""
    clock = PhaseClock("other")
    _clocks.append(clock)
    try:
        made = function(*args)
    finally:
        _clocks.pop()
    clock.turn()
    return made, clock.seconds


def add_seconds(seconds: Mapping[str, float]) -> None:
    """Count what another process has measured."""
    for name, value in seconds.items() if _clocks else ():
        _clocks[-1].seconds[name] = _clocks[-1].seconds.get(name, 0.0) + value
