"""The plan of the house: imports run one way, every block has its rooms, nothing names a machine or an index host."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from jiangyi.blocks import BLOCKS
from tests.support import ROOT, sources

PACKAGE = ROOT / "jiangyi"
MODULES = sorted(PACKAGE.rglob("*.py"))
FLOORS = (
    ("wording",),
    ("profile", "collector", "memory"),
    ("codes",),
    ("diagnostics",),
    ("source", "labels", "numbering", "marks", "variants", "answergrid"),
    ("math", "mathfont", "qr"),
    ("inline",),
    ("blocks",),
    ("model",),
    ("readers",),
    ("prose",),
    ("workspace", "fonts", "fontadvice", "fix", "lengths", "rooms"),
    ("checks", "pictures", "slim", "editions"),
    ("importing",),
    ("index", "listings"),
    ("html",),
    ("theme", "stylesheets", "templating"),
    ("roles",),
    ("setting", "embedding"),
    ("metadata", "accessibility", "folios"),
    ("pagination",),
    ("pagelist",),
    ("rendered",),
    ("render",),
    ("typeset",),
    ("writers", "cache", "workers"),
    ("cluster",),
    ("prepress",),
    ("orders",),
    ("summary",),
    ("freshness",),
    ("volumes",),
    ("build", "starter", "intake"),
    ("examine", "pressroom", "preview", "warm"),
    ("commands",),
    ("cli",),
    ("__main__",),
)
"""From the ground up: a module imports from its own floor and those below."""
HEIGHT = {name: floor for floor, names in enumerate(FLOORS) for name in names}
EFFECTS = {"open(", "read_text(", "read_bytes(", "write_text(", "write_bytes(", "urlopen(", "subprocess.", "print("}
DOORS = {
    "workspace.py",
    "pictures.py",
    "cache.py",
    "workers.py",
    "cluster.py",
    "freshness.py",
    "build.py",
    "volumes.py",
    "theme.py",
    "stylesheets.py",
    "fonts.py",
    *(f"commands/{path.name}" for path in (PACKAGE / "commands").glob("*.py")),
    "mathfont.py",
    "intake.py",
    "preview/studio.py",
    "preview/page.py",
}
"""The only files that touch disk, network or processes."""
TEXTS = sources()


def room(path: Path) -> str:
    """The part of the house that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """The parts of the house that a file imports, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "jiangyi":
            parts = node.module.split(".")
            yield from (parts[1:2] if len(parts) > 1 else [alias.name for alias in node.names if not alias.name.startswith("__")])


@pytest.mark.parametrize("path", [p for p in MODULES if p.parent != PACKAGE or p.name != "__init__.py"], ids=lambda p: p.name)
def test_imports_run_one_way(path: Path) -> None:
    own = HEIGHT[room(path)]
    assert [name for name in imports(path) if HEIGHT[name] > own] == []


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
