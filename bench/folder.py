"""Build a folder of fifty handouts and their book, from scratch and after an edit; compare with Typst compiling the same 51 PDFs.

`python -m bench.folder [COUNT]`; Typst runs in one process and comes from PyPI.
jiangyi also builds the EPUBs and tags every PDF; Typst does neither here.
"""

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.check import clauses, sentences

ROOT = Path(__file__).parent.parent
SENTENCES = 36
"""The number of sentences that fill two to three pages."""
EDITED = 7
"""The number of the handout that is edited."""
EDIT_GOAL = 0.6
"""Goal for a build after an edit of one paragraph, in seconds for the whole process."""
PEER_ADDS = 0.5
"""Seconds that a build may need more than Typst's incremental recompilation of the book."""
PAGE = """#set page(paper: "a4", margin: (x: 24mm, y: 28mm), numbering: "1")
#set text(font: "Noto Serif CJK SC", size: 11pt, lang: "zh", region: "cn")
#set par(justify: true, leading: 0.7em, first-line-indent: (amount: 2em, all: true), linebreaks: "optimized")
#show heading: set text(font: "Noto Sans CJK SC")
"""


@dataclass(frozen=True)
class Notes:
    """The words of one handout."""

    title: str
    event: str
    points: tuple[tuple[str, str], ...]

    @property
    def markdown(self) -> str:
        """For jiangyi."""
        points = "".join(f"{n}. **{lead}** {body}\n" for n, (lead, body) in enumerate(self.points, 1))
        event = f"::: event 事件 {{date=2026年 source=晚报}}\n{self.event}\n:::\n"
        return f"---\ntitle: {self.title}\n---\n\n# 事件\n\n{event}\n# 分析\n\n::: points\n{points}:::\n"

    @property
    def typst(self) -> str:
        """For Typst."""
        points = "\n\n".join(f"{n}. *{lead}* {body}" for n, (lead, body) in enumerate(self.points, 1))
        return f"= {self.title}\n\n== 事件\n\n{self.event}\n\n（2026年，晚报）\n\n== 分析\n\n{points}\n"


def notes(number: int, stock: list[str], edit: str = "") -> Notes:
    """A random handout."""
    chance = random.Random(number)
    parts = [clauses(stock, chance) for _ in range(SENTENCES)]
    points = tuple((f"要点{n // 4}要做好。", "".join(parts[n : n + 4])) for n in range(4, SENTENCES, 4))
    return Notes(f"讲义{number}", "".join(parts[:4]) + edit, points)


def seconds(work: Callable[[], object]) -> float:
    """The seconds that some work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def build(place: Path) -> None:
    """The command, as a user types it."""
    command = [sys.executable, str(ROOT / "compile.py"), "build", "--workspace", str(place)]
    subprocess.run(command, check=True, capture_output=True)


def write(place: Path, all_notes: list[Notes]) -> None:
    """The handouts and the book."""
    content = place / "content"
    content.mkdir(exist_ok=True)
    names = [f"{one.title}.md" for one in all_notes]
    for name, one in zip(names, all_notes, strict=True):
        (content / name).write_text(one.markdown, "utf-8")
    (content / "book.yaml").write_text(f"title: 合集\noutput: 合集\nhandouts: {names}\n".replace("'", ""), "utf-8")


TYPST = """
import sys, time, typst
from pathlib import Path
place = Path(sys.argv[1])
start = time.perf_counter()
for path in sorted(place.glob("讲义*.typ")):
    typst.compile(str(path))
book = typst.Compiler(str(place / "book.typ"))
book.compile()
print(time.perf_counter() - start)
edited = (place / "讲义7.typ").read_text("utf-8").replace("（2026年", "这一段改过了。（2026年")
(place / "讲义7.typ").write_text(edited, "utf-8")
start = time.perf_counter()
book.compile()
print(time.perf_counter() - start)
"""


def typst(place: Path, all_notes: list[Notes]) -> tuple[float, float]:
    """Seconds for all PDFs in one process, and for the book after an edit in the same process."""
    for one in all_notes:
        (place / f"{one.title}.typ").write_text(PAGE + one.typst, "utf-8")
    chapters = "".join(f'#pagebreak()\n#include "{one.title}.typ"\n' for one in all_notes)
    (place / "book.typ").write_text(PAGE + "#outline()\n" + chapters, "utf-8")
    done = subprocess.run([sys.executable, "-c", TYPST, str(place)], check=True, capture_output=True, text=True)
    cold, again = map(float, done.stdout.split())
    return cold, again


def edits(place: Path, stock: list[str], text: str) -> float:
    """The fastest of four builds, each after a new edit."""
    found = []
    for number in range(4):
        edited = notes(EDITED, stock, f"{text}{'了' * number}。")
        (place / "content" / f"{edited.title}.md").write_text(edited.markdown, "utf-8")
        found.append(seconds(lambda: build(place)))
    return min(found)


def main() -> None:
    """Print seconds and ratios; below 1 is better than the goal."""
    count = max(int(sys.argv[1]) if len(sys.argv) > 1 else 50, EDITED + 1)
    stock = sentences()
    all_notes = [notes(number, stock) for number in range(count)]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder).resolve()
        cold_peer, again_peer = typst(place, all_notes)
        write(place, all_notes)
        cold = seconds(lambda: build(place))
        edited = edits(place, stock, "这一段改过")
        idle = min(seconds(lambda: build(place)) for _ in range(3))
    print(f"{count} handouts and their book, cold: {cold:.1f} s; Typst {cold_peer:.1f} s; ratio {cold / cold_peer:.2f} (goal 1.0)")
    print(f"after an edit: {edited:.2f} s ({edited / EDIT_GOAL:.2f} x the goal); Typst in its process {again_peer:.2f} s;", end=" ")
    print(f"ratio to that and {PEER_ADDS} s: {edited / (again_peer + PEER_ADDS):.2f} (goal 1.0)")
    print(f"nothing to do: {idle:.2f} s")


if __name__ == "__main__":
    main()
