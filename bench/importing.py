"""Measure imports of texts, notes, web pages and Word files, and how they grow with size; compare with pandoc on the same files.

`python -m bench.importing [CHARACTERS]`; each file is imported by a process of its own, at once, twice and four times the size, and CPU
seconds are printed, so that other programs of the machine disturb little. pandoc comes from PyPI (`pip install pypandoc-binary`);
without it the peers are the libraries that parse the formats, in processes of their own: markdown-it-py, lxml, mammoth.
"""

import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from docx import Document

from bench.check import clauses, sentences
from jiangyi.core import Session
from jiangyi.model import to_hanzi

ROOT = Path(__file__).parent.parent
CHARACTERS = 325_000
"""Of the smallest file: the largest, four times as long, has 4 MB and makes 1,300 pages."""
SIZES = (1, 2, 4)
GOAL = 20.0
"""Seconds for the largest text."""


@dataclass(frozen=True)
class Usage:
    """What a process used."""

    seconds: float
    megabytes: float


@dataclass(frozen=True)
class Author:
    """Writes random files; `words` makes paragraphs of a number of sentences, `title` short lines."""

    stock: list[str]
    chance: random.Random

    def words(self, count: int) -> str:
        """Some sentences."""
        return "".join(clauses(self.stock, self.chance) for _ in range(count))

    def title(self) -> str:
        """A line of at most fourteen characters."""
        return clauses(self.stock, self.chance).split("，")[0].rstrip("。")[:14]

    def fill(self, size: int, unit: Callable[[int], str]) -> str:
        """Numbered units up to a number of characters."""
        parts: list[str] = []
        while size > 0:
            parts.append(unit(len(parts) + 1))
            size -= len(parts[-1])
        return "".join(parts)

    def text(self, size: int) -> str:
        """Raw text: chapters, points of three levels, questions, a table, quotations, English words, conversation."""

        def unit(number: int) -> str:
            inner = [f"{b}、{self.title()}。{self.words(2)}\n①{self.words(1)}\n" for b in (1, 2, 3)]
            points = "".join(f"（{to_hanzi(a)}）{self.title()}\n{''.join(inner)}" for a in (1, 2, 3))
            questions = "".join(
                f"{n}. {self.words(1)[:-1]}，下列说法正确的是（  ）。\n"
                + "".join(f"{letter}. {self.title()}\n" for letter in "ABCD")
                + f"【答案】{self.chance.choice('ABCD')}\n【解析】{self.words(1)}\n"
                for n in (1, 2, 3)
            )
            table = "".join("\t".join(self.title() for _ in range(4)) + "\n" for _ in range(5))
            talk = "".join(f"{who}：“{self.words(1)}”\n" for who in ("记者", "主任"))
            quotes = f'“{self.words(1)}”——荀子《劝学》\nThe report says "{self.title()}" (governance), see https://example.com/{number}.\n'
            return (
                f"第{to_hanzi((number - 1) % 99 + 1)}章 {self.title()}\n\n{self.words(4)}\n{talk}一、{self.title()}\n{points}"
                f"二、{self.title()}\n{quotes}{table}三、练习题\n{questions}\n"
            )

        return "基层治理讲义\n\n" + self.fill(size, unit)

    def notes(self, size: int) -> str:
        """Markdown: headings, paragraphs, lists, quotations, tables, code, links and footnotes of note programs."""

        def unit(number: int) -> str:
            items = "".join(f"{n}. {self.words(1)}\n" for n in range(1, 4)) + "\n" + "".join(f"- {self.words(1)}\n" for _ in range(3))
            table = "| 甲 | 乙 |\n|---|---|\n" + "".join(f"| {self.title()} | {self.title()} |\n" for _ in range(3))
            links = f"见[[笔记|{self.title()}]]和[网页](https://example.com/{number})，==重点=={self.words(1)}[^{number}]"
            note = f"[^{number}]: {self.title()}"
            return (
                f"# {self.title()}\n\n## {self.title()}\n\n{self.words(4)}\n\n**{self.title()}。** {self.words(2)}\n\n{items}\n"
                f"> {self.words(1)}\n\n{table}\n```python\nprint({number})\n```\n\n{links}\n\n{note}\n\n"
            )

        return "---\ntitle: 讲义\n---\n\n" + self.fill(size, unit)

    def page(self, size: int) -> str:
        """HTML: the same parts."""

        def unit(number: int) -> str:
            items = "".join(f"<li>{self.words(1)}</li>" for _ in range(3))
            rows = "".join(f"<tr><td>{self.title()}</td><td>{self.title()}</td></tr>" for _ in range(4))
            return (
                f"<h1>{self.title()}</h1>\n<h2>{self.title()}</h2>\n<p>{self.words(4)}</p>\n<p><b>{self.title()}。</b>{self.words(2)}</p>\n"
                f"<ol>{items}</ol>\n<ul>{items}</ul>\n<blockquote><p>{self.words(1)}</p></blockquote>\n<table>{rows}</table>\n"
                f"<div><span style='color: red'>{self.title()}</span><br>{self.words(1)}<a href='https://example.com/{number}'>页</a></div>\n"
            )

        return f"<!DOCTYPE html><html><head><title>讲义</title></head><body>\n{self.fill(size, unit)}</body></html>"

    def word(self, size: int, path: Path) -> None:
        """A Word file: headings, paragraphs, automatic numbers, bullets, bold words, tables."""
        document = Document()
        while size > 0:
            document.add_heading(self.title(), 1)
            for style, count in (("Normal", 4), ("List Number", 1), ("List Number", 1), ("List Bullet", 1), ("Normal", 3)):
                words = self.words(count)
                size -= len(words)
                document.add_paragraph(words, style=style)
            document.add_paragraph().add_run(self.title()).bold = True
            table = document.add_table(2, 3)
            for cell in (cell for row in table.rows for cell in row.cells):
                cell.text = self.title()
        document.save(str(path))


def write(place: Path, kind: str, size: int, stock: list[str]) -> Path:
    """A random file of a format."""
    author = Author(stock, random.Random(size))
    path = place / f"讲义.{kind}"
    if kind == "docx":
        author.word(size, path)
    else:
        path.write_text({"txt": author.text, "md": author.notes, "html": author.page}[kind](size), "utf-8")
    return path


def run(command: list[str]) -> Usage:
    """Run a command; its CPU seconds and its largest size."""
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode in (0, 1), command
    return Usage(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def bring_in(file: Path, place: Path) -> Usage:
    """The command `import`, as a user types it."""
    command = [sys.executable, str(ROOT / "compile.py"), "import", str(file), "--workspace", str(place), "--force"]
    return run([*command, "--report", str(place / "report.json")])


def check(place: Path) -> Usage:
    """The command `check`, without what an earlier one has stored."""
    subprocess.run(["rm", "-rf", str(place / ".jiangyi")], check=True)
    return run([sys.executable, str(ROOT / "compile.py"), "check", "--workspace", str(place)])


LIBRARIES = {
    "txt": "from markdown_it import MarkdownIt; MarkdownIt().parse(text)",
    "md": "from markdown_it import MarkdownIt; MarkdownIt().enable('table').render(text)",
    "html": "import lxml.html; lxml.html.document_fromstring(text)",
    "docx": "import mammoth; mammoth.convert_to_html(open(sys.argv[1], 'rb'))",
}
PANDOC_FORMATS = {"txt": "markdown", "md": "markdown", "html": "html", "docx": "docx"}


def peer(kind: str, file: Path) -> tuple[str, Usage]:
    """The name of the other program and what it uses; pandoc reads raw text as Markdown, since it has no reader for it."""
    try:
        import pypandoc
    except ImportError:
        read = "import sys; text = open(sys.argv[1], encoding='utf-8', errors='ignore').read(); "
        return "library alone", run([sys.executable, "-c", read + LIBRARIES[kind], str(file)])
    target = str(file.with_suffix(".out"))
    return "pandoc", run([pypandoc.get_pandoc_path(), "-f", PANDOC_FORMATS[kind], "-t", "markdown", "-o", target, str(file)])


def main() -> None:
    """Print a row for each format: seconds at three sizes, their growth, the peer, and the check of what was imported."""
    characters = int(sys.argv[1]) if len(sys.argv) > 1 else CHARACTERS
    stock = sentences()
    for kind in ("txt", "md", "html", "docx"):
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder).resolve()
            (place / "content").mkdir()
            used = []
            for size in SIZES:
                file = write(place, kind, characters * size, stock)
                used.append(bring_in(file, place))
            name, other = peer(kind, file)
            handout = next((place / "content").iterdir())
            checked, megabytes = check(place), handout.stat().st_size / 1e6
        seconds = [one.seconds for one in used]
        growth = ", ".join(f"{after / before:.2f}" for before, after in pairwise(seconds))
        print(f"{kind:5} {characters * SIZES[-1]:,} characters: {seconds[-1]:.1f} s, {used[-1].megabytes:.0f} MB;", end=" ")
        print(f"from size to double size x {growth} (goal 2.0); {name} {other.seconds:.1f} s, {other.megabytes:.0f} MB;", end=" ")
        print(f"ratio {seconds[-1] / other.seconds:.2f}; {seconds[-1] / GOAL:.2f} x the goal")
        print(f"      check of the result: {checked.seconds / megabytes:.2f} s per MB, {checked.megabytes:.0f} MB")


if __name__ == "__main__":
    with Session().activate():
        main()
