"""Count restored punctuation: clean texts are converted to half-width, corrected and compared: `python -m bench.marks`."""

import difflib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jiangyi.core import Session
from jiangyi.core.diagnostics import Report
from jiangyi.core.source import decode_source
from jiangyi.punctuation.characters import FULL_WIDTH_MARKS
from jiangyi.punctuation.edits import apply_edits
from jiangyi.punctuation.rules import correct
from jiangyi.readers.prose.source_map import extract_prose
from jiangyi.readers.registry import read

ROOT = Path(__file__).parent.parent
FOLD = {full: half for half, full in FULL_WIDTH_MARKS.items()}
GOAL = 0.985


@dataclass(frozen=True)
class Score:
    """The score of one text."""

    name: str
    marks: int
    """Full-width marks of the clean text; each bracket counts."""
    back: int
    half_changed: int
    """Half-width marks of the clean text that are full-width now."""
    other: int
    """Other characters that changed."""
    spaces: int
    """Additional spaces, compared with the clean text."""
    misses: tuple[str, ...]
    """The marks that were not restored, with their context."""


def texts() -> Iterator[tuple[str, str]]:
    """The project's own clean texts: news, essays, statutes, a quiz, a manual, notes and so on, and the words of the shipped handouts."""
    for path in sorted((ROOT / "bench" / "texts").iterdir()):
        text = path.read_text("utf-8")
        yield path.name, text.split("---\n", 2)[2] if text.startswith("---\n") else text
    for name in ("创新基层治理.yaml", "讲义写法示例.md"):
        source = decode_source(name, (ROOT / "content" / name).read_bytes(), Report())
        manuscript = read(source, Report()) if source else None
        assert manuscript
        yield name, extract_prose(manuscript).text


def fold(text: str) -> str:
    """The text with every full-width mark of the block U+FF01–FF5E that has a rule folded to ASCII, as scrapers do."""
    return "".join(FOLD.get(character, character) for character in text)


def score(name: str, clean: str) -> Score:
    """Fold, correct and compare a text, character by character if the lengths are equal, since marks change one by one."""
    folded = fold(clean)
    corrected = apply_edits(folded, correct(folded))
    places = list(_aligned(clean, corrected))
    misses = [at for at, was, now in places if was in FOLD and now == FOLD[was]]
    return Score(
        name,
        marks=sum(was in FOLD for _, was, _ in places),
        back=sum(was in FOLD and was == now for _, was, now in places),
        half_changed=sum(was in FULL_WIDTH_MARKS and now == FULL_WIDTH_MARKS[was] for _, was, now in places),
        other=sum(
            was != now and not (was in FOLD and now == FOLD[was]) and not (was in FULL_WIDTH_MARKS and now == FULL_WIDTH_MARKS[was])
            for _, was, now in places
        ),
        spaces=corrected.count(" ") - folded.count(" "),
        misses=tuple(clean[max(0, at - 12) : at + 12].replace("\n", "⏎") for at in misses),
    )


def _aligned(clean: str, corrected: str) -> Iterator[tuple[int, str, str]]:
    """Each character of the clean text with its offset and its counterpart; corrections never change the number of lines."""
    at = 0
    for was, now in zip(clean.split("\n"), corrected.split("\n"), strict=True):
        yield from ((at + place, old, new) for place, old, new in _aligned_line(was, now))
        at += len(was) + 1


def _aligned_line(clean: str, corrected: str) -> Iterator[tuple[int, str, str]]:
    if len(clean) == len(corrected):
        yield from ((at, was, now) for at, (was, now) in enumerate(zip(clean, corrected, strict=True)))
        return
    for kind, i, j, k, m in difflib.SequenceMatcher(None, clean, corrected, autojunk=False).get_opcodes():
        if kind == "equal" or j - i == m - k:
            yield from ((at, clean[at], corrected[k + at - i]) for at in range(i, j))
        else:
            yield from ((at, clean[at], "") for at in range(i, j))
            yield from ((j, "", now) for now in corrected[k:m] if i == j)


def main() -> None:
    """Print a line for each text and one for all; with -v also the marks that were not restored."""
    scores = [score(name, text) for name, text in texts()]
    print(f"{'':<20}{'marks':>7}{'back':>7}{'half':>6}{'other':>6}{'spaces':>7}")
    for one in scores:
        print(f"{one.back / one.marks:.4f}  {one.marks:>18}{one.back:>7}{one.half_changed:>6}{one.other:>6}{one.spaces:>7}  {one.name}")
        if "-v" in sys.argv:
            print("".join(f"    {miss}\n" for miss in one.misses), end="")
    marks, back = sum(one.marks for one in scores), sum(one.back for one in scores)
    print(f"{back / marks:.4f} of {marks} marks restored (goal {GOAL}); other characters changed: {sum(one.other for one in scores)}")


if __name__ == "__main__":
    with Session().activate():
        main()
