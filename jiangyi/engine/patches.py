"""Functions of the print engine that ours stand in for, where the engine is as we know it, and stop standing in for."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any

Named = tuple[Any, str]
"""The place that a function is looked up in, and its name there."""


class Replaced:
    """Functions of the engine, each with what stands in and the parameters it must have; and those that ours call, with theirs."""

    def __init__(self, functions: Mapping[Named, tuple[Callable[..., Any], str]], called: Mapping[Named, str] | None = None) -> None:
        """Nothing is replaced yet."""
        self._functions, self._called = functions, called or {}
        self.before: dict[str, Callable[..., Any]] = {}
        """The engine's own, by name, while ours stand in."""

    @property
    def fits(self) -> bool:
        """Whether the engine's functions are as expected."""
        replaced = {named: parameters for named, (_, parameters) in self._functions.items()}
        for (place, name), parameters in (replaced | dict(self._called)).items():
            found = getattr(place, name, None)
            if found is None or list(inspect.signature(found).parameters) != parameters.split():
                return False
        return True

    def install(self) -> bool:
        """Put ours in place, once; False, and nothing changed, where the engine is not as expected."""
        if self.before:
            return True
        if not self.fits:
            return False
        for (place, name), (own, _) in self._functions.items():
            self.before[name] = getattr(place, name)
            setattr(place, name, own)
        return True

    def uninstall(self) -> None:
        """Give the engine its own back."""
        for place, name in self._functions if self.before else ():
            setattr(place, name, self.before[name])
        self.before.clear()
