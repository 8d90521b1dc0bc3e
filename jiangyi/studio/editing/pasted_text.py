"""Formatted text from a clipboard, as Word and browsers put it there, as our Markdown."""

import re
from collections.abc import Callable

from jiangyi.core import Message
from jiangyi.importing import ImportFailure, convert_file
from jiangyi.studio.refusals import Refused

UNREADABLE = Message("This could not be pasted: {reason}.", "粘贴不进来：{reason}。")
PLAIN = Message("Ctrl+Shift+V pastes the words alone.", "按 Ctrl+Shift+V 可以只粘贴文字。")
TITLE = "§"
"""Stands for the title of a handout, which a pasted text has none of: its headings stay headings."""
FRAGMENT = re.compile(r"<!--StartFragment-->(.*)<!--EndFragment-->", re.DOTALL)
"""What was copied, without the head that Windows puts before it."""
FRONT_MATTER = re.compile(r"\A---\n.*?^---\n+", re.DOTALL | re.MULTILINE)


def convert_pasted(html: str, store: Callable[[str, bytes], str]) -> str:
    """The Markdown of a pasted text. `store` keeps a picture and returns what refers to it. Raises Refused."""
    found = FRAGMENT.search(html)
    data = f"<h1>{TITLE}</h1>{found[1] if found else html}".encode("utf-8", "replace")
    try:
        result = convert_file(data, TITLE, ".html", to="markdown")
    except ImportFailure as failure:
        raise Refused(UNREADABLE, PLAIN, reason=failure.args[0]) from failure
    text = FRONT_MATTER.sub("", result.text)
    for name, picture in result.pictures.items():
        text = text.replace(f"]({name})", f"]({store(name.rsplit('/', 1)[-1], picture)})")
    return text
