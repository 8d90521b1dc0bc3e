"""Every word of the sources is in the PDF and the EPUB, in order."""

import re
from pathlib import Path

import pytest

from jiangyi.model import inline
from jiangyi.model.document import iter_texts, walk_blocks
from jiangyi.model.inline import InlineCode, Str
from tests.support import HANDOUTS, ROOT, body_text, epub_texts, load, strip_spaces

PASTED = ROOT / "tests" / "ref" / "创新基层治理.txt"
FULL_WIDTH = str.maketrans(",:;()", "，：；（）")
CUT_OFF = "（原文至此中断）"
SOURCES = {"创新基层治理": ".yaml", "讲义写法示例": ".md", "study-notes": ".yaml"}


def pasted_text() -> str:
    """The pasted text with full-width punctuation, without white space and the arrow between series and column."""
    return strip_spaces(PASTED.read_text("utf-8").translate(FULL_WIDTH)).replace(">>>", "")


def test_pdf_has_every_word_of_the_pasted_text_in_order(shipped: Path) -> None:
    text = strip_spaces("".join(body_text(shipped / "output" / "创新基层治理.pdf")))
    head, sections = split(pasted_text())
    before, body = text[: text.rindex(sections[:40])], text[text.rindex(sections[:40]) :]
    assert body == sections + CUT_OFF
    assert [part for part in head if part not in before] == []


def test_epub_has_every_word_of_the_pasted_text_in_order(shipped: Path) -> None:
    documents = epub_texts(shipped / "output" / "创新基层治理.epub")
    opening, *chapters = [strip_spaces(text) for name, text in documents.items() if not name.endswith(("cover.xhtml", "toc.xhtml"))]
    head, sections = split(pasted_text())
    assert "".join(chapters) == sections + CUT_OFF
    assert [part for part in head if part not in opening] == []


def split(text: str) -> tuple[list[str], str]:
    """The lines of the head, which a design may rearrange, and the rest."""
    head = ["省考上岸", "热点素材积累", "公考笔试", "创新基层治理"]
    assert text.startswith("".join(head))
    return head, text.removeprefix("".join(head))


@pytest.mark.parametrize("stem", HANDOUTS)
def test_every_run_of_text_is_in_pdf_and_epub(shipped: Path, stem: str) -> None:
    handout = load(shipped / "content" / (stem + SOURCES[stem])).manuscript.handout
    runs = [run for node in (handout, *walk_blocks(handout)) for text in iter_texts(node) for run in plain_runs(text)]
    assert len(runs) > 30
    for book in (stem, "合集"):
        printed = whole_words("".join(body_text(shipped / "output" / f"{book}.pdf")))
        e_book = whole_words("".join(epub_texts(shipped / "output" / f"{book}.epub").values()))
        assert [run for run in runs if not contains_run(printed, run)] == []
        assert [run for run in runs if run not in e_book] == []


def plain_runs(text: inline.Text) -> list[str]:
    """The words of each Str and code node of a text, including its footnotes."""
    runs = [item.text for item in inline.walk_inlines(text.inlines) if isinstance(item, Str | InlineCode)]
    return [run for run in map(whole_words, runs) if run]


def whole_words(text: str) -> str:
    """A text without white space and hyphens, which depend on line breaks."""
    return strip_spaces(re.sub("[-\u00ad\u2010]", "", text))


def contains_run(text: str, run: str) -> bool:
    """True if a run is found, whole or in two parts with a footnote or a page end between them."""
    return run in text or any(run[:cut] in text and run[cut:] in text for cut in range(1, len(run)))
