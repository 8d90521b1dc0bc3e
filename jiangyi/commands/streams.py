"""The standard streams: closed ones, ones that cannot be written, and ones whose encoding lacks characters end no command."""

import contextlib
import errno
import os
import sys
from collections.abc import Iterator
from typing import Any

import click

from jiangyi.core import WRITE, Message, SystemFailure

SYSTEM_PREVENTS = 3
"""The exit status where the disk or the system prevents something."""
STANDARD = (0, 1, 2)
"""The handles of the standard streams."""
START, ACCESS = Message("run", "运行"), Message("use", "使用")
"""What was tried with a process, and with a file by code that does not tell."""
OUTPUT, PROCESS, COMMAND = Message("the output", "输出"), Message("a worker process", "工作进程"), Message("the command", "命令")
FOLDER = Message("the current folder", "当前文件夹")
ENDED, SHORT = Message("it ended unexpectedly", "它意外终止"), Message("not enough memory", "内存不足")


def open_closed_streams() -> None:
    """Open the null device for each standard stream that is closed: else the next file would get its number, and what is printed to it."""
    for handle in STANDARD:
        try:
            os.fstat(handle)
        except OSError:
            with contextlib.suppress(OSError):
                opened = os.open(os.devnull, os.O_RDWR)
                if opened != handle:
                    os.dup2(opened, handle)
                    os.close(opened)
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - lives as long as the process


def replace_unknown_characters() -> None:
    """Print an escape for each character that a stream's encoding lacks, as on a console of another language."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure and getattr(stream, "errors", "") in ("strict", "surrogateescape"):
            reconfigure(errors="backslashreplace")


def is_unicode_output() -> bool:
    """True if standard output can print every character."""
    return (getattr(sys.stdout, "encoding", None) or "utf-8").lower().startswith("utf")


@contextlib.contextmanager
def reporting_failures() -> Iterator[None]:
    """End the command in the `with` block with one line where the system prevents it: click would call it interrupted, or raise."""
    try:
        yield
    except SystemFailure as error:
        failure = error
    except OSError as error:
        failure = _explain(error)
    except EOFError:
        failure = SystemFailure(START, PROCESS.localize(), ENDED)
    except MemoryError:
        failure = SystemFailure(START, COMMAND.localize(), SHORT)
    else:
        return
    print_failure(failure)
    raise click.exceptions.Exit(SYSTEM_PREVENTS)


def _explain(error: OSError) -> SystemFailure:
    """The failure for an error of code that does not tell what it was at: what names no file concerns a stream, or the current folder."""
    if error.filename is None and error.errno == errno.ENOENT:
        failure = SystemFailure.of(error, ACCESS, FOLDER.localize())
    else:
        failure = SystemFailure.of(error, ACCESS) if error.filename else SystemFailure.of(error, WRITE, OUTPUT.localize())
    failure.__cause__ = error
    return failure


def print_failure(failure: SystemFailure) -> None:
    """Print one line about what the system has prevented, unless it is that nobody reads what is printed."""
    cause = failure.__cause__
    if not (isinstance(cause, OSError) and cause.errno == errno.EPIPE):
        with contextlib.suppress(OSError):
            click.echo(failure.as_diagnostic().message, err=True)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):  # the interpreter would try again at its end, and complain
            _discard_output(stream)


def _discard_output(stream: Any) -> None:
    """Send what a stream still holds to the null device."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        handle = os.open(os.devnull, os.O_WRONLY)
        os.dup2(handle, stream.fileno())
        os.close(handle)
