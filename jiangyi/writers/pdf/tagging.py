"""Write a structure tree into a PDF (ISO 32000-1 §14.7), in place of WeasyPrint's tags."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from typing import Any

import pydyf

from jiangyi.engine import collect_items, draw_items
from jiangyi.writers.pdf.reading_order import divide_into_blocks, find_reading_order
from jiangyi.writers.pdf.structure_tree import ROLES, LinkAnnotation, MarkedContent, StructureElement, StructureTree, mark_artifacts


class TaggedPage:
    """A page of the engine that is added to a structure tree when it is drawn, and gives up its boxes then: they are most of the memory."""

    def __init__(self, page: Any, number: int, tree: StructureTree) -> None:
        self._page, self._number, self._tree = page, number, tree

    def __getattr__(self, name: str) -> Any:
        """An attribute of the page."""
        return getattr(self._page, name)

    def paint(self, stream: Any, scale: float = 1) -> None:
        """Draw the page, and mark the artifacts in its stream."""
        paint_page(self._page, self._number, self._tree, stream, scale)
        count = len(stream._tags)
        stream._tags.clear()
        stream._tags.update(dict.fromkeys(range(count)))  # what was marked are boxes; only their number is still needed
        vars(self._page).pop("_page_box")


def paint_page(page: Any, number: int, tree: StructureTree, stream: Any, scale: float) -> None:
    """Draw a page of the engine and add it to a structure tree; its content is drawn in the order of the tree."""
    with stream.stacked():
        stream.transform(a=scale, d=scale)
        items = collect_items(page._page_box, stream)
        visit = tree.add_page(number, page, stream._tags)
        order = [mark for mark in find_reading_order(visit) if mark in items]
        draw_items(stream, [[items[mark] for mark in block] for block in divide_into_blocks(visit, order)])
    mark_artifacts(stream, visit.artifacts)


def with_structure_tree(document: Any) -> tuple[Any, StructureTree]:
    """A document of the engine that fills a structure tree while it is drawn, which can be done once; and the tree."""
    tree, tagged = StructureTree(StructureElement("Document", lang=document.metadata.lang or "")), copy(document)
    tagged.pages = [TaggedPage(page, number, tree) for number, page in enumerate(document.pages)]
    return tagged, tree


_tree_builder: ContextVar[Callable[[Sequence[Any]], StructureTree | None]] = ContextVar("structure tree builder")


@contextmanager
def tree_builder(build: Callable[[Sequence[Any]], StructureTree | None]) -> Iterator[None]:
    """Let `add_tags` write the tree that a function returns for the content streams of all pages; nothing if it returns none."""
    token = _tree_builder.set(build)
    try:
        yield
    finally:
        _tree_builder.reset(token)


def add_tags(pdf: pydyf.PDF, _document: Any, _version: Any, streams: list[Any]) -> None:
    """Write a structure tree into a PDF; it replaces WeasyPrint's function of the same name and arguments."""
    tree = _tree_builder.get()(streams)
    if tree is None:
        return
    drop_annotations(pdf, tree.dropped_annotations)
    write_structure_tree(pdf, tree, [len(stream._tags) for stream in streams])


def drop_annotations(pdf: pydyf.PDF, annotations: Iterable[LinkAnnotation]) -> None:
    """Remove annotations from their pages: every box in a link has one, and one a line is enough."""
    for annotation in annotations:
        page = pdf.objects[pdf.pages["Kids"][annotation.page * 3]]
        page["Annots"].remove(annotation.object.reference)
        annotation.object.clear()


def write_structure_tree(pdf: pydyf.PDF, tree: StructureTree, marks: list[int]) -> None:
    """Write the tree into a PDF (ISO 32000-1 §14.7); `marks` counts the marked-content sequences of each page."""
    root = pydyf.Dictionary({"Type": "/StructTreeRoot", "RoleMap": pydyf.Dictionary({k: f"/{v}" for k, v in ROLES.items()})})
    pdf.add_object(root)
    owners = [pydyf.Array([b"null"] * count) for count in marks]
    nums = pydyf.Array(item for number, array in enumerate(owners) for item in (number, array))
    root["K"] = pydyf.Array([_write_element(pdf, tuple(pdf.page_references), tree.root, root.reference, owners, nums)])
    root["ParentTree"] = _add_object(pdf, {"Nums": nums})
    root["ParentTreeNextKey"] = len(nums) // 2
    if tree.notes:
        names = pydyf.Array(item for note, _ in tree.notes if note.reference for item in (note.entries["ID"], note.reference))
        root["IDTree"] = _add_object(pdf, {"Names": names})
    pdf.catalog["StructTreeRoot"] = root.reference
    pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})


def _add_object(pdf: pydyf.PDF, entries: dict[str, Any]) -> bytes:
    thing = pydyf.Dictionary(entries)
    pdf.add_object(thing)
    return bytes(thing.reference)


class SerializedObject(pydyf.Object):  # type: ignore[misc]
    """A PDF object that is serialized already: a tree has thousands, and building each from dictionaries is slow."""

    data = b""


def _write_element(
    pdf: pydyf.PDF, pages: Sequence[bytes], element: StructureElement, parent: bytes, owners: list[Any], nums: pydyf.Array
) -> bytes:
    """Write an element and its descendants; `owners` and `nums` get the parent tree of marked content and annotations."""
    home_page = next((kid.page for kid in element.kids if not isinstance(kid, StructureElement)), element.page)
    own = SerializedObject()
    pdf.add_object(own)
    element.reference = reference = b"%d 0 R" % own.number
    kids = list[bytes]()
    for kid in element.kids:
        match kid:
            case StructureElement():
                kids.append(_write_element(pdf, pages, kid, reference, owners, nums))
            case MarkedContent(page, mcid):
                owners[page][mcid] = reference
                kids.append(b"%d" % mcid if page == home_page else b"<</Type /MCR/Pg %b/MCID %d>>" % (pages[page], mcid))
            case LinkAnnotation(page, annotation):
                annotation["StructParent"] = len(nums) // 2
                nums.extend((annotation["StructParent"], reference))
                kids.append(b"<</Type /OBJR/Pg %b/Obj %b>>" % (pages[page], annotation.reference))
    more = pydyf.Dictionary(element.entries).data[2:-2] if element.entries else b""
    fields = (element.type.encode(), parent, pages[home_page], more, b" ".join(kids))
    own.data = b"<</Type /StructElem/S /%b/P %b/Pg %b%b/K [%b]>>" % fields
    return reference
