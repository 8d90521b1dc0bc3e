"""The Jinja environment of templates; their compiled form is cached on disk where only the user can write."""

from pathlib import Path
from typing import Any

import jinja2
from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined


def create_environment(folders: tuple[Path, ...]) -> Environment:
    """An environment that searches these folders, first match first; it escapes output and raises where a variable is undefined.

    A template is read once: where one may have changed, the session that holds the environment is cleared.
    """
    loader = FileSystemLoader([str(folder) for folder in folders])
    return Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_bytecode_cache(),
        auto_reload=False,
        cache_size=-1,
    )


def render_template(environment: Environment, name: str, variables: dict[str, Any]) -> str:
    """What `Template.render` returns, at half its cost: `variables` hold the globals of the environment already and are not copied."""
    template = environment.get_template(name)
    try:
        return environment.concat(template.root_render_func(template.new_context(variables, shared=True)))
    except Exception:
        environment.handle_exception()


def _bytecode_cache() -> FileSystemBytecodeCache | None:
    """The cache of compiled templates; None where no folder is the user's own, because cached code is executed."""
    try:
        return FileSystemBytecodeCache(pattern=f"jiangyi-{jinja2.__version__}-%s.cache")
    except (OSError, RuntimeError):
        return None
