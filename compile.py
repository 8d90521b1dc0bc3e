"""The entry: `python compile.py …` from a checkout, with the virtual environment beside it where there is one."""

import os
import sys

ENVIRONMENT = os.path.join(os.path.dirname(os.path.abspath(__file__)), ".venv")
PYTHON = os.path.join(ENVIRONMENT, *(("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")))


def find_libraries() -> None:
    """Restart with the Python of the virtual environment where this one lacks the libraries."""
    from importlib.util import find_spec

    if find_spec("weasyprint") is None:
        if sys.prefix == ENVIRONMENT or not os.path.exists(PYTHON):
            sys.exit("jiangyi is not set up yet: type `make` first.  尚未安装：请先运行 make。")
        os.execv(PYTHON, [PYTHON, *sys.argv])  # noqa: S606


if __name__ == "__main__":
    from jiangyi.__main__ import main

    main(find_libraries)
