"""The rows that benchmarks print: what was measured, the peer in the same run, their ratio, and the target."""

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

HEADER = "| work | jiangyi | peer | ratio | target |\n|---|---|---|---|---|"


@dataclass(frozen=True)
class Row:
    """One measurement, as a row of a Markdown table."""

    work: str
    ours: float
    unit: str = "s"
    peer: float = 0.0
    peer_name: str = ""
    target: str = ""

    def __str__(self) -> str:
        """The row; a row without a peer has an empty ratio."""
        peer = f"{self.peer_name} {_format(self.peer, self.unit)}" if self.peer else "–"
        ratio = f"{self.ours / self.peer:.2f}" if self.peer else ""
        return f"| {self.work} | {_format(self.ours, self.unit)} | {peer} | {ratio} | {self.target} |"


def _format(value: float, unit: str) -> str:
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f} {unit}"


def print_rows(*measurements: Callable[[Path], Iterable[Row]]) -> None:
    """Print a table of measurements, each made in a temporary folder of its own; a row as soon as it is measured."""
    print(HEADER)
    for measurement in measurements:
        with tempfile.TemporaryDirectory() as folder:
            for row in measurement(Path(folder).resolve()):
                print(row, flush=True)
