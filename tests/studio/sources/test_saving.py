"""Saving source files: versions, merges, conflicts, and what the disk prevents."""

from pathlib import Path
from urllib.parse import quote

import pytest

from tests.studio.in_process import Studio

NAME = "讲稿.md"
TEXT = "---\ntitle: 讲稿\n---\n\n第一段。\n\n第二段。\n\n第三段。\n"


@pytest.fixture
def studio(workspace: Path) -> Studio:
    """A workspace of one handout."""
    (workspace / "content" / NAME).write_text(TEXT, "utf-8")
    return Studio(workspace)


def test_a_text_is_read_and_saved(studio: Studio, workspace: Path) -> None:
    read = studio.get(f"/api/sources/text?name={quote(NAME)}").data
    assert (read["text"], read["writable"]) == (TEXT, True)
    answer = studio.post("/api/sources/save", {"name": NAME, "text": TEXT + "第四段。\n", "base": read["version"]})
    assert (answer.status, answer.data["state"]) == (200, "saved")
    assert (workspace / "content" / NAME).read_text("utf-8") == TEXT + "第四段。\n"
    assert studio.get(f"/api/sources/text?name={quote(NAME)}").data["version"] == answer.data["version"]
