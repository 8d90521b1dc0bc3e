"""The documentation is a workspace without a problem, in both languages, and its share is a site whose links resolve."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

from jiangyi.cli import app
from jiangyi.project import Workspace
from jiangyi.theme import list_themes
from tests.support import ROOT, invoke
from tools import site
from tools.page_head import make_head
from tools.readers import page as readers
from tools.scorecard import page as scorecard
from tools.themes import __main__ as themes
from tools.tutorial import TUTORIALS, Tutorial

DOCS = ROOT / "docs" / "content"
INCLUDED = {name.lower() for name in site.INCLUDED}
PAGES = [path for path in sorted(DOCS.glob("*.md")) if path.name not in INCLUDED]
SHELL = re.compile(r"^```sh\n(.*?)^```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """A copy of the workspace, with what is included."""
    copied = tmp_path / "docs"
    shutil.copytree(ROOT / "docs", copied, ignore=shutil.ignore_patterns(".jiangyi", "output", "architecture.md"))
    site.include_files(copied / "content")
    return copied


@pytest.mark.slow
def test_the_documentation_has_no_problem(docs: Path) -> None:
    checked = invoke("check", "--workspace", docs)
    assert checked.returncode == 0
    assert not any(word in checked.stderr for word in ("error[", "warning[", "错误[", "警告["))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_and_pictures_of_the_documentation_exist(path: Path) -> None:
    text = re.sub(r"^(`{3,}).*?^\1$|`[^`]*`", "", path.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    targets = [target for target in LINK.findall(text) if "://" not in target]
    assert [target for target in targets if target not in INCLUDED and not (path.parent / target).exists()] == []


def test_each_page_is_in_both_languages_but_those_that_measure() -> None:
    names = {path.stem for path in PAGES} - {"performance", "typesetting"}
    assert {name.removesuffix("-zh") for name in names} == {name for name in names if not name.endswith("-zh")}
    assert {f"{name.removesuffix('-zh')}-zh" for name in names} <= names


@pytest.mark.slow
@pytest.mark.parametrize("one", TUTORIALS, ids=lambda one: one.locale)
def test_what_the_tutorials_say_works_without_a_problem(one: Tutorial, tmp_path: Path) -> None:
    one.write_files(tmp_path)
    handout = tmp_path / "content" / f"{one.handout}.md"
    checked = invoke("check", "--workspace", tmp_path)
    assert (checked.returncode, "[" in checked.stderr) == (0, False), checked.stderr
    copied = invoke("copies", tmp_path / one.names, handout, "--workspace", tmp_path)
    assert (copied.returncode, "[" in copied.stderr) == (0, False), copied.stderr
    assert len(list((tmp_path / "output" / "copies").rglob("*.pdf"))) == 2


@pytest.mark.parametrize("path", [path for path in PAGES if path.stem.startswith(("tutorial", "cookbook"))], ids=lambda path: path.name)
def test_every_command_and_option_of_the_recipes_exists(path: Path) -> None:
    lines = [line for text in SHELL.findall(path.read_text("utf-8")) for line in text.splitlines() if line.startswith("jiangyi ")]
    assert len(lines) >= 5
    for line in lines:
        _, command, *words = shlex.split(line)
        known = {name for parameter in app.load(command).params for name in parameter.opts}
        assert [word for word in words if word.startswith("--") and word not in known] == [], line


def test_the_recipes_are_the_same_in_both_languages() -> None:
    """The Chinese ones have one for the squared paper of the examination and one for the screen more."""
    counts = {path.stem: path.read_text("utf-8").count("\n### ") for path in DOCS.glob("cookbook*.md")}
    assert counts["cookbook-zh"] - counts["cookbook"] == 2
    assert counts["cookbook"] >= 30


def test_the_generated_pages_are_those_of_their_generators() -> None:
    """Those that are measured for minutes by their beginning."""
    names = ["", *list_themes(Workspace(ROOT))]
    for language, file in enumerate(themes.FILES):
        assert (DOCS / file).read_text("utf-8") == themes.render_page(names, language)
    for suffix, texts in readers.TEXTS.items():
        assert (DOCS / f"readers{suffix}.md").read_text("utf-8").startswith(texts["title"])
    head = make_head("en", "background", scorecard.SUMMARY, *scorecard.UNCHECKED)
    assert (DOCS / "typesetting.md").read_text("utf-8").startswith(head + scorecard.HEAD[:20])
