"""The entry: `python compile.py …` from a checkout, with the virtual environment beside it where there is one."""

import os
import signal
import sys
from importlib.util import find_spec
from pathlib import Path

BESIDE = Path(__file__).parent / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

if __name__ == "__main__":
    if find_spec("weasyprint") is None:
        if Path(sys.prefix) == BESIDE.parents[1] or not BESIDE.exists():
            sys.exit("jiangyi is not set up yet: type `make` first.  尚未安装：请先运行 make。")
        os.execv(BESIDE, [str(BESIDE), *sys.argv])  # noqa: S606
    heard = signal.getsignal(signal.SIGINT)
    if heard is signal.default_int_handler:  # while it loads, Ctrl-C ends it without a word
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from jiangyi.cli import main

    signal.signal(signal.SIGINT, heard)
    main()
