"""Facts about handouts: what is reported with them is what is reported without, and unchanged handouts are not read."""

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PIL import Image

from jiangyi.build import handout_facts, load
from jiangyi.build.check_all import check_workspace
from jiangyi.build.environment import open_store
from jiangyi.build.handout_facts import FactsTable, HandoutFacts
from jiangyi.checks import PluginCheck
from jiangyi.core import CatalogueEntry, CatalogueExample, Extensions, Message, Report, Session, Severity
from jiangyi.model import Manuscript
from jiangyi.project.project import load_project
from jiangyi.project.workspace import Workspace
from jiangyi.store import read_table, write_table
from tests.support import session_with_fonts

WORDS = "为什么要办社区食堂，先要从老人说起，再说上班族，最后说社区自己，一层一层往下问，问到没有话说为止，才算问完。"
HANDOUTS = {
    "甲.md": f"# 甲\n\n{WORDS}\n\n![图](图.png)\n\n“缺一半引号\n",
    "乙.md": f"# 乙\n\n{WORDS}\n\n<!-- jiangyi: off cut-off -->\n这一段没有写完，后面还有\n\n另一段也没有写完，后面还\n",
    "丙.md": "---\ntitle: 丙\ntheme: nosuch\n---\n\n正文。\n",
    "丁.yaml": "title: 丁\nblocks:\n  - type: paragraph\n    text: 正文。\n",
    "戊.md": "---\ntitle: 戊\nchecks: {off: [duplicate-paragraph]}\n---\n\n" + WORDS + "\n",
    "book.yaml": "title: 集\nchecks: {off: [no-final-mark]}\nhandouts: [甲.md, 乙.md]\n",
}


@pytest.fixture
def place(workspace: Path) -> Path:
    for name, text in HANDOUTS.items():
        (workspace / "content" / name).write_text(text, "utf-8")
    picture(workspace, "red")
    return workspace


def picture(workspace: Path, colour: str) -> None:
    Image.new("RGB", (8, 8), colour).save(workspace / "content" / "图.png")


def check(workspace: Path, *, stored: bool = True) -> list[str]:
    """Every diagnostic, as a new process reports it, with the store or without."""
    with session_with_fonts().activate():
        if stored:
            open_store(Workspace(workspace))
        report = Report()
        check_workspace(load_project(Workspace(workspace)), (), report)
    return [repr(one) for one in report]


def facts(workspace: Path) -> Path:
    return workspace / ".jiangyi" / "cache" / handout_facts.FILE_NAME


def count_reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the handouts that are read from now on."""
    found, read = [], load.read_handout
    monkeypatch.setattr(load, "read_handout", lambda place, path: found.append(path.name) or read(place, path))  # type: ignore[func-returns-value]
    return found


def test_unchanged_handouts_are_not_read(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = check(place)
    assert {"duplicate-paragraph", "theme-unknown", "quote-unbalanced"} <= {line.split("'")[1] for line in first}
    read = count_reads(monkeypatch)
    assert check(place) == first
    assert read == []
    (place / "content" / "乙.md").write_text("# 乙\n\n正文。\n", "utf-8")
    assert check(place) == check(place, stored=False)
    assert read == ["乙.md", *sorted(name for name in HANDOUTS if name != "book.yaml")]


EDITS: dict[str, Callable[[Path], Any]] = {
    "text": lambda place: (place / "content" / "甲.md").write_text(f"# 甲\n\n{WORDS.replace('最后', '末了')}\n", "utf-8"),
    "text again": lambda place: (place / "content" / "甲.md").write_text(HANDOUTS["甲.md"], "utf-8"),
    "broken": lambda place: (place / "content" / "丁.yaml").write_text("title: [", "utf-8"),
    "mended": lambda place: (place / "content" / "丁.yaml").write_text(HANDOUTS["丁.yaml"], "utf-8"),
    "picture": lambda place: picture(place, "blue"),
    "no picture": lambda place: (place / "content" / "图.png").unlink(missing_ok=True),
    "similar picture": lambda place: (place / "content" / "图1.png").write_bytes(b"x"),
    "broken picture": lambda place: (place / "content" / "图.png").write_bytes(b"\x89PNG broken"),
    "picture outside": lambda place: link_outside(place / "content" / "图.png"),
    "book": lambda place: (place / "content" / "book.yaml").write_text(
        "title: 集\nchecks: {off: [cut-off]}\nhandouts: [丁.yaml]\n", "utf-8"
    ),
    "nothing off": lambda place: (place / "content" / "book.yaml").write_text("title: 集\nhandouts: [乙.md, 无.md]\n", "utf-8"),
    "no duplicates": lambda place: (place / "content" / "book.yaml").write_text(
        "title: 集\nchecks: {off: [duplicate-paragraph]}\nhandouts: [乙.md]\n", "utf-8"
    ),
    "no book": lambda place: (place / "content" / "book.yaml").unlink(missing_ok=True),
    "theme": lambda place: write_theme(place, ":root { --size: 3px }"),
    "broken theme": lambda place: write_theme(place, ":root { --nosuch: 3px; color: ] }"),
    "no theme": lambda place: shutil.rmtree(place / "styles", ignore_errors=True),
    "moved": lambda place: move(place / "content" / "戊.md", place / "content" / "己.md"),
    "moved back": lambda place: move(place / "content" / "己.md", place / "content" / "戊.md"),
    "store deleted": lambda place: shutil.rmtree(place / ".jiangyi", ignore_errors=True),
    "facts deleted": lambda place: facts(place).unlink(missing_ok=True),
}


def link_outside(path: Path) -> None:
    """A link to an equal picture outside the workspace."""
    outside = path.parent.parent.parent / f"{path.parent.parent.name}-outside.png"
    if path.is_file() and not path.is_symlink():
        path.replace(outside)
        path.symlink_to(outside)


def write_theme(place: Path, css: str) -> None:
    (place / "styles" / "themes").mkdir(parents=True, exist_ok=True)
    (place / "styles" / "themes" / "nosuch.css").write_text(css, "utf-8")


def move(path: Path, target: Path) -> None:
    if path.exists():
        path.replace(target)


@pytest.mark.parametrize("seed", range(2))
def test_facts_change_no_diagnostic(place: Path, seed: int) -> None:
    """Whatever is edited, in any order, a check with the store reports what one without it does."""
    order = random.Random(seed).sample(list(EDITS), 8)
    for edit in order:
        EDITS[edit](place)
        assert check(place) == check(place, stored=False), (edit, order)


@pytest.mark.parametrize("edit", EDITS)
def test_each_edit_is_noticed(place: Path, edit: str) -> None:
    check(place)
    EDITS[edit](place)
    assert check(place) == check(place, stored=False)


@pytest.mark.parametrize("name", ["environment_digest", "_list_distributions"])
def test_another_environment_reads_everything(place: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first, read = check(place), count_reads(monkeypatch)
    monkeypatch.setattr(handout_facts, name, lambda: "99")
    assert check(place) == first
    assert len(read) == len(HANDOUTS) - 1


def rewrite(place: Path, change: Callable[[dict[str, list[Any]]], object]) -> None:
    """Change the facts and seal them again."""
    table = read_table(facts(place), FactsTable)
    assert table
    rows = msgspec.to_builtins(
        {name: list(msgspec.structs.astuple(one)) for name, one in table.handouts.items()}, builtin_types=(bytes, msgspec.Raw)
    )
    change(rows)
    write_table(facts(place), [table.environment, rows])


PICTURES, DIAGNOSTICS, COMPARED = map(HandoutFacts.__struct_fields__.index, ("pictures", "diagnostics", "compared"))
FORGED: dict[str, Callable[[dict[str, list[Any]]], object]] = {
    "number": lambda rows: rows.update({"content/甲.md": 1}),  # type: ignore[dict-item]
    "short": lambda rows: rows.update({"content/甲.md": []}),
    "code": lambda rows: rows["content/甲.md"].__setitem__(DIAGNOSTICS, [["no-such", "x", 1, 1, 1, "", {}]]),
    "values": lambda rows: rows["content/甲.md"].__setitem__(DIAGNOSTICS, [["picture-missing", "x", 1, 1, 1, "", {}]]),
    "picture outside": lambda rows: rows["content/甲.md"].__setitem__(PICTURES, {"../../../../etc/passwd": "x"}),
    "device": lambda rows: rows["content/甲.md"].__setitem__(PICTURES, {"/dev/zero": "x"}),
}


@pytest.mark.parametrize("kind", FORGED)
def test_forged_facts_are_read_again(place: Path, kind: str) -> None:
    first = check(place)
    rewrite(place, FORGED[kind])
    assert check(place) == first


@pytest.mark.parametrize(
    "compared",
    [
        [b"123", []],
        [b"\x00" * 16, []],
        [b"", 1],
        [b"\x00" * 8, [[1, 1, 1, [0], [], 1, 1, False]]],
        [b"\x00" * 8, [[1, 1, 1, [0], [0], 0, 1, False]]],
    ],
)
def test_forged_paragraphs_do_not_stop_a_check(place: Path, compared: list[Any]) -> None:
    check(place)
    rewrite(place, lambda rows: [row.__setitem__(COMPARED, compared) for row in rows.values()])
    for folder in facts(place).parent.glob("??"):  # with the result of the last comparison
        shutil.rmtree(folder)
    assert not [line for line in check(place) if "duplicate-paragraph" in line]


@pytest.mark.parametrize("damage", [b"", b"x" * 100, b"\x00" * 32])
def test_damaged_facts_are_read_again(place: Path, damage: bytes) -> None:
    first = check(place)
    facts(place).write_bytes(damage)
    assert check(place) == first


def test_a_folder_in_the_place_of_facts_is_no_obstacle(place: Path) -> None:
    first = check(place)
    facts(place).unlink()
    facts(place).mkdir()
    assert check(place) == check(place) == first


def test_a_change_in_the_same_second_is_noticed(place: Path) -> None:
    """Of the same size, with the same time of modification."""
    path = place / "content" / "甲.md"
    for text in ("# 甲\n\n正文甲，\n", "# 甲\n\n正文乙。\n", "# 甲\n\n“正文乙\n"):
        state = path.stat()
        path.write_text(text, "utf-8")
        os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
        assert check(place) == check(place, stored=False)


def test_a_forced_run_reads_everything(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check(place)
    read = count_reads(monkeypatch)
    with session_with_fonts().activate():
        open_store(Workspace(place), is_forced=True)
        check_workspace(load_project(Workspace(place)), (), Report())
    assert len(read) == len(HANDOUTS) - 1


def test_a_plug_in_that_failed_is_asked_again(place: Path) -> None:
    words, text = Message("x", "x"), CatalogueExample("x")
    entry = CatalogueEntry("house-word", Severity.WARNING, words, (), words, text, text)
    answers = [*[ValueError("busy")] * (len(HANDOUTS) - 1)]

    def run(_: Manuscript, __: Report) -> None:
        if answers:
            raise answers.pop()

    found = []
    for _ in range(2):
        with session_with_fonts().activate() as session:
            session.set_extensions(Extensions(checks=(PluginCheck(run, (entry,)),)))
            open_store(Workspace(place))
            report = Report()
            check_workspace(load_project(Workspace(place)), (), report)
            found.append(sum(one.code == "plugin-failed" for one in report))
    assert found == [len(HANDOUTS) - 1, 0]


def test_without_a_store_nothing_is_written(place: Path) -> None:
    with Session().activate():
        check_workspace(load_project(Workspace(place)), (), Report())
    assert not (place / ".jiangyi").exists()
