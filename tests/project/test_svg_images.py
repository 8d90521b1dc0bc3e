"""SVG pictures: what is allowed is written anew; scripts, outside files and what cannot be drawn are refused; the rest is named."""

import base64
import io
import re

import pytest
from PIL import Image

from jiangyi.project.pictures.errors import ImageError, LimitError
from jiangyi.project.pictures.inspection import inspect_image
from jiangyi.project.pictures.svg_cleaning import Usage, clean_svg

XMLNS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def svg(content: str, attributes: str = 'viewBox="0 0 30 20"') -> bytes:
    return f"<svg {XMLNS} {attributes}>{content}</svg>".encode()


def cleaned(content: str) -> tuple[str, tuple[str, ...]]:
    """The inside of a picture as it is written, with what was left out."""
    found = clean_svg(svg(content), lambda data: ("image/png", data), Usage())
    inside = re.fullmatch(r"<svg [^>]*?(?:/>|>(.*)</svg>)", found.data.decode(), re.DOTALL)
    assert inside
    return inside[1] or "", found.dropped


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (2, 2)).save(out, "PNG")
    return out.getvalue()


REFUSED = {
    "script": "<script>alert(1)</script>",
    "script of another prefix": '<a:script xmlns:a="http://www.w3.org/2000/svg"/>',
    "script of another namespace": '<script xmlns="http://www.w3.org/1999/xhtml"/>',
    "script in what is left out": "<animate><script/></animate>",
    "handler": '<rect width="1" height="1" onclick="x()"/>',
    "handler of an element that is left out": '<set onbegin="x()"/>',
    "script address": '<a xlink:href=" java&#10;script:x()"><rect width="1" height="1"/></a>',
    "HTML": '<foreignObject width="9" height="9"><p xmlns="http://www.w3.org/1999/xhtml">字</p></foreignObject>',
    "text on a path": '<path id="p" d="M0 0h9"/><text><textPath href="#p">字</textPath></text>',
    "picture file": '<image width="5" height="5" xlink:href="a.png"/>',
    "picture address": '<image width="5" height="5" href="http://127.0.0.1/a.png"/>',
    "element of another file": '<use href="b.svg#a"/>',
    "imported style": '<style>@import "a.css";</style>',
    "imported address": "<style>@import url(http://127.0.0.1/a.css);</style>",
    "escaped address": r"<style>rect{fill:u\72l(http://127.0.0.1/a#b)}</style>",
    "escaped address in an attribute": r'<rect style="fill:u\72 l(//127.0.0.1/a)"/>',
    "address in a paint": '<rect fill="url(http://127.0.0.1/a#b)"/>',
    "font file": "<style>@font-face{font-family:a;src:url(a.woff)}</style>",
    "address in a media rule": "<style>@media print{rect{fill:url(a.svg#a)}}</style>",
    "no picture inside": '<image width="5" height="5" href="data:image/png;base64,AAAA"/>',
    "no data inside": '<image width="5" height="5" href="data:image/png;base64,A"/>',
}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED)
def test_scripts_outside_files_and_holes_are_refused(content: str) -> None:
    with pytest.raises(ImageError):
        inspect_image(svg(content))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_refusals_hold_in_every_encoding(encoding: str) -> None:
    picture = svg('<text y="9">字</text>').decode()
    assert "字" in inspect_image(picture.encode(encoding)).data.decode()
    with pytest.raises(ImageError):
        inspect_image(picture.replace("<text", "<script/><text").encode(encoding))


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "big5", "iso-8859-1", "utf-8"])
def test_declared_encodings_are_read(encoding: str) -> None:
    words = "café" if encoding.startswith("iso") else "文字"
    data = f'<?xml version="1.0" encoding="{encoding}"?>'.encode() + svg(f'<text y="9">{words}</text>').decode().encode(encoding)
    assert words in inspect_image(data).data.decode()


@pytest.mark.parametrize(
    "start",
    [
        "<!DOCTYPE svg>",
        '<!DOCTYPE svg SYSTEM "a.dtd">',
        "<!DOCTYPE a [<!ENTITY a 'b'>]>",
        '<?xml-stylesheet href="a.css"?>',
        "<?php x ?>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_document_types_and_instructions_are_refused(start: str, encoding: str) -> None:
    with pytest.raises(ImageError, match=r"document type|instruction"):
        inspect_image((start + svg("").decode()).encode(encoding))


LEFT_OUT = {
    "effect": ('<rect filter="url(#f)" width="1" height="1"/>', ("<filter>",)),
    "animation": ("<animate/>", ("<animation>",)),
    "words outside of texts": ("<g>字</g>", ("字",)),
    "unknown element with words": ("<flow><para>字</para></flow>", ("字",)),
    "reference to nothing": ('<use href="#x"/>', ("#x",)),
    "link": ('<a href="http://a.cn"><rect width="1" height="1"/></a>', ("http://a.cn",)),
    "value that is none": ('<circle r="甲"/>', ('r="甲"',)),
    "rest of a path": ('<path d="M0 0 L9 9 NaN 3"/>', ("d=… NaN 3",)),
    "colour that is none": ('<rect fill="light-dark(#000, #fff)"/>', ("fill: light-dark(#000, #fff)",)),
    "editor's data": ('<i:a xmlns:i="urn:i">字</i:a><metadata>字</metadata>', ()),
    "editor's attribute": ('<rect data-a="1" class="b" i:c="1" xmlns:i="urn:i"/>', ()),
}


@pytest.mark.parametrize(("content", "dropped"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_what_is_left_out_is_named(content: str, dropped: tuple[str, ...]) -> None:
    assert cleaned(content)[1] == dropped


WRITTEN = {
    "path": ('<path d="M1,2 3-4.5.5a1 1 0 01.5.5z"/>', '<path d="M 1 2 L 3 -4.5"/>'),
    "arc": ('<path d="m0 0a1 1 0 013 4zm1e1-1"/>', '<path d="m 0 0 a 1 1 0 0 1 3 4 z m 10 -1"/>'),
    "polygon": ('<polygon points="0 0,1-1 2"/>', '<polygon points="0,0 1,-1"/>'),
    "transform": ('<g transform="rotate(.5turn) translate(1px,2)"/>', '<g transform="rotate(180) translate(1 2)"/>'),
    "style": ('<rect style="fill: red; width: 3px"/>', '<rect fill="red" width="3px"/>'),
    "rules": ("<style>.a{fill:red!important} g rect{fill:blue}</style><g><rect class='a' fill='#fff'/></g>", '<g><rect fill="red"/></g>'),
    "ids": ('<g id="一"/><use href="#一"/><g id="b"/>', '<g id="i1"/><use xlink:href="#i1"/><g/>'),
    "paint": ('<rect fill="url(#x) red"/>', '<rect fill="red"/>'),
    "font": (
        "<text style='font:bold 12px Arial, 宋体'>字</text>",
        '<text font-size="12px" font-family="Arial, 宋体" font-weight="bold">字</text>',
    ),
    "spaces of text": ("<text> a <tspan>b</tspan> c </text>", "<text> a <tspan>b</tspan> c </text>"),
    "link in a text": ("<text>a<a>b</a>c</text>", "<text>a<tspan>b</tspan>c</text>"),
    "fallback": ("<switch><foreignObject><p/></foreignObject><text>字</text></switch>", "<g><text>字</text></g>"),
    "escapes": ("<text>&lt;script&gt;&amp;</text>", "<text>&lt;script&gt;&amp;</text>"),
}


@pytest.mark.parametrize(("content", "written"), WRITTEN.values(), ids=WRITTEN)
def test_what_is_allowed_is_written_anew(content: str, written: str) -> None:
    assert cleaned(content)[0] == written


@pytest.mark.parametrize("content", [content for content, _ in WRITTEN.values()], ids=WRITTEN)
def test_what_is_written_is_written_again_as_it_is(content: str) -> None:
    once = inspect_image(svg(content)).data
    assert inspect_image(once).data == once


def test_a_picture_inside_is_inspected() -> None:
    address = f"data:image/png;base64,{base64.b64encode(png()).decode()}"
    assert address in inspect_image(svg(f'<image width="5" height="5" href="{address}"/>')).data.decode()
    inner = base64.b64encode(svg("<script/>")).decode()
    with pytest.raises(ImageError, match="script"):
        inspect_image(svg(f'<image width="5" height="5" href="data:image/svg+xml;base64,{inner}"/>'))


def bomb(element: str, reference: str, levels: int = 6, repeats: int = 10) -> str:
    """An element that refers to ten, which each refer to ten."""
    made = f'<{element} id="a0"><rect width="1" height="1"/></{element}>'
    for level in range(1, levels):
        made += f'<{element} id="a{level}">{reference.format(level - 1) * repeats}</{element}>'
    return f"<defs>{made}</defs>{reference.format(levels - 1)}"


BEYOND = {
    "use": bomb("g", '<use href="#a{}"/>'),
    "symbol": bomb("symbol", '<use href="#a{}"/>'),
    "pattern": bomb("pattern", '<rect width="1" height="1" fill="url(#a{})"/>'),
    "pattern by a rule": bomb("pattern", '<rect width="1" height="1" style="fill:url(#a{})"/>'),
    "mask": bomb("mask", '<rect width="1" height="1" mask="url(#a{})"/>'),
    "clip": bomb("clipPath", '<rect width="1" height="1" clip-path="url(#a{})"/>'),
    "marker": bomb("marker", '<path d="M0 0h1h1h1h1" marker-mid="url(#a{})"/>'),
    "use of itself": '<g id="a"><use href="#a"/></g>',
    "use of each other": '<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>',
    "pattern of itself": '<pattern id="a"><rect width="1" height="1" fill="url(#a)"/></pattern><rect fill="url(#a)"/>',
    "gradients of each other": '<linearGradient id="a" href="#b"/><linearGradient id="b" href="#a"/><rect fill="url(#a)"/>',
    "marker of many points": f'<marker id="a"><g>{"<path/>" * 90}</g></marker><path marker-mid="url(#a)" d="M0 0{"h1" * 900}"/>',
    "use of a long text": f'<text id="a">{"字" * 1500}</text>' + '<use href="#a"/>' * 10,
    "levels": "<g>" * 100 + "</g>" * 100,
    "elements": "<g/>" * 50_000,
    "letters": f"<text>{'字' * 10_001}</text>",
    "segments": f'<path d="M0 0{"h1" * 20_001}"/>',
    "points": f'<polygon points="{"1 1 " * 20_001}"/>',
    "number": '<rect width="1e999" height="1"/>',
    "coordinate": '<rect x="-99999999"/>',
    "number of a path": '<path d="M0 1e999"/>',
    "digits": f'<rect width="{"9" * 500}"/>',
    "enlargement": '<g transform="scale(9999)">' * 5 + "</g>" * 5,
    "rules": "<style>" + "* * * * {fill:red}" * 9 + "</style>" + "<g>" * 70 + "</g>" * 70,
    "brackets of a style": f'<rect style="fill:{"(" * 5000}"/>',
    "brackets of a rule": f"<style>{'{' * 5000}</style>",
    "pictures": f'<image href="data:image/png;base64,{base64.b64encode(png()).decode()}"/>' * 101,
}


@pytest.mark.parametrize("content", BEYOND.values(), ids=BEYOND)
def test_limits(content: str) -> None:
    with pytest.raises(LimitError):
        inspect_image(svg(content))


@pytest.mark.parametrize("size", ['viewBox="0 0 1e9 1e9"', 'width="1e400" height="1"', f'width="{"9" * 400}" height="9"'])
def test_sizes_are_limited(size: str) -> None:
    with pytest.raises(LimitError):
        inspect_image(svg("", size))


@pytest.mark.parametrize("size", ['viewBox="0 0 0 0"', 'viewBox="nan nan 9 9"', 'viewBox="1 2 3"', 'width="9"', 'width="-9" height="9"'])
def test_a_size_is_needed(size: str) -> None:
    with pytest.raises(ImageError, match="no size"):
        inspect_image(svg("", size))


def test_sizes() -> None:
    assert [(image.width, image.height) for image in (inspect_image(svg("", 'width="1in" height="5mm"')), inspect_image(svg("")))] == [
        (96, 19),
        (30, 20),
    ]
    assert inspect_image(svg("", 'viewBox="0 0 .2 .1"')).width == 1
