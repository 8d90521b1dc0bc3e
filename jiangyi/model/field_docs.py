"""The documentation of fields: the strings below them in the source, in both languages.

They are read when somebody asks for them, as the studio and the reference do, since pydantic would need a second for it at every start.
"""

import ast
import inspect
import re
import sys
import textwrap
from collections.abc import Iterable, Mapping
from itertools import pairwise

from pydantic import BaseModel

from jiangyi.core import Message, memoize

JOINT = re.compile(r"(?<=[\u3001\u3002\uff0c\uff1a\uff1b\uff09])\s*\n\s*")
"""A line break after a Chinese mark, which is no space."""
SEPARATOR = " | "


def read_field_docs(node: type[BaseModel]) -> Mapping[str, Message]:
    """The documentation of each field of a model and its base classes; fields without one, as some of plug-ins, are left out."""
    found: dict[str, Message] = {}
    for part in reversed([part for part in node.__mro__ if issubclass(part, BaseModel) and part is not BaseModel]):
        found |= _read_module(part.__module__).get(part.__name__, {})
    return found


@memoize()
def _read_module(name: str) -> Mapping[str, Mapping[str, Message]]:
    """The documentation of the fields of each class of a module; of one without a source that of none."""
    try:
        source = textwrap.dedent(inspect.getsource(sys.modules[name]))
    except (OSError, TypeError, KeyError):
        return {}
    return {part.name: dict(_iter_docs(part.body)) for part in ast.parse(source).body if isinstance(part, ast.ClassDef)}


def _iter_docs(body: Iterable[ast.stmt]) -> Iterable[tuple[str, Message]]:
    """The fields of a class with the strings below them."""
    for field, words in pairwise(body):
        if not (isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(words, ast.Expr)):
            continue
        if isinstance(words.value, ast.Constant) and isinstance(words.value.value, str):
            yield field.target.id, split_message(words.value.value)


def split_message(text: str) -> Message:
    """A text in both languages: English | Chinese; one without a bar is the same in both."""
    english, _, chinese = (" ".join(part.split()) for part in JOINT.sub("", text).partition(SEPARATOR))
    return Message(english, chinese or english)
