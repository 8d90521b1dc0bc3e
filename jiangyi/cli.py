"""The command line: a table of its commands."""

import click

from jiangyi import __version__
from jiangyi.commands import CommandEntry, Group, open_closed_streams, replace_unknown_characters
from jiangyi.core import Message, Session, localize

INTERRUPTED = 130
"""The exit status after Ctrl-C, as shells define it."""
COMMANDS = (
    CommandEntry(
        "build",
        Message(
            "Build the files that are out of date, once or after each save.",
            "编译有改动的讲义；也可以在每次保存后自动编译。",
        ),
        words=("编译", "生成"),
    ),
    CommandEntry(
        "check",
        Message(
            "Report problems without changing any file.",
            "只报告问题，不改动任何文件。",
        ),
        words=("检查",),
    ),
    CommandEntry(
        "serve",
        Message(
            "Write, preview and make handouts in a browser.",
            "打开讲义工作台：在浏览器里写讲义、看页面、出文件。",
        ),
        words=("预览", "工作台"),
    ),
    CommandEntry(
        "copies",
        Message(
            "Make a copy with the name of each recipient on a list.",
            "按名单每人做一份，印上姓名和编号。",
        ),
        words=("分发", "每人一份"),
    ),
    CommandEntry(
        "share",
        Message(
            "Put everything into a folder that is a web site and a catalogue for e-readers.",
            "把全部讲义放进一个文件夹：可以作网站，可以拷进 U 盘，阅读器也能订阅。",
        ),
        words=("分享",),
    ),
    CommandEntry(
        "fonts",
        Message(
            "List the font used for each role.",
            "列出正文、标题等各处所用的字体。",
        ),
        words=("字体",),
    ),
    CommandEntry(
        "fix",
        Message(
            "Correct punctuation: full-width marks, quotation marks, spaces.",
            "改正标点：半角改全角、引号成对、删去多余的空格等。",
        ),
        words=("改正", "修正"),
    ),
    CommandEntry(
        "import",
        Message(
            "Convert plain text, Markdown notes, web pages and Word files to handouts.",
            "把纯文本、Markdown 笔记、网页、Word 文件转换成讲义。",
        ),
        function="import_files",
        words=("导入",),
    ),
    CommandEntry(
        "new",
        Message(
            "Write a starter handout with comments.",
            "新建一份带说明的讲义样例。",
        ),
        words=("新建",),
    ),
    CommandEntry(
        "doctor",
        Message(
            "Report what is missing on this computer, such as fonts, and install it.",
            "检查这台电脑还缺什么（排版引擎、字体等），并帮您装好。",
        ),
        words=("体检", "诊断"),
    ),
    CommandEntry(
        "plugins",
        Message(
            "List the installed plug-ins and what they contribute.",
            "列出已安装的插件及其提供的内容。",
        ),
        words=("插件",),
    ),
)
"""The name, help and other names of each command; its module is imported when it is called."""


def _version(context: click.Context, _: click.Parameter, requested: bool) -> None:
    if requested:
        from jiangyi.writers import available_writers

        libraries = " ".join(dict.fromkeys(word for writer in available_writers().values() for word in writer.versions()))
        click.echo(f"jiangyi {__version__} ({libraries})")
        context.exit()


@click.group(
    cls=Group,
    entries=COMMANDS,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=localize(
        "Compile structured notes to handouts: PDF for print, EPUB for e-readers.",
        "把结构化笔记编译成讲义：供印刷的 PDF 和供阅读器使用的 EPUB。",
    ),
    epilog=localize(
        "Exit status: 0 done, 1 the content has errors, 2 wrong usage, 3 the disk or the system prevents it.",
        "退出状态：0 完成，1 内容有错误，2 用法有误，3 磁盘或系统不允许。",
    ),
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help=localize("print the version and exit", "显示版本号并退出"),
)
@click.pass_context
def app(context: click.Context) -> None:
    """Build everything where no command is named; in a folder without content, open the studio to begin there."""
    if context.invoked_subcommand is None:
        from jiangyi.commands import is_first_use

        context.invoke(app.load("serve"), open=True) if is_first_use() else context.invoke(app.load("build"))


def run() -> int:
    """Run the command line; returns its exit status."""
    open_closed_streams()
    replace_unknown_characters()
    try:
        with Session().activate():
            status = app(prog_name="jiangyi", standalone_mode=False)
    except (click.Abort, KeyboardInterrupt):  # click raises the first for Ctrl-C
        status = INTERRUPTED
    return status or 0
