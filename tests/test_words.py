"""Every word that was written stands in what was made, in its order."""

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


def pasted() -> str:
    """What was pasted, with its marks at full width, and without white space and the arrow between series and column."""
    return strip_spaces(PASTED.read_text("utf-8").translate(FULL_WIDTH)).replace(">>>", "")


def test_the_pdf_has_every_word_of_the_pasted_text_in_order(shipped: Path) -> None:
    text = strip_spaces("".join(body_text(shipped / "output" / "创新基层治理.pdf")))
    head, sections = split(pasted())
    before, body = text[: text.rindex(sections[:40])], text[text.rindex(sections[:40]) :]
    assert body == sections + CUT_OFF
    assert [part for part in head if part not in before] == []


def test_the_epub_has_every_word_of_the_pasted_text_in_order(shipped: Path) -> None:
    documents = epub_texts(shipped / "output" / "创新基层治理.epub")
    opening, *chapters = [strip_spaces(text) for name, text in documents.items() if not name.endswith(("cover.xhtml", "nav.xhtml"))]
    head, sections = split(pasted())
    assert "".join(chapters) == sections + CUT_OFF
    assert [part for part in head if part not in opening] == []


def split(text: str) -> tuple[list[str], str]:
    """The lines of the head, which a design may put in any order, and all that follows them."""
    head = ["省考上岸", "热点素材积累", "公考笔试", "创新基层治理"]
    assert text.startswith("".join(head))
    return head, text.removeprefix("".join(head))


@pytest.mark.parametrize("stem", HANDOUTS)
def test_every_run_of_text_is_in_the_pdf_and_the_epub(shipped: Path, stem: str) -> None:
    handout = load(shipped / "content" / (stem + SOURCES[stem])).manuscript.handout
    runs = [run for node in (handout, *walk_blocks(handout)) for text in iter_texts(node) for run in plain_runs(text)]
    assert len(runs) > 30
    for book in (stem, "合集"):
        printed = whole_words("".join(body_text(shipped / "output" / f"{book}.pdf")))
        e_book = whole_words("".join(epub_texts(shipped / "output" / f"{book}.epub").values()))
        assert [run for run in runs if not stands_in(run, printed)] == []
        assert [run for run in runs if run not in e_book] == []


def plain_runs(text: inline.Text) -> list[str]:
    """The words of each run of characters in a text, its footnotes too."""
    runs = [item.text for item in inline.walk_inlines(text.inlines) if isinstance(item, Str | InlineCode)]
    return [run for run in map(whole_words, runs) if run]


def whole_words(text: str) -> str:
    """A text without white space and hyphens, which come and go at the ends of lines."""
    return strip_spaces(re.sub("[-\u00ad\u2010]", "", text))


def stands_in(run: str, text: str) -> bool:
    """Whether a run is found, whole or in two parts: footnotes and page ends stand between."""
    return run in text or any(run[:cut] in text and run[cut:] in text for cut in range(1, len(run)))
