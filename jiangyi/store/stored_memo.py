"""A memo that outlives the process: looked up in the session, then in the session's store on disk, then computed and stored.

A function that is memoized this way stays pure, and no caller passes a cache through. Without an active session, or in one without a
store, it only computes.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec

from jiangyi.core import MEMO_SIZE, Diagnostic, Report, active_session, count_lookup, phase
from jiangyi.store.records import decode_head, encode_head

Result = TypeVar("Result")
LENGTH = 4
"""Bytes that hold the length of the head of an entry."""


@dataclass(frozen=True, eq=False)
class StoredMemo(Generic[Result]):
    """A kind of results that are stored on disk by a digest of everything that goes into them, with their diagnostics."""

    name: str
    """Part of every key, so that results of two memos with the same inputs are two entries; `--profile` counts lookups by it."""
    serialize: Callable[[Result], bytes]
    """The result as plain data. A result for which it raises ValueError, TypeError or OverflowError is not stored on disk."""
    deserialize: Callable[[memoryview], Result]
    """The result from plain data, of which any may be forged; whatever it raises, the result is computed."""
    size: int = MEMO_SIZE
    """Results that a session keeps in memory, those used last; 0 for large ones that a process needs once."""

    def get_or_compute(self, inputs: str, compute: Callable[[Report], Result], report: Report) -> Result:
        """The result for these inputs; its diagnostics are added to the report, whether it is computed or not.

        `inputs` are the digests and options that decide the result; program, libraries, plug-ins and fonts are added. A result with
        errors is not stored, because it may succeed next time.
        """
        session = active_session()
        if session is None:
            return compute(report)
        store = session.store
        with phase("cache"):
            environment = store.environment() if store else ""
            key = hashlib.sha256("\n".join((self.name, environment, inputs)).encode()).hexdigest()
            known: tuple[Result, tuple[Diagnostic, ...]] | None = session.lookup(self, key)
            if known is None and store:
                known = self._decode(store.read(key))
                if known is not None and self.size:
                    session.record(self, key, known, self.size)
        count_lookup(self.name, hit=known is not None)
        if known is not None:
            report.extend(known[1])
            return known[0]
        own = Report()
        result = compute(own)
        report.extend(own.diagnostics)
        if not own.has_errors:
            if self.size:
                session.record(self, key, (result, tuple(own.diagnostics)), self.size)
            with phase("cache"):
                data = self._encode(result, own) if store else None
                if store and data is not None:
                    store.write(key, data)
        return result

    def _encode(self, result: Result, report: Report) -> bytes | None:
        """An entry: the length of its head, its head, the serialized result; None for a result that cannot be stored."""
        try:
            head = encode_head(report.diagnostics)
            return len(head).to_bytes(LENGTH) + head + self.serialize(result)
        except (ValueError, TypeError, OverflowError, RecursionError):  # as for text that is no Unicode
            return None

    def _decode(self, data: memoryview | None) -> tuple[Result, tuple[Diagnostic, ...]] | None:
        """The result and the diagnostics in an entry; None where it has another shape."""
        if data is None:
            return None
        try:
            end = LENGTH + int.from_bytes(data[:LENGTH])
            return self.deserialize(data[end:]), decode_head(data[LENGTH:end])
        except Exception:  # an entry may be forged: whatever is wrong with it, the result is computed
            return None


def plain_memo(name: str, shape: Any, size: int = MEMO_SIZE) -> StoredMemo[Any]:
    """A memo of results that are plain data of a type that msgspec can check: built-in types, dataclasses and structs."""
    return StoredMemo(name, msgspec.msgpack.encode, lambda data: msgspec.msgpack.decode(data, type=shape), size)
