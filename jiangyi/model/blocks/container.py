"""How a block type is written in Markdown: the declaration of its `::: name` container."""

from dataclasses import dataclass
from typing import Literal

from jiangyi.core import RegistrationError


@dataclass(frozen=True, slots=True)
class ContainerItems:
    """A container whose contents are lists: each item is an entry of one field of the block."""

    field: str
    """The field of the block that gets the entries, in order."""
    parts: tuple[str, ...] = ()
    """Fields of an entry. An item is split at its first colons (：, or : before white space) into as many parts; the last part
    keeps the rest. Without parts an entry is the text of its item."""


@dataclass(frozen=True, slots=True)
class Container:
    """The Markdown container of a block type: `::: name words {key=value}`, contents, `:::`.

    Each attribute is a field of the block; `words`, `label`, `name`, `body` and `items` say which fields get the rest. Words or
    contents that no field gets are an error of the author.
    """

    names: tuple[str, ...]
    """The names after the colons; the first is the usual one."""
    aliases: tuple[str, ...] = ()
    """Other words for them, in groups: in "key 重点 要点" the first is the name, the others stand for it."""
    words: str = ""
    """The field that gets the words after the name."""
    label: str = ""
    """The field that gets a number typed before those words, such as 一、 or 2."""
    name: str = ""
    """The field that gets the container's name, where there are several."""
    body: str = ""
    """The field that gets the contents as blocks."""
    items: ContainerItems | None = None
    """For contents that are lists and become entries of a field."""
    attributes: tuple[tuple[str, str], ...] = ()
    """Attributes that are part of a field: name of the attribute and `field.part`, as in ("url", "source.url")."""
    converter: Literal["", "exercise", "point", "quote", "table"] = ""
    """The converter (readers.blocks.containers) for a syntax that cannot be declared; of the fields, only names and aliases matter."""

    def check(self, fields: frozenset[str]) -> None:
        """Raise RegistrationError where the declaration names no container, or a field that the block does not have."""
        if not self.names or not all(name.replace("_", "").isalnum() for name in self.names):
            text = f"a container needs names of letters, digits and _, not {self.names!r}"
            raise RegistrationError(text)
        strange = [group for group in self.aliases if group.split()[0] not in self.names]
        if strange:
            text = f"the container {self.names[0]!r} has aliases of unknown names: {', '.join(strange)}"
            raise RegistrationError(text)
        used = {self.words, self.label, self.name, self.body, *(path.partition(".")[0] for _, path in self.attributes)} - {""}
        used |= {self.items.field} if self.items else set()
        if used - fields:
            text = f"the container {self.names[0]!r} names unknown fields: {', '.join(sorted(used - fields))}"
            raise RegistrationError(text)
