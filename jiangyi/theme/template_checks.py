"""Check the templates of a workspace; Jinja is imported only where there are any."""

from jiangyi.core import Report, Span
from jiangyi.project import FileKind, Workspace, find_shipped_folder, walk_files
from jiangyi.theme.unused_files import is_shipped_template


def check_templates(workspace: Workspace, report: Report) -> None:
    """Report the templates of a workspace that cannot be compiled."""
    folder = workspace.root / "templates"
    if not folder.is_dir() or folder == find_shipped_folder("templates"):
        return
    for name, refused in workspace.list_refused(FileKind.TEMPLATE, folder, ".j2"):
        if not name or is_shipped_template(workspace, name):
            refused.report(report, Span(f"{folder.name}/{name}" if name else folder.name))
    names = [name for name, _ in walk_files(folder, ".j2")]
    if not names:
        return
    from jinja2 import TemplateError

    from jiangyi.theme.jinja import create_environment
    from jiangyi.theme.template_errors import TemplateFileError
    from jiangyi.theme.template_faults import describe_fault

    environment = create_environment((folder,))
    for name in names:
        try:
            environment.get_template(name)
        except (TemplateError, TemplateFileError) as error:
            fault = describe_fault(environment, error)
            report.extend([fault] if fault else [])
