"""A PDF written object by object holds what was written, however its objects are grouped."""

import io

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.writers.pdf import pdf_file
from jiangyi.writers.pdf.pdf_file import PdfFile


def write(texts: list[str], streams: list[bytes]) -> pikepdf.Pdf:
    """A file with some strings and streams, which its catalog lists in the order in which they were written."""
    file = PdfFile()
    catalog = file.reserve()
    numbers = [file.add_stream(b"/Length %d" % len(data), data) for data in streams]
    numbers += [file.add(b"(%b)" % text.encode()) for text in texts]
    pages = file.add(b"<</Type /Pages/Kids []/Count 0>>")
    file.write(catalog, b"<</Type /Catalog/Pages %d 0 R/All [%b]>>" % (pages, b" ".join(b"%d 0 R" % number for number in numbers)))
    return pikepdf.open(io.BytesIO(file.finish(catalog, file.add(b"<</Title (t)>>"))), suppress_warnings=False)


@pytest.mark.parametrize("size", [1, 40, 1 << 18])
@given(texts=st.lists(st.text("abc xyz", max_size=20), max_size=9), streams=st.lists(st.binary(max_size=40), max_size=5))
def test_what_is_written_is_read(size: int, texts: list[str], streams: list[bytes]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf_file, "GROUP_SIZE", size)
        opened = write(texts, streams)
    found = list(opened.Root.All)
    assert [one.read_raw_bytes() for one in found[: len(streams)]] == streams
    assert [str(one) for one in found[len(streams) :]] == texts
    assert opened.docinfo.Title == "t"


def test_the_identifier_depends_on_the_content() -> None:
    one, same, other = (bytes(write(["a"], [data]).trailer.ID[0]) for data in (b"x", b"x", b"y"))
    assert one == same != other
