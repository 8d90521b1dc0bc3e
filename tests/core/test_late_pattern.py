"""Late patterns are as compiled ones: every one in the package is valid."""

import importlib
import re
from collections.abc import Iterator

import pytest

from jiangyi.core import compile_late
from jiangyi.core.late_pattern import _LatePattern
from tests.package_source import modules


def late_patterns(value: object) -> Iterator[_LatePattern]:
    """The late patterns in a value of a module, also inside tuples."""
    if isinstance(value, _LatePattern):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from late_patterns(item)


def test_every_late_pattern_is_valid() -> None:
    names = [module.name for module in modules() if "compile_late" in module.text]
    found = [one for name in names for value in vars(importlib.import_module(name)).values() for one in late_patterns(value)]
    assert len(found) > 20
    for pattern in found:
        assert pattern.fullmatch("no such text") or pattern.pattern


def test_a_late_pattern_is_as_a_compiled_one() -> None:
    late, compiled = compile_late("(?P<a>b)C", re.IGNORECASE), re.compile("(?P<a>b)C", re.IGNORECASE)
    assert (late.flags, late.groups, late.pattern) == (compiled.flags, compiled.groups, compiled.pattern)
    assert [match["a"] for match in late.finditer("abc BC")] == ["b", "B"]
    assert late.sub("-", "abc") == "a-"
    assert late.search is late.search
    with pytest.raises(AttributeError):
        _ = late.no_such_method  # type: ignore[attr-defined]
    with pytest.raises(re.error):
        compile_late("(").search("")
