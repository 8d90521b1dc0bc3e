"""Books made of handouts, whose ids are made unique in any book."""

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from jiangyi.core import ById, Memo
from jiangyi.model import inline
from jiangyi.model.anchors import to_anchor
from jiangyi.model.blocks.base import Block
from jiangyi.model.deferred import DeferredHandout, defer_handout
from jiangyi.model.document import Book, Handout, Head, ImageFile, make_global_id, map_children
from jiangyi.model.inline import Cloze, Footnote, IndexTerm, Inline, InlineImage, Ref
from jiangyi.model.names import Inherited
from jiangyi.model.picture_sizes import picture_key

SCOPED_HANDOUTS = Memo[Handout]("scoped_handouts")


def scope_ids(handout: Handout) -> Handout:
    """The handout with ids, and references to them, that are unique in any book; memoized, so the same object for the same handout."""
    if isinstance(handout, DeferredHandout):
        return defer_handout(to_anchor(handout.id), handout.lang, lambda: _scope_ids(handout))
    return SCOPED_HANDOUTS.get_or_compute(id(handout), ById(handout), lambda: _scope_ids(handout))


def _scope_ids(handout: Handout) -> Handout:
    notes, clozes, entries = itertools.count(1), itertools.count(1), itertools.count(1)

    def name(local: str) -> str:
        return make_global_id(handout, local)

    def note_name(label: str) -> str:
        return f"{handout.id} {label}"

    def rule(item: Inline) -> Inline:
        match item:
            case Ref(target, content):
                return Ref(name(target), content)
            case Footnote(content, label):
                return Footnote(content, label if content else note_name(label), name(f"_note{next(notes)}"))
            case Cloze(content):
                return Cloze(content, name(f"_blank{next(clozes)}"))
            case InlineImage(src):
                return replace(item, id=name(picture_key(src)))
            case IndexTerm():
                return replace(item, id=name(f"_entry{next(entries)}"))
        return item

    def visit(child: Any) -> Any:
        if isinstance(child, inline.Text):
            return inline.Text(inline.map_inlines(rule, child.inlines))
        if not isinstance(child, Block):
            return map_children(child, visit)
        refers = {field: tuple(map(name, getattr(child, field))) for field in child.reference_fields}
        return map_children(child, visit, id=name(child.id), **refers)

    found = map_children(handout, visit, id=to_anchor(handout.id))
    notes_of_blocks = {note_name(label): note for label, note in found.notes.items() if isinstance(note, tuple)}
    return found.model_copy(update={"notes": notes_of_blocks})


INHERITED = frozenset(name for name, info in Head.model_fields.items() if any(isinstance(part, Inherited) for part in info.metadata))
"""The settings of a collected book that hold for each of its handouts that does not have them itself."""


def _with_defaults(handout: Handout, defaults: Mapping[str, Any]) -> Handout:
    """The handout with the settings of its book, where it has none of its own."""
    if isinstance(handout, DeferredHandout):
        return defer_handout(handout.id, handout.lang, lambda: _with_defaults(handout.read(), defaults))
    missing = {name: value for name, value in defaults.items() if name not in handout.model_fields_set}
    return handout.model_copy(update=missing) if missing else handout


def make_single_book(handout: Handout, pictures: Mapping[str, ImageFile]) -> Book:
    """A book of one handout; images are keyed by the block ids of the handout as parsed."""
    return collect_book(handout, [(handout, pictures)], collected=False)


def collect_book(
    head: Head, parts: list[tuple[Handout, Mapping[str, ImageFile]]], digests: Iterable[str] = (), *, collected: bool = True
) -> Book:
    """A book of several handouts, with ids scoped by handout; images are keyed by the block ids of each handout as parsed.

    `digests` are those of the files of the handouts, where their markup is to be stored.
    """
    defaults = {name: getattr(head, name) for name in sorted(INHERITED & head.model_fields_set)} if collected else {}
    handouts = tuple(scope_ids(_with_defaults(handout, defaults) if defaults else handout) for handout, _ in parts)
    pictures = {make_global_id(handout, block): picture for handout, found in parts for block, picture in found.items()}
    suffix = f" {defaults!r}" if defaults else ""
    known = {handout.id: digest + suffix for handout, digest in zip(handouts, digests, strict=False)}
    return Book(head, handouts, collected, pictures, digests=known)
