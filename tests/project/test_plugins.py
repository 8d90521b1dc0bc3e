"""Plug-ins that are missing, broken or clash: a diagnostic at their place in book.yaml, and the rest of the program as it is."""

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from jiangyi.build.manifest import Manifest
from jiangyi.build.request import BuildRequest
from jiangyi.cli import app
from jiangyi.core import Session, active_extensions
from jiangyi.project.plugins import activate_plugins, list_plugins
from jiangyi.project.workspace import Workspace
from tests.support import drop_memos

BLOCK = """
from typing import ClassVar
from jiangyi.model.blocks.base import Block
class Extra(Block):
    type: ClassVar = "extra"
    summary: ClassVar = "Extra | 另加"
"""
ENTRY = "[jiangyi.blocks]\nextra = {module}:Extra\n"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of installed distributions."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    drop_memos()
    return folder


def install(site: Path, name: str, code: str, entries: str, version: str = "1.0") -> None:
    """Put a distribution of one module into a folder, as an installer does."""
    module = name.replace("-", "_")
    (site / f"{module}.py").write_text(code, "utf-8")
    info = site / f"{module}-{version}.dist-info"
    info.mkdir(exist_ok=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", "utf-8")
    (info / "entry_points.txt").write_text(entries.format(module=module), "utf-8")
    (info / "RECORD").write_text(f"{module}.py,,\n", "utf-8")
    sys.modules.pop(module, None)


def name_in_book(workspace: Path, *names: str) -> None:
    """A workspace whose book.yaml names plug-ins."""
    (workspace / "content" / "例.md").write_text("# 例\n\n正文。\n", "utf-8")
    (workspace / "content" / "book.yaml").write_text(f"title: 合集\nplugins: [{', '.join(names)}]\nhandouts: [例.md]\n", "utf-8")


def invoke(workspace: Path, *arguments: str) -> Result:
    with Session().activate():
        done = CliRunner().invoke(app, [*arguments, "--workspace", str(workspace)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


BROKEN = {
    "syntax": ("def (", ENTRY, "SyntaxError"),
    "import": ("import no_such_module", ENTRY, "ModuleNotFoundError"),
    "exit": ("raise SystemExit(3)", ENTRY, "SystemExit"),
    "attribute": ("", ENTRY, "AttributeError"),
    "incomplete block": (BLOCK.replace("Extra | 另加", "Extra"), ENTRY, "needs a summary"),
    "clash": (BLOCK.replace('"extra"', '"point"'), ENTRY, "point"),
    "no block": ("Extra = 3", ENTRY, "no subclass of Block"),
    "reader": ("Extra = 3", "[jiangyi.readers]\nextra = {module}:Extra\n", "needs a name"),
    "writer": ("Extra = 3", "[jiangyi.writers]\nextra = {module}:Extra\n", "has no name"),
    "check": ("Extra = 3", "[jiangyi.checks]\nextra = {module}:Extra\n", "has no codes, run"),
    "theme": ("Extra = '/nowhere'", "[jiangyi.themes]\nextra = {module}:Extra\n", "neither templates/ nor styles/"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_plugin_is_a_diagnostic(site: Path, workspace: Path, name: str) -> None:
    code, entries, problem = BROKEN[name]
    install(site, "jiangyi-broken", code, entries)
    name_in_book(workspace, "jiangyi-broken")
    for command in (("check",), ("build", "--to", "pdf", "--jobs", "1"), ("plugins",)):
        done = invoke(workspace, *command)
        assert done.exit_code == 1, done.output
        assert "error[plugin-broken]: the plug-in `jiangyi-broken` cannot be loaded" in done.stderr
        assert problem in done.stderr
        assert "--> content/book.yaml:2:11" in done.stderr
    assert (workspace / "output" / "例.pdf").is_file()  # handouts that do not need it are built


FAILING = """
from jiangyi.checks import PluginCheck
from jiangyi.core import Message
from jiangyi.core.catalogue import CATALOGUE
from jiangyi.writers import Writer
def fail(*_):
    raise ZeroDivisionError("by zero")
class Reader:
    name, suffixes, read = "failing", (".fail",), fail
class Failing(Writer):
    name, label, write = "failing", Message("x", "写"), fail
CHECK = PluginCheck(fail, (CATALOGUE[0],))
"""


@pytest.mark.parametrize("kind", ["reader", "writer", "check"])
def test_a_plugin_that_fails_is_a_diagnostic(site: Path, workspace: Path, kind: str) -> None:
    part = {"reader": "Reader", "writer": "Failing", "check": "CHECK"}[kind]
    install(site, "jiangyi-failing", FAILING, f"[jiangyi.{kind}s]\nx = {{module}}:{part}\n")
    name_in_book(workspace, "jiangyi-failing")
    (workspace / "content" / "乙.fail").write_text("乙", "utf-8")
    done = invoke(workspace, "build", "--jobs", "1", "--to", "failing" if kind == "writer" else "txt")
    assert done.exit_code == 1
    assert f"error[plugin-failed]: the {kind} `" in done.stderr
    assert "ZeroDivisionError: by zero" in done.stderr
    assert (workspace / "output" / "例.txt").is_file() == (kind == "reader")


def test_a_missing_plugin_is_a_diagnostic(site: Path, workspace: Path) -> None:
    install(site, "jiangyi-extra", BLOCK, ENTRY)
    name_in_book(workspace, "jiangyi-extra", "jiangyi-none")
    done = invoke(workspace, "check")
    assert done.exit_code == 1
    assert "error[plugin-missing]: the plug-in `jiangyi-none` is not installed\n  --> content/book.yaml:2:26" in done.stderr
    assert "pip install jiangyi-none" in done.stderr
    assert "installed: jiangyi-extra" in done.stderr


def test_two_plugins_that_clash(site: Path, workspace: Path) -> None:
    """The first one is used."""
    for name in ("jiangyi-one", "jiangyi-two"):
        install(site, name, BLOCK, ENTRY)
    name_in_book(workspace, "jiangyi-one", "jiangyi-two")
    done = invoke(workspace, "plugins")
    assert "`jiangyi-two` cannot be loaded" in done.stderr
    assert [line.split()[2] for line in done.stdout.splitlines()[1:3]] == ["active", "inactive"]


def test_names_are_compared_as_installers_do(site: Path, workspace: Path) -> None:
    install(site, "Jiangyi.Extra", BLOCK, "[jiangyi.blocks]\nextra = jiangyi_extra:Extra\n")
    (site / "jiangyi_extra.py").write_text(BLOCK, "utf-8")
    name_in_book(workspace, "jiangyi_extra")
    with Session().activate():
        activate_plugins(Workspace(workspace))
        assert [block.type for block in active_extensions().blocks] == ["extra"]


def test_a_plugin_is_loaded_once_and_dropped_with_its_name(site: Path, workspace: Path) -> None:
    install(site, "jiangyi-extra", BLOCK, ENTRY)
    name_in_book(workspace, "jiangyi-extra")
    with Session().activate():
        activate_plugins(Workspace(workspace))
        first = active_extensions()
        activate_plugins(Workspace(workspace))
        assert active_extensions() is first
        assert [plugin.is_active for plugin in list_plugins()] == [True]
        name_in_book(workspace)
        activate_plugins(Workspace(workspace))
        assert active_extensions().blocks == ()


@pytest.mark.slow
@pytest.mark.parametrize("change", ["code", "version"])
def test_another_plugin_makes_all_files_again(site: Path, workspace: Path, change: str) -> None:
    install(site, "jiangyi-extra", BLOCK, ENTRY)
    name_in_book(workspace, "jiangyi-extra")
    build = ("build", "--to", "pdf", "--jobs", "1", "--why")
    assert invoke(workspace, *build).exit_code == 0
    assert "up to date" in invoke(workspace, *build).stderr
    if change == "code":
        install(site, "jiangyi-extra", BLOCK + "# changed\n", ENTRY)
    else:
        (site / "jiangyi_extra-1.0.dist-info" / "METADATA").write_text(
            "Metadata-Version: 2.1\nName: jiangyi-extra\nVersion: 1.1\n", "utf-8"
        )
    assert "plug-in changed: jiangyi-extra" in invoke(workspace, *build).stderr


def test_the_environment_names_active_plugins_only(site: Path, workspace: Path) -> None:
    install(site, "jiangyi-extra", BLOCK, ENTRY)
    name_in_book(workspace)
    with Session().activate():
        activate_plugins(Workspace(workspace))
        assert not [name for name in Manifest(Workspace(workspace), BuildRequest()).environment if name.startswith("plugins/")]
        name_in_book(workspace, "jiangyi-extra")
        activate_plugins(Workspace(workspace))
        assert "plugins/jiangyi-extra" in Manifest(Workspace(workspace), BuildRequest()).environment


def test_a_chapter_of_an_unknown_format(workspace: Path) -> None:
    name_in_book(workspace)
    (workspace / "content" / "乙.outline").write_text("乙\n", "utf-8")
    (workspace / "content" / "book.yaml").write_text("title: 合集\nhandouts: [例.md, 乙.outline]\n", "utf-8")
    done = invoke(workspace, "check")
    assert done.exit_code == 1
    assert "error[handout-format]: the format of `乙.outline` is not supported\n  --> content/book.yaml:2:18" in done.stderr
