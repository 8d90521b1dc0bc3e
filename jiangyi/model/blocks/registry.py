"""The block types: those of this package, found once by scanning its modules, and those of active plug-ins."""

import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from jiangyi.core import RegistrationError, active_extensions, build_registry, memoize
from jiangyi.model.blocks.base import Block
from jiangyi.model.blocks.container import Container

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
    known, lower = available_containers(), word.lower()
    if word in known or lower in known:
        return word if word in known else lower
    added = active_extensions().blocks
    return (_joined_aliases(added) if added else BUILT_IN_ALIASES).get(lower, "")


@memoize(4)
def _joined_aliases(added: tuple[type[Block], ...]) -> Mapping[str, str]:
    return join_aliases((*BUILT_IN_BLOCKS.values(), *added))
