"""The layout of the project: imports point one way, packages share public names only, dependencies are declared, files are in place."""

import ast
import functools
import importlib
import importlib.metadata
import json
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from graphlib import TopologicalSorter

import pytest

from jiangyi.model.blocks.registry import BUILT_IN_BLOCKS
from tests.package_source import PACKAGE, Module, modules, stubs, words
from tests.support import ROOT, sources

TOP_MODULES = 8
LEVEL_LIMIT = 14
LINES = 480
LEVELS = (
    ("core",),
    ("store",),
    ("punctuation", "notation", "typeset", "ereaders"),
    ("model",),
    ("readers",),
    ("project",),
    ("checks", "passes", "theme", "pagination"),
    ("importing", "engine"),
    ("render",),
    ("writers",),
    ("prepress",),
    ("build",),
    ("share", "copies", "doctor"),
    ("studio",),
    ("commands",),
    ("cli",),
    ("__main__",),
)
"""Packages from the ground up: a module imports from its own package and from lower levels."""
LEVEL = {name: level for level, names in enumerate(LEVELS) for name in names}
IMPORTING_LEVELS = (
    "source_files",
    "decisions",
    "decode",
    "emit",
    "parse",
    "word",
    "structure",
    "note_kinds",
    "verification",
    "mark_restoration",
    "convert",
    "folder_layout",
    "note_order",
    "inputs",
    "import_files",
)
"""The modules and sub-packages of importing/ from the ground up."""
EFFECTS = {"open(", "read_text(", "read_bytes(", "write_text(", "write_bytes(", "urlopen(", "subprocess.", "print("}
DOORS = {
    "project/workspace.py",
    "project/pictures/remote.py",
    "project/plugins.py",
    "project/pictures/loading.py",
    "project/pictures/raster.py",
    "project/fonts.py",
    "project/font_listing.py",
    "doctor/fangsong.py",
    "doctor/remedies.py",
    "store/seals.py",
    "store/store.py",
    "store/files.py",
    "store/locks.py",
    "store/file_digests.py",
    "build/executors.py",
    "build/dask_cluster.py",
    "build/environment.py",
    "build/manifest.py",
    "build/load.py",
    "project/project.py",
    "build/volumes.py",
    "theme/themes.py",
    "theme/own_sheets.py",
    "theme/stylesheet_checks.py",
    *(f"commands/{path.name}" for path in (PACKAGE / "commands").glob("*.py")),
    "notation/math_font.py",
    "importing/import_files.py",
    "importing/inputs.py",
    "importing/source_files.py",
    "studio/live/live_documents.py",
    *(f"share/{name}.py" for name in ("archives", "assembly", "built_volumes", "folder", "ledger", "sharing")),
    "studio/shell.py",
    "studio/jobs/job_routes.py",
    "studio/editing/editor_files.py",
    "studio/sources/history.py",
    "studio/intake/saving.py",
    "studio/intake/sessions.py",
    "studio/intake/uploads.py",
    "studio/sources/source_files.py",
    "studio/sources/uploaded_pictures.py",
    "studio/handouts/handout_files.py",
    "studio/user_state.py",
    "project/starter_handout.py",
    "copies/folder.py",
    "copies/production.py",
}
"""The only files that touch disk, network or processes."""
TEXTS = sources()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
DISTRIBUTIONS = importlib.metadata.packages_distributions()
PINNED = words("weasyprint pydyf cssselect2 tinyhtml5 ebooklib ziamath ziafont")
"""Libraries whose internals are used, which may change with any version."""
INNER = tuple(module for module in modules() if module.path != PACKAGE / "__init__.py")
STUBS = {stub.package: stub for stub in stubs() if stub.relative == f"{stub.package}/__init__.pyi"}
PLUGIN_API: dict[str, frozenset[str]] = {
    "model": frozenset({"Blocks", "Names", "TitleField"}),
    "writers": frozenset({"LayoutWriter", "Written"}),
}
"""Public names that no other package of ours uses but plug-ins do, by package."""


def imported_modules(module: Module) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The modules of ours that a module imports from, also inside functions, with the names it takes."""
    for node in module.nodes:
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("jiangyi."):
            yield node.module, tuple(alias.name for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, ()) for alias in node.names if alias.name.startswith("jiangyi."))


@functools.cache
def used_names() -> dict[str, set[str]]:
    """The public names of each package that other packages, the tests, tools or benchmarks import from it."""
    found: dict[str, set[str]] = defaultdict(set)
    for folder in ("tests", "tools", "bench"):
        for text in (path.read_text("utf-8") for path in (ROOT / folder).rglob("*.py")):
            for package, names in re.findall(r"from jiangyi\.(\w+) import (\([^)]*\)|.*)", text):
                found[package] |= set(re.findall(r"\w+", names))
    for module in INNER:
        for name, taken in imported_modules(module):
            if name.count(".") == 1 and name.split(".")[1] != module.package:
                found[name.split(".")[1]] |= set(taken)
    return found


def other_packages(module: Module) -> set[str]:
    """The packages, other than its own, that a module imports from."""
    return {name.split(".")[1] for name, _ in imported_modules(module)} - {module.package}


def public_names(stub: Module) -> dict[str, str]:
    """What a stub exports: each name with the sub-module it comes from; a sub-module comes from itself."""
    return {alias.name: node.module or "" for node in stub.nodes if isinstance(node, ast.ImportFrom) for alias in node.names}


def test_imports_point_one_way() -> None:
    assert [
        f"{module.relative}: {name}"
        for module in INNER
        for name, _ in imported_modules(module)
        if (other := name.split(".")[1]) != module.package and LEVEL[other] >= LEVEL[module.package]
    ] == []


def test_packages_import_only_each_others_public_names() -> None:
    exported = {package: set(public_names(stub)) for package, stub in STUBS.items()}
    assert [
        f"{module.relative}: {name} {taken}"
        for module in INNER
        for name, taken in imported_modules(module)
        if (other := name.split(".")[1]) != module.package
        and (name.count(".") > 1 or (other in exported and not set(taken) <= exported[other]))
    ] == []


def test_there_are_few_levels_and_no_cycles() -> None:
    graph = {package: set().union(*(other_packages(module) for module in INNER if module.package == package)) for package in LEVEL}
    order = tuple(TopologicalSorter(graph).static_order())  # raises where there is a cycle
    heights: dict[str, int] = {}
    for package in order:
        heights[package] = 1 + max((heights[other] for other in graph[package]), default=0)
    assert max(heights.values()) <= LEVEL_LIMIT, heights
    assert set(order) == {module.package for module in INNER}


@pytest.mark.parametrize("package", sorted(STUBS))
def test_sub_packages_form_no_cycle(package: str) -> None:
    """The modules of a package may import each other, its sub-packages only one way."""
    graph: dict[str, set[str]] = defaultdict(set)
    for module in INNER:
        own = module.name.split(".")
        if module.package == package and len(own) > 3:
            inner = {
                name.split(".")[2] for name, _ in imported_modules(module) if name.startswith(f"jiangyi.{package}.") and name.count(".") > 2
            }
            graph[own[2]] |= inner - {own[2]}
    tuple(TopologicalSorter(graph).static_order())


def test_imports_of_importing_point_one_way() -> None:
    """Within importing/ a sub-package imports only the public names of lower ones."""
    for module in INNER:
        if module.package != "importing" or module.path.name == "__init__.py":
            continue
        own = IMPORTING_LEVELS.index(module.path.relative_to(PACKAGE / "importing").parts[0].removesuffix(".py"))
        for name, taken in imported_modules(module):
            other, _, inside = name.removeprefix("jiangyi.importing").removeprefix(".").partition(".")
            for lower in (other,) if other else taken:
                if name.startswith("jiangyi.importing") and lower != IMPORTING_LEVELS[own]:
                    assert IMPORTING_LEVELS.index(lower) < own, f"{module.relative}: {name}"
                    assert not inside, f"{module.relative}: {name}: other sub-packages import public names only"


def test_the_top_folder_has_few_modules() -> None:
    assert len(list(PACKAGE.glob("*.py"))) <= TOP_MODULES


@pytest.mark.parametrize("package", sorted(STUBS))
def test_a_package_exports_its_public_names(package: str) -> None:
    loaded = importlib.import_module(f"jiangyi.{package}")
    names = public_names(STUBS[package])
    assert set(loaded.__all__) == set(names)
    assert [name for name in names if not hasattr(loaded, name)] == []
    siblings = {path.stem for path in (PACKAGE / package).iterdir()} - {"__init__"}
    assert [name for name, source in names.items() if source and name in siblings] == [], "a name hides the sub-module of the same name"


@pytest.mark.parametrize("package", sorted(STUBS))
def test_every_public_name_is_used_elsewhere(package: str) -> None:
    assert set(public_names(STUBS[package])) - used_names()[package] - PLUGIN_API.get(package, frozenset()) == set()


def test_every_package_has_a_purpose_and_a_stub() -> None:
    packages = {
        module.package: module for module in modules() if module.name == f"jiangyi.{module.package}" and module.path.name == "__init__.py"
    }
    assert set(packages) == set(STUBS)


def test_every_file_opens_with_one_sentence_and_is_short() -> None:
    summaries = {module.relative: (ast.get_docstring(module.tree) or "").split("\n\n")[0].rstrip() for module in modules()}
    assert [name for name, summary in summaries.items() if not summary.endswith(".")] == []
    assert [module.relative for module in modules() if len(module.text.splitlines()) >= LINES] == []


def test_effects_are_at_the_edges() -> None:
    pattern = re.compile("|".join(rf"(?<![\w.]){re.escape(effect)}|\.{re.escape(effect)}" for effect in EFFECTS))
    assert {module.relative for module in modules() if pattern.search(module.code)} <= DOORS


def test_every_imported_library_is_declared_and_every_declared_one_imported() -> None:
    declared = {re.split(r"[<>=~]", line)[0].lower() for line in PROJECT["dependencies"]}
    optional = {re.split(r"[<>=~]", line)[0].lower() for lines in PROJECT["optional-dependencies"].values() for line in lines}
    imported = {distribution(name) for module in modules() for name in imported_libraries(module)}
    assert imported - optional == declared


def imported_libraries(module: Module) -> Iterator[str]:
    """The top-level names of the libraries that a module imports."""
    for node in module.nodes:
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module") and isinstance(node.args[0], ast.Constant):
            names = [node.args[0].value]
        yield from ({name.split(".")[0] for name in names} - sys.stdlib_module_names - {"jiangyi"})


def distribution(name: str) -> str:
    """The distribution that installs an importable name."""
    (found,) = set(DISTRIBUTIONS[name])
    return found.lower().replace("_", "-")


def test_libraries_whose_internals_are_used_are_pinned_exactly() -> None:
    exact = {line.split("==")[0].lower() for line in PROJECT["dependencies"] if "==" in line and "*" not in line}
    assert exact >= PINNED


@pytest.mark.parametrize("name", sorted(BUILT_IN_BLOCKS))
def test_every_block_has_template_case_and_styles(name: str) -> None:
    assert (ROOT / "templates" / "blocks" / f"{name}.html.j2").is_file()
    assert (ROOT / "tests" / "cases" / "blocks").is_dir()
    classes = "".join(path.read_text("utf-8") for path in (ROOT / "templates" / "blocks").glob(f"{name}*"))
    sheets = "".join(path.read_text("utf-8") for path in (ROOT / "styles").rglob("*.css"))
    first = re.search(r'class="([\w-]+)', classes)
    assert first is None or f".{first[1]}" in sheets, f"no rule for .{first[1]}"
    assert len(BUILT_IN_BLOCKS[name].summary.split(" | ")) == 2


def test_no_template_or_sheet_is_left_over() -> None:
    for folder, suffix in (("templates/blocks", ".html.j2"), ("styles/blocks", ".css")):
        stems = {path.name.removesuffix(suffix).removesuffix(".epub").removesuffix(".print") for path in (ROOT / folder).iterdir()}
        assert stems <= set(BUILT_IN_BLOCKS), folder


def test_sizes_and_colours_are_tokens() -> None:
    """Colours are only in the tokens or a theme."""
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
    npm = PACKAGE / "studio" / "editing" / "npm" / "pinned.json"
    packages = {name: package for name, package in json.loads(npm.read_text("utf-8"))["packages"].items() if name}
    assert all(package["integrity"].startswith("sha512-") and "resolved" not in package for package in packages.values())
    assert [path for path in TEXTS if path.name in ("uv.lock", "package-lock.json", "yarn.lock", "poetry.lock")] == []


def test_declared_libraries_are_locked() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    pinned = set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements.txt").read_text("utf-8").lower(), re.MULTILINE))
    assert {re.split(r"[<>=]", name)[0].lower() for name in wanted} <= pinned


def test_no_path_of_a_machine() -> None:
    machine = re.compile(r"/(home|Users|work|root)/\w")
    assert [
        path.name for path in TEXTS if path.suffix not in (".png", ".ttf", ".jpg") and machine.search(path.read_text("utf-8", "ignore"))
    ] == []


def test_the_licence_is_stated_everywhere() -> None:
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in (ROOT / "LICENSE").read_text("utf-8")
    assert 'license = "AGPL-3.0-or-later"' in (ROOT / "pyproject.toml").read_text("utf-8")
    for readme in ("README.md", "README.zh-CN.md"):
        assert "AGPL-3.0-or-later" in (ROOT / readme).read_text("utf-8")
