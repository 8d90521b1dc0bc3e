"""What the engine would take too long for: an error that names the limit at the block; many footnotes are where the engine has them."""

from pathlib import Path

import pytest
from weasyprint.layout import LayoutContext

from jiangyi.core import LimitReached
from jiangyi.engine import footnotes, gradients
from tests.support import invoke


@pytest.mark.parametrize(("period", "refused"), [(1e-9, True), (0.01, True), (1.0, False), (0.0, False)])
def test_gradients_repeat_so_often_at_most(period: float, refused: bool) -> None:
    if refused:
        with pytest.raises(LimitReached):
            gradients._check_repetitions(1000, period)
    else:
        gradients._check_repetitions(1000, period)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "css", "limit"),
    [
        ("אa" * 1100, "", "2,000"),
        ("见" + "^[注]" * 500, "", "300"),
        ("文。", "p { background: repeating-linear-gradient(red 0, blue 1e-9px) }", "2,000"),
        ("文。", "p { background: repeating-radial-gradient(red 0, blue 1e-9px) }", "2,000"),
    ],
)
def test_the_limit_and_the_block_are_named(workspace: Path, text: str, css: str, limit: str) -> None:
    if css:
        (workspace / "styles" / "blocks").mkdir(parents=True)
        (workspace / "styles" / "blocks" / "own.css").write_text(css)
    (workspace / "content" / "坏.md").write_text(f"# 坏\n\n第一段。\n\n{text}\n")
    done = invoke("build", "--to", "pdf", "--workspace", workspace)
    assert done.returncode == 1
    assert "error[limit]" in done.stderr
    assert f"more than {limit} " in done.stderr
    assert "--> content/坏.md" in done.stderr


def test_a_note_is_passed_on_after_another_without_a_new_layout(monkeypatch: pytest.MonkeyPatch) -> None:
    context = LayoutContext.__new__(LayoutContext)
    context.footnotes, context.current_page_footnotes, context.reported_footnotes = ["c", "d"], ["a"], ["b"]
    monkeypatch.setattr(LayoutContext, "_update_footnote_area", lambda _: pytest.fail("laid out again"))
    assert footnotes.layout_footnote(context, "c")
    footnotes.report_footnote(context, "c")
    assert (context.footnotes, context.current_page_footnotes, context.reported_footnotes) == (["d"], ["a"], ["b", "c"])
    updates: list[object] = []
    monkeypatch.setattr(LayoutContext, "_update_footnote_area", lambda self: updates.append(self.reported_footnotes))
    footnotes.report_footnote(context, "a")
    assert context.reported_footnotes == ["b", "c", "a"]
    assert updates == [context.reported_footnotes]


@pytest.mark.slow
def test_many_footnotes_are_where_the_engine_has_them(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pymupdf

    from jiangyi.engine import contexts, patch_table

    (workspace / "content" / "例.md").write_text("# 例\n\n" + ("一段" + "^[注文一二三]甲乙" * 30 + "。\n\n") * 4)
    update = LayoutContext._update_footnote_area
    # the engine compares the height of the notes with that of their area, which is the same but for rounding
    monkeypatch.setattr(LayoutContext, "_update_footnote_area", lambda self: [update(self)] == [])
    found = []
    for patches in (contexts.LAYOUT_PATCHES, [one for one in contexts.LAYOUT_PATCHES if one is not patch_table.FOOTNOTES]):
        monkeypatch.setattr(contexts, "LAYOUT_PATCHES", tuple(patches))
        assert invoke("build", "--to", "pdf", "--force", "--workspace", workspace).returncode == 0
        with pymupdf.open(workspace / "output" / "例.pdf") as document:
            found.append([page.get_text("words") for page in document])
    assert found[0] == found[1]
    assert len(found[0]) > 2
