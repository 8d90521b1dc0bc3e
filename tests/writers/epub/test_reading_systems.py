"""The EPUB in real reading systems: an e-reader's engine in a browser, MuPDF, calibre if installed; and in DAISY Ace."""

import json
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.pagination.test_page_list import around, letters, marked_text
from tests.support import ROOT, epub_texts, invoke, strip_spaces
from tools import ace, node

pytestmark = pytest.mark.browser

READ = ROOT / "tests" / "writers" / "epub" / "reader" / "read.mjs"


def open_in_browser(book: Path) -> dict[str, Any]:
    """A book as foliate-js shows it."""
    command = ["node", str(READ), str(book), node.browser()]
    done = subprocess.run(command, cwd=node.install(), capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    facts: dict[str, Any] = json.loads(done.stdout)
    return facts


@pytest.fixture(scope="module")
def seen(shipped: Path) -> dict[str, Any]:
    """The collected book as foliate-js shows it."""
    return open_in_browser(shipped / "output" / "合集.epub")


def test_every_chapter_renders(seen: dict[str, Any], shipped: Path) -> None:
    assert seen["errors"] == []
    assert seen["cover"] > 10_000
    texts = list(epub_texts(shipped / "output" / "合集.epub").values())
    assert len(seen["seen"]["sections"]) == len(texts)
    for shown, text in zip(seen["seen"]["sections"], texts, strict=True):
        assert letters(text).startswith(letters(shown["text"])[:20])
    assert seen["seen"]["turns"] > len(texts) / 2


def test_nothing_overflows_a_screen_of_six_inches(seen: dict[str, Any]) -> None:
    assert [shown["overflow"] for part in ("sections", "toc", "pages") for shown in seen["seen"][part] if shown["overflow"]] == []


WIDE = f"""\
# 例

| {" | ".join(f"第{number}个月的数字" for number in range(8))} | {"word" * 20} |
|{"---|" * 9}
| {" | ".join("1,250,000" for _ in range(8))} | https://example.org/{"path" * 12} |

```python
def {"a_long_name_" * 8}({"argument, " * 12}): ...
```
"""


def test_wide_tables_long_lines_and_long_blanks_fit(workspace: Path) -> None:
    blanks = "".join(f"::: exercise 填空\n{'题' * length}{{{{{'全过程人民民主' * 6}}}}}了。\n:::\n\n" for length in (3, 14, 25))
    (workspace / "content" / "例.md").write_text(f"{WIDE}\n{blanks}", "utf-8")
    assert invoke("build", "--to", "epub", "--edition", "student", "--workspace", workspace).returncode == 0
    shown = open_in_browser(workspace / "output" / "例.student.epub")["seen"]["sections"]
    assert [part["overflow"] for part in shown] == [[]] * len(shown)


def test_overflow_is_detected(workspace: Path) -> None:
    """The test above can fail: with a stylesheet that forbids line breaks."""
    (workspace / "styles").mkdir()
    (workspace / "styles" / "epub.css").write_text("pre { white-space: pre } td, th { white-space: nowrap }", "utf-8")
    (workspace / "content" / "例.md").write_text(WIDE, "utf-8")
    assert invoke("build", "--to", "epub", "--workspace", workspace).returncode == 0
    shown = open_in_browser(workspace / "output" / "例.epub")["seen"]["sections"]
    assert [part for part in shown if part["overflow"]]


def test_the_contents_lead_to_their_headings(seen: dict[str, Any]) -> None:
    assert len(seen["toc"]) > 20
    for entry, shown in zip(seen["toc"], seen["seen"]["toc"], strict=True):
        assert strip_spaces(entry["label"]) in shown["text"], entry


def test_the_page_list_leads_to_the_words_that_begin_the_page(seen: dict[str, Any], shipped: Path) -> None:
    listed, text = marked_text(shipped / "output" / "合集.epub")
    assert [entry["label"] for entry in seen["pages"]] == [label for label, _ in listed]
    for (label, name), shown in zip(listed, seen["seen"]["pages"], strict=True):
        assert around(text, name)[1][:12] in letters(shown["text"]), label
        assert shown["page"] is not None
    assert seen["seen"]["pages"][-1]["page"] == listed[-1][0]


@pytest.mark.parametrize("stem", ["study-notes", "创新基层治理"])
def test_mupdf_reads_it(shipped: Path, stem: str) -> None:
    book = shipped / "output" / f"{stem}.epub"
    done = subprocess.run(["mutool", "draw", "-q", "-F", "txt", "-W", "450", "-H", "600", str(book)], capture_output=True, text=True)
    assert done.returncode == 0
    assert "error" not in done.stderr, done.stderr
    chapters = [text for name, text in epub_texts(book).items() if not name.endswith(("cover.xhtml", "toc.xhtml"))]
    assert all(letters(text)[:12] in letters(done.stdout) for text in chapters)


@pytest.mark.skipif(shutil.which("ebook-convert") is None, reason="calibre is not installed")
def test_calibre_makes_a_kindle_book_of_it_and_reads_that(shipped: Path, tmp_path: Path) -> None:
    book = shipped / "output" / "创新基层治理.epub"
    for source, target in ((book, tmp_path / "book.azw3"), (tmp_path / "book.azw3", tmp_path / "book.txt")):
        done = subprocess.run(["ebook-convert", str(source), str(target)], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    text = letters((tmp_path / "book.txt").read_text("utf-8"))
    assert all(letters(chapter)[-12:] in text for chapter in epub_texts(book).values())


def words_of(text: str) -> str:
    """Letters, numbers, blanks and boxes."""
    return "".join(character for character in text if character.isalnum() or character in "＿☑☐")


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("ebook-convert") is None, reason="calibre is not installed")
def test_calibre_keeps_every_word_in_order(workspace: Path, tmp_path: Path) -> None:
    """As text and, by way of a Word file, as text again: no word is lost or doubled, no list that is hidden is there."""
    shutil.copy(ROOT / "content" / "练习示例.md", workspace / "content" / "例.md")
    assert invoke("build", "--to", "epub", "--edition", "cloze", "--workspace", workspace).returncode == 0
    book = workspace / "output" / "例.cloze.epub"
    expected = words_of("".join(text for name, text in epub_texts(book).items() if not name.endswith("cover.xhtml")))
    made = []
    for source, target in ((book, "book.txt"), (book, "book.docx"), (tmp_path / "book.docx", "again.txt")):
        done = subprocess.run(["ebook-convert", str(source), str(tmp_path / target)], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        made += [words_of((tmp_path / target).read_text("utf-8"))] if target.endswith(".txt") else []
    assert made[0] == expected
    assert made[1].endswith(expected)  # below a table of contents of calibre's own


def test_ace_finds_nothing(shipped: Path) -> None:
    assert ace.violations(shipped / "output" / "合集.epub") == []


def test_ace_detects_violations(shipped: Path, tmp_path: Path) -> None:
    """The test above can fail: with a book without alternative texts and accessibility metadata."""
    broken = tmp_path / "broken.epub"
    with zipfile.ZipFile(shipped / "output" / "study-notes.epub") as archive, zipfile.ZipFile(broken, "w") as out:
        for name in archive.namelist():
            data = archive.read(name).replace(b" alt=", b" data-alt=").replace(b"schema:accessibilityFeature", b"schema:about")
            out.writestr(name, data, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    found = " ".join(ace.violations(broken))
    assert "image-alt" in found
    assert "metadata-accessibilityfeature" in found
