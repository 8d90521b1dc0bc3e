"""Properties of importing: nothing raises, no Han character is lost, the result can be read, and importing is repeatable."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jiangyi.build.load import list_requested, load_facts
from jiangyi.checks.registry import run_checks
from jiangyi.core import parse_yaml
from jiangyi.core.catalogue.entry import Severity
from jiangyi.core.diagnostics import Report
from jiangyi.core.source import Source
from jiangyi.importing import convert, decisions, import_files
from jiangyi.importing.emit.escaping import escape_inline, parse_literal
from jiangyi.importing.emit.markdown_emitter import escape_block_starts, to_markdown
from jiangyi.importing.emit.yaml_emitter import format_scalar, to_yaml
from jiangyi.model.document import Handout, holds_mapping
from jiangyi.project.project import load_project
from jiangyi.project.workspace import Workspace
from tests.importing.folder_of_notes import CONSTRUCTS, FRONTS, folder_of_notes
from tests.law import law
from tests.support import manuscript, short
from tests.test_reference import to_plain_data

HAN = re.compile(r"[\u3400-\u9fff]")
NOTES = 300
ELSEWHERE = ("glyph-missing",)
"""Diagnostics that depend on the fonts of the machine."""
MARKS = (
    "一、¦（一）¦(1)¦1.¦2.¦1、¦①¦A.¦B、¦C．¦首先，"
    "¦其次，¦一是¦二是¦第一，¦- ¦* ¦> ¦# ¦## ¦|¦||¦答案：¦【解析】¦“¦”¦——¦《¦》¦。¦，¦；¦：¦...¦*¦**¦_¦$¦[¦]¦{¦}¦{{¦}}"
    "¦==¦^[¦[^1]¦<b>¦</p>¦<div>¦<br>¦&nbsp;¦`¦\\¦来源：¦END¦基层¦治理¦问题¦对策¦事件¦案例¦金句¦公考笔试¦练习¦加强组织领导¦完善体制机制¦甲¦乙¦3.5万¦2021."
    "¦___¦⼀¦😀¦第一章 ¦第二节 ¦第一条 ¦表1 ¦第 3 页¦\t¦   ¦　　¦\x08¦\u200b¦\u00a0¦\f¦\r\n¦\n¦\n\n¦\n\n\n¦http://a.b/c"
    "¦\n1．选（　）。¦\n2、写一写（10分）。不超过200字。¦\nA．甲\nB．乙\nC．丙\n¦\nA、甲 B、乙 C、丙\n¦\n【答案】B\n"
    "¦\n参考答案 C\n¦\n答案：A。解析：丁\n¦\n**解析：**戊"
)
PIECES = MARKS.split("¦")
ANY = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=60).map("".join)
NOTE = st.tuples(st.sampled_from(FRONTS), st.lists(st.one_of(st.sampled_from(CONSTRUCTS), ANY), max_size=12)).map(
    lambda t: t[0] + "\n\n".join(t[1])
)


def import_text(text: str, suffix: str, to: str = "") -> convert.ImportResult | None:
    try:
        return convert.convert_file(text.encode("utf-8", "ignore"), "名", suffix, to=to)
    except convert.ImportFailure:
        return None


def find_lost_characters(text: str, made: convert.ImportResult) -> Counter[str]:
    """The Han characters that are neither in the handout nor in the report."""
    kept = made.text + "".join(f"{d.seen}{d.made}" for d in made.decisions)
    return Counter(HAN.findall(text)) - Counter(HAN.findall(kept))


@pytest.mark.slow
@law(50)
@given(ANY, st.sampled_from([".txt", ".html"]), st.sampled_from(convert.HANDOUT_FORMATS))
def test_any_text_is_converted_without_loss(text: str, suffix: str, to: str) -> None:
    made = import_text(text, suffix, to)
    if made:
        assert find_lost_characters(text, made) == Counter()
        assert made == import_text(text, suffix, to)
        assert [short(d) for d in problems(made)] == []


@pytest.mark.slow
@law(50)
@given(NOTE, st.sampled_from([".md", ".mdx"]), st.sampled_from(["", "yaml"]))
def test_any_note_is_converted_without_loss(text: str, suffix: str, to: str) -> None:
    made = import_text(text, suffix, to)
    if made:
        assert find_lost_characters(text, made) == Counter()
        assert made == import_text(text, suffix, to)
        assert [short(d) for d in problems(made)] == []


def problems(made: convert.ImportResult) -> list[Any]:
    found, report = manuscript(made.text, "x" + made.suffix)
    assert found, [short(d) for d in report]
    run_checks(found, report)
    return [d for d in report if d.severity is Severity.ERROR and d.code not in ELSEWHERE]


@law(50)
@given(st.binary(max_size=200))
def test_any_bytes_are_imported_or_refused(data: bytes) -> None:
    for suffix in (".txt", ".html", ".md", ".docx"):
        try:
            convert.convert_file(data, "名", suffix)
        except convert.ImportFailure as refused:
            assert refused.args[0].localize()


@law(50)
@given(st.text(st.sampled_from("甲乙ab 1.*_`[]{}=^$&<>!#|~\\-+():/；。"), max_size=30))
def test_escaped_text_parses_as_itself(text: str) -> None:
    text = " ".join(text.split())
    assert parse_literal(escape_inline(text)) in (text, None if text else "")
    assert parse_literal(escape_inline(text)) == text or not text


@law(50)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30), st.booleans())
def test_scalar_round_trip(text: str, flow: bool) -> None:
    written = format_scalar(text, flow=flow)
    source = Source("x.yaml", f"k: [{written}, z]\n" if flow else f"k: {written}   # c\nz: z\n")
    report = Report()
    located = parse_yaml(source, report, holds_mapping)
    assert located, [short(d) for d in report]
    assert located.data["k"] == ([text, "z"] if flow else text)


WORDS = (
    st.text(st.sampled_from("基层治理创新服务群众，。：“”ab1 #-*|"), min_size=1, max_size=16).map(str.strip).filter(bool).map(escape_inline)
)
PARAGRAPHS = st.lists(WORDS, min_size=1, max_size=3)


BROKEN = st.lists(WORDS, min_size=2, max_size=3).map("\\\n".join)
CELL_BLOCKS = st.lists(
    st.one_of(
        WORDS,
        st.fixed_dictionaries({"type": st.just("list"), "items": st.lists(WORDS, min_size=1, max_size=3)}),
        st.just({"type": "code", "text": "a | b", "language": "py"}),
    ),
    min_size=1,
    max_size=2,
)
CELLS = st.one_of(WORDS, WORDS, BROKEN, CELL_BLOCKS, st.just(""), st.just("`a|b`"), st.just("\\<"), st.just("^"), st.just("$|x|$"))


@st.composite
def tables(draw: st.DrawFn) -> dict[str, Any]:
    """A table whose merged cells fit into it."""
    width, height = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    head = [draw(CELLS) for _ in range(width)]
    rows: list[list[Any]] = []
    free = {(row, column) for row in range(height) for column in range(width)}
    for row in range(height):
        rows.append([])
        for column in range(width):
            if (row, column) not in free:
                continue
            across = 1 + ((row, column + 1) in free and draw(st.booleans()))
            down = 1 + (row + 1 < height and draw(st.booleans()))
            free -= {(row + n, column + m) for n in range(down) for m in range(across)}
            content = draw(CELLS)
            spans = {name: str(count) for name, count in (("colspan", across), ("rowspan", down)) if count > 1}
            rows[-1].append({"body": content, **spans} if spans else content)
    return {"type": "table", "align": ["left"] * width, "columns": head if any(head) else [], "rows": rows}


def blocks(depth: int = 2) -> st.SearchStrategy[list[Any]]:
    """Data of blocks that both formats can write."""
    kinds: list[st.SearchStrategy[Any]] = [
        WORDS,
        tables(),
        st.fixed_dictionaries(
            {
                "type": st.just("code"),
                "text": st.text("甲a`\n ", min_size=1, max_size=9).map(lambda t: "x" + t + "x"),
                "language": st.just("py"),
            }
        ),
        st.just({"type": "rule"}),
    ]
    if depth:
        body = blocks(depth - 1).filter(bool)
        kinds += [
            st.fixed_dictionaries(
                {"type": st.just("point"), "n": st.sampled_from(["1", "2", "一是", "首先，", "A."]), "lead": WORDS, "body": body}
            ),
            st.fixed_dictionaries({"type": st.just("event"), "n": st.just("1"), "title": WORDS, "body": body}),
            st.fixed_dictionaries({"type": st.just("callout"), "kind": st.sampled_from(["key", "tip"]), "title": WORDS, "body": body}),
            st.fixed_dictionaries({"type": st.just("quote"), "by": st.just("荀子"), "body": PARAGRAPHS}),
            st.fixed_dictionaries({"type": st.just("list"), "items": st.lists(WORDS, min_size=1, max_size=3)}),
            st.fixed_dictionaries({"type": st.just("list"), "ordered": st.just("true"), "items": st.lists(WORDS, min_size=1, max_size=3)}),
            st.fixed_dictionaries(
                {
                    "type": st.just("list"),
                    "ordered": st.just("true"),
                    "style": st.sampled_from(["A.", "（1）", "①", "1)", "一、"]),
                    "start": st.sampled_from(["1", "3"]),
                    "items": st.lists(WORDS, min_size=1, max_size=3),
                }
            ),
        ]
    return st.lists(st.one_of(kinds), max_size=3)


PLAIN_NOTE = WORDS.filter(lambda words: escape_block_starts(words) == words)
"""A footnote of a text is kept as typed."""
SECTION = st.fixed_dictionaries({"title": WORDS, "n": st.just("none"), "kind": st.just("problem"), "blocks": blocks()})


def is_no_escaped_line(found: list[Any]) -> bool:
    """Whether a footnote's blocks are not a single line that Markdown escapes: such a footnote is kept as its Markdown."""
    return bool(found) and not (len(found) == 1 and isinstance(found[0], str) and escape_block_starts(found[0]) != found[0])


HANDOUTS = st.fixed_dictionaries({
    "title": WORDS,
    "numbering": st.just({"section": ["一、"], "point": ["1."]}),
    "blocks": blocks(),
    "notes": st.fixed_dictionaries({}, optional={"a": PLAIN_NOTE, "b": blocks(1).filter(is_no_escaped_line)}),
    "sections": st.lists(SECTION, max_size=2),
})  # fmt: skip


@law(50)
@example({"title": "甲", "notes": {"b": [{"type": "code", "text": "x\n \nx"}]}})
@example({"title": "甲", "blocks": [{"type": "callout", "kind": "key", "title": "甲|", "body": [{"type": "rule"}]}]})
@given(HANDOUTS)
@pytest.mark.slow
def test_yaml_and_markdown_round_trip(data: dict[str, Any]) -> None:
    direct = Handout.model_validate(data)
    for text, name in ((to_yaml(data), "x.yaml"), (to_markdown(data), "x.md")):
        found, report = manuscript(text, name)
        assert found, [short(d) for d in report]
        assert without_ids(to_plain_data(found.handout)) == without_ids(to_plain_data(direct)), text


def without_ids(value: Any) -> Any:
    """The model without generated ids."""
    if isinstance(value, dict):
        return {key: without_ids(inner) for key, inner in value.items() if key != "id"}
    return [without_ids(inner) for inner in value] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def imported_folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, list[import_files.FileOutcome]]:
    """A folder of 300 notes, imported."""
    root, place = tmp_path_factory.mktemp("笔记"), tmp_path_factory.mktemp("workspace")
    folder_of_notes(root, NOTES)
    return root, place, list(import_files.run_import(import_files.ImportRequest((str(root),), place / "content")))


@pytest.mark.slow
def test_folder_of_notes_is_imported(imported_folder: tuple[Path, Path, list[import_files.FileOutcome]]) -> None:
    root, place, results = imported_folder
    notes = [path for path in root.rglob("*") if path.suffix in (".md", ".mdx")]
    made = [result for result in results if result.target and result.target.name != "book.yaml"]
    refused = [result for result in results if result.problem]
    assert len(made) + len(refused) == len(notes) > 200
    assert {result.problem_message for result in refused} <= {"the file contains no text"}
    assert len({result.target.stem.lower() for result in made if result.target}) == len(made), "stems name what is built"
    assert len((place / "content" / "book.yaml").read_text("utf-8").splitlines()) > len(made)


@pytest.mark.slow
def test_imported_notes_have_no_errors(imported_folder: tuple[Path, Path, list[import_files.FileOutcome]]) -> None:
    _, place, results = imported_folder
    report = Report()
    project = load_project(Workspace(place))
    chapters = load_facts(project, list_requested(project, ()), report)
    assert [short(d) for d in report if d.severity is Severity.ERROR and d.code not in ELSEWHERE] == []
    assert len(chapters) > len(results) * 0.5


@pytest.mark.slow
def test_imported_notes_lose_nothing(imported_folder: tuple[Path, Path, list[import_files.FileOutcome]]) -> None:
    root, _, results = imported_folder
    for result in results:
        if result.target and result.target.name != "book.yaml":
            text = (root / result.source).read_text("utf-8", "replace")
            said = "".join(f"{d.seen}{d.made}" for d in result.decisions)
            missing = Counter(HAN.findall(text)) - Counter(HAN.findall(result.target.read_text("utf-8") + said))
            assert missing == Counter(), result.source


@pytest.mark.slow
def test_importing_again_changes_nothing(imported_folder: tuple[Path, Path, list[import_files.FileOutcome]], tmp_path: Path) -> None:
    root, place, results = imported_folder
    list(import_files.run_import(import_files.ImportRequest((str(root),), tmp_path / "content")))
    one, other = (
        {p.relative_to(top): p.read_bytes() for p in top.rglob("*") if p.is_file()} for top in (place / "content", tmp_path / "content")
    )
    assert one == other
    assert decisions.count_verdicts([d for result in results for d in result.decisions])
