"""The web page of the studio: markup, stylesheets and scripts.

Plug-ins may replace its files. A workspace may not: its script would run in the browser of whoever looks at it.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from jiangyi.project import Workspace, find_shipped_folder
from jiangyi.studio.editing.editor_files import read_editor_files
from jiangyi.studio.words import collect_words
from jiangyi.theme import create_environment

_Reader = Callable[[], bytes | None]
FOLDER = "studio"
SCRIPT, STYLESHEET = "text/javascript", "text/css"
SHEETS = ("tokens", "kit")
"""The stylesheets that come first; the others follow by name."""
SCREENS = ("start", "handout", "import", "book", "output", "check")
"""The screens, each with its markup in `screen_NAME.html.j2` and its script in `NAME.js`."""


def build_page(workspace: Workspace, nonce: str, facts: Mapping[str, object]) -> str:
    """The markup of the page. `nonce` is that of its Content-Security-Policy; `facts` are what its scripts know of the server."""
    template = create_environment(tuple(_list_folders(workspace, "templates"))).get_template(f"{FOLDER}/index.html.j2")
    data = {"words": _embed(collect_words()), "desk": _embed(facts), "imports": _embed(map_imports())}
    return template.render(**data, title=facts.get("folder", ""), nonce=nonce, screens=SCREENS)


def map_imports() -> dict[str, dict[str, str]]:
    """The import map: the address of each module of the editor, by the name that scripts import it by; none where they are missing."""
    files = read_editor_files()
    return {"imports": {name: f"/static/editor/{files.digest}/{file}" for name, file in files.modules.items()}}


def _embed(data: object) -> str:
    """Data as JSON that may stand in a script element."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def read_script(workspace: Workspace, name: str) -> bytes | None:
    """One of the scripts, or None."""
    return _list_files(workspace, "templates", ".js").get(name, lambda: None)()


def read_stylesheet(workspace: Workspace) -> bytes:
    """All stylesheets as one, the tokens first."""
    files = _list_files(workspace, "styles", ".css")
    names = [f"{name}.css" for name in SHEETS]
    return b"\n".join(files[name]() or b"" for name in [*names, *sorted(files.keys() - set(names))])


def _list_files(workspace: Workspace, kind: str, suffix: str) -> dict[str, _Reader]:
    """How to read each file of the page with a suffix, from the first folder that has it."""
    found: dict[str, _Reader] = {}
    for folder in _list_folders(workspace, kind):
        for path in sorted((folder / FOLDER).glob(f"*{suffix}")):
            found.setdefault(path.name, path.read_bytes)
    return found


def _list_folders(workspace: Workspace, kind: str) -> list[Path]:
    """The folders of plug-ins and of the program."""
    own = workspace.root / kind
    return [folder for folder in workspace.list_folders(kind) if folder != own or folder == find_shipped_folder(kind)]


def format_path(path: Path) -> str:
    """A path as text that can be sent; one that is not in Unicode is shown as well as it can be."""
    return _show(str(path))


def _show(name: str) -> str:
    return name.encode(errors="replace").decode()
