"""Parse the XML of an SVG picture: no document type, no processing instruction, few levels and elements."""

import re
from typing import NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from jiangyi.core import Message, escape_placeholders, limits
from jiangyi.project.pictures.errors import ImageError, LimitError

DECLARED = re.compile(rb"""\s*<\?xml[^>]*?\sencoding\s*=\s*["'](gb2312|gbk|gb18030|big5)["']""", re.IGNORECASE)
"""A declared encoding of Chinese text that the XML parser does not know."""
XML = "{http://www.w3.org/XML/1998/namespace}"
XLINK = "{http://www.w3.org/1999/xlink}"


def parse_svg(data: bytes) -> Element:
    """The root of a picture; names have their namespace in braces, as ElementTree has it. Raises ImageError."""
    if len(data) > limits.SVG_BYTES.value:
        raise LimitError(limits.SVG_BYTES)
    builder, depth, count = TreeBuilder(), 0, 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > limits.SVG_DEPTH.value:
            raise LimitError(limits.SVG_DEPTH)
        if count > limits.SVG_ELEMENTS.value:
            raise LimitError(limits.SVG_ELEMENTS)
        builder.start(_qualify(name), {_qualify(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_qualify(name))

    try:
        declared = DECLARED.match(data[:200])
        encoded = data.decode("gb18030" if declared[1].lower().startswith(b"gb") else "big5").encode() if declared else data.lstrip()
        parser = expat.ParserCreate("utf-8" if declared else None, "}")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, builder.data
        parser.StartDoctypeDeclHandler, parser.ProcessingInstructionHandler = _refuse_document_type, _refuse_instruction
        parser.Parse(encoded, True)  # noqa: FBT003 - positional only
        return builder.close()
    except ImageError:
        raise
    except (expat.ExpatError, ValueError, LookupError, AssertionError) as error:
        words = escape_placeholders(str(error))
        line = f"（第 {error.lineno} 行）" if isinstance(error, expat.ExpatError) else ""
        raise ImageError(Message(f"its XML is not well-formed: {words}", f"文件的内容不完整或有误{line}")) from error


def _qualify(name: str) -> str:
    return "{" + name if "}" in name else name


def _refuse_document_type(*_: object) -> NoReturn:
    raise ImageError(
        Message(
            "it has a document type; delete <!DOCTYPE …>, or save it as “plain SVG”",
            "其中有文档类型声明；请删去 <!DOCTYPE …>，或另存为“普通 SVG”",
        )
    )


def _refuse_instruction(*_: object) -> NoReturn:
    raise ImageError(Message("it has a processing instruction; delete <?…?>", "其中有处理指令；请删去 <?…?> 这一段"))
