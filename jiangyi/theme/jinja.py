"""The Jinja environment of templates; their compiled form is cached on disk where only the user can write."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import jinja2
from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.exceptions import TemplateNotFound
from jinja2.loaders import split_template_path

from jiangyi.project import find_shipped_folder
from jiangyi.theme.template_errors import NO_FILE, NOT_UTF8, OUTSIDE, TOO_DEEP, TemplateFault, TemplateFileError

if TYPE_CHECKING:  # loaded for the templates of a workspace or a plug-in
    from jiangyi.theme.sandbox import Sandbox

CODE_VERSION = 1
"""Part of the names of cached files: another one for each change of what the sandbox adds to the compiled code."""

XML_TEMPLATES = (".xhtml.j2", ".ncx.j2")
"""The names of templates of documents that have to be XML."""


class FolderLoader(FileSystemLoader):
    """Reads templates of some folders, and no file to which a link leads out of them."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Any]:
        """The text of a template, its path, and no check for changes. Raises TemplateNotFound, TemplateFileError or OSError."""
        path = self._find(template)
        try:
            return FileSystemLoader(path.parent).get_source(environment, path.name)[0], str(path), None
        except UnicodeDecodeError as error:
            raise TemplateFileError(path, NOT_UTF8) from error

    def load(self, environment: Environment, name: str, globals: Any = None) -> Any:  # noqa: A002 - the library's name
        """A template, compiled. Raises TemplateError, TemplateFileError or OSError."""
        try:
            return super().load(environment, name, globals)
        except (RecursionError, MemoryError, SyntaxError) as error:  # of Python's compiler, too: it takes 20 loops inside each other
            raise TemplateFileError(self._find(name), TOO_DEEP) from error

    def _find(self, name: str) -> Path:
        """The file of a template, in the first folder that has one."""
        parts = split_template_path(name)
        for folder in map(Path, self.searchpath) if "\0" not in name else ():
            path = folder.joinpath(*parts)
            if path.is_dir():
                raise TemplateFileError(path, NO_FILE)
            if path.is_file():
                if not path.resolve().is_relative_to(folder.parent.resolve()):
                    raise TemplateFileError(path, OUTSIDE)
                return path
        raise TemplateNotFound(name)


def create_environment(folders: tuple[Path, ...]) -> Environment:
    """An environment that searches these folders, first match first; it escapes output and raises where a variable is undefined.

    Templates run in a sandbox unless all are the program's own, because it takes a third of the time of rendering.
    A template is read once: where one may have changed, the session that holds the environment is cleared.
    """
    kind = Environment if {*folders} == {find_shipped_folder("templates")} else _load_sandbox()
    return kind(
        loader=FolderLoader([str(folder) for folder in folders]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_bytecode_cache(kind),
        auto_reload=False,
        cache_size=-1,
    )


def read_template_file(folders: tuple[Path, ...], name: str) -> str:
    """The text of a file beside the templates that is no template; nothing where there is none."""
    loader = create_environment(folders).loader
    try:
        return cast("FolderLoader", loader).get_source(create_environment(folders), name)[0]
    except TemplateNotFound:
        return ""


def render_template(environment: Environment, name: str, variables: dict[str, Any]) -> str:
    """What `Template.render` returns, at half its cost: `variables` hold the globals of the environment already and are not copied.

    Raises TemplateFault where a template is to blame that is not the program's own.
    """
    if not environment.sandboxed:
        return _render(environment, name, variables)
    from jiangyi.theme.template_faults import describe_fault
    from jiangyi.theme.template_markup import check_markup

    work = cast("Sandbox", environment).work
    work.begin()
    try:
        text = _render(environment, name, variables)
        if work.depth == 1:  # a whole document
            check_markup(text, is_xml=name.endswith(XML_TEMPLATES))
    except TemplateFault:
        raise
    except Exception as error:
        fault = describe_fault(environment, error)
        if fault is None:
            raise
        raise TemplateFault(fault) from error
    else:
        return text
    finally:
        work.end()


def _load_sandbox() -> type[Environment]:
    from jiangyi.theme.sandbox import Sandbox

    return Sandbox


def _render(environment: Environment, name: str, variables: dict[str, Any]) -> str:
    template = environment.get_template(name)
    return environment.concat(template.root_render_func(template.new_context(variables, shared=True)))


def _bytecode_cache(kind: type[Environment]) -> FileSystemBytecodeCache | None:
    """The cache of compiled templates; None where no folder is the user's own, because cached code is executed."""
    try:
        return FileSystemBytecodeCache(pattern=f"jiangyi-{jinja2.__version__}-{kind.__name__.lower()}{CODE_VERSION}-%s.cache")
    except (OSError, RuntimeError):
        return None
