"""`python -m jiangyi`: a command of the command line, done here or by the process that stands by."""

import signal
import sys
from collections.abc import Callable

from jiangyi.standby.client import handed, is_wanted, stand_by


def main(prepare: Callable[[], None] = lambda: None) -> None:
    """The console script; `prepare` is called before anything is loaded that takes time."""
    heard = signal.getsignal(signal.SIGINT)
    if heard is signal.default_int_handler:  # while it loads, Ctrl-C ends it without a word
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    arguments = sys.argv[1:]
    status = handed(arguments)
    if status is None:
        prepare()
        from jiangyi.cli import INTERRUPTED, run

        signal.signal(signal.SIGINT, heard)
        status = run()
        if status != INTERRUPTED and is_wanted(arguments):
            stand_by(arguments)
    sys.exit(status)


if __name__ == "__main__":
    main()
