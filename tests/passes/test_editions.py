"""Editions: equal pages, answers only where they belong, and answer keys with links back."""

import re
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from jiangyi.core.diagnostics import Report
from jiangyi.model import EDITIONS, Edition
from jiangyi.passes.editions import select_edition
from jiangyi.passes.indexing import build_index
from jiangyi.project.workspace import Workspace
from jiangyi.render.book import render_book
from jiangyi.theme.targets import Target
from jiangyi.theme.themes import load_theme
from jiangyi.writers.epub.packaging import package_book
from jiangyi.writers.pdf.book_layout import write_rendered
from tests.law import law
from tests.support import ROOT, book, invoke, strip_spaces
from tests.validators.pdf import find_faults, validate_pdf

LOOK = load_theme(Workspace(ROOT))
PAGED = [name for name, edition in EDITIONS.items() if edition.paged and not edition.key_only]
SENTENCE = "治国有常，而利民为本；政教有经，而令行为上。苟利于民，不必法古；苟周于事，不必循旧。"
SECRETS = {
    "choice": "魑魅",
    "explained": "魍魉",
    "short": "饕餮",
    "scored": "貔貅",
    "essay": "麒麟",
    "filled": "螭吻",
    "told": "狻猊",
    "note": "蒲牢",
}
"""Characters that occur in answers and in content for teachers only, and nowhere else."""
WORD = "囚牛"
"""The words that are blank in a cloze edition."""


def exercises(lines: int, long: int, *, answers: str = "") -> str:
    """A handout with an exercise of each kind, room of so many lines, and answers so many sentences long."""
    words = SENTENCE * long
    return f"""---
title: 练习
{answers}
---

# 甲

{SENTENCE}记住{{{{{WORD}}}}}和{{{{循旧}}}}。{SENTENCE}

::: exercise 单选 {{#choice points=2}}
哪一个？（　　）

A. 子
B. 丑
C. 寅
D. 卯

答案：B

解析：{SECRETS["explained"]}{words}^[注：{SECRETS["note"]}。]
:::

::: tip 备课 {{#told only=teacher}}
{SECRETS["told"]}，见[#choice]。{SENTENCE}
:::

::: exercise {{#filled}}
要{{{{{SECRETS["filled"]}}}}}，{SENTENCE}
:::

::: exercise 简答 {{#short space="lines {lines}" points=3}}
为什么？{SENTENCE}

答案：{SECRETS["short"]}{words}

{words}

解析：{words}

采分点：
- {SECRETS["scored"]}（3 分）
:::

::: exercise {{#boxed space="box {lines}"}}
画一画。

答案：{words}
:::

# 乙

::: exercise {{#essay limit={100 + lines * 20}左右}}
给定材料：{words}

问题：写一写。

参考答案：
**{SECRETS["essay"]}**

{words}{SENTENCE}

解析：{words}
:::

{SENTENCE}
"""


@cache
def make_edition(text: str, name: str, target: str = "print") -> bytes:
    """A text as a file of an edition."""
    chosen = select_edition(book(text), name, keeps_space=target == "print")
    printed = build_index(select_edition(book(text), name, keeps_space=True))
    page = render_book(chosen, build_index(chosen, printed), LOOK, Target(target))
    report = Report()
    data = write_rendered(page, report).data if target == "print" else package_book(page, report)
    assert not report.diagnostics, [d.values for d in report]
    return data


def places(data: bytes) -> dict[str, tuple[int, float]]:
    """The page, and the distance from its foot in points, of each block by its id."""
    with pymupdf.open(stream=data) as document:
        names = document.resolve_names().items()
        return {name: (int(to["page"]), round(to["to"][1], 1)) for name, to in names if name != "end-of-text"}


def texts(data: bytes) -> str:
    with pymupdf.open(stream=data) as document:
        return strip_spaces("".join(page.get_text() for page in document))


def everything(data: bytes) -> str:
    """All text in a PDF: page text, strings, and the Unicode maps of its fonts."""
    found = [texts(data)]
    with pikepdf.open(BytesIO(data)) as document:
        for thing in document.objects:
            if isinstance(thing, pikepdf.Stream) and "/Subtype" not in thing:
                found.append(thing.read_bytes().decode("latin-1"))
            found += map(str, strings(thing))
    return "".join(found)


def strings(thing: object) -> list[str]:
    if isinstance(thing, pikepdf.String):
        return [str(thing)]
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        inner = [thing[key] for key in thing.keys()]  # noqa: SIM118
        return [part for value in inner if not getattr(value, "is_indirect", False) for part in strings(value)]
    if isinstance(thing, pikepdf.Array):
        return [part for value in thing if not getattr(value, "is_indirect", False) for part in strings(value)]
    return []


def holds(words: str, whole: str) -> bool:
    """Whether any character of some words is in what a PDF holds, as itself or as code of a font's map."""
    return any(character in whole or f"<{ord(character):04x}>" in whole.lower() for character in words)


STRESS = {f"{lines} lines, {long} sentences": exercises(lines, long) for lines, long in ((2, 6), (9, 1), (9, 30), (30, 0))}


@pytest.mark.slow
@pytest.mark.parametrize("name", STRESS)
def test_every_block_is_on_the_same_page_in_each_edition(name: str) -> None:
    """At the same height, too: the layouts are identical."""
    found = [places(make_edition(STRESS[name], edition)) for edition in PAGED]
    shared = set.intersection(*map(set, found))
    assert len(shared) > 15
    assert [block for block in shared if len({place[block] for place in found}) > 1] == []
    ids = [
        {key for key in place if "answers" not in key and "-key" not in key and ".again" not in key and "_blank" not in key}
        for place in found
    ]
    assert ids[0] == ids[1] == ids[2]


@pytest.mark.slow
@pytest.mark.parametrize("answers", ["", "answers: end", "answers: book"])
def test_answers_at_the_end_behave_the_same(answers: str) -> None:
    text = exercises(6, 4, answers=answers)
    found = [places(make_edition(text, edition)) for edition in PAGED]
    shared = set.intersection(*map(set, found))
    assert [block for block in shared if len({place[block] for place in found}) > 1] == []


@pytest.mark.slow
def test_students_pdfs_contain_no_answers() -> None:
    text = exercises(5, 2)
    whole = everything(make_edition(text, "student"))
    assert holds(WORD, whole)
    assert [words for words in SECRETS.values() if holds(words, whole)] == []


@pytest.mark.slow
def test_students_epubs_contain_no_answers() -> None:
    with zipfile.ZipFile(BytesIO(make_edition(exercises(5, 2), "student", "epub"))) as archive:
        whole = "".join(archive.read(name).decode("utf-8", "ignore") for name in archive.namelist() if not name.endswith(".jpg"))
    assert WORD in whole
    assert [words for words in SECRETS.values() if any(character in whole for character in words)] == []


def test_teachers_get_every_answer_once() -> None:
    words = texts(make_edition(exercises(5, 2), "teacher"))
    assert {name: words.count(secret) for name, secret in SECRETS.items() if name != "choice"} == dict.fromkeys(
        set(SECRETS) - {"choice"}, 1
    )


def test_the_cloze_edition_has_its_words_in_the_key_alone() -> None:
    data = make_edition(exercises(5, 2), "cloze")
    text = texts(data)
    assert text.count(WORD) == 1
    assert text.index(WORD) > text.index("参考答案")
    assert [name for name, secret in SECRETS.items() if name not in ("choice", "told") and text.count(secret) != 1] == []
    assert not holds(SECRETS["told"], everything(data))


def test_a_blank_is_as_wide_as_its_words() -> None:
    """The text after it in the line is at the same position as in the other editions."""
    text = f"# 甲\n\n先说{{{{{WORD}}}}}再说。\n"
    found = []
    for edition in PAGED:
        with pymupdf.open(stream=make_edition(text, edition)) as document:
            found.append(next(round(w[2], 1) for page in document for w in page.get_text("words") if w[4].endswith("再说。")))
    assert len(set(found)) == 1


def format_exercise(stem: str, answer: str, kind: str = "") -> str:
    return f"# 题\n\n::: exercise {kind}\n{stem}\n\nA. 子\nB. 丑\nC. 寅\nD. 卯\n\n答案：{answer}\n:::\n"


def test_the_teachers_copy_has_the_letter_in_the_bracket() -> None:
    text = format_exercise("选（　　）。", "BD", "多选")
    assert "选（BD）。" in texts(make_edition(text, "teacher"))
    assert "选（）。" in texts(make_edition(text, "student"))
    for name, shown in (("teacher", "BD"), ("student", "　　")):
        with zipfile.ZipFile(BytesIO(make_edition(text, name, "epub"))) as archive:
            whole = "".join(
                re.sub("<[^>]*>", "", archive.read(member).decode()) for member in archive.namelist() if member.endswith("xhtml")
            )
        assert f"选（{shown}）。" in whole


def test_of_several_brackets_none_is_filled() -> None:
    assert "先（）后（）。" in texts(make_edition(format_exercise("先（　　）后（　　）。", "B"), "teacher"))
    assert "（注：）选。" in texts(make_edition(format_exercise("（注：）选。", "B"), "teacher"))


@pytest.mark.slow
def test_a_bracket_is_not_broken_and_its_width_reveals_nothing() -> None:
    """For any answer at any position in the line, also if the exercise does not declare that several may be right."""
    lengths, kinds, edges = range(36, 42), ("", "{kind=multiple}"), set()
    for answer in ("A", "ABCD"):
        text = "".join(format_exercise("题" * length + "（　　）。", answer, kind) for length in lengths for kind in kinds)
        for edition in ("student", "teacher"):
            with pymupdf.open(stream=make_edition(text, edition)) as document:
                lefts, rights = ([(page.number, place) for page in document for place in page.search_for(mark)] for mark in "（）")
            assert len(lefts) == len(rights) == len(lengths) * len(kinds)
            assert [(page, left.y0) for page, left in lefts] == [(page, right.y0) for page, right in rights]
            pairs = zip(lefts, rights, strict=True)
            edges.add(tuple((page, round(left.x0), round(left.y0), round(right.x0)) for (page, left), (_, right) in pairs))
    assert len(edges) == 1
    [found] = edges
    assert len({left for _, left, *_ in found}) > 3


def test_without_marked_words_the_leads_are_blank() -> None:
    text = "# 甲\n\n::: points\n1. **螭吻。** 后面的话。\n:::\n"
    data = make_edition(text, "cloze")
    assert texts(data).count("螭吻") == 1
    assert texts(data).index("后面的话") < texts(data).index("螭吻")
    assert "螭吻" in texts(make_edition(text.replace("# 甲", "# 甲\n\n{{囚牛}}"), "cloze")).split("参考答案")[0]


@pytest.mark.validator
@pytest.mark.parametrize("name", PAGED)
def test_each_edition_is_tagged_and_archivable(name: str, tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(make_edition(exercises(6, 3), name))
    assert [*find_faults(path), *validate_pdf(path)] == []


@pytest.mark.parametrize("name", ["", "teacher", "cloze"])
def test_each_edition_is_a_valid_epub(name: str, tmp_path: Path, epubcheck: Callable[[Path], list[str]]) -> None:
    path = tmp_path / "x.epub"
    path.write_bytes(make_edition(exercises(6, 1), name, "epub"))
    assert epubcheck(path) == []


def test_questions_and_answers_lead_to_each_other() -> None:
    data = make_edition(exercises(3, 1), "")
    found = places(data)
    with pymupdf.open(stream=data) as document:
        links = [
            (page.number, link["page"])
            for page in document
            for link in page.get_links()
            if link["kind"] in (pymupdf.LINK_GOTO, pymupdf.LINK_NAMED)
        ]
        text = [strip_spaces(page.get_text()) for page in document]
    (question,), (answer,) = ([place for name, (place, _) in found.items() if name.endswith(end)] for end in (".choice", ".choice-key"))
    assert {(question, answer), (answer, question)} <= set(links)
    assert f"答案第{answer + 1}页" in text[question]
    assert re.search(rf"1\.第{question + 1}页", "".join(text))


def test_an_answers_block_places_the_key() -> None:
    text = exercises(2, 0).replace("# 乙", "::: answers\n:::\n\n# 乙")
    words = texts(make_edition(text, ""))
    assert words.index("题号") < words.index("写一写")
    assert words.count("题号") == 1
    assert "题号" not in texts(make_edition(text, "teacher"))


FOR_TEACHERS = f"""# 题

# 甲

{SENTENCE * 30}

# {SECRETS["told"]} {{#told only=teacher}}

见[#last]。{SENTENCE * 60}^[注。]

## 乙 {{#sub}}

{SENTENCE}

# 丙 {{#last}}

{SENTENCE}^[又注。]
"""


def test_a_section_for_teachers_is_absent_from_the_students_copy() -> None:
    """It is not in the table of contents, the bookmarks or the running heads; what follows keeps its number and position."""
    student, teacher = make_edition(FOR_TEACHERS, "student"), make_edition(FOR_TEACHERS, "teacher")
    assert holds(SECRETS["told"], everything(teacher))
    assert not holds(SECRETS["told"], everything(student))
    with pymupdf.open(stream=student) as document:
        assert [title for _, title, _ in document.get_toc()] == ["题", "一、甲", "三、丙"]
    shared = places(student).keys() & places(teacher).keys()
    assert {name.rpartition(".")[2] for name in shared} >= {"last", "sub"}
    assert [block for block in shared if places(student)[block] != places(teacher)[block]] == []


@pytest.mark.slow
def test_an_e_book_has_the_numbers_of_the_printed_copy(workspace: Path) -> None:
    """Print and EPUB have the same words."""
    (workspace / "content" / "甲.md").write_text(FOR_TEACHERS, "utf-8")
    done = invoke("build", "--workspace", workspace, "--edition", "student")
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(workspace / "output" / "甲.student.epub") as archive:
        whole = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith("xhtml"))
    assert "三、</span>丙" in whole
    assert re.search(r'role="doc-noteref"[^>]*>2</a>', whole)
    assert SECRETS["told"] not in whole


def test_a_reference_to_omitted_content_becomes_text() -> None:
    """Its words are those of the printed copy, in which the target keeps its space."""
    text = "# 题\n\n见[#told]和[那里](#told)。\n\n::: tip 备课 {#told only=teacher}\n话。\n:::\n"
    for name in ("", "student", "teacher"):
        with zipfile.ZipFile(BytesIO(make_edition(text, name, "epub"))) as archive:
            whole = "".join(archive.read(member).decode() for member in archive.namelist() if member.endswith("xhtml"))
        words = strip_spaces(re.sub("<[^>]*>", "", whole))
        assert ("见“备课”和那里。" if name else "见和那里。") in words
        assert ("见“备课”" if name else "见和") in texts(make_edition(text, name))


@pytest.mark.slow
@pytest.mark.parametrize("paged", [False, True])
def test_an_edition_without_answers_has_no_key_of_its_blanks(*, paged: bool) -> None:
    text = "# 题\n\n要坚持{{需求导向}}。\n\n1. 一加一得（　）。\n\nA. 一\nB. 二\n\n答案：B\n"
    for answers, shown in (("none", False), ("end", True)):
        edition = Edition(answers=answers, blanks=True, paged=paged)
        selected = select_edition(book(text), "空", edition)
        html = str(render_book(selected, build_index(selected), load_theme(Workspace(ROOT)), Target.WEB).documents[0].html)
        assert ("需求导向" in html) == ("words-title" in html.partition("<main")[2]) == shown


def test_the_reading_edition_has_no_answer_space() -> None:
    with (
        pymupdf.open(stream=make_edition(exercises(30, 0), "reading")) as tight,
        pymupdf.open(stream=make_edition(exercises(30, 0), "")) as wide,
    ):
        assert len(tight) < len(wide)


DRAWN = """---
title: TITLE
answers: ANSWERS
---

# 甲

::: exercise 简答 {#q}
为什么？

![题图](question.png)

答案：见[#drawn]。

![答图](answer.png "一张图"){#drawn}

| 甲 | 乙 |
|---|---|
| 1 | 2 |

解析：
![又一图](more.png)
:::

又见[#drawn]。
"""


def drawings(path: Path) -> tuple[list[tuple[int, ...]], set[str]]:
    """The colours of the pictures on the pages of a file in their order, and what figures are called."""
    if path.suffix == ".pdf":
        with pymupdf.open(path) as document:
            images = [info["xref"] for sheet in document for info in sheet.get_image_info(xrefs=True)]
            found = [pymupdf.Pixmap(document, xref).pixel(0, 0) for xref in images if xref]  # patterns of the cover have none
            return found, set(re.findall(r"图\d", strip_spaces("".join(sheet.get_text() for sheet in document))))
    with zipfile.ZipFile(path) as archive:
        whole = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xhtml"))
        names = [name for name in re.findall(r'<img src="([^"]*)"', whole) if "cover" not in name]
        found = [Image.open(BytesIO(archive.read(f"EPUB/{name}"))).convert("RGB").getpixel((0, 0)) for name in names]
    return found, set(re.findall(r"图\d", strip_spaces(re.sub("<[^>]*>", "", whole))))


@pytest.mark.slow
@pytest.mark.parametrize("edition", ["", "student", "teacher", "cloze", "reading", "answers"])
def test_an_image_in_an_answer_follows_the_answer(workspace: Path, edition: str) -> None:
    """Answers at the end of the handout, of the book, and in a booklet; the image has one number, also if it takes up its space twice."""
    colours = {"question.png": (255, 0, 0), "answer.png": (0, 0, 255), "more.png": (0, 128, 0)}
    for name, colour in colours.items():
        Image.new("RGB", (40, 30), colour).save(workspace / "content" / name)
    asked, *told = colours.values()
    for place in ("end", "beside", "book", "booklet"):
        (workspace / "content" / f"{place}.md").write_text(DRAWN.replace("TITLE", place).replace("ANSWERS", place), "utf-8")
    (workspace / "content" / "book.yaml").write_text("title: 合集\noutput: 合集\nhandouts: [end.md, book.md, booklet.md]\n", "utf-8")
    done = invoke("build", "--workspace", workspace, "--jobs", "1", *(["--edition", edition] if edition else []))
    assert done.returncode == 0, done.stderr
    made = sorted((workspace / "output").iterdir())
    assert len(made) >= 8 + 2
    for path in made:
        found, names = drawings(path)
        times = 3 if path.name.startswith("合集") else 1
        if ".answers" in path.name:
            expected = [*told]
        elif edition == "student" or (path.name.startswith("booklet") and edition != "cloze"):
            expected = [asked] * times
        elif times == 1:
            expected = [asked, *told]
        else:
            expected = [asked] * 3 + [*told] * (3 if edition == "cloze" else 2)
        assert sorted(found) == sorted(expected), path.name
        assert names <= {"图1"} or times > 1, path.name


@pytest.mark.slow
def test_every_edition_is_built_at_once(workspace: Path) -> None:
    content = workspace / "content"
    (content / "甲.md").write_text(exercises(2, 0), "utf-8")
    (content / "乙.md").write_text(exercises(3, 1).replace("title: 练习", "title: 又练"), "utf-8")
    declared = "editions: {内部: {answers: beside, paged: true}}\n"
    (content / "book.yaml").write_text(f"title: 合集\noutput: 合集\n{declared}handouts: [甲.md, 乙.md]\n", "utf-8")
    done = invoke("build", "--workspace", workspace, "--edition", "all")
    assert done.returncode == 0, done.stderr
    names = {path.name for path in (workspace / "output").iterdir()}
    editions = ("", ".student", ".teacher", ".cloze", ".reading", ".answers", ".内部")
    assert names == {f"{stem}{edition}{suffix}" for stem in ("甲", "乙", "合集") for edition in editions for suffix in (".pdf", ".epub")}
    found = [places((workspace / "output" / f"合集.{edition}.pdf").read_bytes()) for edition in PAGED]
    shared = set.intersection(*map(set, found))
    assert len(shared) > 30
    assert [block for block in shared if len({place[block] for place in found}) > 1] == []
    key = texts((workspace / "output" / "合集.cloze.pdf").read_bytes())
    assert key.index("参考答案") < key.rindex("又练")


def test_an_unknown_edition_is_an_error(workspace: Path) -> None:
    (workspace / "content" / "甲.md").write_text("# 甲\n\n::: tip {only=内部}\n话。\n:::\n", "utf-8")
    done = invoke("build", "--workspace", workspace, "--edition", "teachr")
    assert done.returncode == 1
    assert "edition-unknown" in done.stderr
    assert "teacher" in done.stderr
    assert not (workspace / "output").exists()
    assert invoke("build", "--workspace", workspace, "--edition", "内部", "--to", "pdf").returncode == 0


@pytest.mark.slow
@law(4)
@given(st.integers(1, 40), st.integers(0, 25), st.sampled_from(["", "answers: end"]))
def test_pages_agree_whatever_the_lengths(lines: int, long: int, answers: str) -> None:
    text = exercises(lines, long, answers=answers)
    found = [places(make_edition(text, edition)) for edition in ("student", "teacher")]
    shared = set.intersection(*map(set, found))
    assert [block for block in shared if found[0][block] != found[1][block]] == []


@pytest.mark.slow
def test_fonts_of_the_students_edition_do_not_contain_answers() -> None:
    """The check above can fail: the same search finds them in the teacher's file."""
    assert [
        words
        for name, words in SECRETS.items()
        if name != "choice" and not holds(words, everything(make_edition(exercises(5, 2), "teacher")))
    ] == []


def test_an_edition_has_the_same_bytes_twice() -> None:
    text = exercises(2, 0)
    assert zlib.crc32(make_edition(text, "student")) == zlib.crc32(make_edition.__wrapped__(text, "student"))
