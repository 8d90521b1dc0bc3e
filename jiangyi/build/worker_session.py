"""The session of a worker process: the plug-ins of the process that started it, and memos of its own."""

from jiangyi.core import Extensions, active_extensions, ensure_session


def worker_arguments() -> tuple[Extensions]:
    """What `start_worker_session` is called with in the workers of this process."""
    return (active_extensions(),)


def start_worker_session(extensions: Extensions) -> None:
    """Enter a session for the rest of a worker's life; a forked process has inherited one."""
    ensure_session(extensions)
