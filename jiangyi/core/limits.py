"""The limits of what is read: no input may take more time or memory than any handout needs."""

from dataclasses import dataclass

from jiangyi.core.diagnostics import Report, Span
from jiangyi.core.i18n import Message


@dataclass(frozen=True)
class Limit:
    """What is limited, and to which value; the words follow “too many” in English messages, and precede “超过上限” in Chinese ones."""

    what: Message
    value: int

    def report(self, report: Report, place: Span) -> None:
        """Report that the input at this place is beyond the limit."""
        report.add("limit", place, what=self.what, limit=f"{self.value:,}")


YAML_DEPTH = Limit(Message("levels of nested lists and fields", "列表和字段的嵌套层数"), 60)
"""Of a file; nothing that reads its data may recurse deeper."""
YAML_VALUES = Limit(Message("values, with aliases expanded", "展开别名后值的个数"), 200_000)
"""Of a file, so that nested aliases are refused at once."""
PICTURE_PIXELS = Limit(Message("pixels of a picture", "图片的像素"), 120_000_000)
"""Of a picture, before it is decoded."""
FILE_NAME_BYTES = Limit(Message("bytes of a file name", "文件名的字节数"), 255)
"""Of one name, in UTF-8: what most file systems can store."""
PATH_LENGTH = Limit(Message("characters of a path", "路径的字符数"), 1000)
"""Of a path in content, whatever folders it names."""
