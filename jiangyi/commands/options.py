"""Options and arguments with help in the user's language, in groups, and wrapped by the width that a terminal shows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from keyword import iskeyword
from typing import Any

import click

from jiangyi.commands.streams import reporting_failures
from jiangyi.core import Message, localize
from jiangyi.core import display_width as cells

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

WIDEST = 28
"""Terminal cells of the column of names, at most."""
ARGUMENTS, OPTIONS, COMMANDS = Message("Arguments", "参数"), Message("Options", "选项"), Message("Commands", "命令")
NOT_FIRST = "，。；：、！？）》”’"
"""Punctuation marks that no line begins with."""


class Command(click.Command):
    """A command whose help is in the user's language and lists arguments like options, each group under its heading."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The help option with a translated text."""
        found = super().get_help_option(ctx)
        if found:
            found.help = localize("show this help and exit", "显示本帮助并退出")
        return found

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the groups to the formatter."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record:
                groups.setdefault(getattr(parameter, "group", OPTIONS).localize(), []).append(record)
        for heading, rows in groups.items():
            with formatter.section(heading):
                _write(rows, formatter)


@dataclass(frozen=True, slots=True)
class CommandEntry:
    """A command that is imported when it is called: its name is that of its module in this package, with _ after a word of Python."""

    name: str
    help: Message
    function: str = ""
    """The name of its function, where it isn't that of the command."""

    def load(self) -> click.Command:
        """The command itself."""
        module = import_module(f"{__package__}.{self.name}{'_' * iskeyword(self.name)}")
        return click.command(self.name, cls=Command, help=self.help.localize())(getattr(module, self.function or self.name))


class Group(Command, click.Group):
    """The group of all commands."""

    def __init__(self, *args: Any, entries: Sequence[CommandEntry], **more: Any) -> None:
        """Know the commands without importing any."""
        super().__init__(*args, **more)
        self.entries = {entry.name: entry for entry in entries}

    def make_context(self, *args: Any, **more: Any) -> click.Context:
        """Parse the arguments, or print the help that they ask for."""
        with reporting_failures():
            return super().make_context(*args, **more)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that is named."""
        with reporting_failures():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's
        """The names of all commands."""
        return list(self.entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's
        """A command; None where there is none of this name."""
        return self.load(cmd_name) if cmd_name in self.entries else None

    def load(self, name: str) -> click.Command:
        """A command, imported where it has not been; click can make a command of a function once only."""
        if name not in self.commands:
            self.add_command(self.entries[name].load())
        return self.commands[name]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the commands."""
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a line for each command."""
        with formatter.section(COMMANDS.localize()):
            _write([(name, entry.help.localize()) for name, entry in self.entries.items()], formatter)


class Argument(click.Argument):
    """An argument with a description in the help."""

    group = ARGUMENTS

    def __init__(self, names: Sequence[str], *, description: str, **more: Any) -> None:
        super().__init__(names, **more)
        self.description = description

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        """Its name and description."""
        return self.make_metavar(ctx), self.description


class Option(click.Option):
    """An option with the heading of its group in the help."""

    def __init__(self, names: Sequence[str], *, group: Message = OPTIONS, **more: Any) -> None:
        super().__init__(names, **more)
        self.group = group


def add_option(name: str, english: str, chinese: str, **more: Any) -> Decorator:
    """Add an option to a command; a flag where neither a type nor a default is given."""
    takes = {"is_flag": True} if not {"type", "default"} & set(more) else {"show_default": more.get("default") not in (None, "", 0)}
    return click.option(name, cls=Option, help=localize(english, chinese), **takes, **more)


def add_argument(name: str, english: str, chinese: str, **more: Any) -> Decorator:
    """Add an argument to a command."""
    return click.argument(name, cls=Argument, description=localize(english, chinese), **more)


def _write(rows: list[tuple[str, str]], formatter: click.HelpFormatter) -> None:
    indent = " " * formatter.current_indent
    formatter.write("".join(f"{indent}{line}\n" for line in lay_out_columns(rows, formatter.width - len(indent))))


def lay_out_columns(rows: list[tuple[str, str]], width: int) -> Iterator[str]:
    """Lines of names and descriptions in two columns, at most `width` cells wide."""
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
    """A text in lines of at most `width` cells; Chinese may break before any character but a closing mark."""
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
    """The parts between which a line may break: words, and Chinese characters with the marks that follow them."""
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
