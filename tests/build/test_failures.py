"""Exceptions of the engine and of libraries: errors at the block, and the other handouts are made."""

from dataclasses import replace
from pathlib import Path

import pytest

from jiangyi.build import BuildRequest, BuildResult, report_failure
from jiangyi.build.plan import plan_build
from jiangyi.build.schedule import PartList, PartOfBook, run_task
from jiangyi.core import Report, Span
from jiangyi.project import find_workspace, load_project
from tests.support import invoke

PLACE = Span("content/例.md")


def failure_of(error: Exception) -> Report:
    report = Report()

    def fail() -> None:
        raise error

    try:
        fail()
    except Exception as caught:
        report_failure(caught, PLACE, lambda _: None, report)
    return report


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (RecursionError("maximum recursion depth exceeded"), "嵌套层数太多（RecursionError: "),
        (MemoryError(), "内存不足（MemoryError: "),
        (ZeroDivisionError(), "有长度或数值为 0（"),
        (OverflowError(), "有数值过大（"),
        (KeyError("x"), "内部错误（KeyError: 'x' (tests/build/test_failures.py:"),
        (OSError("broken data stream"), "内部错误（OSError: broken data stream"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_exception_is_named_with_its_cause_and_place(error: Exception, words: str) -> None:
    (diagnostic,) = failure_of(error)
    assert (diagnostic.code, diagnostic.span) == ("engine-failed", PLACE)
    assert diagnostic.values["problem"].zh.startswith(words)


def test_an_error_of_the_system_is_no_fault_of_a_handout() -> None:
    (diagnostic,) = failure_of(FileNotFoundError(2, "no such file", "图.png"))
    assert (diagnostic.code, diagnostic.span.file, diagnostic.values["path"]) == ("system-failed", PLACE.file, "图.png")


def failing_workspace(workspace: Path, *, collected: bool) -> None:
    """Two handouts; the one that fails has its paragraph in line 5."""
    (workspace / "content" / "好.md").write_text("# 好\n\n文。\n")
    (workspace / "content" / "坏.md").write_text("# 坏\n\n第一段。\n\n第二段。\n")
    if collected:
        (workspace / "content" / "book.yaml").write_text("title: 集\nhandouts: [好.md, 坏.md]\n")


@pytest.fixture
def broken_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that fails in the layout of the paragraph 第二段。"""
    from weasyprint.layout import block

    lay_out = block.block_container_layout

    def fail(context: object, box: object, *args: object, **kwargs: object) -> object:
        element = getattr(box, "element", None)
        if element is not None and "第二段" in "".join(element.itertext()) and element.tag == "p":
            raise KeyError("no such glyph")
        return lay_out(context, box, *args, **kwargs)

    monkeypatch.setattr(block, "block_container_layout", fail)


@pytest.mark.slow
@pytest.mark.usefixtures("broken_engine")
@pytest.mark.parametrize("collected", [False, True])
def test_the_block_is_named_and_only_its_handout_fails(workspace: Path, collected: bool) -> None:
    failing_workspace(workspace, collected=collected)
    done = invoke("build", "--workspace", workspace)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.count("error[engine-failed]") == 1
    assert "--> content/坏.md:5:1\n" in done.stderr
    assert sorted(path.name for path in (workspace / "output").iterdir()) == ["好.epub", "好.pdf"]


@pytest.mark.slow
def test_a_vector_picture_that_cannot_be_drawn_fails_its_handout(workspace: Path) -> None:
    """The engine would leave it half drawn: it divides by the width of a text that has none."""
    text = '<text textLength="5" lengthAdjust="spacingAndGlyphs">&#x200b;</text>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{text}</svg>'
    (workspace / "content" / "图.svg").write_text(svg, "utf-8")
    (workspace / "content" / "坏.md").write_text("# 坏\n\n甲。\n\n![图](图.svg)\n", "utf-8")
    (workspace / "content" / "好.md").write_text("# 好\n\n甲。\n", "utf-8")
    done = invoke("build", "--to", "pdf", "--workspace", workspace)
    assert done.returncode == 1
    assert done.stderr.count("error[engine-failed]") == 1
    assert "--> content/坏.md:5:1\n" in done.stderr
    assert [path.name for path in (workspace / "output").iterdir()] == ["好.pdf"]


@pytest.mark.slow
@pytest.mark.usefixtures("broken_engine")
def test_a_part_that_fails_leaves_the_error_to_the_files_of_its_book(workspace: Path) -> None:
    failing_workspace(workspace, collected=True)
    report = Report()
    place, request = find_workspace(workspace), BuildRequest(formats=("pdf", "epub"))
    assert place
    job = next(one for one in plan_build(load_project(place), request, report).jobs if one.is_collected)
    layouts = run_task(place, request, PartList(job))
    assert isinstance(layouts, tuple | list)
    assert [run_task(place, request, PartOfBook(job.path, layout)) for layout in layouts] == [None] * len(layouts)
    for format_name in request.formats:
        result = run_task(place, request, replace(job, formats=(format_name,)))
        assert isinstance(result, BuildResult)
        assert [(one.code, str(one.span)) for one in result.diagnostics] == [("engine-failed", "content/坏.md:5:1")]
