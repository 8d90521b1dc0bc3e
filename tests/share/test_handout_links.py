"""Links between handouts: which files they name, and what a share makes of them."""

import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.model import find_handout_link
from jiangyi.share.handout_links import fill_links, find_ids
from tests.law import law
from tests.share.test_folder import files_of
from tests.support import invoke

NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\"'<>&#=`"), min_size=1)


class Links(HTMLParser):
    """The attributes of each link of a page."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.found: list[dict[str, str | None]] = []
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found.append(dict(attrs))


@pytest.mark.parametrize(
    ("href", "found"),
    [
        ("other.md", ("other", "")),
        ("../乙/%E7%94%B2.md#two", ("甲", "two")),
        ("a.b.yaml", ("a.b", "")),
        ("讲义.YML#", ("讲义", "")),
        ("https://example.org/a.md", None),
        ("//example.org/a.md", None),
        ("/etc/a.md", None),
        ("mailto:a@b.md", None),
        ("附件.docx", None),
        ("a.md?raw#b", None),
        ("#a.md", None),
    ],
)
def test_which_links_lead_to_handouts(href: str, found: tuple[str, str] | None) -> None:
    assert find_handout_link(href) == found


@law(60)
@given(NAMES, NAMES)
def test_places_become_links_with_any_names(target: str, address: str) -> None:
    """The other markup stays as it is, and what is not shared stays a place without an address."""
    quoted = target.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    page = f'<p id=a>a data-handout=none <a data-handout="{quoted}">甲</a> <a data-handout=none>乙</a></p>'.encode()
    filled = fill_links(page, lambda name: address if name == target else "")
    assert Links(filled).found == [{"href": address}, {"data-handout": "none"} if target != "none" else {"href": address}]
    assert filled.startswith(b"<p id=a>a data-handout=none <a href=")
    assert find_ids(filled) == {"a"}


@pytest.mark.slow
def test_handouts_lead_to_each_other(tmp_path: Path) -> None:
    """In a share to the page, in the page of the collected book to the place; on paper there are only the words."""
    content = tmp_path / "content"
    content.mkdir()
    files = {
        "book.yaml": "title: 夜校\nhandouts: [甲.md, other.md]\n",
        "甲.md": "---\ntitle: 甲讲\n---\n\n# 一 {#one}\n\n见[乙二](other.md#two)、[乙](./other.md)、[没有](none.md#x)。\n",
        "other.md": "---\ntitle: 乙讲\n---\n\n# 二 {#two}\n\n回[甲一](<甲.md#one>)、[甲](甲.md#nothing)、[丙](丙.yaml)。\n",
        "丙.yaml": "title: 丙讲\nblocks:\n  - 见[乙二](other.md#two)。\n",
    }
    for name, text in files.items():
        (content / name).write_text(text, "utf-8")
    checked = invoke("check", "--workspace", tmp_path)
    assert (checked.stdout + checked.stderr).count("link-left") == 1
    for _ in range(2):
        done = invoke("share", "--workspace", tmp_path, "--to", "html,txt,epub")
        assert done.returncode == 0, done.stderr
    assert ", 0 written, 0 removed" in done.stderr
    found = files_of(tmp_path / "output" / "share")
    pages = {path.removeprefix("handouts/"): Links(data).found for path, data in found.items() if path.endswith(".html")}
    pages = {name: [link for link in links if "class" not in link] for name, links in pages.items() if "/" not in name}
    leading = {name: [href for link in links if ".html" in (href := link.get("href") or "")] for name, links in pages.items()}
    first = next(path for path in leading if path.startswith("jia"))
    ids = find_ids(found[f"handouts/{first}"])
    one = next(name for name in ids if name.endswith(".one"))
    assert leading[first] == ["other.html#other.two", "other.html"]
    assert leading["other.html"] == [f"{first}#{one}", first, "bing.html"]
    assert leading["bing.html"] == ["other.html#other.two"]
    book = next(links for name, links in pages.items() if name not in ("other.html", "bing.html", first, "index.html", "topics.html"))
    assert [link["data-handout"] for link in book if "data-handout" in link] == ["none#x"]
    assert {"#other.two", "#other", f"#{one}", "bing.html"} <= {link.get("href") for link in book}
    assert "见乙二、乙、没有。" in found["handouts/jia.txt"].decode()
    with zipfile.ZipFile(tmp_path / "output" / "share" / "handouts" / "book.epub") as book:
        chapters = {name: book.read(name).decode() for name in book.namelist() if name.endswith(".xhtml")}
    text = next(chapter for chapter in chapters.values() if "没有" in chapter)
    assert ('other.two.xhtml">乙二</a>' in text, 'other.xhtml">乙</a>' in text, "、没有。" in text) == (True, True, True)
    assert "data-handout" not in "".join(chapters.values())
    with zipfile.ZipFile(tmp_path / "output" / "share" / "handouts" / "other.epub") as single:
        assert any("回甲一、甲、丙。" in single.read(name).decode() for name in single.namelist() if name.endswith(".xhtml"))
