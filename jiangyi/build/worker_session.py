"""The session of a worker process, with the plug-ins of its parent process and memos of its own."""

from jiangyi.core import Session, active_extensions, active_session
from jiangyi.project import load_extensions


def plugin_names() -> tuple[str, ...]:
    """The names of the active plug-ins, which are sent to workers; extensions themselves may not be picklable."""
    return tuple(plugin.name for plugin in active_extensions().plugins)


def start_worker_session(plugins: tuple[str, ...]) -> None:
    """Enter a session with these plug-ins until the worker exits; a forked process has inherited one."""
    if active_session() is None:
        Session(load_extensions(plugins)).enter()
