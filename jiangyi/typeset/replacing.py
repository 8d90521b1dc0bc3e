"""Functions of the print engine that ours stand in for, and stop standing in for."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any


class Replaced:
    """Functions by the place that they are looked up in and their name there, each with what stands in and the parameters it must have."""

    def __init__(self, functions: Mapping[tuple[Any, str], tuple[Callable[..., Any], str]]) -> None:
        """Nothing is replaced yet."""
        self._functions = functions
        self.before: dict[str, Callable[..., Any]] = {}
        """The engine's own, by name, while ours stand in."""

    @property
    def fits(self) -> bool:
        """Whether the engine's functions are as expected."""
        for (place, name), (_, parameters) in self._functions.items():
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
