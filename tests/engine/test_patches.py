"""Patches of other libraries: each row matches what is installed, all are restored, others are skipped with a warning."""

import inspect
import re
from dataclasses import replace
from importlib import import_module
from threading import Event, Thread
from types import ModuleType
from typing import Any

import pytest
import weasyprint
from weasyprint.layout import inline

from jiangyi.core import Message, Report, Session, Span
from jiangyi.engine import Dependency, Patch, PatchGroup, apply_patches, contexts, patch_table, without_patches
from jiangyi.engine.patches import _applied, digest_of, is_applicable, parameters_of, source_of
from jiangyi.render.metadata import Metadata
from jiangyi.render.rendered_book import MarkupFile, RenderedBook
from jiangyi.writers.pdf import patch_table as pdf_patch_table
from jiangyi.writers.pdf.book_layout import write_rendered
from tests.support import ROOT


def groups_of(table: ModuleType) -> list[PatchGroup]:
    return [value for value in vars(table).values() if isinstance(value, PatchGroup)]


GROUPS = [group for table in (patch_table, pdf_patch_table) for group in groups_of(table)]
ROWS = [row for group in GROUPS for row in (*group.patches, *group.relies_on)]
PATCHES = [patch for group in GROUPS for patch in group.patches]
PDF_DIGESTS = {
    "weasyprint.pdf.tags.add_tags": "f0e74575b0ba",
    "weasyprint.pdf.fonts.Font": "1888854798bf",
    "weasyprint.pdf.fonts.build_fonts_dictionary": "fc551bef35d0",
    "weasyprint.pdf.generate_pdf": "626343ef25c3",
    "weasyprint.pdf.stream.Stream": "624257224db6",
    "weasyprint.pdf.anchors.add_links": "262e8b9b2998",
    "weasyprint.document.Page": "69061840d66b",
    "weasyprint.anchors.gather_anchors": "373f8c676f27",
    "weasyprint.layout.page.make_margin_boxes": "4a2d2e301eb3",
}
"""The functions that the tags, fonts and parts of the PDF writer replace, call or rely on."""


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.target)
def test_every_row_is_as_expected(row: Dependency) -> None:
    """If a new version changes one: compare the sources, adapt the replacement, then put the new digest into the table."""
    for place in row.places:
        found = _applied.original(place)
        assert found is _applied.original(row.target)
        assert digest_of(found) == row.digest, place
        assert row.parameters in (None, parameters_of(found)), place


def test_the_pdf_writer_matches_the_installed_engine() -> None:
    assert {name: digest_of(_applied.original(name)) for name in PDF_DIGESTS} == PDF_DIGESTS


@pytest.mark.parametrize("patch", PATCHES, ids=lambda patch: patch.target)
def test_a_replacement_takes_the_same_arguments(patch: Patch) -> None:
    own = inspect.signature(getattr(patch.replacement, "fget", patch.replacement))
    count = len(parameters_of(_applied.original(patch.target)).split())
    own.bind(*range(count))
    assert patch.why.endswith(".")


@pytest.mark.parametrize("target", [row.target for row in ROWS])
def test_sources_are_those_of_inspect(target: str) -> None:
    found = _applied.original(target)
    assert source_of(found) == inspect.getsource(getattr(found, "fget", found))


def test_only_the_engine_and_the_pdf_writer_use_internals() -> None:
    """Elsewhere only public classes are used: the fonts of a machine are loaded as WeasyPrint's FontConfiguration."""
    package = ROOT / "jiangyi"
    isolated = re.compile(r"^\s*(?:from|import) (?:weasyprint|pydyf|cssselect2|tinyhtml5)\b.*", re.M)
    found = {
        str(path.relative_to(package)): isolated.findall(path.read_text("utf-8"))
        for path in package.rglob("*.py")
        if path.parent not in (package / "engine", package / "writers" / "pdf")
    }
    assert {name: lines for name, lines in found.items() if lines} == {
        "project/fonts.py": ["    from weasyprint.text.fonts import FontConfiguration"],
        "project/pictures/svg_styles.py": ["        import cssselect2", "        import cssselect2"],
    }


def current(place: str) -> Any:
    owner, name = place.rsplit(".", 1)
    found: Any = import_module(owner.split(".")[0])
    for part in owner.split(".")[1:]:
        found = getattr(found, part)
    return vars(found)[name]


def test_all_replacements_are_undone() -> None:
    places = [place for patch in PATCHES for place in patch.places]
    before = {place: current(place) for place in places}
    with contexts.patched_layout(), contexts.patched_drawing(), apply_patches(*groups_of(pdf_patch_table)):
        assert [place for place in places if current(place) is before[place]] == []
    assert {place: current(place) for place in places} == before
    with pytest.raises(ZeroDivisionError), contexts.patched_layout():
        raise ZeroDivisionError
    assert {place: current(place) for place in places} == before


def test_contexts_may_be_nested_and_end_in_any_order() -> None:
    engine = inline.get_next_linebox
    inside, leave = Event(), Event()

    def hold() -> None:
        with apply_patches(patch_table.LINE_LAYOUT):
            inside.set()
            leave.wait(10)

    thread = Thread(target=hold)
    with apply_patches(patch_table.LINE_LAYOUT), apply_patches(patch_table.LINE_LAYOUT):
        thread.start()
        assert inside.wait(10)
    own = inline.get_next_linebox
    assert own is not engine  # the thread still needs it
    leave.set()
    thread.join()
    assert inline.get_next_linebox is engine


def test_nothing_is_applied_without_patches() -> None:
    engine, report = inline.get_next_linebox, Report()
    with without_patches(), contexts.patched_layout(report, Span("例")) as has_own_lines:
        assert not has_own_lines
        assert inline.get_next_linebox is engine
    assert list(report) == []


@pytest.mark.parametrize("change", [{"digest": "0" * 12}, {"parameters": "context something else"}, {"target": "weasyprint.gone.away"}])
def test_a_group_that_does_not_fit_is_left_out_as_a_whole(change: dict[str, str]) -> None:
    group = patch_table.LINE_LAYOUT
    changed = replace(group, patches=(*group.patches[:-1], replace(group.patches[-1], **change)))
    relying = replace(group, relies_on=(replace(group.relies_on[0], **change),))
    report, engine = Report(), inline.get_next_linebox
    for one in (changed, relying, replace(group, is_supported=lambda: False)):
        assert not is_applicable(one)
        with apply_patches(one, patch_table.LENGTHS, report=report, span=Span("例")) as applied:
            assert applied == {patch_table.LENGTHS}
            assert inline.get_next_linebox is engine
    (diagnostic,) = report
    assert diagnostic.code == "engine-unknown"
    assert "Chinese line breaking" in diagnostic.message
    assert f"weasyprint {weasyprint.__version__}" in diagnostic.message


def test_a_function_that_is_imported_elsewhere_must_be_the_same() -> None:
    group = PatchGroup(
        Message("x", "某"),
        (replace(patch_table.LENGTHS.patches[0], also_in=("weasyprint.layout.inline.strut",)),),
    )
    assert not is_applicable(group)


def test_a_changed_engine_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A version of WeasyPrint in which a function has another body, is written in C, or is no function."""

    def changed(context: Any, line: Any, containing_block: Any) -> None:
        """A function with another source."""

    for other in (changed, sorted, "text", None):
        monkeypatch.setattr(inline, "handle_leader", other)
        with Session().activate():
            assert not is_applicable(patch_table.LINE_LAYOUT)
            assert is_applicable(patch_table.LENGTHS)


def test_an_unknown_engine_writes_plain_files_with_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    unknown = tuple(replace(group, is_supported=lambda: False) for group in contexts.LAYOUT_PATCHES)
    monkeypatch.setattr(contexts, "LAYOUT_PATCHES", unknown)
    report = Report()
    document = MarkupFile("print.html", "<html lang='zh'><title>例</title><p>字</p></html>")
    page = RenderedBook((document,), "", (), Metadata("urn:x", "例", "例", "zh-Hans", ("zh-Hans",), (), (), "", ""))
    assert write_rendered(page, report).data.startswith(b"%PDF")
    (diagnostic,) = report
    assert diagnostic.code == "engine-unknown"
    assert all(group.feature.en in diagnostic.message for group in unknown)
