"""The state of a running process: every in-process memo, owned by one `Session`.

A memoized function stays pure: it is declared with `memoize` or a `Memo`, and its results are stored in the session that is active
where it is called. Without an active session it simply computes. So no module holds state, two sessions never share anything, and
whoever keeps a process alive (`serve`, `build --watch`, a worker) decides how long results live.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Generic, ParamSpec, TypeVar

Result = TypeVar("Result")
Arguments = ParamSpec("Arguments")

PER_HANDOUT = 256
"""Handouts whose results are kept in a memo that has one entry a handout, of 100 kB or so each."""


@dataclass(frozen=True)
class Extensions:
    """What the plug-ins of a workspace contribute, by kind; see `project.plugins`."""

    blocks: tuple[Any, ...] = ()
    readers: tuple[Any, ...] = ()
    writers: tuple[Any, ...] = ()
    checks: tuple[Any, ...] = ()
    themes: tuple[Any, ...] = ()


class Session:
    """Every memo of one process, and the extensions that are active in it."""

    def __init__(self, extensions: Extensions | None = None) -> None:
        self.extensions = extensions or Extensions()
        self._stores: dict[object, dict[Hashable, Any]] = {}

    def store(self, owner: object) -> dict[Hashable, Any]:
        """The results of one memo, least recently used first."""
        return self._stores.setdefault(owner, {})

    def clear(self) -> None:
        """Drop every result, as after a change of a template, style or font."""
        self._stores.clear()

    @contextmanager
    def activate(self) -> Iterator["Session"]:
        """Make this the session that memoized functions use inside the `with` block."""
        token = _active.set(self)
        try:
            yield self
        finally:
            _active.reset(token)


_active: ContextVar[Session | None] = ContextVar("session", default=None)


def active_session() -> Session | None:
    """The session that memoized functions use here; None where there is none."""
    return _active.get()


def active_extensions() -> Extensions:
    """What the plug-ins of the active session contribute."""
    session = _active.get()
    return session.extensions if session else Extensions()


@dataclass(frozen=True, eq=False)
class Memo(Generic[Result]):
    """A memo with one entry a slot: a result is reused while the inputs of its slot are equal to the last ones.

    Inputs need not be hashable. Where an input is compared by identity (`ById`), the memo keeps it alive, so its id is not reused.
    """

    name: str
    size: int = field(default=PER_HANDOUT)
    """Entries; the least recently used one is evicted first."""

    def get_or_compute(self, slot: Hashable, inputs: object, compute: Callable[[], Result]) -> Result:
        """The result stored for a slot, computed anew where there is none or it was computed from other inputs."""
        session = _active.get()
        if session is None:
            return compute()
        store = session.store(self)
        entry = store.pop(slot, None)
        if entry is None or entry[0] != inputs:
            entry = inputs, compute()
        store[slot] = entry
        while len(store) > self.size:
            store.pop(next(iter(store)), None)
        result: Result = entry[1]
        return result


class ById:
    """Compares a thing by identity, whatever its own equality is."""

    __slots__ = ("thing",)

    def __init__(self, thing: object) -> None:
        self.thing = thing

    def __eq__(self, other: object) -> bool:
        """True for the very same thing."""
        return isinstance(other, ById) and self.thing is other.thing

    def __hash__(self) -> int:
        """Stable as long as the thing lives."""
        return id(self.thing)


def memoize(size: int | None = None) -> Callable[[Callable[Arguments, Result]], Callable[Arguments, Result]]:
    """Memoize a pure function of hashable arguments in the active session; `size` bounds its entries, least recently used first."""

    def decorate(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
        @wraps(function)
        def memoized(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
            session = _active.get()
            if session is None:
                return function(*args, **kwargs)
            store = session.store(memoized)
            key = (args, tuple(sorted(kwargs.items()))) if kwargs else args
            if key in store:
                result: Result = store[key]
                if size is not None:
                    store[key] = store.pop(key)
                return result
            result = store[key] = function(*args, **kwargs)
            while size is not None and len(store) > size:
                store.pop(next(iter(store)))
            return result

        return memoized

    return decorate
