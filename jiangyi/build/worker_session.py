"""The session of a worker process, with the plug-ins and the store of its parent process and memos of its own."""

from jiangyi.core import DiskStore, Session, active_extensions, active_session, active_store
from jiangyi.project import load_extensions

SessionSettings = tuple[tuple[str, ...], DiskStore | None]
"""The names of the active plug-ins, because extensions themselves may not be picklable, and the store."""


def describe_session() -> SessionSettings:
    """What a worker needs for a session like the active one."""
    return tuple(plugin.name for plugin in active_extensions().plugins), active_store()


def create_session(settings: SessionSettings) -> Session:
    """A session with the plug-ins and store of another process."""
    plugins, store = settings
    return Session(load_extensions(plugins), store)


def start_worker_session(settings: SessionSettings) -> None:
    """Enter such a session until the worker exits; a forked process has inherited one."""
    if active_session() is None:
        create_session(settings).enter()
