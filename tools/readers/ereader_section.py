"""E-readers in docs/content/readers.md: how an EPUB gets there, what they require and how that is met, and their known limits."""

import tomllib
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path

from jiangyi.core import Message
from jiangyi.ereaders import REQUIREMENTS, STYLE_RULES, Requirement

DATA = Path(__file__).with_name("ereader_section.toml")
TREATMENTS = {
    "corrected": Message("the program makes it so", "程序自动处理"),
    "reported": Message("the program tells the author", "程序提示作者"),
    "kept": Message("always so", "总是如此"),
}
"""What the program does about a requirement, by its treatment."""
SENDING = Message("Sending a book to an e-reader or phone", "怎样把书传到阅读器和手机上")
REQUIRED = Message("What e-readers require", "阅读器的要求")
STYLES = Message(
    "Stylesheets of your own (`styles/epub.css`, `styles/blocks/*.epub.css`, and values of `--e-…` in themes) are checked too; "
    "`check` names the line:",
    "自己写的样式（`styles/epub.css`、`styles/blocks/*.epub.css`，以及主题里 `--e-` 开头的值）也会检查，`check` 会指出在哪一行：",
)
KNOWN = Message("What cannot be mended", "没有办法改变的")
HEAD = Message("| requirement | of | how it is met | source |", "| 要求 | 阅读器 | 怎样做到 | 依据 |")


def format_ereaders(lang: str) -> Iterator[str]:
    """The lines of the section in a language, `en` or `zh`; headings are of the second level."""
    data = tomllib.loads(DATA.read_text("utf-8"))
    yield from (f"## {_say(SENDING, lang)}", "")
    for one in data["sending"]:
        yield from (f"**{one['reader'][lang]}**", "", *(f"{number}. {step}" for number, step in enumerate(one[lang], 1)), "")
    yield from (f"## {_say(REQUIRED, lang)}", "")
    yield from _format_table(REQUIREMENTS, lang)
    yield from ("", _say(STYLES, lang), "")
    yield from _format_table([rule.requirement for rule in STYLE_RULES], lang)
    yield from ("", f"## {_say(KNOWN, lang)}", "")
    for one in data["limit"]:
        work, address = one["source"]
        yield f"- {one['reader'][lang]}{'：' if lang == 'zh' else ': '}{one[lang]} ([{work}]({address}))"


def _format_table(requirements: Iterable[Requirement], lang: str) -> Iterator[str]:
    yield from (_say(HEAD, lang), "|---|---|---|---|")
    for one in requirements:
        source = f"[{one.source.work}: {escape(one.source.section)}]({one.source.address})"
        yield f"| {_say(one.says, lang)} | {', '.join(one.readers)} | {_say(TREATMENTS[one.treatment], lang)} | {source} |"


def _say(message: Message, lang: str) -> str:
    return message.zh if lang == "zh" else message.en
