"""Measure a build of 1,000 handouts with nothing to do, and a check of them after one was deleted: `python -m bench.fresh [COUNT]`.

Nothing is typeset: the manifest and the facts of the handouts are written as a build writes them, with files of the right size in output/.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.check import handout, sentences
from jiangyi.build import open_store
from jiangyi.build.manifest import Manifest
from jiangyi.build.plan import plan_build
from jiangyi.build.request import BuildRequest
from jiangyi.build.result import Artifact, BuildResult
from jiangyi.core import Report, Session
from jiangyi.project import load_project
from jiangyi.project.workspace import Workspace

ROOT = Path(__file__).parent.parent
GOAL = 0.2
"""Seconds, whole process."""
SOON = 0.25
"""Seconds, whole process."""
CHECKED = ("创新基层治理.yaml", "讲义写法示例.md")
"""A typical handout, and one with many formulas."""
SIZE = 100_000
"""The size of a file in output/, in bytes."""
SETTLED = 2.5
"""Seconds after which files count as unchanged by their state."""


def write_built_workspace(root: Path, count: int) -> None:
    """Write a workspace of handouts of three pages, and the manifest of its last build."""
    stock = sentences()
    (root / "content").mkdir()
    (root / "output").mkdir()
    for number in range(count):
        suffix, text = handout(number, stock)
        (root / "content" / f"讲义{number:04}{suffix}").write_text(text, "utf-8")
    place, made = Workspace(root), {}
    open_store(place)
    manifest = Manifest(place, BuildRequest())
    for job in plan_build(load_project(place), manifest.request, Report()).jobs:
        files = [(job.path.with_suffix(suffix), pages) for suffix, pages in ((".pdf", 3), (".epub", 0))]
        for file, _ in files:
            file.write_bytes(bytes(SIZE))
        made[job.path] = (job.inputs, BuildResult(tuple(Artifact(file, SIZE, pages, 1.0, is_fresh=False) for file, pages in files)))
    manifest.record(made, BuildResult(tuple(one for _, result in made.values() for one in result.artifacts)))
    time.sleep(SETTLED)


def measure(command: list[str]) -> float:
    """The best of five runs, in seconds."""
    times = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Measure a build with nothing to do, and Python's own start."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as folder:
        write_built_workspace(Path(folder).resolve(), count)
        command = [sys.executable, str(ROOT / "compile.py"), "build", "--workspace", str(Path(folder).resolve())]
        done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        assert done.stderr.count("up to date") + done.stderr.count("未变") == 2 * count, done.stderr[-500:]
        seconds = measure(command)
        (Path(folder).resolve() / "content" / "讲义0000.yaml").unlink()
        checked = measure([sys.executable, str(ROOT / "compile.py"), "check", "--workspace", str(Path(folder).resolve())])
    python = measure([sys.executable, "-c", "pass"])
    print(f"nothing to do, {count} handouts: {seconds:.2f} s ({seconds / GOAL:.2f} x the goal of {GOAL} s)")
    print(f"check of the others after one was deleted: {checked:.2f} s")
    print(f"ratio to Python alone, which takes {python:.2f} s: {seconds / python:.1f}")
    seconds = measure([sys.executable, str(ROOT / "compile.py"), "--help"])
    print(f"--help: {seconds:.2f} s ({seconds / SOON:.2f} x the goal of {SOON} s)")
    for path in (ROOT / "content" / name for name in CHECKED):
        seconds = measure([sys.executable, str(ROOT / "compile.py"), "check", str(path)])
        print(f"check of {path.name}: {seconds:.2f} s ({seconds / SOON:.2f} x the goal of {SOON} s)")


if __name__ == "__main__":
    with Session().activate():
        main()
