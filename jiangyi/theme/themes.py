"""Themes and papers: the templates and stylesheets that a document is made with.

E-readers do not support custom properties reliably, so the EPUB's stylesheet is written with their values; print keeps them.

Printed pages stand on a grid of whole lines: every margin between blocks is a whole number of lines or none, and every block is
a whole number of lines high (with half lines inside it where it needs space). So the sum stays whole when margins collapse, or
are dropped at the top of a page. What stands inside a line has a line height of 0 and cannot move it. Figures, display
formulas, listings and table cells of several lines are as high as they are.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from jiangyi.core import WHOLE_FILE, Message, Span, compile_late, fold_word, limits, memoize
from jiangyi.project import Workspace, find_shipped_folder, walk_files
from jiangyi.store import digest_bytes
from jiangyi.theme.css_syntax import root_properties, substitute_variables
from jiangyi.theme.derived_colours import derive_colours
from jiangyi.theme.sheet_names import BLOCKS, EPUB_SUFFIX, WEB, WEB_SUFFIX
from jiangyi.theme.targets import Target

DEFAULT_PAPER = "a4"
MARK = compile_late(r"/\* (?:styles/\S.*)? \*/")
"""A line of a stylesheet for print that names the file of what follows."""
NO_SHEET = "/*  */"
"""Such a line before what comes from no file."""
COVER_PAGE = "@page { size: 160mm 256mm; margin: 0 }"
"""The page of a cover, unless its stylesheet sets another one."""
NAMES = compile_late(r"--names:(?P<names>[^;{}]*)")
"""The declaration of the other names of a paper or theme."""
NO_THEME = "default"
"""The name of the appearance without a theme."""


@dataclass(frozen=True)
class Theme:
    """The files of a theme on a paper: the folders that templates are searched in, first match first, and a stylesheet per target."""

    templates: tuple[Path, ...]
    print_css: str
    epub_css: str
    formula_css: str
    """For the documents of an EPUB that have MathML."""
    cover_css: str
    """For the page that the cover image of an EPUB is drawn from."""
    web_css: str

    def css(self, target: Target) -> str:
        """The stylesheet of a target."""
        return {Target.PRINT: self.print_css, Target.EPUB: self.epub_css, Target.WEB: self.web_css}[target]


@memoize(8)
def digest_templates(folders: tuple[Path, ...]) -> str:
    """A digest of every template in some folders."""
    found = ((name, path.read_bytes()) for folder in folders for name, path in walk_files(folder, ".j2"))
    return digest_bytes(b"".join(b"%s %d\n%s" % (name.encode(), len(data), data) for name, data in found))


def list_themes(workspace: Workspace) -> list[str]:
    """The names of all themes, sorted."""
    return _list_sheets(workspace, "themes")


def list_papers(workspace: Workspace) -> list[str]:
    """The names of all papers, sorted."""
    return _list_sheets(workspace, "papers")


def find_paper(workspace: Workspace, word: str) -> str | None:
    """The paper that a word names, in any case or by another name of its stylesheet; None where there is none."""
    return _find_sheet(workspace, "papers", word)


def find_theme(workspace: Workspace, word: str) -> str | None:
    """The theme that a word names, in any case or by another name of its stylesheet; "" for the usual appearance, None for none."""
    return "" if word.strip().lower() in ("", NO_THEME, "默认") else _find_sheet(workspace, "themes", word)


def describe_papers(workspace: Workspace) -> Message:
    """The papers in a message."""
    return _list_names(workspace, "papers")


def describe_themes(workspace: Workspace) -> Message:
    """The themes in a message."""
    return _list_names(workspace, "themes")


def _find_sheet(workspace: Workspace, kind: str, word: str) -> str | None:
    names = _list_sheets(workspace, kind)
    if word in names:
        return word
    lower = fold_word(word)
    found = (name for name in names if name.lower() == lower)
    return next(found, None) or next((name for name in names if lower in map(fold_word, _read_names(workspace, kind, name))), None)


def name_papers(workspace: Workspace) -> dict[str, Message]:
    """Every paper with what it is called."""
    return _name_sheets(workspace, "papers")


def name_themes(workspace: Workspace) -> dict[str, Message]:
    """Every theme with what it is called."""
    return _name_sheets(workspace, "themes")


def _name_sheets(workspace: Workspace, kind: str) -> dict[str, Message]:
    """In English the name itself, in Chinese the first of its other names."""
    return {name: Message(name, next(iter(_read_names(workspace, kind, name)), name)) for name in _list_sheets(workspace, kind)}


def _list_names(workspace: Workspace, kind: str) -> Message:
    from jiangyi.model import list_names  # late: for a message only

    return list_names(_name_sheets(workspace, kind).values())


def list_sheet_names(workspace: Workspace, kind: str) -> list[str]:
    """The papers or themes, each with its other names behind it."""
    return [" ".join((name, *_read_names(workspace, kind, name))) for name in _list_sheets(workspace, kind)]


def _read_names(workspace: Workspace, kind: str, name: str) -> list[str]:
    """The other names of a paper or theme, which its stylesheet declares: `--names: 大字版 大字`."""
    files = (folder / kind / f"{name}.css" for folder in workspace.list_folders("styles"))
    css = next((_read_stylesheet(path) for path in files if path.is_file()), "")
    declared = NAMES.search(css)
    return declared["names"].split() if declared else []


def is_printed(workspace: Workspace, paper: str) -> bool:
    """True if a paper is printed, and not shown on a screen."""
    files = (folder / "papers" / f"{paper}.css" for folder in workspace.list_folders("styles"))
    own = next((path for path in files if path.is_file()), None)
    return own is None or root_properties(_read_stylesheet(own)).get("--medium") != "screen"


def _list_sheets(workspace: Workspace, kind: str) -> list[str]:
    names = {PurePosixPath(name) for folder in workspace.list_folders("styles") for name, _ in walk_files(folder, ".css")}
    return sorted({name.stem for name in names if name.parts[:-1] == (kind,) and not name.name.startswith("_")})


@memoize(8)
def load_theme(workspace: Workspace, name: str = "", paper: str = DEFAULT_PAPER, extra_print_css: str = "") -> Theme:
    """Read a theme on a paper, with `extra_print_css` after all other rules for print. It is read once a session.

    Raises KeyError for an unknown name.

    A file of the workspace replaces that of the same path of a plug-in, and both replace that of the program.
    The stylesheet of the EPUB has values instead of custom properties, which many e-readers do not know.
    """
    templates = tuple(workspace.list_folders("templates"))
    name = found if (found := find_theme(workspace, name)) is not None else name
    sheets = _read_stylesheets(workspace)
    tokens = _pick(sheets, "tokens.css", *([f"themes/{name}.css"] if name else []))
    derived = derive_colours(css for _, css in tokens)
    values = "\n".join((*(css for _, css in tokens), derived))
    marked = (*map(_mark, tokens), *((NO_SHEET, derived) if derived else ()))
    blocks = _list_in(sheets, BLOCKS)
    common = [path for path in blocks if not path.endswith((EPUB_SUFFIX, WEB_SUFFIX))]
    for_print = _pick(sheets, "print.css", "front.css", *common, *_paper_sheets(sheets, paper))
    for_epub = _pick(sheets, "epub.css", *(path for path in blocks if path.endswith(EPUB_SUFFIX)))
    return Theme(
        templates,
        "\n".join((*marked, *map(_mark, for_print), NO_SHEET, extra_print_css)),
        substitute_variables("\n".join(css for _, css in for_epub), root_properties(values)),
        sheets["formulas.epub.css"],
        "\n".join((COVER_PAGE, *marked, *map(_mark, _pick(sheets, "front.css", "cover.css")))),
        "\n".join((values, *(css for _, css in _pick(sheets, "web.css", *_list_in(sheets, WEB), *_web_sheets(blocks))))),
    )


def _web_sheets(blocks: Sequence[str]) -> Iterator[str]:
    """The sheets of blocks for browsers; for a block of others than the program's the one for e-books, where it has none of its own."""
    shipped = find_shipped_folder("styles")
    for path in blocks:
        name = path.removesuffix(EPUB_SUFFIX)
        is_ours = any((shipped / f"{name}{suffix}").is_file() for suffix in (".css", EPUB_SUFFIX))
        if path.endswith(WEB_SUFFIX) or (path.endswith(EPUB_SUFFIX) and not is_ours and name + WEB_SUFFIX not in blocks):
            yield path


def _list_in(sheets: Mapping[str, str], folder: str) -> list[str]:
    """The paths of the stylesheets in a folder."""
    return sorted(path for path in sheets if path.startswith(folder))


def _pick(sheets: Mapping[str, str], *names: str) -> list[tuple[str, str]]:
    """Some stylesheets, by path."""
    return [(name, sheets[name]) for name in names]


def _mark(sheet: tuple[str, str]) -> str:
    """A stylesheet after a comment with its name, by which `locate_rule` finds it."""
    name = sheet[0].replace("*/", "* /").replace("\n", " ")
    return f"/* styles/{name} */\n{sheet[1]}"


def locate_rule(css: str, line: int, column: int) -> Span:
    """The place in its own file of a place in the stylesheet of a target, both from 1."""
    lines = css.split("\n")
    first = next((number for number in range(min(line, len(lines)) - 1, -1, -1) if MARK.fullmatch(lines[number])), None)
    if first is None or lines[first] == NO_SHEET:
        return WHOLE_FILE
    name = lines[first].removeprefix("/* ").removesuffix(" */")
    from jiangyi.core import Source  # late: for a message only

    source = Source(name, "\n".join(lines[first + 1 : line]))
    return source.span(line - first - 2, column - 1, 1)


def _paper_sheets(sheets: Mapping[str, str], name: str) -> tuple[str, ...]:
    """The sheet of a paper, after the one that papers of its medium share: `--medium: screen` refers to papers/_screen.css."""
    own = f"papers/{name}.css"
    shared = f"papers/_{root_properties(sheets[own]).get('--medium')}.css"
    return (shared, own) if shared in sheets else (own,)


def _read_stylesheets(workspace: Workspace) -> dict[str, str]:
    """Every stylesheet by its path in styles/, from the first folder that has it."""
    found: dict[str, str] = {}
    for folder in reversed(workspace.list_folders("styles")):
        found |= {name: _read_stylesheet(path) for name, path in walk_files(folder, ".css")}
    return found


def _read_stylesheet(path: Path) -> str:
    """The text of a stylesheet; nothing of one that is too large, which `check_stylesheets` reports where it is used."""
    return path.read_text("utf-8", errors="replace") if path.stat().st_size <= limits.STYLE_BYTES.value else ""
