"""Files of a workspace in styles/ and templates/ that are left out: nothing uses them, or they cannot be read."""

from jiangyi.core import Message, Report, Span
from jiangyi.project import FileKind, Workspace, find_shipped_folder, walk_files
from jiangyi.theme.sheet_names import APART, is_always_used, is_used

UNUSED = Message("nothing uses a file of this name here", "没有任何地方会用到这里这个名字的文件")


def report_unused_files(workspace: Workspace, report: Report) -> None:
    """Report stylesheets that are in a place where nothing looks for them, and what cannot be read without concerning all handouts."""
    styles, templates = workspace.root / "styles", workspace.root / "templates"
    for name, refused in workspace.list_refused(FileKind.STYLE, styles, ".css"):
        if not is_always_used(name):
            report.add("file-left-out", Span(f"styles/{name}"), what=refused.kind.value, name=refused.name, problem=refused.problem)
    for name, _ in walk_files(styles, ".css") if styles != find_shipped_folder("styles") else ():
        if not is_used(name) and not name.startswith(APART):
            report.add("file-left-out", Span(f"styles/{name}"), what=FileKind.STYLE.value, name=f"styles/{name}", problem=UNUSED)
    for name, refused in workspace.list_refused(FileKind.TEMPLATE, templates, ".j2"):
        if name and not is_shipped_template(workspace, name):
            report.add("file-left-out", Span(f"templates/{name}"), what=refused.kind.value, name=refused.name, problem=refused.problem)


def is_shipped_template(workspace: Workspace, name: str) -> bool:
    """True if the program or a plug-in has a template of this name, so that handouts may need it."""
    return any((folder / name).exists() for folder in workspace.list_folders("templates") if folder != workspace.root / "templates")
