"""The serialized objects of a PDF: the same bytes as pydyf's."""

from typing import Any

import pydyf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.engine.patches import apply_patches
from jiangyi.writers.pdf.patch_table import SERIALIZATION
from jiangyi.writers.pdf.streams import open_file

NAMES = st.text("ABCab", min_size=1, max_size=4)
THINGS = st.recursive(
    st.one_of(
        st.integers(),
        st.booleans(),
        st.floats(-1e6, 1e6),
        st.text("/RST 0", max_size=5),
        st.binary(max_size=5),
        st.text(max_size=4).map(pydyf.String),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=4).map(pydyf.Array), st.dictionaries(NAMES, inner, max_size=4).map(pydyf.Dictionary)),
)


@pytest.mark.slow
@given(st.dictionaries(NAMES, THINGS, max_size=5).map(pydyf.Dictionary), st.lists(THINGS, max_size=5).map(pydyf.Array))
def test_objects_are_serialized_as_by_pydyf(entries: Any, items: Any) -> None:
    plain = entries.data, items.data
    with apply_patches(SERIALIZATION), open_file():
        assert (entries.data, items.data) == plain
    assert (entries.data, items.data) == plain
