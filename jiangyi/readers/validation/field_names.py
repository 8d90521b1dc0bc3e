"""Data whose keys and types of blocks are named as in the model: they may be written in any case, and in Chinese."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, ForwardRef, NamedTuple, get_args, get_origin

from pydantic import BaseModel

from jiangyi.core import TYPE_WORDS, DataPath, LocatedData, Report, SpanMap, fold_word, memoize
from jiangyi.model import Block, Holds, Node, available_blocks, find_block_type, find_field

TYPE = TYPE_WORDS[0]
"""The key that gives the type of a block."""


class _Shape(NamedTuple):
    """What mappings in a field are: of which class, where they are no blocks, and whether their keys are names of the author's."""

    model: type[BaseModel] | None = None
    is_keyed: bool = False


def translate_names(model: type[BaseModel], located: LocatedData, report: Report) -> LocatedData:
    """The data with the names of the model for all keys and types; a key that is given twice is reported and its first value kept."""
    if not _has_others(located.data, _Shape(model), is_head=True):
        return located
    names = _Names(located, report)
    data = names.translate(located.data, _Shape(model), ())
    if not names.renamed:
        return located if data is located.data else replace(located, data=data)
    move = _Mover(names.renamed)
    return replace(
        located,
        data=data,
        value_spans=_move_spans(located.value_spans, move),
        key_spans=_move_spans(located.key_spans, move),
        scalars={move(path): token for path, token in located.scalars.items()},
        typed_keys={move(path): str(path[-1]) for path in names.renamed},
    )


def _has_others(value: Any, shape: _Shape, *, is_head: bool = False) -> bool:
    """Whether data have names that are not those of the model; most handouts have none, so this is quick and makes nothing."""
    if value.__class__ is list:
        return any(_has_others(item, shape) for item in value if item.__class__ is not str)
    if not isinstance(value, dict):
        return False
    if shape.is_keyed:
        inner = shape._replace(is_keyed=False)
        return any(_has_others(item, inner) for item in value.values())
    model = shape.model
    if not is_head and TYPE in value:
        kind = value[TYPE]
        model = available_blocks().get(kind) if isinstance(kind, str) else model
        if model is None:
            return True
    if model is None:
        return bool(value)
    shapes = _shapes_of(model)
    for key, item in value.items():
        known = shapes.get(key)
        if known is None:
            if key != TYPE:
                return True
        elif item.__class__ is not str and _has_others(item, known):
            return True
    return False


@memoize()
def _shapes_of(model: type[BaseModel]) -> Mapping[str, _Shape]:
    """What the mappings in each field are."""
    return {name: _shape_of(model, name) for name in model.model_fields}


@dataclass
class _Names:
    """Translates data; `renamed` collects the new key by the path of each key that is renamed."""

    located: LocatedData
    report: Report
    renamed: dict[DataPath, str] = field(default_factory=dict)

    def translate(self, value: Any, shape: _Shape, path: DataPath) -> Any:
        """The value with the names of its model; the same object where it has none to translate."""
        if isinstance(value, list):
            items = [self.translate(item, shape, (*path, n)) if isinstance(item, list | dict) else item for n, item in enumerate(value)]
            return items if any(new is not old for new, old in zip(items, value, strict=True)) else value
        if not isinstance(value, dict):
            return value
        if shape.is_keyed:
            inner = shape._replace(is_keyed=False)
            return _keep_same(value, {key: self.translate(item, inner, (*path, key)) for key, item in value.items()})
        typed, block = _find_type(value) if path else ("", None)
        model = block or shape.model or (Block if typed else None)
        return _keep_same(value, self._translate_fields(value, model, typed, path)) if model else value

    def _translate_fields(self, value: dict[str, Any], model: type[BaseModel], typed: str, path: DataPath) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key, item in value.items():
            inner = (*path, key)
            name = TYPE if key == typed else find_field(model, key) or key
            if name in data:
                self._report_twice(inner, name, path)
                continue
            if name != key:
                self.renamed[inner] = name
            if key == typed and isinstance(item, str):
                data |= _name_type(item)
            else:
                data[name] = self.translate(item, _shape_of(model, name), inner) if isinstance(item, list | dict) else item
        return data

    def _report_twice(self, typed: DataPath, name: str, path: DataPath) -> None:
        back = {new: old for old, new in self.renamed.items() if old[:-1] == path}
        first = self.located.key_span(back.get(name, (*path, name)))
        self.report.add("yaml-duplicate-key", self.located.key_span(typed), key=typed[-1], line=first.line)


def _keep_same(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """The old mapping where the new one has the same keys and objects."""
    is_same = len(old) == len(new) and all(key in new and new[key] is item for key, item in old.items())
    return old if is_same else new


def _find_type(value: dict[str, Any]) -> tuple[str, type[BaseModel] | None]:
    """The key that gives the type of a block, as typed, and the class that it names."""
    typed = TYPE if TYPE in value else next((key for key in value if fold_word(key) in TYPE_WORDS), "")
    name = value.get(typed)
    return typed, available_blocks().get(find_block_type(name)[0]) if isinstance(name, str) else None


def _name_type(word: str) -> dict[str, str]:
    """The fields that a type stands for: a container's name, such as 重点, may say more than the type."""
    kind, fields = find_block_type(word)
    return {TYPE: kind or word, **fields}


@memoize()
def _shape_of(model: type[BaseModel], name: str) -> _Shape:
    """What the mappings in a field are."""
    info = model.model_fields.get(name)
    found, keyed = list[type[BaseModel]](), list[bool]()

    def visit(annotation: Any, metadata: tuple[Any, ...]) -> None:
        found.extend(part.model for part in metadata if isinstance(part, Holds))
        if get_origin(annotation) is Annotated:
            inner, *more = get_args(annotation)
            visit(inner, tuple(more))
        elif isinstance(annotation, ForwardRef | str):  # only a class that refers to itself has one
            found.append(model)
        elif isinstance(annotation, type) and issubclass(annotation, Node):
            found.append(annotation)
        else:
            keyed.extend([True] * (get_origin(annotation) in (Mapping, dict)))
            for part in get_args(annotation):
                visit(part, ())

    if info is not None:
        visit(info.annotation, tuple(info.metadata))
    return _Shape(found[0] if found else None, bool(keyed))


class _Mover:
    """The path of each value under its new keys."""

    def __init__(self, renamed: Mapping[DataPath, str]) -> None:
        self._renamed = renamed
        self._known: dict[DataPath, DataPath] = {(): ()}

    def __call__(self, path: DataPath) -> DataPath:
        """The new path."""
        found = self._known.get(path)
        if found is None:
            found = self._known[path] = (*self(path[:-1]), self._renamed.get(path, path[-1]))
        return found


def _move_spans(spans: Any, move: _Mover) -> Any:
    return spans.move(move) if isinstance(spans, SpanMap) else {move(path): span for path, span in spans.items()}
