"""The package's source as the lint tests see it: each file is read and parsed once per run."""

import ast
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.support import ROOT

PACKAGE = ROOT / "jiangyi"
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True, eq=False)
class Module:
    """One parsed file of the package; a stub (`.pyi`) counts as a file of its own."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def relative(self) -> str:
        """The path below the package, with slashes."""
        return self.path.relative_to(PACKAGE).as_posix()

    @property
    def name(self) -> str:
        """The name that an import statement uses."""
        return ".".join(self.path.with_suffix("").relative_to(ROOT).parts).removesuffix(".__init__")

    @property
    def package(self) -> str:
        """The package of the top folder that the file belongs to; a module of the top folder is its own."""
        return self.path.relative_to(PACKAGE).parts[0].removesuffix(".py")

    @functools.cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the syntax tree."""
        return tuple(ast.walk(self.tree))

    @functools.cached_property
    def code(self) -> str:
        """The file without its strings and comments."""
        tree = ast.parse(self.text)
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                node.value = ""
        return ast.unparse(tree)

    @property
    def definitions(self) -> Iterator[Definition]:
        """The functions and classes at module level."""
        return (node for node in self.tree.body if isinstance(node, Definition))


@functools.cache
def modules() -> tuple[Module, ...]:
    """Every Python file of the package, sorted by path."""
    return tuple(_parse(path) for path in sorted(PACKAGE.rglob("*.py")))


@functools.cache
def stubs() -> tuple[Module, ...]:
    """Every stub of the package: the public names of each sub-package."""
    return tuple(_parse(path) for path in sorted(PACKAGE.rglob("*.pyi")))


def _parse(path: Path) -> Module:
    text = path.read_text("utf-8")
    return Module(path, text, ast.parse(text))


def words(text: str) -> frozenset[str]:
    """The words of a text, for tables of names."""
    return frozenset(text.split())
