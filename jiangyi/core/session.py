"""The state of a running process: every in-process memo, the active plug-in extensions and the store on disk, owned by one `Session`.

A memoized function stays pure: it is declared with `memoize` or a `Memo`, and its results are stored in the session that is active
where it is called. Without an active session it simply computes. So no module holds state, two sessions never share anything, and
the code that keeps a process alive (`serve`, `build --watch`, a worker) decides how long results live.

The active session is a context variable. Tasks of asyncio inherit it; new threads and processes do not, so their initializer calls
`enter` of a new session, or of one that threads share. Memos may be used from several threads at once.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from threading import Lock
from typing import Any, Final, Generic, ParamSpec, Protocol, TypeVar

Result = TypeVar("Result")
Arguments = ParamSpec("Arguments")

MEMO_SIZE = 256
"""Entries of a memo that holds one result per handout, of 100 kB or so each."""


class _Marker:
    """A value that is equal to nothing else."""

    __slots__ = ()


_MISSING: Final = _Marker()
_KEYWORDS: Final = _Marker()


@dataclass(frozen=True)
class Extensions:
    """What the plug-ins of a workspace contribute, by kind: objects of the same types as the built-in ones."""

    blocks: tuple[Any, ...] = ()
    readers: tuple[Any, ...] = ()
    writers: tuple[Any, ...] = ()
    checks: tuple[Any, ...] = ()
    themes: tuple[Any, ...] = ()
    plugins: tuple[Any, ...] = ()
    """The plug-ins themselves, in the order of book.yaml: their names, versions and digests; see `project.plugins`."""


class DiskStore(Protocol):
    """A store on disk, as far as sessions know it; see the package `store`."""

    @property
    def folder(self) -> Path:
        """Where it is."""

    @property
    def not_before(self) -> float:
        """Seconds of the clock of the disk: what is older is not used, as for `--force`; 0 where everything is."""

    @property
    def environment(self) -> Callable[[], str]:
        """The properties of the program and the machine that are part of every key."""

    def read(self, key: str) -> memoryview | None:
        """The bytes stored under a key; None where there are none."""

    def write(self, key: str, data: bytes) -> None:
        """Store bytes under a key."""

    def prune(self) -> None:
        """Evict old entries until the store is smaller than its limit."""

    def without_writing(self) -> "DiskStore":
        """The same store, to which nothing is written."""

    def without_older(self) -> "DiskStore":
        """The same store, of which only entries are read that are written from now on."""


class Session:
    """Every memo of one process, the extensions that are active in it, and its store on disk, if it has one."""

    def __init__(self, extensions: Extensions | None = None, store: DiskStore | None = None) -> None:
        self._extensions, self._store = extensions or Extensions(), store
        self._stores: dict[object, dict[Hashable, Any]] = {}
        self._lock = Lock()

    @property
    def extensions(self) -> Extensions:
        """What the active plug-ins contribute."""
        return self._extensions

    @property
    def store(self) -> DiskStore | None:
        """Where results are kept that outlive the process; see `StoredMemo`."""
        return self._store

    def set_store(self, store: DiskStore | None) -> None:
        """Replace the store; results in memory stay, because they are the same in every store."""
        self._store = store

    def set_extensions(self, extensions: Extensions) -> None:
        """Replace the extensions; results that were computed with other ones are dropped."""
        if extensions != self._extensions:
            self._extensions = extensions
            self.clear()

    def clear(self) -> None:
        """Drop every result, as after a change of a template, style or font."""
        with self._lock:
            self._stores = {}

    def lookup(self, owner: object, key: Hashable, default: object = None) -> Any:
        """The result that a memo has stored under a key, which becomes its most recently used one; else the default."""
        with self._lock:
            store = self._stores.get(owner)
            if store is None or key not in store:
                return default
            result = store[key] = store.pop(key)
        return result

    def record(self, owner: object, key: Hashable, result: object, size: int | None) -> None:
        """Store a result of a memo; of more than `size` entries the least recently used ones are evicted."""
        with self._lock:
            store = self._stores.setdefault(owner, {})
            store.pop(key, None)
            store[key] = result
            while size is not None and len(store) > size:
                del store[next(iter(store))]

    @contextmanager
    def activate(self) -> Iterator["Session"]:
        """Make this the session that memoized functions use inside the `with` block."""
        token = _active.set(self)
        try:
            yield self
        finally:
            _active.reset(token)

    def enter(self) -> None:
        """Make this the session of the current thread for the rest of its life: the initializer of a worker process or thread."""
        _active.set(self)


_active: ContextVar[Session | None] = ContextVar("session", default=None)


def active_session() -> Session | None:
    """The session that memoized functions use here; None where there is none."""
    return _active.get()


def active_store() -> DiskStore | None:
    """The store on disk of the active session; None where there is none."""
    session = _active.get()
    return session.store if session else None


def active_extensions() -> Extensions:
    """What the plug-ins of the active session contribute; nothing where there is no session."""
    session = _active.get()
    return session.extensions if session else Extensions()


@dataclass(frozen=True, eq=False)
class Memo(Generic[Result]):
    """A memo with one entry per slot: its result is reused while the inputs are equal to those it was computed from.

    Inputs need not be hashable. An input that is compared by identity (`ById`) is kept alive by the entry, so that its `id` may be
    part of the slot: no other object can get it.
    """

    name: str
    """For people who debug."""
    size: int = MEMO_SIZE
    """Entries; the least recently used one is evicted first."""

    def get_or_compute(self, slot: Hashable, inputs: object, compute: Callable[[], Result]) -> Result:
        """The result stored for a slot; computed if there is none, or if it was computed from other inputs."""
        session = _active.get()
        if session is None:
            return compute()
        entry = session.lookup(self, slot)
        if entry is None or entry[0] != inputs:
            entry = inputs, compute()
            session.record(self, slot, entry, self.size)
        result: Result = entry[1]
        return result


class ById:
    """Compares an object by identity, whatever its own equality is."""

    __slots__ = ("thing",)

    def __init__(self, thing: object) -> None:
        self.thing = thing

    def __eq__(self, other: object) -> bool:
        """True for the very same object."""
        return isinstance(other, ById) and self.thing is other.thing

    def __hash__(self) -> int:
        """Stable as long as the object lives."""
        return id(self.thing)


def memoize(size: int | None = None) -> Callable[[Callable[Arguments, Result]], Callable[Arguments, Result]]:
    """Memoize a pure function of hashable arguments in the active session.

    `size` bounds the number of results, the least recently used one is evicted first; without it all are kept. An exception is not
    stored. A hit costs about a microsecond, so innermost loops had better use a table.
    """

    def decorate(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
        @wraps(function)
        def memoized(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
            session = _active.get()
            if session is None:
                return function(*args, **kwargs)
            key: Hashable = (_KEYWORDS, args, tuple(sorted(kwargs.items()))) if kwargs else args
            result = session.lookup(memoized, key, _MISSING)
            if result is _MISSING:
                result = function(*args, **kwargs)
                session.record(memoized, key, result, size)
            return result  # type: ignore[no-any-return]

        return memoized

    return decorate
