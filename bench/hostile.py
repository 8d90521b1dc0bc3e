"""Measure how the time of checking, building and importing grows with hostile input: from n to 2n to 4n bytes, beside plain text.

`python -m bench.hostile [BYTES] [PART OF A NAME]`: n is 20,000 unless given. CPU seconds of processes of their own without Python's
start; what ends with an error that names a limit counts too. The peer of each row is plain text of the largest size.
"""

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from bench.support.hostile_sources import IMPORTED, MARKDOWN, YAML

ROOT = Path(__file__).parent.parent
SIZE = 20_000
STEPS = (1, 2, 4)
MAX_SECONDS = 120
"""After which a run is stopped; its time is then shown as this."""
PLAIN = "plain text"
SOURCES = {".md": MARKDOWN, ".yaml": YAML}


@dataclass(frozen=True)
class Pattern:
    """Input of any size, and the command that gets it."""

    command: str
    name: str
    suffix: str

    def write(self, size: int, path: Path) -> None:
        """Write the input of a size."""
        source = IMPORTED[self.name][1] if self.command == "import" else SOURCES[self.suffix][self.name]
        path.write_text(source(size), "utf-8")


def list_patterns(part: str) -> list[Pattern]:
    """Every pattern whose name contains a text, plain text first."""
    commands = ("check", "build")
    patterns = [Pattern(command, name, suffix) for command in commands for suffix, table in SOURCES.items() for name in table]
    patterns += [Pattern("import", name, suffix) for name, (suffix, _) in IMPORTED.items()]
    return [pattern for pattern in patterns if part in f"{pattern.command} {pattern.name}" or pattern.name == PLAIN]


def main() -> None:
    """Print a row for each pattern."""
    size = int(sys.argv[1]) if sys.argv[1:] else SIZE
    start = measure_start()
    peers: dict[str, float] = {}
    print(f"| work | {' | '.join(f'{step * size:,} bytes' for step in STEPS)} | growth | plain text |\n|---|---|---|---|---|---|")
    for pattern in list_patterns(sys.argv[2] if sys.argv[2:] else ""):
        times = [max(0.0, measure(pattern, step * size) - start) for step in STEPS]
        peers.setdefault(pattern.command, times[-1])
        growth = ", ".join(f"×{after / before:.1f}" for before, after in pairwise(max(time, 0.01) for time in times))
        shown, ratio = " | ".join(f"{time:.2f} s" for time in times), times[-1] / max(peers[pattern.command], 0.01)
        print(f"| `{pattern.command}`: {pattern.name} | {shown} | {growth} | ×{ratio:.1f} |", flush=True)


def measure_start() -> float:
    """CPU seconds of the program's start."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "content").mkdir()
        return min(run(["check"], Path(folder)) for _ in range(3))


def measure(pattern: Pattern, size: int) -> float:
    """CPU seconds of a command on a pattern."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "content").mkdir()
        if pattern.command == "import":
            source = root / f"a{pattern.suffix}"
            pattern.write(size, source)
            return run(["import", str(source)], root)
        pattern.write(size, root / "content" / f"a{pattern.suffix}")
        return run([pattern.command, *(("--jobs", "1") if pattern.command == "build" else ())], root)


def run(arguments: list[str], root: Path) -> float:
    """CPU seconds of a command and all its processes. Raises CalledProcessError where it ends as no command may end."""
    command = [sys.executable, str(ROOT / "compile.py"), *arguments, "--workspace", str(root)]
    process = subprocess.Popen(["timeout", str(MAX_SECONDS), *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    code = os.waitstatus_to_exitcode(status)
    if code == 124:
        return float(MAX_SECONDS)
    if code not in range(4):
        raise subprocess.CalledProcessError(code, command)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
