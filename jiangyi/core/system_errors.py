"""What the disk or the system prevents: one error with its words, raised where files are read and written.

Where other files can still be made it becomes a diagnostic; else the command line prints it as one line and exits with status 3.
"""

import errno
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from types import MappingProxyType
from typing import TYPE_CHECKING

from jiangyi.core.i18n import Message

if TYPE_CHECKING:  # loaded for a failure only, because every command looks out for one
    from jiangyi.core.diagnostics import Diagnostic, Report

READ, WRITE = Message("read", "读取"), Message("write", "写入")
"""What was tried with a file."""
SYSTEM_FAILED = "system-failed"
"""The code of a failure as a diagnostic."""
UNNAMED = "?"
"""The path of a failure that names no file."""
DENIED = Message("permission denied, or it is open in another program", "没有权限，或者文件正被其他程序打开")
REASONS: Mapping[str, Message] = MappingProxyType(
    {
        "ENOSPC": Message("the disk is full", "磁盘已满"),
        "EDQUOT": Message("the disk quota is used up", "磁盘配额已用完"),
        "EFBIG": Message("the file is larger than the system allows", "文件超过了系统允许的大小"),
        "EACCES": DENIED,
        "EPERM": DENIED,
        "EBUSY": DENIED,
        "ETXTBSY": DENIED,
        "EROFS": Message("the disk is read-only", "磁盘是只读的"),
        "ENOENT": Message("there is no such file or folder, or it was removed meanwhile", "文件或文件夹不存在，或者刚被删除"),
        "ENOTDIR": Message("a file is where a folder should be", "应该是文件夹的地方是一个文件"),
        "EEXIST": Message("a file is where a folder should be", "应该是文件夹的地方是一个文件"),
        "EISDIR": Message("a folder is where a file should be", "应该是文件的地方是一个文件夹"),
        "ENOTEMPTY": Message("a folder is where a file should be", "应该是文件的地方是一个文件夹"),
        "ENAMETOOLONG": Message("the name is too long", "名称太长"),
        "ELOOP": Message("the link leads back to itself", "链接指向了它自己"),
        "EIO": Message("the disk is damaged or was removed", "磁盘损坏，或者已被拔出"),
        "EMFILE": Message("too many files are open", "打开的文件太多"),
        "ENFILE": Message("too many files are open", "打开的文件太多"),
        "ENOMEM": Message("not enough memory", "内存不足"),
        "EAGAIN": Message("the system allows no more processes", "系统不允许再启动进程"),
    }
)
"""Why it was prevented, in the words of the user, by the name of the error; for others the words of the system."""


class SystemFailure(Exception):
    """The disk or the system prevents reading or writing a file. It can be sent from a worker."""

    def __init__(self, action: Message, path: str, reason: Message) -> None:
        super().__init__(action, path, reason)
        self.action, self.path, self.reason = action, path, reason

    @classmethod
    def of(cls, error: OSError, action: Message, path: "str | os.PathLike[str] | None" = None) -> "SystemFailure":
        """The failure for an error of the system; without a path, that of the file which the error names."""
        named = error.filename if path is None else path
        name = os.fsdecode(named) if isinstance(named, str | bytes | os.PathLike) else UNNAMED
        with suppress(OSError):  # the current folder may have been removed
            name = name.removeprefix(os.path.join(os.getcwd(), ""))  # noqa: PTH109, PTH118 - it may be bytes or empty
        words = error.strerror or str(error) or type(error).__name__
        return cls(action, name, REASONS.get(errno.errorcode.get(error.errno or 0, "")) or Message(words, words))

    def as_diagnostic(self, file: str = "") -> "Diagnostic":
        """The same as a diagnostic of a file, by default of the one that it names."""
        from jiangyi.core.diagnostics import Diagnostic, Span

        return Diagnostic(SYSTEM_FAILED, Span(file or self.path), {"action": self.action, "path": self.path, "reason": self.reason})


@contextmanager
def explain_system_errors(action: Message, path: "str | os.PathLike[str]") -> Iterator[None]:
    """Raise errors of the system in the `with` block as a failure that names the file."""
    try:
        yield
    except OSError as error:
        raise SystemFailure.of(error, action, path) from error


def raise_if_unreadable(error: OSError) -> None:
    """For `os.walk`, which skips folders in silence: raise a failure for one that cannot be read, but not for one that is gone."""
    if error.errno not in (errno.ENOENT, errno.ENOTDIR):
        raise SystemFailure.of(error, READ)


def has_system_failure(report: "Report") -> bool:
    """True if the disk or the system has prevented something, whatever is wrong with the content."""
    return any(one.code == SYSTEM_FAILED for one in report.diagnostics)
