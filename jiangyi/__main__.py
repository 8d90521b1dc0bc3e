"""The entry point of the console script and of `python -m jiangyi`."""

# the module in C: in the import of `signal` with its enumerations, Ctrl-C would print a traceback
import _signal as signal  # type: ignore[import-not-found]
import sys
from collections.abc import Callable

HANDLER = signal.getsignal(signal.SIGINT)
if HANDLER is signal.default_int_handler:  # during imports, Ctrl-C ends the process without a traceback
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def main(prepare: Callable[[], None] = lambda: None) -> None:
    """Run the command line; `prepare` is called before anything heavy is imported."""
    prepare()
    from jiangyi.core import gc_tuning

    with gc_tuning.collecting_seldom():
        from jiangyi.cli import run

        signal.signal(signal.SIGINT, HANDLER)
        status = run()
    sys.exit(status)


if __name__ == "__main__":
    main()
