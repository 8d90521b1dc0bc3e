"""Templates, and what Jinja makes of them, kept for the next run where only the user can write."""

from pathlib import Path

import jinja2
from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined


def create_environment(folders: tuple[Path, ...]) -> Environment:
    """Templates of some folders, the first that has one wins; what they print is escaped, and what they ask for must be there."""
    loader = FileSystemLoader([str(folder) for folder in folders])
    return Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, bytecode_cache=_compiled()
    )


def _compiled() -> FileSystemBytecodeCache | None:
    """Templates as they were compiled before; None where there is no place that is the user's alone, for what is read there is run."""
    try:
        return FileSystemBytecodeCache(pattern=f"jiangyi-{jinja2.__version__}-%s.cache")
    except (OSError, RuntimeError):
        return None
