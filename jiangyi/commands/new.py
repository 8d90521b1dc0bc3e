"""`new`: write a starter handout with comments."""

import os
from pathlib import Path, PurePath

import click

from jiangyi.commands.common import exit_if_linked_outside, exit_wrong_usage, find_or_assume_workspace, root_option
from jiangyi.commands.options import add_argument
from jiangyi.core import Message, localize
from jiangyi.store import write_user_file


@add_argument("name", "name of the handout; append .md for Markdown", "讲义名称；加 .md 则生成 Markdown", word=Message("NAME", "名称"))
@root_option
def new(name: str, workspace: Path | None) -> None:
    """Write a starter handout with comments."""
    from jiangyi.project import CONTENT, FileKind, FileRefused, find_target, starter_text

    place = find_or_assume_workspace(workspace)
    exit_if_linked_outside(place, CONTENT)
    name = PurePath(name).as_posix()
    suffix = PurePath(name).suffix if PurePath(name).suffix in (".md", ".yaml", ".yml") else ".yaml"
    try:
        path = find_target(place.content, name.removesuffix(suffix) + suffix, FileKind.HANDOUT)
    except FileRefused as refused:
        inside = localize("a handout must be inside content/", "讲义要放在 content/ 文件夹里")
        exit_wrong_usage(inside if refused.is_outside else refused.message)
    if os.path.lexists(path):
        exit_wrong_usage(localize("{name} already exists", "{name} 已经存在", name=place.name(path)))
    write_user_file(path, starter_text(path.stem, suffix).encode())
    click.echo(place.name(path))
