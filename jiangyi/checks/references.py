"""Check the targets of cross-references and links."""

import re
from urllib.parse import unquote

from jiangyi.core import Report
from jiangyi.model import Figure, Link, Manuscript, Origin, Ref, Str, inline
from jiangyi.readers import Suggestions

LABELLED = re.compile(r"\[(?P<words>[^\[\]\n]+)\]\[(?P<label>(?!\d+\]|\^|#)[^\[\]\n]*)\]")
"""Words and the label of an address; `[1][2]` are two citations."""
PICTURE = re.compile(r"\.(?:png|jpe?g|gif|webp|svg|bmp)$", re.IGNORECASE)
DEFINED = re.compile(r"^[ \t>]*\[(?!\^)([^\[\]\n]+)\]:", re.MULTILINE)


def check_references(manuscript: Manuscript, report: Report) -> None:
    """Report each `[#id]`, and each id in a field that refers to blocks, that no block of the handout has."""
    ids = {block.id: None for block in manuscript.blocks}
    authored = [name for name in ids if not name.startswith("_")]
    suggest, known = Suggestions(authored), ", ".join(authored[:20])
    for block, item in manuscript.find_inlines(Ref):
        if item.target not in ids:
            place = manuscript.locate(block, f"#{item.target}")
            report.add("ref-unresolved", place, target=item.target, near=suggest(item.target), known=known)
    for block in manuscript.blocks:
        for target in (name for field in block.reference_fields for name in getattr(block, field)):
            if target not in ids:
                report.add("ref-unresolved", manuscript.locate(block, target), target=target, near=suggest(target), known=known)


def check_link_labels(manuscript: Manuscript, report: Report) -> None:
    """Report each `[words][label]` without a definition, which the reader leaves as typed; labels that are numbers are citations."""
    text = manuscript.source.text
    if "][" not in text:
        return
    suggest = Suggestions(DEFINED.findall(text))
    for block, item in manuscript.find_inlines(Str):
        for match in LABELLED.finditer(item.text) if "][" in item.text else ():
            label = match["label"] or match["words"]
            if f"\\{match.group()}" not in text and match.group() in text:
                report.add("link-undefined", manuscript.locate(block, match.group()), label=label, near=suggest(label))


def check_links(manuscript: Manuscript, report: Report) -> None:
    """Report links that are not absolute addresses: a file beside the handout is not distributed with it."""
    for block, item in manuscript.find_inlines(Link):
        if not inline.is_address(item.href):
            href = unquote(item.href)
            if inline.find_handout_link(href):  # whether there is such a handout is known in its workspace
                words = inline.to_plain_text(item.content)
                report.add("link-left", manuscript.locate(block, href), kind=href, made=words)
                continue
            report.add("link-nowhere", manuscript.locate(block, href), href=href, picture=href if PICTURE.search(href) else "")
    for figure in manuscript.find_blocks(Figure):
        if figure.link and not inline.is_address(figure.link):
            report.add("link-nowhere", manuscript.locate(figure, figure.link), href=unquote(figure.link))
    group = manuscript.handout.group
    if not inline.is_printable_address(group):
        report.add("link-nowhere", manuscript.locate(None, group), href=group)
    for block in (None, *manuscript.blocks):
        source = vars(block or manuscript.handout).get("source")
        if isinstance(source, Origin) and source.url and not inline.is_address(source.url):
            report.add("link-nowhere", manuscript.locate(block, source.url), href=source.url)
