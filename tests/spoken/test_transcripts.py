"""What a screen reader says of the shipped handouts, compared line by line with transcripts that were read and found right."""

from pathlib import Path

import pytest

from tests.spoken.speech import speak_pdf
from tests.support import OUTPUTS, ROOT, invoke

REF = ROOT / "tests" / "ref"
EXERCISES = "练习示例"
EDITIONS = (("cloze", "创新基层治理.yaml"), ("cloze", "练习示例.md"), ("teacher", "练习示例.md"))
"""Editions that say something else, each with a handout."""


def compare(path: Path, *, update: bool) -> None:
    """Compare what is said of a PDF with its transcript."""
    transcript, now = REF / f"{path.stem}.spoken.txt", speak_pdf(path)
    if update:
        transcript.write_text("".join(f"{line}\n" for line in now), "utf-8")
    assert now == transcript.read_text("utf-8").splitlines()


@pytest.mark.slow
@pytest.mark.parametrize("stem", [*OUTPUTS, EXERCISES])
def test_transcript(shipped: Path, stem: str, update: bool) -> None:
    compare(shipped / "output" / f"{stem}.pdf", update=update)


@pytest.mark.slow
@pytest.mark.parametrize(("edition", "source"), EDITIONS)
def test_transcript_of_edition(shipped: Path, tmp_path: Path, edition: str, source: str, update: bool) -> None:
    done = invoke("build", shipped / "content" / source, "--to", "pdf", "--edition", edition, "--output", tmp_path, cwd=shipped)
    assert done.returncode == 0, done.stderr
    compare(next(tmp_path.glob("*.pdf")), update=update)
