"""`python -m jiangyi`: a command of the command line."""

import signal
import sys
from collections.abc import Callable


def main(prepare: Callable[[], None] = lambda: None) -> None:
    """The console script; `prepare` is called before anything is loaded that takes time."""
    heard = signal.getsignal(signal.SIGINT)
    if heard is signal.default_int_handler:  # while it loads, Ctrl-C ends it without a word
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    prepare()
    from jiangyi.cli import run

    signal.signal(signal.SIGINT, heard)
    sys.exit(run())


if __name__ == "__main__":
    main()
