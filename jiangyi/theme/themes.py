"""How a document looks: templates, stylesheets and custom properties, found once for a theme and a paper."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jiangyi.project import Workspace
from jiangyi.theme.targets import Target

ROOT = re.compile(r":root\s*\{([^}]*)\}")
PROPERTY = re.compile(r"(--[\w-]+)\s*:\s*([^;}]+)")
IMPORTANT = re.compile(r"\s*!\s*important\s*$", re.IGNORECASE)
USE = re.compile(r"var\(\s*(--[\w-]+)\s*\)")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
DEFAULT_PAPER = "a4"


@dataclass(frozen=True)
class Theme:
    """A look: where templates are searched, and the stylesheet of each target."""

    templates: tuple[Path, ...]
    print_css: str
    epub_css: str
    cover_css: str
    """For the cover picture of an EPUB."""

    def css(self, target: Target) -> str:
        """The stylesheet of a target."""
        return self.print_css if target is Target.PRINT else self.epub_css


def list_themes(workspace: Workspace) -> list[str]:
    """The names of all themes, sorted."""
    return _list_sheets(workspace, "themes")


def list_papers(workspace: Workspace) -> list[str]:
    """The names of all papers, sorted."""
    return _list_sheets(workspace, "papers")


def _list_sheets(workspace: Workspace, kind: str) -> list[str]:
    return sorted({path.stem for folder in workspace.folders("styles") for path in (folder / kind).glob("[!_]*.css")})


def load_theme(workspace: Workspace, name: str = "", paper: str = DEFAULT_PAPER, extra_print_css: str = "") -> Theme:
    """The look of a theme on a paper, with more rules for print after all others.

    A file of the workspace's own stands in for the shipped one of its name.

    E-readers of today still lack custom properties, so those of the EPUB are written out.
    """
    sheets = _sheets(workspace)
    tokens = [sheets["tokens.css"], *([sheets[f"themes/{name}.css"]] if name else [])]
    blocks = [css for path, css in sorted(sheets.items()) if path.startswith("blocks/")]
    epub_blocks = [css for path, css in sorted(sheets.items()) if path.startswith("blocks/") and path.endswith(".epub.css")]
    print_css = [*tokens, sheets["print.css"], *(b for b in blocks if b not in epub_blocks), *_paper(sheets, paper), extra_print_css]
    return Theme(
        tuple(workspace.folders("templates")),
        "\n".join(print_css),
        substitute_variables("\n".join((sheets["epub.css"], *epub_blocks)), root_properties("\n".join(tokens))),
        "\n".join((*tokens, sheets["cover.css"])),
    )


def _paper(sheets: Mapping[str, str], name: str) -> tuple[str, ...]:
    """The sheet of a paper, behind what all papers of its medium share: `--medium: screen` names papers/_screen.css."""
    own = sheets[f"papers/{name}.css"]
    shared = sheets.get(f"papers/_{root_properties(own).get('--medium')}.css")
    return (shared, own) if shared else (own,)


def _sheets(workspace: Workspace) -> dict[str, str]:
    """Every stylesheet by its path in styles/, the workspace's own before the shipped one."""
    found: dict[str, str] = {}
    for folder in reversed(workspace.folders("styles")):
        found |= {p.relative_to(folder).as_posix(): p.read_text("utf-8", errors="replace") for p in sorted(folder.rglob("*.css"))}
    return found


def root_properties(css: str) -> dict[str, str]:
    """The custom properties that a stylesheet sets on the root; the last one of a name holds."""
    roots = ";".join(ROOT.findall(COMMENT.sub("", css)))
    return {name: IMPORTANT.sub("", value.strip()) for name, value in PROPERTY.findall(roots)}


def substitute_variables(css: str, values: dict[str, str]) -> str:
    """A stylesheet with each var(--name) replaced by its value, which may hold others; one without a value stays as it is."""
    for _ in values:
        written = USE.sub(lambda match: values.get(match[1], match[0]), css)
        if written == css:
            break
        css = written
    return css
