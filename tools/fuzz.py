"""Try the laws of the tests with new generated input until the time is up or one of them is broken."""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
SECONDS = 300
"""The usual time."""
NOTHING_BROKEN = 0


def main() -> None:
    """Repeat the laws, each round with new examples; exit with the status of the first round that fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="after so many seconds no further round begins")
    parser.add_argument("tests", nargs="*", default=["tests"], help="the files or folders with the laws")
    options = parser.parse_args()
    end = time.monotonic() + options.seconds
    rounds = 0
    while not rounds or time.monotonic() < end:
        rounds += 1
        status = try_laws(options.tests)
        if status != NOTHING_BROKEN:
            print(f"round {rounds}: a law is broken", file=sys.stderr)
            sys.exit(status)
    print(f"{rounds} rounds: no law is broken")


def try_laws(tests: list[str]) -> int:
    """Try every law once with new examples. What breaks one is printed, and tried first the next time."""
    command = [sys.executable, "-m", "pytest", "-q", "-m", "law", "-n", "auto", "--dist", "worksteal", *tests]
    return subprocess.run(command, cwd=ROOT, env=os.environ | {"JIANGYI_FUZZ": "1"}, check=False).returncode


if __name__ == "__main__":
    main()
