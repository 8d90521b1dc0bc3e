"""Answers in a booklet of their own: two files that refer to each other's pages, and have no content of each other."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from jiangyi.model.blocks.exercise import Exercise
from jiangyi.model.document import walk_blocks
from jiangyi.passes.editions import build_booklet, select_edition
from jiangyi.passes.indexing import CompanionFile, build_index
from jiangyi.render.book import render_book
from jiangyi.theme.targets import Target
from tests.passes.test_editions import LOOK, SECRETS, SENTENCE, exercises, holds
from tests.support import book, epub_texts, invoke, pdf_text, strip_spaces
from tests.validators.pdf import find_faults, validate_pdf

TABLE = "\n\n| 甲 | 乙 |\n|---|---|\n| 子 | 丑 |\n"


def many(title: str, count: int) -> str:
    """A handout of so many long questions, with answers that fill several pages of the booklet."""
    questions = "".join(
        f"::: exercise 简答 {{#q{n} space='lines {3 + n % 9}' points={n}}}\n问{n}问。{SENTENCE * (n % 5)}\n\n"
        f"答案：答{n}答。{SENTENCE * (n % 7)}\n\n{SENTENCE * 3}\n:::\n\n"
        for n in range(1, count + 1)
    ).replace("'", '"')
    return f"---\ntitle: {title}\nanswers: booklet\n---\n\n# 题\n\n{questions}"


def find_pages(pages: list[str], mark: str) -> dict[str, int]:
    """The page on which each 问N问 or 答N答 is, counted from 1."""
    found = re.compile(rf"{mark}(\d+){mark}")
    return {number: page for page, text in enumerate(pages, 1) for number in found.findall(strip_spaces(text))}


def find_page_refs(pages: list[str], mark: str, words: str) -> dict[str, str]:
    """The page number that is printed beside each."""
    whole = strip_spaces("".join(pages))
    pairs = re.compile(rf"{mark}(\d+){mark}.*?{words}" if mark == "问" else rf"{words}答案{mark}(\d+){mark}")
    return {found[1 if mark == "问" else 2]: found[2 if mark == "问" else 1] for found in pairs.finditer(whole)}


def build_files(workspace: Path, **texts: str) -> Path:
    """The files of some handouts."""
    for name, text in texts.items():
        (workspace / "content" / f"{name}.md").write_text(text, "utf-8")
    done = invoke("build", "--workspace", workspace, "--jobs", "1")
    assert done.returncode == 0, done.stderr
    return workspace / "output"


@pytest.mark.slow
def test_each_file_refers_to_pages_of_the_other(workspace: Path) -> None:
    made = build_files(workspace, many=many("问答", 24))
    text, key = pdf_text(made / "many.pdf"), pdf_text(made / "many.answers.pdf")
    questions, answers = find_pages(text, "问"), find_pages(key, "答")
    assert len(questions) == len(answers) == 24
    assert (len(text), len(key)) > (9, 3)
    assert {number: int(page) for number, page in find_page_refs(text, "问", r"答案册第(\d+)页").items()} == answers
    assert {number: int(page) for number, page in find_page_refs(key, "答", r"见讲义第(\d+)页").items()} == questions
    # the e-books have the same page numbers
    epub = [*epub_texts(made / "many.epub").values()], [*epub_texts(made / "many.answers.epub").values()]
    assert find_page_refs(epub[0], "问", r"答案册第(\d+)页") == find_page_refs(text, "问", r"答案册第(\d+)页")
    assert find_page_refs(epub[1], "答", r"见讲义第(\d+)页") == find_page_refs(key, "答", r"见讲义第(\d+)页")


@pytest.mark.slow
def test_files_of_a_collected_book_refer_to_each_others_pages(workspace: Path) -> None:
    (workspace / "content" / "book.yaml").write_text("title: 合集\noutput: 合集\nhandouts: [a.md, b.md]\n", "utf-8")
    second = many("又问", 12).replace("问", "疑").replace("答案：答", "答案：复")
    made = build_files(workspace, a=many("问答", 9), b=re.sub(r"(疑|复)(\d+)疑?答?", r"\g<1>\g<2>\g<1>", second))
    text, key = pdf_text(made / "合集.pdf"), pdf_text(made / "合集.answers.pdf")
    before = next(page for page, text in enumerate(text) if "第1页" in strip_spaces(text))  # the cover and the contents have other folios
    start = next(page for page, text in enumerate(key) if "第1页" in strip_spaces(text))
    questions = {number: page - before for number, page in find_pages(text, "问").items()}
    assert {number: int(page) for number, page in find_page_refs(key, "答", r"见讲义第(\d+)页").items()} == questions
    answers = {number: page - start for number, page in find_pages(key, "答").items()}
    assert {number: int(page) for number, page in find_page_refs(text, "问", r"答案册第(\d+)页").items()} == answers
    assert len(answers) == len(questions) == 9
    assert len(find_pages(key, "复")) == len(find_pages(text, "疑")) == 12


@pytest.mark.validator
def test_the_text_contains_no_answers(workspace: Path, epubcheck: Callable[[Path], list[str]]) -> None:
    made = build_files(workspace, one=exercises(4, 1, answers="answers: booklet"))
    text, key = ("".join(map(strip_spaces, pdf_text(made / f"one{name}.pdf"))) for name in ("", ".answers"))
    hidden = {name: words for name, words in SECRETS.items() if name not in ("choice", "told")}
    assert [name for name, words in hidden.items() if holds(words, text)] == []
    assert [name for name, words in hidden.items() if words not in key] == []
    assert SECRETS["told"] not in text + key
    assert "一题" not in key
    epub = "".join(epub_texts(made / "one.epub").values())
    assert [name for name, words in hidden.items() if words in epub] == []
    for name in ("one", "one.answers"):
        assert [*find_faults(made / f"{name}.pdf"), *validate_pdf(made / f"{name}.pdf")] == []
        assert epubcheck(made / f"{name}.epub") == []


@pytest.mark.slow
def test_the_students_booklet_refers_to_their_pages(workspace: Path) -> None:
    """The students' copy is the same with and without a booklet."""
    text = many("问答", 12).replace("answers: booklet\n", "")
    (workspace / "content" / "one.md").write_text(text, "utf-8")
    assert invoke("build", "--workspace", workspace, "--edition", "student", "--to", "pdf").returncode == 0
    alone = (workspace / "output" / "one.student.pdf").read_bytes()
    done = invoke("build", "--workspace", workspace, "--edition", "student,answers", "--to", "pdf", "--force")
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (workspace / "output").iterdir()} == {"one.student.pdf", "one.answers.pdf"}
    assert (workspace / "output" / "one.student.pdf").read_bytes() == alone
    questions = find_pages(pdf_text(workspace / "output" / "one.student.pdf"), "问")
    found = find_page_refs(pdf_text(workspace / "output" / "one.answers.pdf"), "答", r"见讲义第(\d+)页")
    assert {number: int(page) for number, page in found.items()} == questions
    assert len(questions) == 12


@pytest.mark.slow
@pytest.mark.parametrize("editions", ["answers", "all"])
def test_there_is_one_booklet_of_a_name(workspace: Path, editions: str) -> None:
    """It is the one of the default edition, however it is requested."""
    made = build_files(workspace, one=many("问答", 5))
    before = (made / "one.answers.pdf").read_bytes()
    (made / "one.answers.pdf").unlink()
    assert invoke("build", "--workspace", workspace, "--edition", editions, "--to", "pdf").returncode == 0
    assert (made / "one.answers.pdf").read_bytes() == before


@pytest.mark.slow
def test_without_answers_there_is_no_booklet(workspace: Path) -> None:
    (workspace / "content" / "one.md").write_text("# 甲\n\n话。\n", "utf-8")
    done = invoke("build", "--workspace", workspace, "--edition", "answers", "--to", "pdf")
    assert (done.returncode, "booklet-empty" in done.stderr) == (0, True)
    assert not (workspace / "output" / "one.answers.pdf").exists()
    done = invoke("build", "--workspace", workspace, "--edition", "all", "--to", "pdf")
    assert (done.returncode, "booklet-empty" in done.stderr) == (0, False)


def test_references_from_answers_to_the_text_are_labelled() -> None:
    """As text: there are no links from one file into another."""
    text = (
        "---\ntitle: 例\nanswers: booklet\n---\n\n::: table 收支 {#sums}" + TABLE + ":::\n\n::: exercise\n问？\n\n答案：见[#sums]。\n:::\n"
    )
    whole = book(text)
    key = build_booklet(whole)
    assert key
    known = build_index(select_edition(whole))
    asked = next(block.id for block in walk_blocks(whole.handouts[0]) if isinstance(block, Exercise))
    page = render_book(key, build_index(key, companion=CompanionFile(known.labels, known.references, {asked: "1"})), LOOK, Target.PRINT)
    assert "见表 1。" in page.documents[0].html
    assert "#" not in "".join(re.findall(r'href="([^"]*)"', page.documents[0].html))


def test_a_key_has_only_what_its_edition_shows() -> None:
    """Exercises for teachers, which only keep their space in other editions, have no answers there."""
    text = "# 甲\n\n::: exercise {only=teacher}\n问。\n\n答案：魑魅。\n:::\n\n::: exercise\n问。\n\n答案：魍魉。\n:::\n"
    found = select_edition(book(text), "cloze", keeps_space=True)
    keys = [block for handout in found.handouts for block in walk_blocks(handout) if block.type == "answers"]
    assert [len(key.solutions) for key in keys] == [1]  # type: ignore[attr-defined]
    assert sum(isinstance(block, Exercise) for handout in found.handouts for block in walk_blocks(handout)) == 2
