"""Measure how the time of checking, correcting, importing and building grows with hostile input, beside plain text.

`python -m bench.hostile [PART OF A NAME]`: a row is a command and a pattern, such as `check: nested lists`. CPU seconds without the start
of Python and without imports: each run is a fork of a process in which every command has run. What ends with an error that names a limit
counts too. The peer of each row is plain text of the largest size.
"""

import multiprocessing
import os
import resource
import signal
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from bench.support.hostile_imports import IMPORTED, encode_import
from bench.support.hostile_markdown import MARKDOWN
from bench.support.hostile_sources import Writer
from bench.support.hostile_yaml import YAML
from jiangyi import cli

MAX_SECONDS = 60
"""After which a run is stopped; its time is then shown as this."""
PLAIN = "plain text"
HANDOUTS: Mapping[str, Mapping[str, Writer]] = {".md": MARKDOWN, ".yaml": YAML}
PROCESSES = 2


@dataclass(frozen=True)
class Command:
    """A command with its options, the sources that it gets, and the sizes of them in bytes."""

    arguments: tuple[str, ...]
    tables: Mapping[str, Mapping[str, Writer]]
    sizes: tuple[int, ...]


COMMANDS: Mapping[str, Command] = {
    "check": Command(("check",), HANDOUTS, (5_000, 10_000, 20_000, 300_000)),
    "fix": Command(("fix", "--diff"), HANDOUTS, (5_000, 10_000, 20_000)),
    "import": Command(("import",), IMPORTED, (5_000, 10_000, 20_000)),
    "build": Command(("build", "--jobs", "1"), HANDOUTS, (10_000, 20_000)),
}


@dataclass(frozen=True)
class Pattern:
    """Input of any size, and the command that gets it."""

    command: str
    suffix: str
    name: str

    def measure(self) -> list[float]:
        """CPU seconds for each size."""
        return [self._measure(size) for size in COMMANDS[self.command].sizes]

    def _measure(self, size: int) -> float:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / "content").mkdir()
            text = COMMANDS[self.command].tables[self.suffix][self.name](size)
            if self.command == "import":
                source = root / f"a{self.suffix}"
                source.write_bytes(encode_import(self.suffix)(text))
                return run_fork([*COMMANDS[self.command].arguments, str(source)], root)
            (root / "content" / f"a{self.suffix}").write_text(text, "utf-8")
            return run_fork([*COMMANDS[self.command].arguments], root)


def list_patterns(part: str) -> list[Pattern]:
    """Every pattern whose row contains a text, plain text of each command first."""
    patterns = [Pattern(name, suffix, source) for name, one in COMMANDS.items() for suffix, table in one.tables.items() for source in table]
    return [pattern for pattern in patterns if part in f"{pattern.command}: {pattern.name}" or pattern.name == PLAIN]


def main() -> None:
    """Print a row for each pattern."""
    patterns = list_patterns(sys.argv[1] if sys.argv[1:] else "")
    load_commands(patterns)
    peers: dict[str, float] = {}
    command = ""
    with multiprocessing.get_context("fork").Pool(PROCESSES) as pool:
        for pattern, times in zip(patterns, pool.imap(Pattern.measure, patterns), strict=True):
            if pattern.command != command:
                command = pattern.command
                print(format_head(command))
            peers.setdefault(command, times[-1])
            print(format_row(pattern, times, peers[command]), flush=True)


def format_head(command: str) -> str:
    """The head of the table of a command."""
    columns = ["work", *(f"{size:,} bytes" for size in COMMANDS[command].sizes), "growth", "plain text"]
    return f"\n| {' | '.join(columns)} |\n{'|---' * len(columns)}|"


def format_row(pattern: Pattern, times: list[float], peer: float) -> str:
    """The times of a pattern, by which factor each is larger than the one before, and the last one than that of plain text."""
    growth = ", ".join(f"×{after / before:.1f}" for before, after in pairwise(max(time, 0.01) for time in times))
    shown = " | ".join(f"{time:.2f} s" for time in times)
    return f"| `{pattern.command}` {pattern.suffix}: {pattern.name} | {shown} | {growth} | ×{times[-1] / max(peer, 0.01):.1f} |"


def load_commands(patterns: list[Pattern]) -> None:
    """Run every command once on plain text, so that all that it imports is in memory."""
    for command, suffix in dict.fromkeys((pattern.command, pattern.suffix) for pattern in patterns):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / "content").mkdir()
            (root / "content" / "a.md").write_text(MARKDOWN[PLAIN](200), "utf-8")
            source = root / f"b{suffix}"
            source.write_bytes(encode_import(suffix)("" if suffix == ".docx" else "甲"))
            run_here([*COMMANDS[command].arguments, *([str(source)] if command == "import" else [])], root)


def run_fork(arguments: list[str], root: Path) -> float:
    """CPU seconds of a command in a process of its own. Raises RuntimeError where it ends as no command may end."""
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
        os._exit(run_here(arguments, root))
    _, status, usage = os.wait4(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGKILL, signal.SIGXCPU):
        return float(MAX_SECONDS)
    if os.waitstatus_to_exitcode(status) not in range(4):
        message = f"{' '.join(arguments)} ended with {os.waitstatus_to_exitcode(status)}"
        raise RuntimeError(message)
    return usage.ru_utime + usage.ru_stime


def run_here(arguments: list[str], root: Path) -> int:
    """The exit status of a command that prints into nothing; 99 for an exception."""
    kept, sink = [os.dup(1), os.dup(2)], os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(sink, 1)
        os.dup2(sink, 2)
        sys.argv = ["jiangyi", *arguments, "--workspace", str(root)]
        try:
            cli.run()
        except SystemExit as end:
            return end.code if isinstance(end.code, int) else int(bool(end.code))
        except Exception:
            return 99
        return 0
    finally:
        sys.stdout.flush()
        for number, descriptor in enumerate(kept, 1):
            os.dup2(descriptor, number)
            os.close(descriptor)
        os.close(sink)


if __name__ == "__main__":
    main()
