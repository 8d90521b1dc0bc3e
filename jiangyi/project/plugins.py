"""Plug-ins: installed distributions that contribute blocks, readers, writers, checks and themes through entry points.

An entry point of the group `jiangyi.blocks` is a `Block` class, of `jiangyi.readers` a reader, of `jiangyi.writers` a `Writer` class,
of `jiangyi.checks` a check with its codes, and of `jiangyi.themes` a folder (or the package that is one) with `templates/` and
`styles/`. Because plug-ins run code, only those that book.yaml names under `plugins` are loaded. A plug-in of which any part cannot be
loaded is left out as a whole, and reported.
"""

import hashlib
import importlib.util
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jiangyi.core import Extensions, Message, Report, active_extensions, active_session, memoize, normalize_name
from jiangyi.project.workspace import BOOK, Workspace

if TYPE_CHECKING:  # a workspace without plug-ins does not wait for these
    from importlib.metadata import Distribution, EntryPoint

    from jiangyi.project.project import Project

PLUGIN_KINDS = {
    "blocks": Message("blocks", "内容块"),
    "readers": Message("readers", "读取格式"),
    "writers": Message("writers", "输出格式"),
    "checks": Message("checks", "检查项"),
    "themes": Message("themes", "主题"),
}
"""What plug-ins contribute: fields of Extensions, and entry-point groups after `jiangyi.`."""


@dataclass(frozen=True)
class Plugin:
    """A plug-in that book.yaml names or that is installed."""

    name: str
    version: str = ""
    """Empty where it is not installed."""
    entries: tuple[tuple[str, str], ...] = ()
    """Kind and name of each thing that it contributes."""
    digest: str = ""
    """Of all its files, once it is loaded."""
    problem: Message | None = None
    """Why it could not be loaded."""

    @property
    def is_active(self) -> bool:
        """True if it is loaded in the active session."""
        return any(one.name == self.name and one.problem is None for one in active_extensions().plugins)


def list_plugins() -> tuple[Plugin, ...]:
    """Every installed plug-in, by name; none is loaded."""
    return tuple(_describe(found) for _, found in sorted(_installed().items()))


@memoize()
def _installed() -> Mapping[str, "Distribution"]:
    """The distributions that have an entry point of ours, by normalized name; of two the first on the import path."""
    from importlib.metadata import distributions

    found: dict[str, Distribution] = {}
    for distribution in distributions():
        if any(_kind(entry) for entry in distribution.entry_points):
            found.setdefault(normalize_name(distribution.metadata["Name"]), distribution)
    return found


def _kind(entry: "EntryPoint") -> str:
    """The kind of an entry point; empty where it is none of ours."""
    kind = entry.group.removeprefix("jiangyi.")
    return kind if kind != entry.group and kind in PLUGIN_KINDS else ""


def _describe(distribution: "Distribution") -> Plugin:
    entries = tuple(sorted((_kind(entry), entry.name) for entry in distribution.entry_points if _kind(entry)))
    return Plugin(normalize_name(distribution.metadata["Name"]), distribution.version, entries)


def activate_plugins(workspace: Workspace) -> None:
    """Load the plug-ins that book.yaml names, and make them the extensions of the active session; again where the names have changed.

    Without the word in book.yaml nothing is parsed: most workspaces have no plug-ins.
    """
    session = active_session()
    if session is None:
        return
    path = workspace.content / BOOK
    settings = None
    if workspace.is_own(path) and b"plugins" in path.read_bytes():
        from jiangyi.project.project import load_project

        settings = load_project(workspace).settings
    names = tuple(normalize_name(name) for name in settings.plugins) if settings else ()
    if names != tuple(plugin.name for plugin in session.extensions.plugins):
        session.set_extensions(load_extensions(names))


def load_extensions(names: Iterable[str]) -> Extensions:
    """What these plug-ins contribute. One that is missing or broken contributes nothing but its problem."""
    found = Extensions()
    for name in names:
        distribution = _installed().get(name)
        if distribution is None:
            problem = Message("it is not installed", "尚未安装")
            found = replace(found, plugins=(*found.plugins, Plugin(name, problem=problem)))
            continue
        plugin = replace(_describe(distribution), digest=_digest_files(distribution))
        try:
            joined = _join(found, distribution)
        except (Exception, SystemExit) as error:  # whatever its code raises, the program continues without it
            reason = " ".join(f"{type(error).__name__}: {error}".split())
            plugin = replace(plugin, problem=Message(reason, reason))
        else:
            found = joined
        found = replace(found, plugins=(*found.plugins, plugin))
    return found


def _join(extensions: Extensions, distribution: "Distribution") -> Extensions:
    """The extensions with those of one more distribution. Raises whatever loading and checking it raises."""
    added: dict[str, list[Any]] = {kind: list(getattr(extensions, kind)) for kind in PLUGIN_KINDS}
    for entry in distribution.entry_points:
        kind = _kind(entry)
        if kind:
            added[kind].append(PREPARE[kind](entry.load()))
    joined = replace(extensions, **{kind: tuple(things) for kind, things in added.items()})
    _check(joined)
    return joined


def _check(extensions: Extensions) -> None:
    """Raise RegistrationError for blocks and readers that are incomplete or clash."""
    from jiangyi.model import BUILT_IN_BLOCKS, join_blocks
    from jiangyi.readers import BUILT_IN_READERS, join_readers

    join_blocks((*BUILT_IN_BLOCKS.values(), *extensions.blocks))
    join_readers((*dict.fromkeys(BUILT_IN_READERS.values()), *extensions.readers))


def _instance(thing: Any) -> Any:
    """A thing, or one made of a class without arguments."""
    return thing() if isinstance(thing, type) else thing


def _writer(thing: Any) -> Any:
    writer = _instance(thing)
    missing = [part for part in ("name", "label", "suffix", "write", "versions") if not hasattr(writer, part)]
    if missing:
        text = f"the writer {thing!r} has no {', '.join(missing)}"
        raise TypeError(text)
    return writer


def _check_of(thing: Any) -> Any:
    check = _instance(thing)
    missing = [part for part in ("codes", "run") if not hasattr(check, part)]
    if missing:
        text = f"the check {thing!r} has no {', '.join(missing)}"
        raise TypeError(text)
    return check


def _theme_folder(thing: Any) -> Path:
    """The folder of a theme: a path, or the package that is the folder."""
    folder = Path(thing) if isinstance(thing, str | Path) else Path(thing.__file__).parent
    if not any((folder / kind).is_dir() for kind in ("templates", "styles")):
        text = f"{folder} holds neither templates/ nor styles/"
        raise NotADirectoryError(text)
    return folder


PREPARE: Mapping[str, Callable[[Any], Any]] = {
    "blocks": lambda thing: thing,
    "readers": _instance,
    "writers": _writer,
    "checks": _check_of,
    "themes": _theme_folder,
}
"""For each kind of entry point what makes an extension of the object that it names. Raises where it is not one."""


def _digest_files(distribution: "Distribution") -> str:
    """One digest of the files of a plug-in: those it was installed with and, for an editable install, those of its packages."""
    found: dict[str, Path] = {}
    for file in distribution.files or ():
        if file.parts[0] != ".." and not file.parts[0].endswith(".dist-info"):
            found[file.as_posix()] = Path(str(distribution.locate_file(file)))
    for top in {entry.module.partition(".")[0] for entry in distribution.entry_points if _kind(entry)}:
        found |= _files_of_module(top)
    whole = hashlib.sha256()
    for name, path in sorted(found.items()):
        if path.is_file() and "__pycache__" not in path.parts:
            whole.update(f"{name}\n{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()[:32]


def _files_of_module(name: str) -> dict[str, Path]:
    """The files of a top-level module or package, by their path from the folder that holds it."""
    spec = importlib.util.find_spec(name)
    if spec is None:
        return {}
    folders = [Path(folder) for folder in spec.submodule_search_locations or ()]
    files = [(folder.parent, path) for folder in folders for path in folder.rglob("*")]
    if not folders and spec.origin:
        files = [(Path(spec.origin).parent, Path(spec.origin))]
    return {path.relative_to(parent).as_posix(): path for parent, path in files}


def check_plugins(project: "Project", report: Report) -> None:
    """Report the plug-ins of book.yaml that are not installed or could not be loaded."""
    for number, plugin in enumerate(active_extensions().plugins):
        if plugin.problem and project.located:
            code = "plugin-broken" if plugin.version else "plugin-missing"
            known = ", ".join(one.name for one in list_plugins())
            report.add(code, project.located.value_span(("plugins", number)), name=plugin.name, problem=plugin.problem, known=known)


def plugins_as_json(plugins: Iterable[Plugin]) -> str:
    """Plug-ins as JSON: an array of objects with name, version, active and contributes (lists of names by kind)."""
    rows = [
        {
            "name": plugin.name,
            "version": plugin.version,
            "active": plugin.is_active,
            "contributes": {kind: [name for of, name in plugin.entries if of == kind] for kind in dict(plugin.entries)},
        }
        for plugin in plugins
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)
