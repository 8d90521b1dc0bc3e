"""The command line: the commands there are, each told in one line."""

import sys
from typing import Annotated

import typer

from jiangyi import __version__
from jiangyi.commands import bring, build, check, fix, fonts, new, serve
from jiangyi.commands.common import DONE
from jiangyi.wording import say
from jiangyi.writers import WRITERS

COMMANDS = (
    ("build", build.build, say("Build what is not fresh.", "编译有改动的讲义。")),
    ("check", check.check, say("Report problems; write nothing.", "只检查，不生成文件。")),
    ("serve", serve.serve, say("Show pages, e-book and problems in a browser, anew after each save.", "在浏览器中预览，保存后自动更新。")),
    ("fonts", fonts.fonts, say("List which font each role gets.", "列出正文、标题等各用哪种字体。")),
    ("fix", fix.fix, say("Put marks right: full-width marks, quotes, spaces.", "改正标点：半角变全角、引号成对、多余的空格等。")),
    ("import", bring.bring, say("Make handouts of raw text, notes, web pages and Word files.", "把文本、笔记、网页、Word 文件变成讲义。")),
    ("new", new.new, say("Write a commented starter handout.", "生成一份带说明的讲义样例。")),
)
"""Name, what it does, what is said of it."""

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=say(
        "Compile structured notes into handouts: PDF for print, EPUB for e-readers.", "把结构化笔记编成讲义：印刷用 PDF 与电子书 EPUB。"
    ),
)
for name, command, told in COMMANDS:
    app.command(name, help=told)(command)


@app.callback(invoke_without_command=True)
def default(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help=say("print the version and leave", "显示版本"))] = False,
) -> None:
    """Build everything when no command is named."""
    if version:
        libraries = " ".join(dict.fromkeys(word for writer in WRITERS.values() for word in writer.version().split()))
        typer.echo(f"jiangyi {__version__} ({libraries})")
        raise typer.Exit(DONE)
    if context.invoked_subcommand is None:
        context.invoke(build.build)


def main() -> None:
    """The console script."""
    try:
        app(prog_name="jiangyi")
    except KeyboardInterrupt:
        sys.exit(130)
