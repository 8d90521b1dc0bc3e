"""The handouts of a collected book have different ids, and different files in an e-book, whatever they are called."""

import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.build import BuildRequest
from jiangyi.build.plan import plan_build
from jiangyi.core import Report
from jiangyi.model import to_anchor
from jiangyi.project import Workspace, load_project
from jiangyi.render.epub_markup import name_chapter
from jiangyi.writers.epub.packaging import _uid
from tests.law import law
from tests.support import invoke

NAMES = ("nav", "cover", "title", "back", "toc", "answers", "con", "Aux", "aux", "a.b", "a-b", "a", "x" * 200)
"""Names of handouts that would be files of another purpose, or those of each other on some system."""


def write(place: Path, **files: str) -> Path:
    """A workspace with these handouts, by their paths with a double underscore for each dot."""
    for name, text in files.items():
        path = place / "content" / name.replace("__", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return place


@pytest.mark.parametrize(
    ("handouts", "column"),
    [
        ("[甲/讲义.md, 乙/讲义.md]", 21),
        ("[甲/讲义.md, ./甲/讲义.md]", 21),
        ("[甲/讲义.md, 乙/丙.md]", 21),
    ],
)
def test_two_handouts_of_one_id_in_a_book_are_an_error(tmp_path: Path, handouts: str, column: int) -> None:
    texts = {"甲/讲义__md": "# 甲\n\n段。\n", "乙/讲义__md": "# 乙\n\n段。\n", "乙/丙__md": "---\ntitle: 丙\nid: 讲义\n---\n\n段。\n"}
    place = write(tmp_path, **texts, book__yaml=f"title: 合\nhandouts: {handouts}\n")
    project, report = load_project(Workspace(place)), Report()
    plan = plan_build(project, BuildRequest(paths=(project.path,), formats=("txt",)), report)
    assert plan.jobs == []
    assert [(one.code, one.span.line, one.span.column) for one in report] == [("handout-repeated", 2, column)]


@pytest.mark.slow
def test_no_handout_of_a_book_takes_the_place_of_another_file(tmp_path: Path) -> None:
    question = "::: exercise\n计算 1+1。\n\n答案：2\n:::\n"
    named = {number: name for number, name in enumerate(NAMES) if "." not in name}
    texts = {f"f{number}__md": f"---\ntitle: 题{number}\nid: {name}\n---\n\n独有{number}段。\n" for number, name in named.items()}
    texts["a__b__md"] = f"# 题\n\n独有{NAMES.index('a.b')}段。\n"
    texts["题/q__md"] = f"---\ntitle: 问\nanswers: end\n---\n\n{question}\n# 节 {{#answers}}\n\n问节独有。\n"
    texts["题/a2__md"] = "---\ntitle: 点\n---\n\n# 节 {#b}\n\n点节独有。\n"
    listed = ", ".join(f'"{name.replace("__", ".")}"' for name in texts)
    place = write(tmp_path, **texts, book__yaml=f"title: 合\nhandouts: [{listed}]\n")
    done = invoke("build", "--to", "epub", "--workspace", place, place / "content" / "book.yaml")
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(place / "output" / "book.epub") as book:
        names = [name.casefold() for name in book.namelist()]
        whole = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xhtml"))
    assert len(set(names)) == len(names)
    assert all(words in whole for words in (*(f"独有{number}段" for number in range(len(NAMES))), "问节独有", "点节独有"))


@law(200)
@given(st.lists(st.text("aAbB.-_~1中", min_size=1, max_size=4) | st.sampled_from(NAMES), min_size=2, max_size=2, unique=True))
def test_different_names_have_different_files_on_every_system(names: list[str]) -> None:
    files = [name_chapter(to_anchor(name)) for name in names]
    assert files[0].casefold() != files[1].casefold()
    assert _uid(files[0]) != _uid(files[1])
    assert all(len(file) < 100 for file in files)
