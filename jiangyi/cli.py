"""The command line: the commands there are, each told in one line."""

import click

from jiangyi import __version__
from jiangyi.commands import Command, Group, build, check, fix, fonts, import_, new, serve
from jiangyi.core import Session, say
from jiangyi.writers import known_writers

INTERRUPTED = 130
"""The exit status of a program that Ctrl-C has ended, as shells have it."""
COMMANDS = (
    ("build", build.build, say("Build what is not fresh.", "编译有改动的讲义。")),
    ("check", check.check, say("Report problems; write nothing.", "只检查，不生成文件。")),
    ("serve", serve.serve, say("Show pages, e-book and problems in a browser, anew after each save.", "在浏览器中预览，保存后自动更新。")),
    ("fonts", fonts.fonts, say("List which font each role gets.", "列出正文、标题等各用哪种字体。")),
    ("fix", fix.fix, say("Put marks right: full-width marks, quotes, spaces.", "改正标点：半角变全角、引号成对、多余的空格等。")),
    (
        "import",
        import_.bring,
        say("Make handouts of raw text, notes, web pages and Word files.", "把文本、笔记、网页、Word 文件变成讲义。"),
    ),
    ("new", new.new, say("Write a commented starter handout.", "生成一份带说明的讲义样例。")),
)
"""Name, what it does, what is said of it."""


def _version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        libraries = " ".join(dict.fromkeys(word for writer in known_writers().values() for word in writer.versions()))
        click.echo(f"jiangyi {__version__} ({libraries})")
        context.exit()


@click.group(
    cls=Group,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=say(
        "Compile structured notes into handouts: PDF for print, EPUB for e-readers.", "把结构化笔记编成讲义：印刷用 PDF 与电子书 EPUB。"
    ),
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help=say("print the version and leave", "显示版本"),
)
@click.pass_context
def app(context: click.Context) -> None:
    """Build everything when no command is named."""
    if context.invoked_subcommand is None:
        context.invoke(app.commands["build"])


for name, command, told in COMMANDS:
    app.add_command(click.command(name, cls=Command, help=told)(command))


def run() -> int:
    """Do what the command line says; its exit status."""
    try:
        with Session().activate():
            status = app(prog_name="jiangyi", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        status = error.exit_code
    except click.Abort:  # what click makes of Ctrl-C
        status = INTERRUPTED
    return status or 0
