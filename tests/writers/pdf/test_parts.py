"""A part is stored as plain data: what is read back is the same part, and forged or damaged bytes are never one."""

import io
import zlib
from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec
import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.core.diagnostics import Report
from jiangyi.engine.patches import apply_patches
from jiangyi.writers.api import no_cache
from jiangyi.writers.pdf import parts
from jiangyi.writers.pdf.assembly import AssembledBook, PlacedPart
from jiangyi.writers.pdf.incremental import NEEDED, CachedParts
from jiangyi.writers.pdf.parts import PageImage, Segment, Template, deserialize_part, serialize_part
from jiangyi.writers.pdf.segments import combine_checksums, compress_segment, join_segments
from tests.law import law
from tests.support import page

NOTHING = Segment(b"", 1, 0)
TEXT = "---\ntitle: 例\n---\n\n## 甲\n\n正文[^a]，见 [网址](https://example.com/)。\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n\n[^a]: 注。\n"


def empty_page(strings: dict[str, str]) -> PageImage:
    return PageImage(0, 0, (0, 0, 0, 0), "", "right", False, strings, NOTHING, (), None, {}, (), (), (0, 0), ())


@cache
def stored() -> bytes:
    """A part with links, a note and a table."""
    rendered = page(TEXT, "print")
    book = CachedParts(rendered, lambda _, compute, report: compute(report), Report())
    return serialize_part(book.task(rendered.documents[0].html).compute(Report()))


def damaged(data: bytes, chance: st.DataObject) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.draw(st.integers(1, 4))):
        place = chance.draw(st.integers(0, len(changed) - 1))
        match chance.draw(st.integers(0, 2)):
            case 0:
                changed[place] = chance.draw(st.integers(0, 255))
            case 1:
                del changed[place : place + chance.draw(st.integers(1, 9))]
            case _:
                changed[place:place] = chance.draw(st.binary(min_size=1, max_size=9))
    return bytes(changed)


def test_a_part_is_read_back_as_it_was() -> None:
    part = deserialize_part(stored())
    assert deserialize_part(serialize_part(part)) == part
    assert part.notes
    assert part.element_count > 10
    assert any(page.links for page in part.pages)


@given(st.data())
def test_damaged_bytes_are_no_part_or_a_whole_one(chance: st.DataObject) -> None:
    try:
        part = deserialize_part(damaged(stored(), chance))
    except ValueError:
        return
    assert not [*parts.find_faults(part)]
    assert deserialize_part(serialize_part(part)) == part


@law(30)
@given(st.data())
def test_whatever_is_read_can_be_written(chance: st.DataObject) -> None:
    try:
        part = deserialize_part(damaged(stored(), chance))
    except ValueError:
        return
    book = AssembledBook("<html><head><title>例</title></head><body></body></html>", part, [PlacedPart("x.html", part, ("", ""))])
    with apply_patches(*NEEDED):
        data = book.write(no_cache, Report())
    with pikepdf.open(io.BytesIO(data)) as opened:
        assert len(opened.pages) == len(part.pages)


def shapes(thing: Any) -> Iterator[Any]:
    """A stored part with one value of another type or size each, as lists."""
    for place, value in enumerate(thing):
        for other in (None, -5, 1 << 40, float("nan"), "%s", b"%", [], {}):
            if type(other) is not type(value):
                yield [*thing[:place], other, *thing[place + 1 :]]
        if isinstance(value, list):
            yield from ([*thing[:place], inner, *thing[place + 1 :]] for inner in shapes(value[:3]))


def test_a_part_with_a_forged_value_is_no_part_or_a_whole_one() -> None:
    plain = msgspec.msgpack.decode(stored())
    accepted = 0
    for forged in shapes(plain):
        try:
            part = deserialize_part(msgspec.msgpack.encode(forged))
        except ValueError:
            continue
        accepted += 1
        assert not [*parts.find_faults(part)]
    assert accepted < 20


@pytest.mark.parametrize("text", [b"%s", b"%", b"%d", b"%%%d%d", b"%(a)s", b"% d", b"%*d"])
def test_a_template_has_a_place_for_each_number_and_no_other(text: bytes) -> None:
    assert Template(text, ()).is_valid is False


@law(170)
@given(st.lists(st.one_of(st.just("%"), st.integers(0, 9), st.text("a(%", max_size=3)), max_size=9))
def test_a_valid_template_is_filled(pieces: list[str | int]) -> None:
    numbers = tuple(piece for piece in pieces if isinstance(piece, int))
    text = "".join("%d" if isinstance(piece, int) else piece.replace("%", "%%") for piece in pieces)
    template = Template(text.encode(), numbers)
    assert template.is_valid
    assert parts.fill(template, range(10)) == "".join(map(str, pieces)).encode()


@given(st.lists(st.binary(max_size=300), max_size=6))
def test_joined_segments_are_one_compressed_stream(pieces: list[bytes]) -> None:
    data = join_segments(map(compress_segment, pieces))
    decoder = zlib.decompressobj()
    assert decoder.decompress(data) == b"".join(pieces)
    assert decoder.eof
    assert decoder.unused_data in (b"", b"\0")
    assert not data.endswith(b"\r")


@given(st.binary(), st.binary())
def test_checksums_are_combined(first: bytes, second: bytes) -> None:
    assert combine_checksums(zlib.adler32(first), zlib.adler32(second), len(second)) == zlib.adler32(first + second)
