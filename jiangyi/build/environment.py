"""The environment of a build, what changes the bytes of a file besides content: the program, its libraries, plug-ins and fonts.

It is a part of every key in the store.
"""

import os
import platform
from collections.abc import Iterable, Iterator

from jiangyi import __version__
from jiangyi.core import active_extensions, active_session, memoize
from jiangyi.project import PACKAGE, Workspace, fonts
from jiangyi.store import Store, digest_bytes, digest_file
from jiangyi.writers import available_writers


@memoize()
def environment_digest() -> str:
    """The properties of the program and the machine that change the bytes of a file: the program, its libraries, plug-ins and fonts."""
    plugins = " ".join(f"{plugin.name}={plugin.version} {plugin.digest}" for plugin in active_extensions().plugins)
    return f"{program_id()} {plugins} {fonts.digest_fonts()}"


@memoize()
def program_id() -> str:
    """The version of the program, a digest of its code, and the versions of the libraries that write files."""
    files = sorted(path for folder, *_, names in os.walk(PACKAGE) for path in _list_code(folder, names))
    code = digest_bytes("\n".join(map(digest_file, files)).encode())
    libraries = " ".join(name for writer in available_writers().values() for name in writer.versions())
    return f"{__version__} {code} {platform.python_version()} {platform.system()} {libraries}"


def _list_code(folder: str, names: Iterable[str]) -> Iterator[str]:
    return (os.path.join(folder, name) for name in names if name.endswith(".py"))  # noqa: PTH118 - twice as fast, for hundreds


def open_store(workspace: Workspace, *, is_forced: bool = False) -> None:
    """Have the active session keep results in the store of a workspace; with `--force` none that is there already is read."""
    session, store = active_session(), Store(workspace.cache, environment_digest)
    if session:
        session.set_store(store.without_older() if is_forced else store)
