"""Names in content that stand for files: which of them are safe, and the same on every system.

A name is refused on all systems where one of them could not store it, or would take it for another file or a device: Microsoft, “Naming
Files, Paths, and Namespaces” (reserved names and characters, final dots and spaces); names on most file systems have at most 255 bytes.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable

from jiangyi.core import limits
from jiangyi.core.i18n import Message
from jiangyi.core.late_pattern import compile_late

DEVICE = compile_late(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])[ ]*(?:\..*)?", re.IGNORECASE | re.DOTALL)
"""Names that Windows takes for a device, whatever follows a dot."""
DRIVE = compile_late(r"[a-z]:", re.IGNORECASE)
UNPRINTABLE = ("Cc", "Cs", "Zl", "Zp")
"""Control characters, surrogates, and separators of lines and paragraphs."""
DIRECTIONS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""Controls of the writing direction, which make a name look like another one."""
INVISIBLE = compile_late(f"[{DIRECTIONS}\ufffe\uffff]")
FORBIDDEN = compile_late(r'[<>:"/\\|?*]')
"""Characters that a file name of Windows cannot have; a slash or a colon would make it a path."""
LONGEST_STEM = 210
"""Bytes of a stem that is made safe; what is added to it has room in the 255 bytes of a name."""
Test = Callable[[str], bool]
EMPTY = Message("it is empty", "名称是空的")
CONTROL = Message("it contains an invisible control character", "其中有不可见的控制字符")
CHARACTERS = Message('a file name has none of < > : " / \\ | ? *', '文件名里不能有 < > : " / \\ | ? * 这些符号')
HIDDEN = Message("it begins with a dot", "不能以点号开头")
FINAL = Message("it ends with a dot or a space", "不能以点号或空格结尾")
RESERVED = Message("Windows reserves this name for a device", "Windows 把这个名称留给设备使用")
LONG = Message(f"it is longer than {limits.FILE_NAME_BYTES.value} bytes", f"名称太长，超过 {limits.FILE_NAME_BYTES.value} 字节")
LONG_PATH = Message(f"it has more than {limits.PATH_LENGTH.value} characters", f"路径太长，超过 {limits.PATH_LENGTH.value} 个字符")
BACKSLASH = Message("between folders write / and not \\", "文件夹之间请写 /，不要写 \\")
ABSOLUTE_PATH = Message(
    "it is a path of this computer only; write it from the folder of this file", "这是只在本机有效的路径，请从本文件所在的文件夹写起"
)


def has_control(name: str) -> bool:
    """True for a name with characters that cannot be seen, or that turn the writing direction."""
    if name.isprintable():  # the fast path: True for no character that is looked for
        return False
    return INVISIBLE.search(name) is not None or any(unicodedata.category(character) in UNPRINTABLE for character in name)


def _is_long(name: str) -> bool:
    return len(name.encode(errors="surrogatepass")) > limits.FILE_NAME_BYTES.value


def _is_device(name: str) -> bool:
    return DEVICE.fullmatch(name) is not None


def _is_shortened(part: str) -> bool:
    """True for a name of which Windows drops the end; . and .. are folders."""
    return part.endswith((".", " ")) and part not in (".", "..")


def _any_part(test: Callable[[str], object]) -> Test:
    return lambda path: any(map(test, path.split("/")))


STORED_RULES: tuple[tuple[Test, Message], ...] = ((has_control, CONTROL), (_is_long, LONG))
"""What is wrong with the name of an output file, whatever it is made from."""
NAME_RULES: tuple[tuple[Test, Message], ...] = (
    (lambda name: not name.strip(), EMPTY),
    *STORED_RULES,
    (lambda name: FORBIDDEN.search(name) is not None, CHARACTERS),
    (lambda name: name.startswith("."), HIDDEN),
    (_is_shortened, FINAL),
    (_is_device, RESERVED),
)
"""What is wrong with a name in content of which a file is made."""
PATH_RULES: tuple[tuple[Test, Message], ...] = (
    (lambda path: not path.strip(), EMPTY),
    (has_control, CONTROL),
    (lambda path: path.startswith(("/", "\\")) or DRIVE.match(path) is not None, ABSOLUTE_PATH),
    (lambda path: "\\" in path, BACKSLASH),
    (_any_part(_is_shortened), FINAL),
    (_any_part(_is_device), RESERVED),
    (_any_part(_is_long), LONG),
    (lambda path: len(path) > limits.PATH_LENGTH.value, LONG_PATH),
)
"""What is wrong with the path of a file that is read."""


def find_name_problem(name: str) -> Message | None:
    """Why a name in content cannot be that of a file that is written; None where it can."""
    return _first_problem(NAME_RULES, name)


def find_stored_problem(name: str) -> Message | None:
    """Why no file of this name can be written, though it is made from that of another file; None where it can."""
    return _first_problem(STORED_RULES, name)


def find_path_problem(path: str) -> Message | None:
    """Why a path cannot name a file that is read; None where it can. It may lead out of its folder all the same."""
    return _first_problem(PATH_RULES, path)


def _first_problem(rules: Iterable[tuple[Test, Message]], name: str) -> Message | None:
    return next((problem for applies, problem in rules if applies(name)), None)


def make_safe_stem(name: str, fallback: str) -> str:
    """A name as the stem of a file: with hyphens for characters that no file name has everywhere, and cut where it is too long."""
    visible = "".join("-" if has_control(character) else character for character in unicodedata.normalize("NFC", name))
    stem = FORBIDDEN.sub("-", visible).strip(" .") or fallback
    stem = stem.encode()[:LONGEST_STEM].decode(errors="ignore").rstrip(" .")
    return stem if find_name_problem(stem) is None else stem.replace(".", "-") + "-"  # a device of Windows


def fold_name(name: str) -> str:
    """A file name in a form that is equal for names of one file: Windows and macOS ignore case, macOS also Unicode normalization."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())


def show_name(name: str, length: int = 60) -> str:
    """A name as it is shown in messages: characters that cannot be seen replaced, and cut where it is very long."""
    visible = "".join("\N{REPLACEMENT CHARACTER}" if has_control(character) else character for character in name[: length + 1])
    return f"{visible[:length]}…" if len(name) > length else visible
