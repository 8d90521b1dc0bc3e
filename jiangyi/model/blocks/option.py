"""Options of a choice: texts that may hold pictures, or the fields of one picture."""

import re
from typing import Annotated, Any

from pydantic import ValidationInfo

from jiangyi.model import inline
from jiangyi.model.blocks.base import EMPTY_TEXT, Node, TextField, parse_text, validate_by
from jiangyi.model.blocks.figure import Length
from jiangyi.model.names import Aliases, Holds


class PictureOption(Node):
    """An option that is a picture, with or without words."""

    src: Annotated[str, Aliases("文件 图片")]
    """The file: a path relative to the handout | 图片文件：相对讲义文件的路径"""
    alt: Annotated[str, Aliases("替代文字")] = ""
    """The alternative text | 替代文字"""
    caption: Annotated[TextField, Aliases("图题 题注")] = EMPTY_TEXT
    """Words beside the picture | 图旁的文字"""
    width: Annotated[Length, Aliases("宽度 宽")] = ""
    """The width, such as 3cm | 宽度，如 3cm"""
    height: Annotated[Length, Aliases("高度 高")] = ""
    """The height, such as 2cm | 高度，如 2cm"""

    def to_text(self) -> inline.Text:
        """The option as a text."""
        words = (inline.Str(" "), *self.caption.inlines) if self.caption else ()
        return inline.Text((inline.InlineImage(self.src, self.alt, self.width, self.height), *words))


def _parse_option(value: Any, info: ValidationInfo) -> inline.Text:
    if isinstance(value, dict) and value.get("type", "figure") == "figure":
        fields = {name: item for name, item in value.items() if name != "type"}
        return PictureOption.model_validate(fields, context=info.context).to_text()
    return parse_text(value, info)


OptionField = Annotated[inline.Text, validate_by(_parse_option), Holds(PictureOption)]
"""A field of one option: inline Markdown, or the fields of a picture."""


def list_options(value: Any) -> Any:
    """Options that have their letters, as keys or in the texts, as a list without them; any other value as it is."""
    if isinstance(value, list):
        typed = [LETTER.match(item) if isinstance(item, str) else None for item in value]
        texts = [match["text"] for match in typed if match]
        return texts if _are_letters([match["letter"] for match in typed if match]) and len(texts) == len(value) else value
    if isinstance(value, dict) and _are_letters(sorted(value)):
        return [value[letter] for letter in sorted(value)]
    return value


LETTER = re.compile(r"(?P<letter>[A-Z])[ ]?[.．、:：][ \u3000]*(?P<text>\S.*)", re.DOTALL)


def _are_letters(words: list[str]) -> bool:
    return len(words) > 1 and words == [chr(ord("A") + n) for n in range(len(words))]
