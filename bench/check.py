"""Measure `check`: of 1,000 handouts of three pages, again after an edit of one of them, and of one handout as a whole process.

`python -m bench.check [COUNT]`; half of the handouts are YAML, half Markdown. The peers are PyYAML and markdown-it-py, which only parse
the same files: in the same process for many handouts, as a whole process for one.
"""

import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import yaml
from markdown_it import MarkdownIt

from jiangyi.core import YAML_LOADER, Session
from jiangyi.core.diagnostics import Report
from jiangyi.core.source import decode_source
from jiangyi.model.document import iter_texts, walk_blocks
from jiangyi.readers.registry import read

ROOT = Path(__file__).parent.parent
SENTENCES = 36
"""The number of sentences that fill three pages, about 2,500 characters as in the shipped handout."""
GOAL, EDIT_GOAL = 2.5, 0.5
"""Seconds on two cores for 1,000 handouts, with nothing stored and after an edit of one of them."""
ONE_GOAL, FORMULAS_GOAL = 0.25, 0.35
"""Seconds for one handout, without and with formulas."""
RUNS = 4
FORMULAS = r"""---
title: 公式
---

# 推导

::: points
1. **面积是积分。** 由 $S = \int_a^b f(x)\,dx$ 和 $f(x) = \frac{1}{x^2}$ 可得结果。
2. **级数收敛。** 因为 $\sum_{n=1}^{\infty} \frac{1}{n^2} = \frac{\pi^2}{6}$，所以成立。
:::

$$
x_{1,2} = \frac{-b \pm \sqrt{b^2 - 4ac}}{2a}
$$
"""
ALONE = """
import sys
from pathlib import Path
if sys.argv[1].endswith(".md"):
    from markdown_it import MarkdownIt
    MarkdownIt().parse(Path(sys.argv[1]).read_text("utf-8"))
else:
    import yaml
    yaml.load(Path(sys.argv[1]).read_text("utf-8"), yaml.CSafeLoader)
"""
"""A program that only parses a handout."""


def sentences() -> list[str]:
    """Every sentence of the shipped handout."""
    path = ROOT / "content" / "创新基层治理.yaml"
    source = decode_source(path.name, path.read_bytes(), Report())
    manuscript = read(source, Report()) if source else None
    assert manuscript
    words = "。".join(str(text) for block in walk_blocks(manuscript.handout) for text in iter_texts(block))
    return [part for part in re.split("[。“”：]", words) if len(part) > 20]


def clauses(stock: list[str], chance: random.Random) -> str:
    """A random sentence made of clauses of other sentences, so that no two handouts have the same text."""
    parts = [part for sentence in chance.sample(stock, 3) for part in sentence.strip("，").split("，")]
    return "，".join(chance.sample(parts, min(4, len(parts)))) + "。"


def handout(number: int, stock: list[str]) -> tuple[str, str]:
    """The suffix and the text of one handout: two sections, points with leads, an event."""
    chance = random.Random(number)
    parts = [clauses(stock, chance) for _ in range(SENTENCES)]
    points = [parts[n : n + 4] for n in range(4, SENTENCES, 4)]
    if number % 2:
        body = "".join(f"{n}. **要点{n}要做好。** {''.join(point)}\n" for n, point in enumerate(points, 1))
        event = f"::: event 事件{number} {{date=2026年 source=晚报}}\n{''.join(parts[:4])}\n:::\n"
        return ".md", f"---\ntitle: 讲义{number}\n---\n\n# 事件\n\n{event}\n# 分析\n\n::: points\n{body}:::\n"
    items = "".join(f"  - {{type: point, n: {n}, lead: 要点{n}要做好。, body: {''.join(point)}}}\n" for n, point in enumerate(points, 1))
    event = f"  - {{type: event, title: 事件{number}, date: 2026年, source: {{name: 晚报}}, body: {''.join(parts[:4])}}}\n"
    return ".yaml", f"title: 讲义{number}\nsections:\n- title: 事件\n  blocks:\n{event}- title: 分析\n  blocks:\n{items}"


def parse_all(content: Path) -> float:
    """The CPU seconds in which the libraries parse all files, without a model, positions or checks."""
    markdown = MarkdownIt()
    start = time.process_time()
    for path in sorted(content.iterdir()):
        text = path.read_text("utf-8")
        if path.suffix == ".md":
            markdown.parse(text)
        else:
            yaml.load(text, YAML_LOADER)  # noqa: S506 - a safe loader
    return time.process_time() - start


def fastest(command: list[str], prepare: Callable[[int], None]) -> float:
    """The seconds of the fastest of several runs of a program; `prepare` is called with the number of each run before it."""
    found = []
    for number in range(RUNS):
        prepare(number)
        start = time.perf_counter()
        subprocess.run(command, capture_output=True)
        found.append(time.perf_counter() - start)
    return min(found)


def forget(place: Path) -> None:
    """Delete what earlier runs have stored in a workspace."""
    shutil.rmtree(place / ".jiangyi", ignore_errors=True)


def check_command(place: Path) -> list[str]:
    """The command, as a user types it."""
    return [sys.executable, str(ROOT / "compile.py"), "check", "--workspace", str(place)]


def print_many(count: int, stock: list[str]) -> None:
    """Print the rows of many handouts."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        content = place / "content"
        content.mkdir()
        for number in range(count):
            suffix, text = handout(number, stock)
            (content / f"讲义{number:04}{suffix}").write_text(text, "utf-8")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        cold = fastest(check_command(place), lambda _: forget(place))
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / RUNS
        size = sum(path.stat().st_size for path in content.iterdir()) / count
        peer = parse_all(content)

        def edit(number: int) -> None:
            _, text = handout(1, stock)
            (content / "讲义0001.md").write_text(text.replace("要做好", "要做好" + "了" * (number + 1)), "utf-8")

        edited = fastest(check_command(place), edit)
    print(f"{count} handouts of {size:,.0f} bytes: {cold:.2f} s, {cold / GOAL * 1000 / count:.2f} x the goal; CPU {spent:.2f} s;", end=" ")
    print(f"the libraries alone parse in {peer:.2f} s; ratio {spent / peer:.2f}")
    print(f"after an edit of one: {edited:.2f} s, {edited / EDIT_GOAL:.2f} x the goal")


def print_one(name: str, file: str, text: str, goal: float) -> None:
    """Print the row of one handout: the command as a whole process with nothing stored, beside a process that only parses it."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        path = place / "content" / file
        path.parent.mkdir()
        path.write_text(text, "utf-8")
        ours = fastest(check_command(place), lambda _: forget(place))
        peer = fastest([sys.executable, "-c", ALONE, str(path)], lambda _: None)
    print(f"one handout {name}: {ours:.2f} s, {ours / goal:.2f} x the goal;", end=" ")
    print(f"a process that only parses it {peer:.2f} s; ratio {ours / peer:.2f}")


def main() -> None:
    """Print all rows; below 1 is better than the goal."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    stock = sentences()
    print_many(count, stock)
    print_one("without formulas", "讲义.yaml", handout(0, stock)[1], ONE_GOAL)
    print_one("with formulas", "公式.md", FORMULAS, FORMULAS_GOAL)


if __name__ == "__main__":
    with Session().activate():
        main()
