"""Vector pictures in an EPUB: whatever a drawing program wrote, what is kept of it is valid."""

import base64
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from tests.support import invoke

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="40mm" height="30mm" viewBox="0 0 40 30"'


def photograph() -> str:
    out = io.BytesIO()
    Image.new("RGB", (4, 3), "red").save(out, "PNG")
    return f"data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}"


PICTURES = {
    "style": f"{HEAD}><style>.a, rect > circle {{ fill: #f00 !important; -x-y: 1 }} "
    f"@media print {{ .a {{ fill: red }} }}</style>"
    '<rect class="a b" id="甲 乙" width="3" height="2"/></svg>',
    "gradient": f'{HEAD}><defs><linearGradient id="g"><stop offset="0" stop-color="red"/><stop offset="1" style="stop-color: blue"/>'
    '</linearGradient><radialGradient id="h" xlink:href="#g"/></defs><rect width="9" height="9" fill="url(#g)"/>'
    '<circle r="4" fill="url(#h)"/></svg>',
    "text": f'{HEAD}><title>题</title><desc>说明</desc><text x="1 2 3" y="9" font-family="宋体, serif" xml:lang="zh">文 '
    '<tspan dy="2" font-weight="bold">字</tspan></text><a xlink:href="#x"><text>链</text></a></svg>',
    "use": f'{HEAD}><defs><g id="s"><path d="M0 0h3v2z"/></g><clipPath id="c"><rect width="5" height="5"/></clipPath><marker id="m" '
    'markerWidth="3" markerHeight="3"><path d="M0 0L3 3"/></marker><pattern id="p" width="2" height="2" patternUnits="userSpaceOnUse">'
    '<rect width="1" height="1"/></pattern></defs><use xlink:href="#s" x="3"/><g clip-path="url(#c)"><path d="M0 0L9 9" '
    'marker-end="url(#m)"/></g><rect width="9" height="9" fill="url(#p)"/></svg>',
    "picture": f'{HEAD}><image width="4" height="3" xlink:href="{photograph()}"/></svg>',
    "program": f'<?xml version="1.0" encoding="UTF-8"?><!-- 作者 -->{HEAD} xmlns:sodipodi="http://x.test/s" sodipodi:docname="a.svg" '
    'data-name="层" role="img" aria-label="图" version="1.1" baseProfile="full" enable-background="new"><metadata/>'
    '<sodipodi:namedview pagecolor="#fff"/><g sodipodi:nodetypes="cc" transform="translate(1 2) rotate(3)" opacity=".5">'
    '<ellipse rx="3" ry="2"/><polyline points="0,0 1,1 2 0"/><switch><g systemLanguage="zh"><line x2="3" y2="3" stroke="black"/></g>'
    "</switch></g></svg>",
}


@pytest.mark.validator
def test_what_is_kept_of_vector_pictures_is_valid(workspace: Path, epubcheck: Callable[[Path], list[str]]) -> None:
    for name, svg in PICTURES.items():
        (workspace / "content" / f"{name}.svg").write_text(svg, "utf-8")
    (workspace / "content" / "utf16.svg").write_bytes(PICTURES["use"].encode("utf-16"))
    names = [*PICTURES, "utf16"]
    text = "# 例\n\n" + "".join(f"![{name}]({name}.svg)\n\n文 ![{name}]({name}.svg) 字。\n\n" for name in names)
    (workspace / "content" / "例.md").write_text(text, "utf-8")
    done = invoke("build", "--to", "epub", "--workspace", workspace)
    assert done.returncode == 0, done.stderr
    assert epubcheck(workspace / "output" / "例.epub") == []
    with zipfile.ZipFile(workspace / "output" / "例.epub") as archive:
        kept = [ElementTree.fromstring(archive.read(name)) for name in archive.namelist() if name.endswith(".svg")]
    assert len(kept) == len(PICTURES)
    assert all(element.tag.startswith("{http://www.w3.org/2000/svg}") for root in kept for element in root.iter())
