"""The preview notices each kind of file that is added, changed, moved or removed while it runs."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from jiangyi.project.workspace import Workspace
from jiangyi.studio.live.live_documents import LiveDocuments
from tests.support import ROOT
from tests.theme.test_font_roles import CONFIG, make_font

pytestmark = pytest.mark.slow

HANDOUT = "---\ntitle: 例\n{head}---\n\n正文。\n\n![图](图.svg)\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="{height}"><rect width="40" height="20"/></svg>\n'
BOOK = "title: {title}\noutput: 合集\nhandouts: [例.md]\n"
GAP = '<p class="paragraph" id="{{{{ block.id }}}}">{word}{{{{ text(block.text) }}}}</p>\n'

CHARACTERS = "正文例图。" + "".join(map(chr, range(32, 127)))

Write = Callable[[Path, int], None]


def text_file(pattern: str, *values: str, name: str = "value") -> Write:
    """A function that writes the first or the second version of a file."""
    return lambda path, version: _write(path, pattern.format(**{name: values[version]}))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def theme_file(path: Path, version: int) -> None:
    _write(path, f":root {{ --accent: #{version + 1}{version + 1}1111 }}\n")


KINDS: dict[str, tuple[str, Write]] = {
    "template": ("templates/blocks/paragraph.html.j2", text_file(GAP, "甲", "乙", name="word")),
    "stylesheet": ("styles/blocks/paragraph.css", text_file("p {{ letter-spacing: {value}pt }}\n", "1", "2")),
    "theme": ("styles/themes/mine.css", theme_file),
    "paper": ("styles/papers/a4.css", text_file(":root {{ --outer: {value}mm }}\n", "30", "40")),
    "picture": ("content/图.svg", text_file(SVG, "20", "30", name="height")),
    "book.yaml": ("content/book.yaml", text_file(BOOK, "合集", "全集", name="title")),
    "handout": ("content/另.md", text_file("# {value}\n\n文。\n", "另一份", "另外一份")),
}
"""The path of a file of each kind, and the function that writes its two versions."""


def describe(studio: LiveDocuments) -> object:
    """Run all tasks. Returns what the preview shows: documents, their titles, states, pages and diagnostics."""
    for _ in range(200):
        studio.open_documents = tuple(studio.entries)
        if not studio.step():
            break
    pages = {name: studio.views[name].print_digest for name, entry in studio.entries.items() if entry.state == "fresh"}  # others are old
    return [
        (name, entry.title, entry.state, pages.get(name), [one.code for one in studio.collect_diagnostics(name)])
        for name, entry in studio.entries.items()
    ]


@pytest.fixture
def studio(workspace: Path) -> LiveDocuments:
    """A workspace whose folders of templates and styles contain files already."""
    for name in ("templates/blocks/gap.html.j2", "styles/blocks/gap.css"):
        (workspace / name).parent.mkdir(parents=True)
        shutil.copy(ROOT / name, workspace / name)
    _write(workspace / "content" / "例.md", HANDOUT.format(head=""))
    _write(workspace / "content" / "图.svg", SVG.format(height=10))
    return LiveDocuments(Workspace(workspace))


@pytest.mark.parametrize("kind", KINDS)
def test_every_change_of_a_file_is_noticed(studio: LiveDocuments, kind: str) -> None:
    name, write = KINDS[kind]
    path = studio.workspace.root / name
    if kind == "theme":
        _write(studio.workspace.content / "例.md", HANDOUT.format(head="theme: mine\n"))
    if kind == "picture":
        path.unlink()
    seen = [describe(studio)]

    def report(path: Path) -> None:
        studio.report_changes([path])
        seen.append(describe(studio))

    write(path, 0)
    report(path)  # added
    write(path, 1)
    report(path)  # changed
    moved = studio.workspace.root / "elsewhere" / path.name
    moved.parent.mkdir()
    path.rename(moved)
    report(path)  # moved away
    moved.rename(path)
    report(path)  # moved back
    path.unlink()
    report(path)  # removed
    added, modified, away, back, removed = seen[1:]
    assert added != seen[0]
    assert modified not in (seen[0], added)
    assert away == removed == seen[0]
    assert back == modified


def test_every_change_of_a_font_folder_is_noticed(studio: LiveDocuments, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "fonts"
    folder.mkdir()
    (tmp_path / "fonts.conf").write_text(CONFIG.format(folder, tmp_path / "cache"), "utf-8")
    monkeypatch.setenv("FONTCONFIG_FILE", str(tmp_path / "fonts.conf"))
    font, moved = folder / "a.ttf", tmp_path / "a.ttf"
    make_font(folder / "b.ttf", "B", CHARACTERS)
    studio.report_changes([folder])
    seen = [describe(studio)]
    for action in (
        lambda: make_font(font, "A", CHARACTERS),
        lambda: (make_font(moved, "A", CHARACTERS + "新"), moved.replace(font)),
        lambda: font.rename(moved),
        lambda: moved.rename(font),
        font.unlink,
    ):
        action()
        studio.report_changes([font])
        seen.append(describe(studio))
    before, added, modified, away, back, removed = seen
    assert added != before
    assert modified not in (before, added)
    assert away == removed == before
    assert back == modified


def test_a_book_is_listed_by_its_title(workspace: Path) -> None:
    (workspace / "content" / "一.md").write_text("# 一\n", "utf-8")
    (workspace / "content" / "book.yaml").write_text("title: 冬季班合集\nhandouts: [一.md]\n", "utf-8")
    assert LiveDocuments(Workspace(workspace)).entries["book.yaml"].title == "冬季班合集"
