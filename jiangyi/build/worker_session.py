"""The session of a worker process: the plug-ins of the process that started it, and memos of its own."""

from jiangyi.core import Session, active_extensions, active_session
from jiangyi.project import load_extensions


def plugin_names() -> tuple[str, ...]:
    """The names of the active plug-ins, which a worker is told; extensions themselves may not be picklable."""
    return tuple(plugin.name for plugin in active_extensions().plugins)


def start_worker_session(plugins: tuple[str, ...]) -> None:
    """Enter a session with these plug-ins for the rest of a worker's life; a forked process has inherited one."""
    if active_session() is None:
        Session(load_extensions(plugins)).enter()
