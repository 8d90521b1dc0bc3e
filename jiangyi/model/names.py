"""Other names of fields and of values, mostly Chinese ones, each declared where its field is declared; all ignore case."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, GetCoreSchemaHandler
from pydantic_core import PydanticCustomError
from pydantic_core.core_schema import CoreSchema, no_info_before_validator_function

from jiangyi.core import Message, RegistrationError, fold_word, memoize


@dataclass(frozen=True, slots=True)
class Holds:
    """The class of the mappings in a field of any type, in its annotation."""

    model: type[BaseModel]


@dataclass(frozen=True, slots=True)
class Inherited:
    """Says in the annotation of a field that the value of a book holds for each of its handouts that has none of its own."""


class Aliases(str):
    """Other names of a field, in its annotation: `date: Annotated[str, Aliases("日期 时间")]`. Messages use the first one."""

    __slots__ = ()


@memoize()
def field_aliases(model: type[BaseModel]) -> Mapping[str, str]:
    """The field for each other name in a model. Raises RegistrationError for a word that names two fields."""
    found: dict[str, str] = {}
    for field, info in model.model_fields.items():
        for word in (word for part in info.metadata if isinstance(part, Aliases) for word in part.split()):
            if found.setdefault(fold_word(word), field) != field:
                text = f"{model.__name__}: the name {word!r} is that of {found[fold_word(word)]} and of {field}"
                raise RegistrationError(text)
    return found


def find_field(model: type[BaseModel], word: str) -> str:
    """The field that a word names, in any case or by another name; "" where there is none."""
    if word in model.model_fields:
        return word
    lower = fold_word(word)
    return lower if lower in model.model_fields else field_aliases(model).get(lower, "")


def name_field(model: type[BaseModel], field: str) -> Message:
    """A field in a message: its name, in Chinese the first of its other names."""
    return Message(field, next((word for word, name in field_aliases(model).items() if name == field), field))


MOST_LISTED = 12
"""How many names a message lists: nobody reads more."""


def list_names(names: Iterable[Message]) -> Message:
    """The first of some names in a message."""
    found = list(names)
    shown, are_more = found[:MOST_LISTED], len(found) > MOST_LISTED
    return Message(", ".join(name.en for name in shown) + ", …" * are_more, "、".join(name.zh for name in shown) + "等" * are_more)


@dataclass(frozen=True)
class Choices:
    """The values of a field, in its annotation, each with the words for it: `Choices("end 卷末 文末", "beside 题旁")`.

    What is none of the words is an error; an empty text is left to the type of the field.
    """

    groups: tuple[str, ...]

    def __init__(self, *groups: str) -> None:
        """In each group the first word is the value, the second its usual name in Chinese, in which messages list them."""
        object.__setattr__(self, "groups", groups)

    @cached_property
    def by_word(self) -> Mapping[str, str]:
        """The values by the words for them."""
        return {fold_word(word): words[0] for words in map(str.split, self.groups) for word in words}

    @property
    def described(self) -> Message:
        """All values in a message."""
        words = [group.split() for group in self.groups]
        *first, last = (one[0] for one in words)
        return Message(f"{', '.join(first)} or {last}" if first else last, "、".join(one[1] for one in words))

    def name(self, value: str) -> Message:
        """A value in a message."""
        return Message(value, next((words[1] for words in map(str.split, self.groups) if words[0] == value), value))

    def find(self, word: str) -> str:
        """The value that a word names, also with spaces in it (8 毫米); "" where there is none."""
        return self.by_word.get(fold_word("".join(word.split())), "")

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Validate the value that the word stands for."""
        return no_info_before_validator_function(self._read, handler(source))

    def _read(self, value: Any) -> Any:
        if not isinstance(value, str) or not value.strip():
            return value
        found = self.find(value)
        if not found:
            raise PydanticCustomError("choice_unknown", "", {"choices": self})
        return found


def split_keywords(value: Any) -> Any:
    """The words in a text, such as 甲、乙."""
    return [word for part in _WORDS.split(value) if (word := part.strip().lstrip("#"))] if isinstance(value, str) else value


def split_people(value: Any) -> Any:
    """The names in a text, such as 张三、李四; those of Western people have spaces and commas in them."""
    return [name for part in _NAMES.split(value) if (name := part.strip())] if isinstance(value, str) else value


_WORDS, _NAMES = re.compile(r"[,，、;；]|(?<=\s)(?=#)"), re.compile(r"[，、;；]")
YES_OR_NO = {"是": "true", "要": "true", "开": "true", "对": "true", "否": "false", "不": "false", "不要": "false", "关": "false"}
"""Chinese words for true and false."""


def _read_flag(value: Any) -> Any:
    return YES_OR_NO.get(fold_word(value), value) if isinstance(value, str) else value


Flag = Annotated[bool, BeforeValidator(_read_flag)]
"""A field that is true or false, also in Chinese."""
