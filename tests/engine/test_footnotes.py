"""Many footnotes on a page: each is laid out once for it, and stands where the engine has it."""

from pathlib import Path
from typing import Any

import pytest

from jiangyi.engine import footnotes
from tests.support import invoke


def count_measured(workspace: Path, paragraphs: int, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """The notes laid out by themselves, and the areas laid out by the engine, for paragraphs of ten notes each."""
    counts = [0, 0]
    measure, update = footnotes._measure, footnotes._update_footnote_area

    def count(number: int, work: Any) -> Any:
        def counted(*arguments: Any) -> Any:
            counts[number] += 1
            return work(*arguments)

        return counted

    monkeypatch.setattr(footnotes, "_measure", count(0, measure))
    monkeypatch.setattr(footnotes, "_update_footnote_area", count(1, update))
    (workspace / "content" / "例.md").write_text("# 例\n\n" + ("文" + "^[注]" * 10 + "\n\n") * paragraphs)
    assert invoke("build", "--to", "pdf", "--force", "--workspace", workspace).returncode == 0
    monkeypatch.undo()
    return counts[0], counts[1]


@pytest.mark.slow
def test_the_work_grows_with_the_number_of_notes(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    single, by_engine = count_measured(workspace, 12, monkeypatch)
    double, _ = count_measured(workspace, 24, monkeypatch)
    assert by_engine == 0, "only notes with blocks are left to the engine"
    assert 120 <= single <= 300
    assert double < 2.2 * single


@pytest.mark.slow
def test_notes_fill_their_page(workspace: Path) -> None:
    """The engine takes notes that exactly fill their area for too many, by an error of rounding."""
    import pymupdf

    (workspace / "content" / "例.md").write_text("# 例\n\n" + ("文" + "^[注]" * 20 + "\n\n") * 4)
    assert invoke("build", "--to", "pdf", "--workspace", workspace).returncode == 0
    with pymupdf.open(workspace / "output" / "例.pdf") as document:
        assert document[0].get_text().count("注") == 40
        assert len(document) == 2


@pytest.mark.slow
def test_a_note_of_blocks_is_left_to_the_engine(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[int] = []
    update = footnotes._update_footnote_area
    monkeypatch.setattr(footnotes, "_update_footnote_area", lambda context: left.append(1) or update(context))
    (workspace / "content" / "例.md").write_text("# 例\n\n文[^a]和^[注]。\n\n[^a]: 一段。\n\n    - 甲\n    - 乙\n")
    assert invoke("build", "--to", "pdf", "--workspace", workspace).returncode == 0
    assert left
