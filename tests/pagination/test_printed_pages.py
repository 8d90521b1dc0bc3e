"""The indexes of an EPUB show the pages of the printed book."""

import io
import re
import zipfile
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.core.diagnostics import Report
from jiangyi.pagination import MarkedFiles, PageMark, PrintedPages
from jiangyi.writers.epub import packaging
from tests.law import law
from tests.support import epub_texts, invoke, page, strip_spaces

NAMES = "甲乙丙丁戊己庚"
"""Of one character, which no page divides."""
HEAD = "---\ntitle: 例\nindexes: [people, quotes, tables]\n---\n\n"
XHTML = "http://www.w3.org/1999/xhtml"
FILLING = "这一段文字只是用来占地方的，好让前后的名字落到不同的页上。" * 9


def write_text() -> str:
    """Names in the middle of long paragraphs, in headings, quotations and tables, over many pages."""
    parts = [HEAD]
    for number in range(14):
        name, other = NAMES[number % 7], NAMES[number * 3 % 7]
        parts.append(f"## 第{number}节\n\n" if number % 4 == 0 else "")
        parts.append(f"{FILLING}[{name}]{{.person}}{FILLING}" + (f"[{other}]{{.person}}" if other != name else "") + "说。\n\n")
        parts.append(f"> 语录{number}，要背。\n>\n> ——某人\n\n" if number % 3 == 0 else "")
    return "".join(parts)


@pytest.mark.slow
def test_the_index_shows_the_pages_on_which_the_pdf_has_the_words(workspace: Path) -> None:
    (workspace / "content" / "例.md").write_text(write_text(), "utf-8")
    done = invoke("build", "--paper", "a5", "--workspace", workspace)
    assert done.returncode == 0, done.stderr
    with pypdfium2.PdfDocument(workspace / "output" / "例.a5.pdf") as pdf:
        printed = [strip_spaces(one.get_textpage().get_text_range()) for one in pdf]
    whole = strip_spaces("\n".join(epub_texts(workspace / "output" / "例.a5.epub")["EPUB/back.xhtml"].splitlines()))
    seen = 0
    for name in NAMES:
        pages = [number for number, text in enumerate(printed, 1) if name in text.partition("人物索引")[0] and "金句索引" not in text]
        listed = re.search(rf"{name}((?:\d+)+)", whole)
        assert listed, (name, whole)
        assert listed[1] == "".join(map(str, pages)), (name, pages)
        seen += len(pages)
    assert seen > 20
    for number in range(0, 14, 3):
        [place] = [at for at, text in enumerate(printed, 1) if f"语录{number}，" in text and "索引" not in text]
        assert f"语录{number}，要背。{place}" in whole


def test_without_print_places_are_counted_in_words() -> None:
    book = page(f"{HEAD}[甲子]{{.person}}。\n\n[甲子]{{.person}}，[乙丑]{{.person}}。\n", "epub")
    with zipfile.ZipFile(io.BytesIO(packaging.package_book(book, Report()))) as archive:
        words = re.sub("<[^>]*>", "", archive.read("EPUB/back.xhtml").decode())
    assert re.findall(r"(?:甲子|乙丑)[^\n]*", words) == ["甲子 第2处", "乙丑"]


@law(60)
@given(st.lists(st.sampled_from(["word", "mark", "tag", "id", "img"]), max_size=30), st.integers(1, 4))
def test_a_place_is_on_the_page_of_its_first_words(pieces: list[str], files: int) -> None:
    """An element begins on the page of the last mark before its first words, in this file or an earlier one."""
    htmls, marks, expected = dict[str, str](), list[PageMark](), dict[tuple[str, str], str]()
    current, number = "", 0
    for file in range(files):
        html, ends, waiting = f'<body xmlns="{XHTML}">', "</body>", list[tuple[str, str]]()
        for at, piece in enumerate([*pieces, "word"]):
            if piece == "mark":
                number += 1
                current = f"第{number}"
                marks.append(PageMark(current, f"{file}.xhtml", f"_page{number}"))
                html += f'<span id="_page{number}" role="doc-pagebreak"></span>\n'
            elif piece == "id":
                html, ends = f'{html}<p id="a{at}">', f"</p>{ends}"
                waiting.append((f"{file}.xhtml", f"a{at}"))
            elif piece == "tag":
                html, ends = f"{html}<b>", f"</b>{ends}"
            else:
                html += "词" if piece == "word" else "<img src='x'/>"
                expected |= dict.fromkeys(waiting, current)
                waiting.clear()
        htmls[f"{file}.xhtml"] = html + ends
    pages = PrintedPages(MarkedFiles(htmls, tuple(marks), {}, ()))
    assert {place: pages.find(*place) for place in expected} == expected
