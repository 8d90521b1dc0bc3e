"""Measure a build of 1,000 handouts with nothing to do: `python -m bench.fresh [COUNT]`.

Nothing is typeset: the manifest is written as a build would write it, with files of the right size in output/.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.check import handout, sentences
from jiangyi.build.manifest import Manifest
from jiangyi.build.request import BuildRequest
from jiangyi.build.result import Artifact, BuildResult
from jiangyi.core import Session
from jiangyi.project.workspace import Workspace

ROOT = Path(__file__).parent.parent
GOAL = 0.4
"""Seconds, whole process."""
SOON = 0.25
"""Seconds, whole process."""
CHECKED = ("创新基层治理.yaml", "讲义写法示例.md")
"""A typical handout, and one with many formulas."""
SIZE = 100_000
"""The size of a file in output/, in bytes."""


def write_built_workspace(root: Path, count: int) -> None:
    """Write a workspace of handouts of three pages, and the manifest of its last build."""
    stock = sentences()
    (root / "content").mkdir()
    (root / "output").mkdir()
    manifest_jobs = {}
    for number in range(count):
        suffix, text = handout(number, stock)
        (root / "content" / f"讲义{number:04}{suffix}").write_text(text, "utf-8")
    manifest = Manifest(Workspace(root), BuildRequest())
    for path in manifest.requested[:-1]:
        job = root / "output" / path.stem
        files = [(job.with_suffix(suffix), pages) for suffix, pages in ((".pdf", 3), (".epub", 0))]
        for file, _ in files:
            file.write_bytes(bytes(SIZE))
        artifacts = tuple(Artifact(file, SIZE, pages, 1.0, is_fresh=False) for file, pages in files)
        manifest_jobs[job] = ({f"content/{path.name}": manifest.digest_file(path)}, BuildResult(artifacts))
    artifacts = tuple(one for _, made in manifest_jobs.values() for one in made.artifacts)
    manifest.record(manifest_jobs, BuildResult(artifacts))


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
    python = measure([sys.executable, "-c", "pass"])
    print(f"nothing to do, {count} handouts: {seconds:.2f} s ({seconds / GOAL:.2f} x the goal of {GOAL} s)")
    print(f"ratio to Python alone, which takes {python:.2f} s: {seconds / python:.1f}")
    seconds = measure([sys.executable, str(ROOT / "compile.py"), "--help"])
    print(f"--help: {seconds:.2f} s ({seconds / SOON:.2f} x the goal of {SOON} s)")
    for path in (ROOT / "content" / name for name in CHECKED):
        seconds = measure([sys.executable, str(ROOT / "compile.py"), "check", str(path)])
        print(f"check of {path.name}: {seconds:.2f} s ({seconds / SOON:.2f} x the goal of {SOON} s)")


if __name__ == "__main__":
    with Session().activate():
        main()
