"""The stylesheets of a workspace, checked before they are used."""

from collections.abc import Iterable, Iterator

from jiangyi.core import Report, Span, limits
from jiangyi.project import FileKind, FileRefused, Workspace, find_shipped_folder, walk_files
from jiangyi.theme.sheet_names import APART, is_always_used, is_used


def check_stylesheets(workspace: Workspace, report: Report, sheets: Iterable[str] | None = None) -> bool:
    """Report what is wrong with the workspace's own stylesheets, or those of the given paths in styles/; True if there is no error."""
    own = Report()
    files = tuple(_own_sheets(workspace, sheets, own))
    if files:
        from jiangyi.theme.stylesheet_checks import find_problems, find_template_properties  # late: most workspaces have no stylesheets

        known = tuple(folder for folder in reversed(workspace.list_folders("styles")) if folder != workspace.root / "styles")
        own.extend(find_problems(files, find_template_properties(tuple(workspace.list_folders("templates"))), known))
    for name, refused in _refused_sheets(workspace, sheets):
        if sheets is not None or is_always_used(name):  # others concern only the handouts that name them
            refused.report(own, Span(f"styles/{name}".rstrip("/")))
    report.extend(own.diagnostics)
    return not own.has_errors


def list_applied_sheets(workspace: Workspace, theme: str = "") -> list[str]:
    """The paths of the workspace's own stylesheets that apply to a handout of a theme, whatever its paper."""
    found = (*_own_sheets(workspace, None, Report()), *_refused_sheets(workspace, None))
    return [*(name for name, _ in found if is_always_used(name)), f"themes/{theme}.css"]


def _own_sheets(workspace: Workspace, sheets: Iterable[str] | None, report: Report) -> Iterator[tuple[str, bytes]]:
    """The workspace's own stylesheets, or those of the given paths; of one that is too large, which is reported, the content is empty."""
    folder = workspace.root / "styles"
    if folder.is_dir() and folder != find_shipped_folder("styles"):
        selected = None if sheets is None else set(sheets)
        for name, path in walk_files(folder, ".css"):
            if is_used(name) and (selected is None or name in selected):
                is_small = path.stat().st_size <= limits.STYLE_BYTES.value
                if not is_small:
                    limits.STYLE_BYTES.report(report, Span(f"styles/{name}"))
                yield name, path.read_bytes() if is_small else b""


def _refused_sheets(workspace: Workspace, sheets: Iterable[str] | None) -> Iterator[tuple[str, FileRefused]]:
    """What cannot be read of the workspace's stylesheets, or of those of the given paths, by its path."""
    selected = None if sheets is None else set(sheets)
    for name, refused in workspace.list_refused(FileKind.STYLE, workspace.root / "styles", ".css"):
        if not name.startswith(APART) and (selected is None or name in selected):
            yield name, refused
