"""The work of importing, reading, checking and fixing grows with the size of the input and not with its square.

Work is counted as executed lines of our code, so that the tests depend on no clock: twice the input may take little more than twice the
lines. What the C code of regular expressions and strings does is counted as characters or calls.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from markdown_it import helpers

import jiangyi
from jiangyi.checks import fix_file
from jiangyi.checks.registry import run_checks
from jiangyi.checks.suppressions import Suppressions
from jiangyi.core import Report, Source, count_line_ends, limits
from jiangyi.importing import verification
from jiangyi.importing.convert import convert_file
from jiangyi.importing.decisions import DecisionLog
from jiangyi.importing.parse import note_inlines, tables
from jiangyi.importing.parse.pieces import split_text_pieces
from jiangyi.importing.structure.tree import build_tree
from jiangyi.model import Footnote, inline
from jiangyi.model.inline_syntax import MARKDOWN
from jiangyi.punctuation import Edit
from jiangyi.punctuation.edits import EditedText
from jiangyi.readers import read
from jiangyi.readers.prose import refusal, source_map

ROOT = str(Path(jiangyi.__file__).parent)
SIZE = 80
MAX_GROWTH = 2.2
"""For twice the input; work that grows with the square of it takes four times as long."""


class LineCounter:
    """Counts the lines of this program that are executed."""

    count = 0

    @contextmanager
    def watch(self) -> Iterator["LineCounter"]:
        before = sys.gettrace()
        sys.settrace(self.enter)
        try:
            yield self
        finally:
            sys.settrace(before)

    def enter(self, frame: FrameType, event: str, value: Any) -> Any:
        return self.step if frame.f_code.co_filename.startswith(ROOT) else None

    def step(self, frame: FrameType, event: str, value: Any) -> Any:
        self.count += event == "line"
        return self.step


def count_lines(work: Callable[[], object]) -> int:
    with LineCounter().watch() as counter:
        work()
    return counter.count


def assert_linear(prepare: Callable[[int], Callable[[], object]]) -> None:
    """`prepare` returns the work for an input of some size."""
    prepare(SIZE)()  # imports, memos
    single, double = (count_lines(prepare(size)) for size in (SIZE, 2 * SIZE))
    assert double < MAX_GROWTH * single, (single, double)


def repeat(unit: str, size: int) -> str:
    return "".join(unit.replace("N", str(number)) for number in range(1, size + 1))


SENTENCE = "这是一段很长的正文，要超过二十个字才能算是正文而不是标题，所以再写一些。"
RAW = {
    "headings without numbers": f"小标题\n\n1、先做一件事。{SENTENCE}\n2、再做一件事。{SENTENCE}\n\n",
    "a long series": f"N. 先做一件事。{SENTENCE}\n",
    "short lines": "短的一行N\n",
    "questions": "N. 下列说法正确的是（  ）。\nA. 甲\nB. 乙\nC. 丙\nD. 丁\n【答案】A\n",
    "blanks": "N. 空____一处。\n",
}


@pytest.mark.parametrize("name", RAW)
def test_tree(name: str) -> None:
    def prepare(size: int) -> Callable[[], object]:
        pieces = split_text_pieces(repeat(RAW[name], size).split("\n"), DecisionLog())
        return lambda: build_tree(pieces, DecisionLog())

    assert_linear(prepare)


INLINE = (
    "[", "[甲", "![", "[^", "^[", "[[", "{{", "{甲|", "~~", "~~甲 ", "~甲", "^甲", "==甲 ", "**甲", "****", "`甲", "<b>", "<b></i>",
    "<b>甲</b>", "H~2~O", "[甲]{.sub}", "![甲](乙)", "$$甲", "<img src=", "[甲][乙]",
    "<span>", "[^甲]", "[^甲", "\\[", "*_", "**甲*", "[甲](", "{甲|乙", "http://", "&#1", "<!--", "||",
)  # fmt: skip


@pytest.mark.parametrize("unit", INLINE)
def test_inline_text(unit: str) -> None:
    assert_linear(lambda size: lambda: inline.parse(unit * size))


@pytest.mark.parametrize("unit", ["[", "![", "[[", "^[", "[^", "[甲", "![甲"])
def test_labels_without_end(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library, which looks into all that follows an opening bracket, is not asked where no closing one follows."""
    searched: list[int] = []
    real = helpers.parseLinkLabel

    def search(state: Any, start: int, *more: Any) -> int:
        searched.append(start)
        return int(real(state, start, *more))

    monkeypatch.setattr(helpers, "parseLinkLabel", search)
    inline.parse("[甲](乙)" + unit * SIZE)
    assert set(searched) == {0}


NESTED = (("<span>", "</span>"), ("<b>", "</b>"), ("**甲", "乙**"), ("^[", "]"), ("{{", "}}"), ("[", "](甲)"), ("![", "](甲)"))


@pytest.mark.slow
@pytest.mark.parametrize(("opening", "closing"), NESTED)
def test_nested_inline_text(opening: str, closing: str) -> None:
    """Marks of any depth are read without recursion to that depth, and no word between them is lost."""
    words = inline.to_plain_text(inline.unwrap_inlines((Footnote,), inline.parse(opening * 3000 + "词" + closing * 3000).inlines))
    assert "词" in words
    assert_linear(lambda size: lambda: inline.parse(opening * size + "词" + closing * size))


UNKNOWN = {
    "references": ("甲[#乙N]。\n\n", "丙 {#丁N}\n\n"),
    "footnotes": ("甲[^乙N]。\n\n", "[^丁N]: 丙\n\n"),
    "link labels": ("[甲][乙N]。\n\n", "[丁N]: http://a.cn/\n\n"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", UNKNOWN)
def test_unknown_names_beside_known_ones(name: str) -> None:
    def prepare(size: int) -> Callable[[], object]:
        report = Report()
        manuscript = read(Source("讲义.md", "# 讲义\n\n" + "".join(repeat(unit, size) for unit in UNKNOWN[name])), report)
        assert manuscript
        return lambda: run_checks(manuscript, report)

    assert_linear(prepare)


ALMOST_TABLES = {
    "rows of different lengths": "甲\t乙\n甲\t乙\t丙\n甲\t乙\t丙\t丁\n",
    "columns that begin anywhere": "甲甲  乙\n甲甲甲甲甲  乙\n甲甲甲甲甲甲甲甲甲  乙\n",
    "a single cell": "|甲|\n",
    "a long cell": f"甲  乙\n甲  {'长' * 61}\n",
}


@pytest.mark.parametrize("name", ALMOST_TABLES)
def test_lines_that_are_almost_a_table(name: str) -> None:
    def prepare(size: int) -> Callable[[], object]:
        lines = repeat(ALMOST_TABLES[name], size).strip("\n").split("\n")

        def find_tables() -> None:
            finder = tables.TableFinder(lines)
            assert not any(finder.find(at) for at in range(len(lines) - 3))

        return find_tables

    assert_linear(prepare)


@pytest.mark.slow
@pytest.mark.parametrize("name", RAW)
def test_import(name: str) -> None:
    assert_linear(lambda size: lambda: convert_file(repeat(RAW[name], size).encode(), "讲义", ".txt"))


NOTES = {
    "callouts": "> [!note] 甲\n> 乙。\n",
    "comments": "<!-- 甲\n乙 -->\n\n丙。\n\n",
    "containers that are not closed": "::: tip 甲\n乙。\n\n",
    "footnotes": "甲[^N]。\n\n[^N]: 乙。\n\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", NOTES)
def test_import_of_notes(name: str) -> None:
    assert_linear(lambda size: lambda: convert_file(("# 讲义\n\n" + repeat(NOTES[name], size)).encode(), "讲义", ".md"))


FAULTY = {
    "marks.yaml": "- 甲乙,丙丁“戊己N(庚辛...壬癸。\n",
    "ids.yaml": "".join(f"- {{type: paragraph, id: {name}, text: 一段话。}}\n" for name in ("a", "bN", "bN")),
    "suppressed.yaml": "# jiangyi: off half-width-mark\n- 甲乙,丙丁N。\n",
    "numbers.yaml": "- {type: point, n: 2, lead: 要点N}\n",
    "marks.md": "甲乙,丙丁“戊己N(庚辛...壬癸。\n\n",
    "lines.md": "甲乙，丙丁“戊己N”。\n",
    "notes.md": "甲乙[^N]丙丁[^xN]。\n\n[^N]: 注释。\n\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", FAULTY)
def test_check_and_fix_of_a_faulty_handout(name: str) -> None:
    head = "title: 讲义\nblocks:\n" if name.endswith(".yaml") else "# 讲义\n\n"

    def prepare(size: int) -> Callable[[], object]:
        source = Source(name, head + repeat(FAULTY[name], size))

        def check_and_fix() -> None:
            report = Report()
            manuscript = read(source, report)
            assert manuscript
            run_checks(manuscript, report)
            Suppressions.collect(manuscript, frozenset(), report).filter_report(report)
            fix_file(source.name, source.text.encode(), Report())

        return check_and_fix

    assert_linear(prepare)


HOSTILE_BLOCKS = {
    "formulas that are not closed": "$$甲\n",
    "formulas that are empty": "$$\n\n",
    "definitions of links": "[甲N]: http://example.com/N\n",
    "underlines": "--\n",
    "short containers in long ones": "::::甲\n",
    "closing lines": ":::\n",
    "nested quotations": "> ",
    "lists in quotations": "> - ",
    "suppressions": "<!-- jiangyi: off dash -->\n",
    "unclosed comments": "<!--\n",
    "rows": "|甲|乙|\n|-|-|\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE_BLOCKS)
def test_reading_of_blocks_that_are_not_closed(name: str) -> None:
    def prepare(size: int) -> Callable[[], object]:
        source = Source("例.md", "# 例\n\n" + repeat(HOSTILE_BLOCKS[name], size) + "\n甲\n")

        def read_and_suppress() -> None:
            manuscript = read(source, Report())
            assert manuscript
            Suppressions.collect(manuscript, frozenset(), Report())

        return read_and_suppress

    assert_linear(prepare)


def test_line_ends_are_counted_once() -> None:
    class Text(str):
        scanned = 0

        def count(self, part: str, *bounds: Any) -> int:
            Text.scanned += bounds[1] - bounds[0]
            return super().count(part, *bounds)

    text = Text("甲乙\n" * 100)
    places = range(0, len(text), 2)
    assert list(count_line_ends(text, places)) == [text[:place].count("\n") if place else 0 for place in map(int, places)]
    Text.scanned = 0
    list(count_line_ends(text, places))
    assert Text.scanned <= len(text)


def test_edits_of_a_text_are_applied_in_one_pass() -> None:
    def prepare(size: int) -> Callable[[], object]:
        edited = EditedText("甲,乙 " * size)
        edits = [edit for at in range(0, 4 * size, 4) for edit in (Edit(at + 1, at + 2, "，", "mark"), Edit(at + 3, at + 4, "", "space"))]

        def apply() -> None:
            edited.apply(edits)
            assert len(list(edited.merge_edits())) == 2 * size

        return apply

    assert_linear(prepare)


def test_an_import_without_errors_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    names: list[str] = []

    def read_and_note(source: Source, report: Report) -> Any:
        names.append(source.name)
        return read(source, report)

    monkeypatch.setattr(verification, "read", read_and_note)
    for suffix, expected in ((".txt", "import.yaml"), (".md", "import.md"), (".html", "import.yaml")):
        convert_file(f"<p>{SENTENCE}</p>".encode() if suffix == ".html" else SENTENCE.encode(), "讲义", suffix)
        assert names == [expected]
        names.clear()


def test_plain_paragraphs_need_no_inline_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []
    parse = MARKDOWN.parseInline
    monkeypatch.setattr(MARKDOWN, "parseInline", lambda text, *rest: [parsed.append(text), parse(text, *rest)][1])
    report = Report()
    assert read(Source("讲义.md", f"# 讲义\n\n{SENTENCE}\n\n- {SENTENCE}\n\n一段**粗**字。\n"), report)
    assert parsed == ["一段**粗**字。"]


def test_a_diagnostic_is_known_without_a_copy_of_its_excerpt() -> None:
    report = Report()
    source = Source("例.md", "甲,乙" * 3000)
    for column in range(0, 9000, 3):
        report.add("dash", source.span(0, column, column + 1))
    report.extend(list(report.diagnostics))
    assert len(report.diagnostics) == 3000
    assert all(any(key[1] is one.span for key in [one.key]) for one in report.diagnostics)
    assert sum(len(part) for one in report.diagnostics for part in one.key if isinstance(part, str)) < 3000 * 20


@pytest.mark.parametrize("source", ["中,![" * 150 + "字](a)" * 150, "![" * 150 + "中,](a)" * 150, "中,*" * 150 + "a" + "*,中" * 150])
def test_edits_that_cannot_be_made_cost_a_limited_number_of_readings(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read_again: list[Source] = []
    outline_source = source_map.outline_source
    monkeypatch.setattr(source_map, "outline_source", lambda given: read_again.append(given) or outline_source(given))
    monkeypatch.setattr(refusal, "WORK", 0)
    found = read(Source("例.md", f"# 标题\n\n{source}\n"), Report())
    assert found
    assert source_map.extract_prose(found).edits is not None
    assert len(read_again) <= refusal.MIN_TRIALS + 2


def test_a_source_beyond_a_limit_is_read_once_more_and_has_no_edits(monkeypatch: pytest.MonkeyPatch) -> None:
    read_again: list[Source] = []
    outline_source = source_map.outline_source
    monkeypatch.setattr(source_map, "outline_source", lambda given: read_again.append(given) or outline_source(given))
    found = read(Source("例.md", "# 标题\n\n中文,字\n\n" + "*" * 90 + "乙" + "*" * 90 + "\n"), Report())
    assert found
    assert source_map.extract_prose(found).edits == ()
    assert len(read_again) == 1


def test_formulas_beyond_the_limit_are_not_drawn_by_importing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FORMULAS_LENGTH", replace(limits.FORMULAS_LENGTH, value=40))
    tried: list[str] = []
    monkeypatch.setattr(note_inlines, "can_typeset_formula", lambda tex: tried.append(tex) is None)
    text = "# 标题\n\n" + " ".join(f"$x_{{{number}}}$" for number in range(10, 60)) + "\n"
    result = convert_file(text.encode(), "例", ".md")
    assert not tried
    assert "$x_{59}$" in result.text
    problems = [decision for decision in result.decisions if decision.kind == "problem"]
    assert [limits.FORMULAS_LENGTH.what.zh in str(problem) or limits.FORMULAS_LENGTH.what.en in str(problem) for problem in problems] == [
        True
    ]
