"""The baseline grid: body text is on the same lines on every page, whatever is between and inside the lines."""

import re
from collections import Counter
from itertools import pairwise, product
from pathlib import Path

import pymupdf
import pytest

from jiangyi.core.diagnostics import Report
from jiangyi.passes.editions import select_edition
from jiangyi.passes.indexing import build_index
from jiangyi.project.workspace import Workspace
from jiangyi.render.book import render_book
from jiangyi.theme.targets import Target
from jiangyi.theme.themes import load_theme
from jiangyi.writers.pdf import book_layout
from tests.support import HEAD, PAPER, ROOT, book, page

LINE, SIZE = 19.0, 11.0
"""Points: --line and --size of tokens.css."""
LINES = 37
"""Of a page of A4."""
FOOT_OF_TEXT = HEAD + LINES * LINE + 1
NEAR = 0.05
"""How far a baseline may be off the grid, in pt."""
SENTENCE = "治国有常，而利民为本；政教有经，而令行为上。苟利于民，不必法古；苟周于事，不必循旧。"
HAN = str.maketrans("0123456789", "〇一二三四五六七八九")
DIGITS = {han: digit for digit, han in HAN.items()}
SPRINKLED = (
    *("**粗体**", "*楷体*", "`code`", "==标记==", "{着重|.}", "[链接](https://example.org)", "{跬|kuǐ}步"),
    *("甲^[一条脚注。]", "$x^2$", "{{填空}}", "Latin 12.5%"),
)
"""Inline elements in lines of body text."""
RARE = ("\U00020bb7", "\U0001f600", "☑", "→", "ب")
"""Han of extension B, an emoji, and other characters that no font of the body has."""
NAMES = {"lines": "横线", "box": "方框", "grid": "方格"}
BLOCKS = {
    "paragraph": f"{SENTENCE}",
    "depth 0": "# 一级标题",
    "depth 1": "# 一级标题\n\n## 二级标题",
    "depth 2": "# 一级标题\n\n## 二级标题\n\n### 三级标题",
    "two lines": f"# {SENTENCE}",
    "event": f"::: event 事件 {{date=2026年 place=某市 source=某报}}\n{SENTENCE}\n:::",
    "case": f"::: case 案例\n{SENTENCE}\n:::",
    "points": f"::: points\n1. **要点。** {SENTENCE}\n2. **又一点。**\n   {SENTENCE}\n:::",
    "quote": f"> {SENTENCE}\n>\n> ——荀子，《劝学》",
    "key": "::: key 标题\n要点。\n:::",
    "tip": f"::: tip\n{SENTENCE}\n:::",
    "warning": "::: warning\n注意。\n:::",
    "memory": "::: memory\n口诀。\n:::",
    "list": f"- {SENTENCE}\n- 乙\n  1. 丙\n  2. 丁",
    "tasks": "- [x] 已做\n- [ ] 未做",
    "definition": f'::: definition 跬步 {{pinyin="kuǐ bù"}}\n{SENTENCE}\n:::',
    "table": "::: table 表题\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n:::",
    "bare table": "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |",
    "rule": "---",
    "choice": "::: exercise {kind=single}\n选一项（　）。\n\n- A. 甲\n- B. 乙\n:::",
    **{
        f"{kind} {many}": f'::: exercise {{space="{kind} {many}"}}\n{NAMES[kind]}第{many}题，写一段话。\n:::'
        for kind, many in product(("lines", "box", "grid"), (4, 5))
    },
}
"""A block of each kind that is whole lines high, in Markdown."""
LIKE_ANOTHER = ("case", "tip", "warning", "memory", "tasks", "depth 1", "lines 4", "box 4", "box 5", "grid 4")
NEIGHBOURS = [name for name in BLOCKS if name not in LIKE_ANOTHER]
"""The kinds that differ in their margins."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("grid")


def print_text(text: str, path: Path) -> Path:
    """A text as a PDF."""
    report = Report()
    path.write_bytes(book_layout.write_rendered(page(text, "print"), report).data)
    assert not report.diagnostics
    return path


def base_lines(path: Path, size: float = SIZE, *, font: str = "Serif") -> list[tuple[int, float, str]]:
    """Page, distance of the base line from the top of the text area in points, and words, of each line of body text."""
    found = []
    with pymupdf.open(path) as document:
        for sheet in document:
            for block in sheet.get_text("dict", clip=pymupdf.Rect(0, HEAD - 3, PAPER[0], FOOT_OF_TEXT))["blocks"]:
                for line in block.get("lines", ()):
                    spans = [s for s in line["spans"] if s["text"].strip() and abs(s["size"] - size) < NEAR and font in s["font"]]
                    found += [(sheet.number + 1, spans[0]["origin"][1] - HEAD, spans[0]["text"])] if spans else []
    return found


def off_grid(lines: list[tuple[int, float, str]], first: float, line: float = LINE) -> list[tuple[int, float, str]]:
    """The lines that are not a whole number of lines below the first."""
    return [(number, base, text) for number, base, text in lines if abs((base - first + line / 2) % line - line / 2) > NEAR]


@pytest.fixture(scope="module")
def first(folder: Path) -> float:
    """How far below the top of the text area the first base line of the grid is."""
    lines = base_lines(print_text(f"# 例\n\n{SENTENCE * 60}\n", folder / "first.pdf"))
    return min(base for number, base, _ in lines if number == 2)


@pytest.mark.slow
def test_pages_of_body_text_have_the_same_lines(folder: Path, first: float) -> None:
    """Facing and following pages: every line on the grid, a full page has each of its lines, and all full pages are alike."""
    text = "\n\n".join(SENTENCE.join(SPRINKLED[n:] + SPRINKLED[:n]) for n in range(len(SPRINKLED))) + f"\n\n{SENTENCE * 40}"
    plain = f"# 例\n\n{SENTENCE * 50}\n\n{text}\n\n{SENTENCE * 160}\n"
    lines = base_lines(print_text(plain, folder / "plain.pdf"))
    pages = {number for number, _, _ in lines}
    assert len(pages) >= 5
    assert off_grid(lines, first) == []
    found = [sorted({round(base, 1) for number, base, _ in lines if number == one}) for one in sorted(pages)]
    full = [bases for bases in found if len(bases) == LINES]
    assert len(full) >= 2
    assert full == [[pytest.approx(first + n * LINE, abs=0.1) for n in range(LINES)]] * len(full)


def test_fallback_fonts_do_not_move_lines(folder: Path, first: float) -> None:
    """Inside lines of body text, and in bold; following lines would be off the grid."""
    parts = [f"{SENTENCE[:12]}{rare}{SENTENCE}**{SENTENCE}{rare}**{SENTENCE}" for rare in RARE]
    lines = base_lines(print_text("# 例\n\n" + "\n\n".join(parts) + f"\n\n{SENTENCE}", folder / "rare.pdf"))
    assert len(lines) > 20
    assert off_grid(lines, first) == []
    with pymupdf.open(folder / "rare.pdf") as document:
        text = "".join(sheet.get_text() for sheet in document)
    assert [rare for rare in RARE if rare not in text] == []


STANDS_IN = {
    "quotation": ("zh-Hans", f"> {SENTENCE}\U00020bb7{SENTENCE * 2}", LINE),
    "line of its own": ("zh-Hans", f"{SENTENCE}\\\n\U0001f600\\\n{SENTENCE}", LINE),
}
"""A language, a text, and the height of its lines in points: in Kai, whose box is low, and with nothing else in the line."""
ENGLISH = {"English": ("en", "Some words. " * 30 + "中文" + " More words." * 30, 17.5)}


@pytest.mark.parametrize(
    "name",
    [*STANDS_IN, pytest.param("English", marks=pytest.mark.xfail(strict=True, reason="laid out by WeasyPrint, by the tallest font"))],
)
def test_fallback_fonts_of_other_heights_do_not_move_lines(folder: Path, name: str) -> None:
    lang, words, line = (STANDS_IN | ENGLISH)[name]
    path = print_text(f"---\ntitle: 例\nlang: {lang}\n---\n\n{words}\n", folder / "tall.pdf")
    bases = sorted(
        {
            round(base, 1)
            for _, base, _ in (*base_lines(path, SIZE, font=""), *base_lines(path, 11.66, font=""), *base_lines(path, 11.8, font=""))
        }
    )
    assert len(bases) > 2
    assert {round(b - a, 1) for a, b in pairwise(bases)} == {line}


@pytest.mark.slow
def test_text_after_any_two_blocks_is_on_the_grid(folder: Path, first: float) -> None:
    """Each kind next to each other kind, over many pages, so that each kind is also at the top of a page."""
    pairs = [*product(NEIGHBOURS, NEIGHBOURS), *(("paragraph", name) for name in BLOCKS if name not in NEIGHBOURS)]
    parts = [f"{BLOCKS[a]}\n\n{BLOCKS[b]}\n\n第{str(number).translate(HAN)}回。{SENTENCE}" for number, (a, b) in enumerate(pairs)]
    lines = base_lines(print_text("\n\n".join(["# 例", *parts]), folder / "pairs.pdf"))
    back = {int(found[1]): line for line in lines if (found := re.match(r"第(\d+)回", line[2].translate(DIGITS)))}
    assert len(back) == len(pairs)
    assert [pairs[number] for number, line in back.items() if off_grid([line], first)] == []


@pytest.mark.parametrize("start", ["::: tip\n", "::: key 标题\n"])
def test_a_box_over_several_pages_keeps_the_grid(folder: Path, first: float, start: str) -> None:
    text = f"# 例\n\n{SENTENCE}\n\n{start}{SENTENCE * 70}\n:::\n\n回到{SENTENCE}"
    lines = base_lines(print_text(text, folder / "long.pdf"))
    back = [line for line in lines if line[2].startswith("回到")]
    assert back[0][0] > 2
    assert off_grid(back, first) == []


@pytest.mark.slow
@pytest.mark.parametrize("space", ["lines 24", "lines 25", "box 24", "grid 30", "grid 31"])
def test_answer_space_over_several_pages_keeps_the_grid(folder: Path, first: float, space: str) -> None:
    for before in (1, 3, 4):
        text = f'# 例\n\n{SENTENCE * before}\n\n::: exercise {{space="{space}"}}\n写。\n:::\n\n回到{SENTENCE}'
        lines = base_lines(print_text(text, folder / "room.pdf"))
        back = [line for line in lines if line[2].startswith("回到")]
        assert back[0][0] > 1
        assert off_grid(back, first) == []


@pytest.mark.parametrize(("stem", "share"), [("创新基层治理", 1.0), ("讲义写法示例", 0.8)])
def test_most_lines_of_a_handout_are_on_the_grid(shipped: Path, first: float, stem: str, share: float) -> None:
    """All of the seed; the examples have figures, formulas and listings of any height."""
    lines = base_lines(shipped / "output" / f"{stem}.pdf")
    assert len(lines) > 30
    assert 1 - len(off_grid(lines, first)) / len(lines) >= share


def test_english_has_a_grid_of_its_own(folder: Path) -> None:
    words = "It is the mark of an instructed mind to rest satisfied with what the nature of the subject admits. "
    text = f"---\ntitle: Grid\nlang: en\n---\n\n{words * 30}\n\n{words * 90}\n\n# A section\n\n{words * 40}\n\n> {words}\n\n{words * 9}\n"
    lines = base_lines(print_text(text, folder / "english.pdf"), 11.8, font="Libertine")
    assert {number for number, _, _ in lines} >= {1, 2, 3}
    phases = Counter(round(base % 17.5, 1) for number, base, text in lines)
    assert phases.most_common(1)[0][1] >= len(lines) - 3  # the lines of the quotation are half a line off the grid


@pytest.mark.slow
def test_nothing_overlaps_an_answer() -> None:
    """Whatever follows a question with its answer begins below the answer."""
    question = "::: exercise 单选\n题干（　　）。\n\nA. 甲\nB. 乙\n\n答案：A\n\n解析：理由。\n:::\n\n"
    whole = select_edition(book("# 例\n\n" + "\n\n".join(f"{question}{block}" for block in BLOCKS.values())), "teacher")
    data = book_layout.write_rendered(render_book(whole, build_index(whole), load_theme(Workspace(ROOT)), Target.PRINT), Report()).data
    near, answers = [], 0
    with pymupdf.open(stream=data) as document:
        for sheet in document:
            found = [line for block in sheet.get_text("dict")["blocks"] for line in block.get("lines", ())]
            words = [("".join(span["text"] for span in line["spans"]), pymupdf.Rect(line["bbox"])) for line in found]
            for box in (box for text, box in words if "理由。" in text):
                answers += 1
                near += [text for text, other in words if box.y0 + 1 < other.y0 < box.y0 + 15 and other.width > 20]
    assert answers == len(BLOCKS)
    assert near == []
