"""Measure `check` on 1,000 handouts of three pages, compared with PyYAML and markdown-it-py only parsing them.

`python -m bench.check [COUNT]`; half of the handouts are YAML, half Markdown.
"""

import random
import re
import resource
import subprocess
import sys
import tempfile
import time
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
GOAL = 5.0
"""Seconds on two cores."""


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


def main() -> None:
    """Write the workspace, check it three times, print the fastest run."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    stock = sentences()
    with tempfile.TemporaryDirectory() as folder:
        content = Path(folder) / "content"
        content.mkdir()
        for number in range(count):
            suffix, text = handout(number, stock)
            (content / f"讲义{number:04}{suffix}").write_text(text, "utf-8")
        times, before = [], resource.getrusage(resource.RUSAGE_CHILDREN)
        for _ in range(3):
            start = time.perf_counter()
            done = subprocess.run(
                [sys.executable, str(ROOT / "compile.py"), "check", "--workspace", folder], capture_output=True, text=True
            )
            times.append(time.perf_counter() - start)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / len(times)
        size = sum(path.stat().st_size for path in content.iterdir()) / count
        print(done.stderr.strip()[-200:])
        peer = parse_all(content)
        print(f"CPU time: {spent:.2f} s per run; the libraries alone parse in {peer:.2f} s; ratio {spent / peer:.2f}")
        speed = GOAL * count / 1000 / min(times)
        print(f"{count} handouts of {size:,.0f} bytes: {min(times):.2f} s, {speed:.2f} × the required speed")


if __name__ == "__main__":
    with Session().activate():
        main()
