"""The serialized objects of a PDF: the same bytes as pydyf's, and content streams cached by their content."""

from typing import Any

import pydyf
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.core.diagnostics import Report
from jiangyi.engine.patches import apply_patches
from jiangyi.writers.pdf.patch_table import SERIALIZATION
from jiangyi.writers.pdf.streams import compress_pages, join_pieces, open_file, split_pieces

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


@given(st.dictionaries(NAMES, THINGS, max_size=5).map(pydyf.Dictionary), st.lists(THINGS, max_size=5).map(pydyf.Array))
def test_objects_are_serialized_as_by_pydyf(entries: Any, items: Any) -> None:
    plain = entries.data, items.data
    with apply_patches(SERIALIZATION), open_file():
        assert (entries.data, items.data) == plain
    assert (entries.data, items.data) == plain


@given(st.lists(st.binary(max_size=9), max_size=5))
def test_joined_pieces_can_be_split_again(pieces: list[bytes]) -> None:
    assert [*split_pieces(join_pieces(pieces))] == pieces


def test_streams_that_draw_the_same_are_compressed_once() -> None:
    kept: dict[str, bytes] = {}
    made: list[str] = []

    def keep(name: str, make: Any, report: Report) -> bytes:
        if name not in kept:
            made.append(name)
            kept[name] = make(report)
        return kept[name]

    def written(*drawn: bytes) -> list[bytes]:
        streams = [pydyf.Stream([b"q", data, 1.5, "Q"], compress=True) for data in drawn]
        with apply_patches(SERIALIZATION), open_file():
            plain = [stream.data for stream in streams]
        compress_pages([streams], keep, Report())
        with apply_patches(SERIALIZATION), open_file():
            assert [stream.data for stream in streams] == plain
        return plain

    first = written(b"one", b"two")
    assert written(b"one", b"two") == first
    assert len(made) == 1
    assert written(b"one", b"other") != first
    assert written(b"onetwo", b"") != first  # the boundaries between streams are part of the key
    assert len(made) == 3
