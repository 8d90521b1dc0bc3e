"""Files are opened in few modules, and names from content become paths in the workspace's own functions only."""

import ast
import re
from collections.abc import Callable, Iterator

from tests.package_source import PACKAGE, words

OPENING = words(
    "open read_bytes read_text write_bytes write_text fdopen urlopen TTFont touch copyfile rename symlink_to hardlink_to "
    "read_file open_regular read_source write_atomically write_user_file replace_user_file"
)
"""Functions that open a file, of the standard library, of libraries and our own."""
MEMORY = ("Image.open(io.BytesIO(", "TTFont(io.BytesIO(")
"""How a picture or a font is opened of which the bytes are known."""
OPENERS = {
    "build/dask_cluster.py": "a file of its own in the cache, which tells whether workers share it",
    "build/load.py": "handouts that the workspace has listed or found",
    "build/sources.py": "the same, in the process that makes the book",
    "build/volumes.py": "output files, whose names were checked when they were planned",
    "commands/copies.py": "the list and the copy that the user names, and files that were built",
    "commands/fix.py": "files that the user names, and those below folders that the user names",
    "commands/import_.py": "the report that the user names",
    "commands/new.py": "a handout whose place the workspace gives",
    "commands/serve.py": "an address in the browser",
    "commands/streams.py": "the standard streams",
    "copies/production.py": "files that were built",
    "copies/folder.py": "files of the folder that the user names, whose names were made safe",
    "copies/font_outlines.py": "installed fonts",
    "importing/import_files.py": "places that the workspace gives",
    "importing/inputs.py": "sources found by list_source_files or inside their folder",
    "importing/source_files.py": "files that the user names, and regular files inside a folder that the user names",
    "studio/intake/saving.py": "places that the workspace gives",
    "studio/intake/sessions.py": "files of the imports in progress, under names that were made safe",
    "studio/intake/uploads.py": "the same",
    "project/starter_handout.py": "the program's own files",
    "studio/handouts/handout_files.py": "the program's own files; pictures whose place the workspace gives",
    "doctor/fangsong.py": "the archive of the package, and the font in the folder that the system has for fonts",
    "studio/sources/history.py": "versions of handouts, in the folder of the history, named by digests",
    "studio/editing/editor_files.py": "the modules of the editor in the folder of the program",
    "studio/jobs/job_routes.py": "files that a job has made",
    "studio/sources/source_files.py": "handouts whose place the workspace gives",
    "studio/sources/uploaded_pictures.py": "pictures whose place the workspace gives",
    "studio/user_state.py": "files of the studio in the folder that the system has for them",
    "studio/shell.py": "the program's own files and those of plug-ins",
    "project/pictures/loading.py": "pictures that the workspace has found",
    "project/plugins.py": "book.yaml where it is the workspace's own; installed plug-ins",
    "project/project.py": "book.yaml where it is the workspace's own",
    "project/pictures/remote.py": "addresses, with --allow-remote",
    "project/workspace.py": "addresses, with --allow-remote",
    "render/font_embedding.py": "installed fonts",
    "share/archives.py": "archives beside the share, and files of the share that are in its ledger",
    "share/assembly.py": "files that were built",
    "share/built_volumes.py": "the same",
    "share/folder.py": "files of the share, under paths that the program has made",
    "share/ledger.py": "the ledger beside the share",
    "share/web_pages.py": "the program's own templates and styles, and those that the workspace has found",
    "store/file_digests.py": "files whose path others have checked",
    "store/files.py": "files whose path others have checked",
    "store/locks.py": "a folder whose path others have checked, or a file beside it",
    "store/seals.py": "the number of this installation of the system",
    "store/store.py": "entries of the cache, named by digests",
    "store/tables.py": "tables of the cache",
    "theme/own_sheets.py": "files that walk_files has found",
    "theme/stylesheet_checks.py": "files that walk_files has found",
    "theme/themes.py": "files that walk_files has found",
    "writers/pdf/font_subsets.py": "installed fonts",
}
"""The modules that open files, and which."""
JOINERS = {
    "build/handout_facts.py": "names of pictures of known facts; a file that is no longer the workspace's own is not read",
    "build/load.py": "the name of a handout that was compared; the same",
    "build/manifest.py": "names that were recorded; the same",
    "studio/forms/block_picture.py": "names of the list of documents",
    "studio/sources/source_files.py": "names that are located before anything is opened",
    "studio/handouts/handout_routes.py": "names of the list of documents",
    "studio/live/checked_sources.py": "names of the list of documents",
    "studio/shell.py": "constants, to leave these folders out",
    "studio/live/live_documents.py": "names of the list of documents",
    "project/pictures/finder.py": "the folder of the handout that is read",
    "project/workspace.py": "what this test is about",
}
"""The modules that make a path of a folder of the workspace and a name."""
FOLDERS = ("root", "content", "output", "cache")


def opened(tree: ast.Module, _: str) -> Iterator[str]:
    """The calls of a module that open a file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in OPENING and not ast.unparse(node).startswith(MEMORY):
                yield f"{node.lineno}: {ast.unparse(node)}"


def joined(tree: ast.Module, module: str) -> Iterator[str]:
    """The places of a module that join a name, which is no constant, to a folder of a workspace."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Div):
            continue
        folder = ast.unparse(node.left)
        is_name = not isinstance(node.right, ast.Constant) and not ast.unparse(node.right).isupper()
        if is_name and folder.endswith(FOLDERS) and "workspace" in folder + module:
            yield f"{node.lineno}: {ast.unparse(node)}"


def find(rule: Callable[[ast.Module, str], Iterator[str]], needed: str) -> dict[str, list[str]]:
    """What a rule finds, by module; only those are parsed whose text matches a pattern, which takes a tenth of the time."""
    texts = {path.relative_to(PACKAGE).as_posix(): path.read_text("utf-8") for path in sorted(PACKAGE.rglob("*.py"))}
    assert len(texts) > 300
    found = {name: [*rule(ast.parse(text), name)] for name, text in texts.items() if re.search(needed, text)}
    return {name: places for name, places in found.items() if places}


def test_few_modules_open_files() -> None:
    found = find(opened, rf"\b(?:{'|'.join(OPENING)})\(")
    assert {name: calls for name, calls in found.items() if name not in OPENERS} == {}
    assert len(found) > 10


def test_names_become_paths_in_few_modules() -> None:
    found = find(joined, rf"(?:{'|'.join(FOLDERS)}) / ")
    assert {name: places for name, places in found.items() if name not in JOINERS} == {}
    assert JOINERS.keys() - found.keys() == set()
