"""What is wrong with a command line, in the user's language: click knows English only, and its words for types are a programmer's."""

import re
from pathlib import Path

import click

from jiangyi.commands.options import describe_range
from jiangyi.core import Message, localize

PROBLEMS = (
    (r"Option '(?P<name>[^']*)' requires an argument\.", Message("{name} needs a value", "{name} 后面要写一个值")),
    (r"Option '(?P<name>[^']*)' does not take a value\.", Message("{name} takes no value", "{name} 后面不用写值")),
    (r"Got unexpected extra arguments? \((?P<name>.*)\)", Message("too many words: {name}", "多写了：{name}")),
    (r"'(?P<name>.*)' is not a valid integer(?: range)?\.", Message("“{name}” is not a whole number", "“{name}”不是整数")),
    (r"'(?P<name>.*)' is not a valid float(?: range)?\.", Message("“{name}” is not a number", "“{name}”不是数字")),
    (
        r"(?P<name>\S+) is not in the range (?P<range>.*)\.",
        Message("must be {range}, not {name}", "应为 {range}，不能是 {name}"),
    ),
    (r"'(?P<name>.*)' is not (?:one of )?(?P<range>'.*')\.", Message("“{name}” is none of {range}", "“{name}”不在 {range} 之中")),
)
"""The messages of click, and ours for them."""


def show_usage_error(error: click.ClickException) -> None:
    """Print what is wrong with a command line, then how the command is called."""
    click.echo(localize("error: {problem}", "错误：{problem}", problem=explain_usage_error(error)), err=True)
    context = getattr(error, "ctx", None)
    for hint in _list_hints(error):
        click.echo(f"  = {hint}", err=True)
    if context is not None:
        click.echo(f"\n{context.get_usage()}", err=True)
        values = {"command": f"{context.command_path} --help"}
        click.echo(localize("`{command}` explains more", "详细说明：{command}", **values), err=True)


def explain_usage_error(error: click.ClickException) -> str:
    """What is wrong with a command line, in one sentence."""
    match error:
        case click.NoSuchOption():
            return localize("there is no option {name}", "没有 {name} 这个选项", name=error.option_name)
        case click.exceptions.NoSuchCommand():
            return localize("there is no command “{name}”", "没有“{name}”这个命令", name=error.command_name)
        case click.MissingParameter(param=click.Parameter() as parameter):
            name = parameter.make_metavar(error.ctx) if error.ctx and isinstance(parameter, click.Argument) else parameter.opts[0]
            return localize("{name} is missing", "后面还要写{name}", name=name.strip("[].…"))
        case click.BadParameter(param=click.Option() as option):
            return localize("{name}: {problem}", "{name}：{problem}", name=option.opts[-1], problem=_translate(error.message))
    return _translate(error.format_message())


def _translate(message: str) -> str:
    """A message of click in the user's language; one that is not known as it is."""
    for pattern, ours in PROBLEMS:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            values = found.groupdict()
            return ours.localize(**values | {"range": describe_range(values.get("range", ""))})
    return message


def _list_hints(error: click.ClickException) -> list[str]:
    """What may have been meant."""
    if isinstance(error, click.exceptions.NoSuchCommand) and Path(error.command_name).exists():
        return [localize("to compile it: build {name}", "要编译它，请输入：build {name}", name=error.command_name)]
    near = getattr(error, "possibilities", None)
    return [localize("did you mean {near}?", "您要写的是不是 {near}？", near=near[0])] if near else []
