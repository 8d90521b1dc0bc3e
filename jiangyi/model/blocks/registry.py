"""The block types: those of this package, found once by scanning its modules, and those of active plug-ins."""

import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, get_args

from jiangyi.core import Message, RegistrationError, active_extensions, build_registry, fold_word, memoize
from jiangyi.model.blocks.base import Block, Node
from jiangyi.model.blocks.container import Container
from jiangyi.model.names import field_aliases

PACKAGE = "jiangyi.model.blocks"


def _scan() -> Iterator[type[Block]]:
    """The block classes that the modules of this package define."""
    folder = importlib.import_module(PACKAGE).__path__
    for name in sorted(module.name for module in pkgutil.iter_modules(folder)):
        module = importlib.import_module(f"{PACKAGE}.{name}")
        yield from (value for value in vars(module).values() if _is_defined_in(value, module.__name__))


def _is_defined_in(value: Any, module: str) -> bool:
    return isinstance(value, type) and issubclass(value, Block) and value is not Block and value.__module__ == module


def check_block(block: Any) -> None:
    """Raise RegistrationError for anything but a Block subclass with a type, a summary in both languages and a sound container."""
    if not (isinstance(block, type) and issubclass(block, Block)):
        text = f"{block!r} is no subclass of Block"
        raise RegistrationError(text)
    kind = getattr(block, "type", "")
    if not kind.isidentifier():
        text = f"the block {block.__name__} needs a type of letters, digits and _"
        raise RegistrationError(text)
    if len(block.summary.split(" | ")) != 2:
        text = f"the block {kind!r} needs a summary: English | Chinese"
        raise RegistrationError(text)
    if container := own_container(block):
        container.check(frozenset(block.model_fields))


def own_container(block: type[Block]) -> Container | None:
    """The container that a class declares itself: one of a base class writes blocks of that class."""
    return block.__dict__.get("container")


def join_blocks(blocks: Iterable[type[Block]]) -> Mapping[str, type[Block]]:
    """Block types by type. Raises RegistrationError for an incomplete class, or a type or container name that is declared twice."""
    found = tuple(blocks)
    for block in found:
        check_block(block)
    join_containers(found)
    return build_registry("block type", ((block.type, block) for block in found))


def join_containers(blocks: Iterable[type[Block]]) -> Mapping[str, type[Block]]:
    """Block types by the names of their Markdown containers."""
    declared = ((block, own_container(block)) for block in blocks)
    return build_registry("container", ((name, block) for block, container in declared if container for name in container.names))


BUILT_IN_BLOCKS = join_blocks(_scan())
"""The block types of this package by type."""
BUILT_IN_CONTAINERS = join_containers(BUILT_IN_BLOCKS.values())


def join_aliases(blocks: Iterable[type[Block]]) -> Mapping[str, str]:
    """The names of containers by the other words for them. Raises RegistrationError for a word that is declared twice."""
    groups = (group.split() for block in blocks if (container := own_container(block)) for group in container.aliases)
    return build_registry("container alias", ((word, name) for name, *words in groups for word in words))


BUILT_IN_ALIASES = join_aliases(BUILT_IN_BLOCKS.values())


def available_blocks() -> Mapping[str, type[Block]]:
    """Every block type by type, those of active plug-ins too."""
    added = active_extensions().blocks
    return _joined_blocks(added) if added else BUILT_IN_BLOCKS


def available_containers() -> Mapping[str, type[Block]]:
    """The block types by the names of their Markdown containers, those of active plug-ins too."""
    added = active_extensions().blocks
    return _joined_containers(added) if added else BUILT_IN_CONTAINERS


@memoize(4)
def _joined_blocks(added: tuple[type[Block], ...]) -> Mapping[str, type[Block]]:
    return join_blocks((*BUILT_IN_BLOCKS.values(), *added))


@memoize(4)
def _joined_containers(added: tuple[type[Block], ...]) -> Mapping[str, type[Block]]:
    return join_containers((*BUILT_IN_BLOCKS.values(), *added))


def find_container_name(word: str) -> str:
    """The name of the container that a word names, in any case or by another word for it; "" where there is none."""
    known, lower = available_containers(), fold_word(word)
    if word in known or lower in known:
        return word if word in known else lower
    added = active_extensions().blocks
    return (_joined_aliases(added) if added else BUILT_IN_ALIASES).get(lower, "")


def find_block_type(word: str) -> tuple[str, Mapping[str, str]]:
    """The type of the blocks that a word names, in any case or by another word, and the fields that it gives; "" where there is none.

    The name of a container is one of the type of its block: 重点 is a callout of the kind key.
    """
    known, lower = available_blocks(), fold_word(word)
    if word in known or lower in known:
        return word if word in known else lower, {}
    own = next((kind for kind, block in known.items() if lower in block.aliases.split()), "")
    if own:
        return own, {}
    name = find_container_name(lower)
    block = available_containers().get(name)
    if block is None:
        return "", {}
    field = block.container.name if block.container else ""
    return block.type, {field: name} if field else {}


def list_type_words() -> list[str]:
    """All words for types of blocks: their names, those of their containers, and the other words for both."""
    added = active_extensions().blocks
    other = [word for block in available_blocks().values() for word in block.aliases.split()]
    return [*available_blocks(), *available_containers(), *(_joined_aliases(added) if added else BUILT_IN_ALIASES), *other]


def name_container(name: str) -> Message:
    """A container in a message: its name, in Chinese the first of the other words for it."""
    container = available_containers()[name].container
    groups = (group.split() for group in (container.aliases if container else ()))
    return Message(name, next((words[0] for own, *words in groups if own == name and words), name))


def name_block_type(kind: str) -> Message:
    """The type of a block in a message: its name, in Chinese the first of the other words for it."""
    own = available_blocks()[kind].aliases.split()
    if own:
        return Message(kind, own[0])
    return name_container(kind) if kind in available_containers() else Message(kind, kind)


def find_attribute(word: str, *, is_sure: bool = True) -> str:
    """The attribute of blocks in Markdown that a word names, in any case or in Chinese; the word itself where there is none.

    Unless it is sure that the word is one, the fields that hold running text are left out: `{答案：A}` may be a part of a text.
    """
    known = _known_attributes(active_extensions().blocks)
    found = known.get(word) or known.get(fold_word(word), "")
    return found if found and (is_sure or found == word or found not in RUNNING_TEXT) else word


def is_attribute(word: str) -> bool:
    """Whether a word names an attribute of blocks in Markdown, in any case or in Chinese."""
    known = _known_attributes(active_extensions().blocks)
    return word in known or fold_word(word) in known


def attribute_words(name: str) -> tuple[str, ...]:
    """The names of an attribute in Markdown."""
    return (name, *(word for word, own in _known_attributes(active_extensions().blocks).items() if own == name != word))


RUNNING_TEXT = frozenset(
    [
        "text",
        "tex",
        "body",
        "blocks",
        "sections",
        "stem",
        "options",
        "answer",
        "explanation",
        "scoring",
        "questions",
        "items",
        "rows",
        "src",
        "alt",
        "credit",
        "link",
        "format",
        "was",
        "line",
        "reads",
        "decorative",
        "ordered",
        "cut_off",
    ]
)
"""The fields that hold the text of blocks, or whose names are words of many texts."""
OF_CONTAINERS = (("表头", "head"),)
"""The words for attributes that only the converter of a container knows."""


@memoize(4)
def _known_attributes(added: tuple[type[Block], ...]) -> Mapping[str, str]:
    """The attributes by their names; a word that means different fields in different blocks is none of them."""
    blocks = (*BUILT_IN_BLOCKS.values(), *added)
    pairs = [(name, name) for block in blocks for name in block.model_fields]
    pairs += [pair for block in blocks for pair in field_aliases(block).items()]
    paths = {path for block in blocks if (container := own_container(block)) for path in container.attributes}
    for name, path in paths:
        pairs.append((name, name))
        field, _, part = path.partition(".")
        owners = (block.model_fields[field].annotation for block in blocks if field in block.model_fields)
        models = {inner for owner in owners for inner in get_args(owner) if isinstance(inner, type) and issubclass(inner, Node)}
        pairs += [(word, name) for model in models for word, own in field_aliases(model).items() if own == part == name]
    found: dict[str, set[str]] = {}
    for word, name in pairs:
        found.setdefault(word, set()).add(name)
    return {word: min(names) for word, names in found.items() if len(names) == 1} | dict(OF_CONTAINERS)


@memoize(4)
def _joined_aliases(added: tuple[type[Block], ...]) -> Mapping[str, str]:
    return join_aliases((*BUILT_IN_BLOCKS.values(), *added))
