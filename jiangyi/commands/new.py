"""`new`: write a starter handout with comments."""

from pathlib import Path

import click

from jiangyi.commands.common import exit_wrong_usage, find_or_assume_workspace, root_option
from jiangyi.commands.options import add_argument
from jiangyi.core import localize
from jiangyi.store import write_user_file


@add_argument("name", "name of the handout; append .md for Markdown", "讲义名称；加 .md 则生成 Markdown")
@root_option
def new(name: str, workspace: Path | None) -> None:
    """Write a starter handout with comments."""
    from jiangyi.project import starter_text

    place = find_or_assume_workspace(workspace)
    suffix = Path(name).suffix if Path(name).suffix in (".md", ".yaml", ".yml") else ".yaml"
    path = place.content / (name.removesuffix(suffix) + suffix)
    if path.exists():
        exit_wrong_usage(localize("{name} already exists", "{name} 已经存在", name=place.name(path)))
    if not path.resolve().is_relative_to(place.content.resolve()):
        exit_wrong_usage(localize("a handout must be inside content/", "讲义要放在 content/ 文件夹里"))
    write_user_file(path, starter_text(path.stem, suffix).encode())
    click.echo(place.name(path))
