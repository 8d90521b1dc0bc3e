"""State: no module has any; memos belong to a session, and other libraries' objects are changed inside engine/ only."""

import ast
import builtins
import functools
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from click.testing import CliRunner

from jiangyi.cli import app
from tests.package_source import Module, modules, words

CHANGES = words("add append appendleft clear difference_update discard extend insert pop popitem popleft remove setdefault sort update")
"""Methods that change a container."""
CACHES = words("cache lru_cache functools.cache functools.lru_cache")
LIBRARY_SETTINGS = {
    "__main__.py": "processes that are started later do not import from the current folder either",
    "notation/loading.py": "it replaces a method of a class of ziamath while that is imported",
    "notation/formulas.py": "ziamath reads its settings from one object",
    "notation/math_font.py": "ziamath takes a font by its name in a table",
    "commands/streams.py": "a closed standard stream is replaced for the whole process",
    "core/native_libraries.py": "fontconfig and the loader of Windows are told where the files of a package are",
    "core/patched_imports.py": "it replaces attributes of a library while that is imported",
}
"""Modules that configure a library globally because it offers no other way."""
HANDOUT = "# 例\n\n第一段“引号”，**重点**。\n\n## 节\n\n- 甲\n- 乙\n\n::: exercise\n1+1=？\n:::\n"


def problems(module: Module) -> Iterator[str]:
    """Everything in a module that is state, a line each."""
    for node in module.nodes:
        if isinstance(node, ast.Global):
            yield f"{node.lineno}: {ast.unparse(node)}"
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from (f"{node.lineno}: {node.name} is cached" for decorator in node.decorator_list if is_cache(decorator))
            yield from container_changes(module, node)
        if isinstance(node, ast.Call) and is_cache(node.func) and "functools" in _sources(module, ast.unparse(node.func)):
            yield f"{node.lineno}: {ast.unparse(node)}"
    if module.package != "engine":
        yield from foreign_changes(module)


def is_cache(node: ast.expr) -> bool:
    """Whether an expression is a cache of the standard library, which a session cannot clear."""
    return ast.unparse(node.func if isinstance(node, ast.Call) else node) in CACHES


def container_changes(module: Module, function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    """Places where a function changes a container that is defined at module level."""
    local = {node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    local |= {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)}
    shared = _assigned(module) - local
    foreign = _imported(module) - local if module.package != "engine" else set()
    for node in ast.walk(function):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del) and _root(node) in shared | foreign:
            yield f"{node.lineno}: {ast.unparse(node)} is assigned"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGES:
            owner = node.func.value
            if isinstance(owner, ast.Name) and owner.id in shared:
                yield f"{node.lineno}: {ast.unparse(node.func)}"


def foreign_changes(module: Module) -> Iterator[str]:
    """Places where a module sets an attribute on an imported object, or a private one on an object of another class."""
    imported = _imported(module)
    for node in module.nodes:
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del):
            root = _root(node)
            if root in imported or (node.attr.startswith("_") and root not in ("self", "cls")):
                yield f"{node.lineno}: {ast.unparse(node)} is set"
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("setattr", "delattr") and _root(node.args[0]) not in ("self", "cls"):
            yield f"{node.lineno}: {ast.unparse(node)}"


@functools.cache
def _assigned(module: Module) -> set[str]:
    targets = [target for node in module.tree.body if isinstance(node, ast.Assign) for target in node.targets]
    targets += [node.target for node in module.tree.body if isinstance(node, ast.AnnAssign)]
    return {target.id for target in targets if isinstance(target, ast.Name)}


@functools.cache
def _imported(module: Module) -> set[str]:
    names = [alias for node in module.nodes if isinstance(node, ast.Import | ast.ImportFrom) for alias in node.names]
    return {(alias.asname or alias.name).split(".")[0] for alias in names}


def _sources(module: Module, name: str) -> set[str]:
    """The modules that a name is imported from, or that it is a part of."""
    imports = [node for node in module.nodes if isinstance(node, ast.ImportFrom)]
    return {
        name.partition(".")[0],
        *(node.module or "" for node in imports for alias in node.names if name == (alias.asname or alias.name)),
    }


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def test_no_module_keeps_state() -> None:
    checked = [module for module in modules() if module.relative not in LIBRARY_SETTINGS]
    assert [f"{module.relative}:{problem}" for module in checked for problem in problems(module)] == []


def loaded() -> list[ModuleType]:
    """Every module of the package, imported."""
    found = [importlib.import_module(module.name) for module in modules() if not module.name.endswith("__main__")]
    return [module for module in found if module.__name__ in sys.modules]


def fingerprint(value: object, depth: int = 0) -> object:
    """A value that changes exactly if something in a container does; objects that are not containers are compared by identity."""
    if depth > 6:
        return id(value)
    if isinstance(value, dict):
        return "dict", tuple((id(key), fingerprint(inner, depth + 1)) for key, inner in value.items())
    if isinstance(value, list | tuple):
        return type(value).__name__, tuple(fingerprint(inner, depth + 1) for inner in value)
    if isinstance(value, set | frozenset):
        return "set", frozenset(map(id, value))
    if isinstance(value, bytearray):
        return bytes(value)
    return id(value)


def contents(module: ModuleType) -> dict[str, object]:
    """The fingerprints of a module's definitions, without the names that a package loads lazily."""
    lazy = {*getattr(module, "__all__", ()), "__builtins__"} if hasattr(module, "__path__") else {"__builtins__"}
    return {
        name: fingerprint(value)
        for name, value in vars(module).items()
        if name not in lazy and not isinstance(value, ModuleType) and not hasattr(builtins, name)
    }


def test_a_build_changes_no_module(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "例.md").write_text(HANDOUT, "utf-8")
    before = {module.__name__: contents(module) for module in loaded()}
    result = CliRunner().invoke(app, ["build", "--jobs", "1", "--workspace", str(tmp_path)])
    assert result.exit_code == 0, result.output
    after = {module.__name__: contents(module) for module in loaded()}
    changed = [f"{name}.{key}" for name, held in after.items() for key in held if held[key] != before[name].get(key)]
    assert changed == []


def test_no_function_holds_a_cache() -> None:
    cache = type(functools.lru_cache(fingerprint))
    members = [(module.__name__, name, value) for module in loaded() for name, value in vars(module).items()]
    members += [
        (where, f"{name}.{key}", inner) for where, name, value in members if isinstance(value, type) for key, inner in vars(value).items()
    ]
    own = [f"{where}.{name}" for where, name, value in members if isinstance(value, cache) and value.__module__.startswith("jiangyi")]
    assert own == []
