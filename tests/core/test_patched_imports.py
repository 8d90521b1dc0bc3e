"""Modules of other libraries run with replacements where their source is the known one; everything is as before afterwards."""

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

import jiangyi.engine.loading as engine
import jiangyi.model.loading as model
import jiangyi.notation.loading as notation
from jiangyi.core import LateFunction, LateModule, ModulePatch, PatchedFinder, PatchedLoader, import_patched, replaced, stand_in
from jiangyi.core.patched_imports import digest_source

PATCHES = (*engine.PATCHES, *model.PATCHES, *notation.LATEX_PATCHES, *notation.DRAWING_PATCHES)


@pytest.mark.parametrize("patch", PATCHES, ids=lambda patch: patch.module)
def test_the_replaced_modules_are_the_known_ones(patch: ModulePatch) -> None:
    """If a new version changes one: compare the sources, adapt the replacement, then put the new digest into the table."""
    parent = patch.module.rpartition(".")[0]
    path = importlib.import_module(parent).__path__ if parent else None
    spec = PatchedFinder((patch,)).find_spec(patch.module, path)
    assert spec is not None
    assert isinstance(spec.loader, PatchedLoader)
    assert PatchedFinder((replace(patch, digest="another"),)).find_spec(patch.module, path) is None
    assert PatchedFinder((patch,)).find_spec("json.decoder", path) is None


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package whose module `inner` notes what it finds in `json`."""
    folder = tmp_path / "library_of_a_test"
    folder.mkdir()
    (folder / "__init__.py").write_text("from . import inner", "utf-8")
    (folder / "inner.py").write_text("import json\nfound = json.dumps(1)", "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield folder
    for name in [name for name in sys.modules if name.startswith(folder.name)]:
        del sys.modules[name]


@contextmanager
def other_json(module: ModuleType) -> Iterator[None]:
    with replaced(sys.modules["json"], "dumps", lambda _: "replaced"):
        yield
    assert vars(module)["found"]


@contextmanager
def broken(_: ModuleType) -> Iterator[None]:
    yield
    raise LookupError


@pytest.mark.parametrize(
    ("replacements", "digest", "found"),
    [(other_json, None, "replaced"), (other_json, "another", "1"), (broken, None, "1")],
    ids=["known", "unknown", "failing"],
)
def test_what_is_unknown_or_fails_is_imported_as_it_is(library: Path, replacements: object, digest: str | None, found: str) -> None:
    import json

    before, meta_path = json.dumps, list(sys.meta_path)
    known = digest_source((library / "inner.py").read_bytes())
    patch = ModulePatch(f"{library.name}.inner", digest or known, replacements)  # type: ignore[arg-type]
    for _ in range(2):  # the second time it is imported already
        import_patched(library.name, (patch,))
        assert vars(sys.modules[f"{library.name}.inner"])["found"] == found
    assert (json.dumps, sys.meta_path) == (before, meta_path)


def test_a_missing_library_is_an_error() -> None:
    with pytest.raises(ModuleNotFoundError):
        import_patched("no_library_of_this_name", ())


def test_late_names_are_those_of_their_modules() -> None:
    import textwrap

    assert LateModule("textwrap").dedent is textwrap.dedent
    assert LateFunction("textwrap", "dedent")(" word") == "word"
    with pytest.raises(AttributeError):
        _ = LateModule("textwrap").__wrapped__


def test_a_module_that_is_imported_has_no_stand_in() -> None:
    import textwrap

    with stand_in("textwrap", dedent=str):
        assert importlib.import_module("textwrap") is textwrap
    with stand_in("no_module_of_this_name", upper=str.upper):
        assert importlib.import_module("no_module_of_this_name").upper("a") == "A"
    assert "no_module_of_this_name" not in sys.modules
