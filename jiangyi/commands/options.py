"""Options and arguments of the commands, and the help that shows them: in groups, and wrapped by what a terminal shows."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import click

from jiangyi.core import Message, localize
from jiangyi.core import display_width as cells

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

WIDEST = 28
"""Cells of the column of names."""
ARGUMENTS, OPTIONS, COMMANDS = Message("Arguments", "参数"), Message("Options", "选项"), Message("Commands", "命令")
NOT_FIRST = "，。；：、！？）》”’"
"""What no line begins with."""


class Helped(click.Command):
    """What says of its help what that does, in the user's language."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option that asks for help."""
        found = super().get_help_option(ctx)
        if found:
            found.help = localize("show this help and exit", "显示本帮助并退出")
        return found


class Command(Helped):
    """A command whose help tells of arguments as of options, each group under its heading."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the groups."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record:
                groups.setdefault(getattr(parameter, "group", OPTIONS).localize(), []).append(record)
        for heading, rows in groups.items():
            with formatter.section(heading):
                _write(rows, formatter)


class Group(Helped, click.Group):
    """All commands."""

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        """Write each command in a line."""
        with formatter.section(COMMANDS.localize()):
            _write([(name, command.help or "") for name, command in self.commands.items()], formatter)


class Argument(click.Argument):
    """An argument that is told of in the help."""

    group = ARGUMENTS

    def __init__(self, names: Sequence[str], *, told: str, **more: Any) -> None:
        super().__init__(names, **more)
        self.told = told

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        """What it is called, and what it is."""
        return self.make_metavar(ctx), self.told


class Option(click.Option):
    """An option in a group of its own."""

    def __init__(self, names: Sequence[str], *, group: Message = OPTIONS, **more: Any) -> None:
        super().__init__(names, **more)
        self.group = group


def add_option(name: str, english: str, chinese: str, **more: Any) -> Decorator:
    """An option by its name; a flag where it is not said what it takes."""
    takes = {"is_flag": True} if not {"type", "default"} & set(more) else {"show_default": more.get("default") not in (None, "", 0)}
    return click.option(name, cls=Option, help=localize(english, chinese), **takes, **more)


def add_argument(name: str, english: str, chinese: str, **more: Any) -> Decorator:
    """An argument by its name."""
    return click.argument(name, cls=Argument, told=localize(english, chinese), **more)


def _write(rows: list[tuple[str, str]], formatter: click.HelpFormatter) -> None:
    indent = " " * formatter.current_indent
    formatter.write("".join(f"{indent}{line}\n" for line in lay_out_columns(rows, formatter.width - len(indent))))


def lay_out_columns(rows: list[tuple[str, str]], width: int) -> Iterator[str]:
    """Names and what is said of them, side by side in a width of cells."""
    column = min(max(cells(name) for name, _ in rows), WIDEST) + 2
    for name, text in rows:
        lines = list(wrap_text(text, max(width - column, 20)))
        if cells(name) + 2 > column:
            yield name
        else:
            lines[0:1] = [name + " " * (column - cells(name)) + "".join(lines[:1])]
            yield lines.pop(0)
        for line in lines:
            yield " " * column + line


def wrap_text(text: str, width: int) -> Iterator[str]:
    """A text in lines of a width in cells; Chinese breaks before any character but a closing mark."""
    line = ""
    for piece in _pieces(text):
        if line and cells(line + piece.rstrip()) > width:
            yield line.rstrip()
            line = piece.lstrip()
        else:
            line += piece
    if line.strip():
        yield line.rstrip()


def _pieces(text: str) -> Iterator[str]:
    """What is not torn apart: words, and Chinese characters with the marks behind them."""
    piece = ""
    for character in text:
        wide = cells(character) == 2
        held = character in NOT_FIRST or not piece or (not wide and cells(piece[-1]) < 2 and piece[-1] != " ")
        if character == " " or held:
            piece += character
        else:
            yield piece
            piece = character
    if piece:
        yield piece
