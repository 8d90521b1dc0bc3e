"""What was worked out before in this process, found again by the very things it was worked out from, and bounded."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Result = TypeVar("Result")

HANDOUTS = 256
"""So many handouts are remembered, of a hundred kB each or so."""


class Memory(Generic[Result]):
    """Results by key; the one asked for longest ago goes first.

    A key may hold the `id` of a thing where the thing is among what the result was made from, which is kept with it: as long as it
    is, no other thing has that id.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self._kept: dict[Hashable, tuple[object, Result]] = {}

    def recall(self, key: Hashable, made_from: object, make: Callable[[], Result]) -> Result:
        """The result of a key, made where it is not known or was made from anything else."""
        before = self._kept.pop(key, None)
        if before is None or before[0] != made_from:
            before = made_from, make()
        self._kept[key] = before
        while len(self._kept) > self.size:
            self._kept.pop(next(iter(self._kept)), None)
        return before[1]

    def forget(self) -> None:
        """Know nothing any more."""
        self._kept.clear()


class Same:
    """A thing that is equal to itself alone, whatever it holds."""

    __slots__ = ("thing",)

    def __init__(self, thing: object) -> None:
        self.thing = thing

    def __eq__(self, other: object) -> bool:
        """Whether it is the very same thing."""
        return isinstance(other, Same) and self.thing is other.thing

    def __hash__(self) -> int:
        """A number that stays while the thing does."""
        return id(self.thing)
