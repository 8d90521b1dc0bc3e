"""The entry point of the console script and of `python -m jiangyi`.

`python -m` puts the current folder first on the import path, and that may be a workspace that a stranger has made: with a `yaml.py` in
it, or a plug-in. So it is removed before anything else is imported, unless the program itself is there.
"""

# the module in C: in the import of `signal` with its enumerations, Ctrl-C would print a traceback
import _signal as signal  # type: ignore[import-not-found]
import sys

if __name__ == "__main__" and sys.path and not getattr(sys.flags, "safe_path", False):
    current, own = sys.path[0], __file__.replace("\\", "/").rsplit("/", 2)[0]  # os.path may be there, too
    if current.replace("\\", "/") not in (own, ""):
        del sys.path[0]

import os
from collections.abc import Callable

HANDLER = signal.getsignal(signal.SIGINT)
if HANDLER is signal.default_int_handler:  # during imports, Ctrl-C ends the process without a traceback
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def main(prepare: Callable[[], None] = lambda: None) -> None:
    """Run the command line; `prepare` is called before anything heavy is imported."""
    os.environ["PYTHONSAFEPATH"] = "1"  # processes that are started by `python -c` do not import from the current folder either
    prepare()
    from jiangyi.core import gc_tuning

    with gc_tuning.collecting_seldom():
        from jiangyi.cli import run

        signal.signal(signal.SIGINT, HANDLER)
        status = run()
    sys.exit(status)


if __name__ == "__main__":
    main()
