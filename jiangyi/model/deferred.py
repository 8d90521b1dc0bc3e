"""A handout that is read when it is needed: of one that has not changed, everything that a book needs is often in the store."""

from collections.abc import Callable
from copy import copy
from typing import Any, Self

from pydantic import PrivateAttr

from jiangyi.core import memoize
from jiangyi.model.blocks.base import EMPTY_TEXT
from jiangyi.model.document import Handout


class DeferredHandout(Handout):
    """A handout of which only the id and the language are known; it is read when another field is used."""

    _read: Callable[[], Handout] | None = PrivateAttr(None)
    _given: set[str] = PrivateAttr(default_factory=set)
    """The fields that its author has given."""

    def __getattr__(self, name: str) -> Any:
        """Read the handout for a field that is not known yet."""
        if name in type(self).model_fields:
            return getattr(self.read(), name)
        return super().__getattr__(name)  # type: ignore[misc]

    def defer(self, name: str, lang: str, read: Callable[[], Handout]) -> None:
        """Make this the handout of an id and a language that `read` returns."""
        vars(self).update(id=name, lang=lang)
        self._read = read

    def read(self) -> Handout:
        """The handout itself."""
        if self._read:
            found = self._read()
            while isinstance(found, DeferredHandout):
                found = found.read()
            vars(self).update(vars(found))
            self._read, self._given = None, found.model_fields_set
        return Handout.model_construct(_fields_set=self._given, **vars(self))

    def model_copy(self, *, update: Any = None, deep: bool = False) -> Self:
        """A copy that is not deferred."""
        return self.read().model_copy(update=update, deep=deep)  # type: ignore[return-value]

    def __eq__(self, other: object) -> bool:
        """True for an equal handout, whether one of both is deferred or not."""
        return self.read() == (other.read() if isinstance(other, DeferredHandout) else other)

    __hash__ = Handout.__hash__


def defer_handout(name: str, lang: str, read: Callable[[], Handout]) -> Handout:
    """A handout with an id and a language that `read` returns when more of it is needed."""
    handout = copy(_unknown_handout())
    handout.defer(name, lang, read)
    return handout


@memoize(1)
def _unknown_handout() -> DeferredHandout:
    """One without any field, which is quicker to copy than to construct."""
    handout = DeferredHandout.model_construct(title=EMPTY_TEXT)
    vars(handout).clear()
    return handout
