"""The plan of the house: imports run one way, every block has its rooms, nothing names a machine or an index host."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from jiangyi.model.blocks.base import BLOCKS
from tests.support import ROOT, sources

PACKAGE = ROOT / "jiangyi"
MODULES = sorted(PACKAGE.rglob("*.py"))
LEVELS = (
    ("core",),
    ("punctuation", "notation", "typeset"),
    ("model",),
    ("readers",),
    ("project",),
    ("checks", "passes", "theme", "pagination"),
    ("importing", "engine"),
    ("render",),
    ("writers",),
    ("prepress",),
    ("build",),
    ("preview",),
    ("commands",),
    ("cli",),
    ("__main__",),
)
"""Packages from the ground up: a module imports from its own package and from lower levels."""
LEVEL = {name: level for level, names in enumerate(LEVELS) for name in names}
EFFECTS = {"open(", "read_text(", "read_bytes(", "write_text(", "write_bytes(", "urlopen(", "subprocess.", "print("}
DOORS = {
    "project/workspace.py",
    "project/images.py",
    "project/fonts.py",
    "build/cache.py",
    "build/executors.py",
    "build/dask_cluster.py",
    "build/manifest.py",
    "build/pipeline.py",
    "build/volumes.py",
    "theme/themes.py",
    "theme/stylesheet_checks.py",
    *(f"commands/{path.name}" for path in (PACKAGE / "commands").glob("*.py")),
    "notation/math_font.py",
    "importing/import_files.py",
    "preview/studio.py",
    "preview/shell.py",
}
"""The only files that touch disk, network or processes."""
TEXTS = sources()


def package_of(path: Path) -> str:
    """The package a module belongs to; a module of the top folder is its own."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_modules(path: Path) -> Iterator[str]:
    """The modules of ours that a module imports from, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("jiangyi."):
            yield node.module


@pytest.mark.parametrize("path", [p for p in MODULES if p != PACKAGE / "__init__.py"], ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_imports_point_one_way(path: Path) -> None:
    own = package_of(path)
    for module in imported_modules(path):
        other = module.split(".")[1]
        assert other == own or LEVEL[other] < LEVEL[own], module
        assert other == own or module.count(".") == 1, f"{module}: other packages import public names only"


def test_the_top_folder_has_few_modules() -> None:
    assert len(list(PACKAGE.glob("*.py"))) <= 8


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.name)
def test_every_file_opens_with_one_sentence(path: Path) -> None:
    doc = ast.get_docstring(ast.parse(path.read_text("utf-8")))
    assert doc
    assert doc.split("\n\n")[0].rstrip().endswith(".")
    assert len(path.read_text("utf-8").splitlines()) < 480


def test_effects_are_at_the_edges() -> None:
    found = {
        p.relative_to(PACKAGE).as_posix()
        for p in MODULES
        for effect in EFFECTS
        if re.search(rf"(?<![\w.]){re.escape(effect)}|\.{re.escape(effect)}", code(p))
    }
    assert found <= DOORS


def code(path: Path) -> str:
    """A file without its strings and comments."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return ast.unparse(tree)


@pytest.mark.parametrize("name", sorted(BLOCKS))
def test_every_block_has_its_rooms(name: str) -> None:
    assert (ROOT / "templates" / "blocks" / f"{name}.html.j2").is_file()
    assert (ROOT / "tests" / "cases" / "blocks").is_dir()
    classes = "".join(path.read_text("utf-8") for path in (ROOT / "templates" / "blocks").glob(f"{name}*"))
    sheets = "".join(path.read_text("utf-8") for path in (ROOT / "styles").rglob("*.css"))
    first = re.search(r'class="([\w-]+)', classes)
    assert first is None or f".{first[1]}" in sheets, f"nothing is said of .{first[1]}"
    assert len(BLOCKS[name].summary.split(" | ")) == 2


def test_no_template_or_sheet_is_left_over() -> None:
    for folder, suffix in (("templates/blocks", ".html.j2"), ("styles/blocks", ".css")):
        stems = {path.name.removesuffix(suffix).removesuffix(".epub").removesuffix(".print") for path in (ROOT / folder).iterdir()}
        assert stems <= set(BLOCKS), folder


def test_sizes_and_colours_are_tokens() -> None:
    """A colour stands in the tokens or a theme, nowhere else."""
    for path in (ROOT / "styles").rglob("*.css"):
        if path.name != "tokens.css" and path.parent.name != "themes":
            text = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
            assert re.findall(r":[^;{]*(#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsl\()", text) == [], path.name


def test_templates_have_no_inline_style() -> None:
    for path in (ROOT / "templates").rglob("*.j2"):
        styles = re.findall(r'style="([^"]*)"', path.read_text("utf-8"))
        # words of the language and measures of the author's go to the stylesheet as custom properties
        assert [style for style in styles if not re.match(r"\s*--", style)] == [], path.name


def test_the_lock_names_no_index_and_pins_everything() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text("utf-8")
        assert "://" not in text
        pins = re.findall(r"^([\w.-]+)==", text, re.MULTILINE)
        assert len(pins) > 20
        assert text.count("--hash=sha256:") >= len(pins)
    assert [path.name for path in TEXTS if path.name in ("uv.lock", "package-lock.json", "yarn.lock", "poetry.lock")] == []


def test_what_the_project_needs_is_in_the_lock() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    pinned = set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements.txt").read_text("utf-8").lower(), re.MULTILINE))
    assert {re.split(r"[<>=]", name)[0].lower() for name in wanted} <= pinned


def test_no_path_of_a_machine() -> None:
    machine = re.compile(r"/(home|Users|work|root)/\w")
    assert [
        path.name for path in TEXTS if path.suffix not in (".png", ".ttf", ".jpg") and machine.search(path.read_text("utf-8", "ignore"))
    ] == []


def test_the_licence_is_said_everywhere() -> None:
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in (ROOT / "LICENSE").read_text("utf-8")
    assert 'license = "AGPL-3.0-or-later"' in (ROOT / "pyproject.toml").read_text("utf-8")
    for readme in ("README.md", "README.zh-CN.md"):
        assert "AGPL-3.0-or-later" in (ROOT / readme).read_text("utf-8")
