"""Options and arguments with help in the user's language, in groups, and wrapped by the width that a terminal shows."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from keyword import iskeyword
from typing import Any

import click

from jiangyi.commands.streams import reporting_failures
from jiangyi.core import Message, fold_word, localize
from jiangyi.core import display_width as cells

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

WIDEST = 28
"""Terminal cells of the column of names, at most."""
ARGUMENTS, OPTIONS, COMMANDS = Message("Arguments", "参数"), Message("Options", "选项"), Message("Commands", "命令")
NOT_FIRST = "，。；：、！？）》”’"
"""Punctuation marks that no line begins with."""


WORDS = {
    "TEXT": Message("TEXT", "文字"),
    "PATH": Message("PATH", "路径"),
    "INTEGER": Message("NUMBER", "整数"),
    "INTEGER RANGE": Message("NUMBER", "整数"),
    "FLOAT RANGE": Message("NUMBER", "数"),
    "[OPTIONS]": Message("[OPTIONS]", "[选项]"),
    "COMMAND [ARGS]...": Message("COMMAND …", "命令 …"),
    "[COMMAND] [ARGS]...": Message("[COMMAND] …", "[命令] …"),
}
"""The words of click in a line of usage and in the help."""
LIMITS = re.compile(r"(?:(?P<least>[\d.]+)<=)?x(?:>=(?P<from>[\d.]+)|<=(?P<most>[\d.]+))?")
EXTRA = re.compile(r"\s*\[(?:default: (?P<default>[^;\]]*))?(?:; )?(?P<range>[^\]]*)\]$")


def describe_range(text: str) -> str:
    """A range of numbers as click writes it, such as 1<=x<=4, in the user's language."""
    found = LIMITS.fullmatch(text)
    if not found:
        return text
    least, most = found["least"] or found["from"], found["most"]
    if least and most:
        return localize("{least} to {most}", "{least}～{most}", least=least, most=most)
    return localize("{least} or more", "{least} 以上", least=least) if least else localize("up to {most}", "不大于 {most}", most=most)


def _translate(word: str) -> str:
    return WORDS[word].localize() if word in WORDS else word


class Command(click.Command):
    """A command whose help is in the user's language and lists arguments like options, each group under its heading."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write how the command is called."""
        pieces = " ".join(map(_translate, self.collect_usage_pieces(ctx)))
        formatter.write_usage(ctx.command_path, pieces, prefix=localize("Usage: ", "用法："))

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
            with _open_section(formatter, heading):
                _write(rows, formatter)


@dataclass(frozen=True, slots=True)
class CommandEntry:
    """A command that is imported when it is called: its name is that of its module in this package, with _ after a word of Python."""

    name: str
    help: Message
    function: str = ""
    """The name of its function, where it isn't that of the command."""
    words: tuple[str, ...] = ()
    """Other names of the command, in Chinese."""

    def load(self) -> click.Command:
        """The command itself."""
        module = import_module(f"{__package__}.{self.name}{'_' * iskeyword(self.name)}")
        return click.command(self.name, cls=Command, help=self.help.localize())(getattr(module, self.function or self.name))


@contextmanager
def explaining_usage() -> Iterator[None]:
    """End the command in the `with` block with an explanation in the user's language where it is called wrongly."""
    try:
        yield
    except click.ClickException as error:
        from jiangyi.commands.usage_errors import show_usage_error  # late: for a mistake only

        show_usage_error(error)
        raise click.exceptions.Exit(error.exit_code) from None


class Group(Command, click.Group):
    """The group of all commands."""

    def __init__(self, *args: Any, entries: Sequence[CommandEntry], **more: Any) -> None:
        """Know the commands without importing any."""
        super().__init__(*args, **more)
        self.entries = {entry.name: entry for entry in entries}
        self.names = {word: entry.name for entry in entries for word in (entry.name, *entry.words)}

    def make_context(self, *args: Any, **more: Any) -> click.Context:
        """Parse the arguments, or print the help that they ask for."""
        with reporting_failures(), explaining_usage():
            return super().make_context(*args, **more)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that is named."""
        with reporting_failures(), explaining_usage():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's
        """The names of all commands."""
        return list(self.entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's
        """A command; None where there is none of this name."""
        name = self.names.get(fold_word(cmd_name))
        return self.load(name) if name else None

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is named; the error where there is none suggests one that is not imported yet."""
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as error:
            raise click.exceptions.NoSuchCommand(error.command_name, possibilities=self.names, ctx=ctx) from None

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
        with _open_section(formatter, COMMANDS.localize()):
            _write([(name, entry.help.localize()) for name, entry in self.entries.items()], formatter)


class Argument(click.Argument):
    """An argument with a description in the help."""

    group = ARGUMENTS

    def __init__(self, names: Sequence[str], *, description: str, word: Message, **more: Any) -> None:
        super().__init__(names, **more)
        self.description, self.word = description, word

    def make_metavar(self, ctx: click.Context) -> str:  # noqa: ARG002 - click's
        """What stands for its value."""
        return self.word.localize()

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        """Its name and description."""
        return self.make_metavar(ctx), self.description


class Option(click.Option):
    """An option with the heading of its group in the help."""

    def __init__(self, names: Sequence[str], *, group: Message = OPTIONS, **more: Any) -> None:
        super().__init__(names, **more)
        self.group = group

    def make_metavar(self, ctx: click.Context) -> str:
        """The word for its value."""
        return _translate(super().make_metavar(ctx))

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Its names and its help, with the default and the range."""
        record = super().get_help_record(ctx)
        found = EXTRA.search(record[1]) if record else None
        if record is None or found is None:
            return record
        default = localize("default {value}", "默认 {value}", value=found["default"]) if found["default"] else ""
        parts = filter(None, (default, describe_range(found["range"])))
        return record[0], f"{record[1][: found.start()]}{localize(' (', '（')}{localize(', ', '，').join(parts)}{localize(')', '）')}"


def add_option(name: str, english: str, chinese: str, **more: Any) -> Decorator:
    """Add an option to a command; a flag where neither a type nor a default is given."""
    takes = {"is_flag": True} if not {"type", "default"} & set(more) else {"show_default": more.get("default") not in (None, "", 0)}
    return click.option(name, cls=Option, help=localize(english, chinese), **takes, **more)


def add_argument(name: str, english: str, chinese: str, **more: Any) -> Decorator:
    """Add an argument to a command."""
    return click.argument(name, cls=Argument, description=localize(english, chinese), **more)


@contextmanager
def _open_section(formatter: click.HelpFormatter, heading: str) -> Iterator[None]:
    """A section of the help below its heading, with the colon of the user's language."""
    formatter.write_paragraph()
    formatter.write(localize("{heading}:", "{heading}：", heading=heading) + "\n")
    with formatter.indentation():
        yield


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
