"""`plugins`: the installed plug-ins, what they contribute, and which are active in the workspace."""

from pathlib import Path

import click

from jiangyi.commands.common import echo, exit_if_errors, find_or_assume_workspace, print_diagnostics, root_option
from jiangyi.commands.options import add_option
from jiangyi.core import Report, align_columns, localize


@add_option("--json", "print JSON to standard output", "以 JSON 格式输出到标准输出")
@root_option
def plugins(*, json: bool, workspace: Path | None) -> None:
    """List the installed plug-ins on standard output, and report those of book.yaml that can't be loaded."""
    from jiangyi.project import PLUGIN_KINDS, check_plugins, list_plugins, load_project, plugins_as_json

    project, report = load_project(find_or_assume_workspace(workspace)), Report()
    installed = list_plugins()
    if json:
        click.echo(plugins_as_json(installed))
    elif installed:
        rows = [(localize("plug-in", "插件"), localize("version", "版本"), localize("state", "状态"), localize("contributes", "提供"))]
        for plugin in installed:
            state = localize("active", "已启用") if plugin.is_active else localize("inactive", "未启用")
            kinds = {kind: [name for of, name in plugin.entries if of == kind] for kind, _ in plugin.entries}
            contents = "; ".join(f"{PLUGIN_KINDS[kind].localize()}: {', '.join(names)}" for kind, names in kinds.items())
            rows.append((plugin.name, plugin.version, state, contents))
        click.echo("\n".join(line.rstrip() for line in align_columns(rows, left=True)))
    else:
        echo(localize("no plug-ins are installed", "没有安装任何插件"))
    if installed and not any(plugin.is_active for plugin in installed) and not json:
        echo(
            localize(
                "to activate a plug-in, add `plugins: [NAME]` to content/book.yaml",
                "要启用插件，请在 content/book.yaml 中写 plugins: [名称]",
            )
        )
    check_plugins(project, report)
    print_diagnostics(report)
    exit_if_errors(report)
