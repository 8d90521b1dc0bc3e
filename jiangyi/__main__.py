"""The entry point of the console script and of `python -m jiangyi`."""

import signal
import sys
from collections.abc import Callable


def main(prepare: Callable[[], None] = lambda: None) -> None:
    """Run the command line; `prepare` is called before anything heavy is imported."""
    handler = signal.getsignal(signal.SIGINT)
    if handler is signal.default_int_handler:  # during imports, Ctrl-C ends the process without a traceback
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    prepare()
    from jiangyi.core import gc_tuning

    with gc_tuning.collecting_seldom():
        from jiangyi.cli import run

        signal.signal(signal.SIGINT, handler)
        status = run()
    sys.exit(status)


if __name__ == "__main__":
    main()
