"""The entry: `python compile.py …` from a checkout, with the virtual environment beside it where there is one."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path

BESIDE = Path(__file__).parent / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

if __name__ == "__main__":
    if find_spec("weasyprint") is None:
        if Path(sys.prefix) == BESIDE.parents[1] or not BESIDE.exists():
            sys.exit("jiangyi is not set up yet: type `make` first.  尚未安装：请先运行 make。")
        os.execv(BESIDE, [str(BESIDE), *sys.argv])  # noqa: S606
    from jiangyi.cli import main

    main()
