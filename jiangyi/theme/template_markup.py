"""What the templates of a workspace write: a document that runs no code and loads nothing from outside.

It is decided on the parsed document, because a template can put words together from pieces. E-readers parse XHTML as this module does.
A file for print may be HTML that is no XML; the engine runs no code in it, but it has links.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Mapping
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote_to_bytes
from xml.parsers import expat

from jiangyi.core import Message, escape_placeholders, limits
from jiangyi.model import is_address
from jiangyi.theme.css_syntax import parse_rules
from jiangyi.theme.template_work import TooMuchWork

REFUSED_ELEMENTS = frozenset(
    (
        *("animate", "animatemotion", "animatetransform", "applet", "audio", "base", "button", "embed", "form", "frame", "frameset"),
        *("handler", "iframe", "input", "listener", "object", "param", "portal", "script", "select", "set", "source", "textarea", "track"),
        "video",
    )
)
"""Elements that run code, change links, load files, or send what is typed, by their local name in lower case."""
LOADING = frozenset(
    (
        *("action", "archive", "background", "classid", "code", "codebase", "data", "formaction", "manifest", "ping", "poster", "src"),
        *("srcset", "usemap"),
    )
)
"""Attributes with an address that a program opens by itself."""
FORBIDDEN_ATTRIBUTES = frozenset(("http-equiv", "srcdoc"))
PICTURE = re.compile(r"data:image/(?P<type>png|jpeg|gif|webp|svg\+xml)(?:;charset=utf-8)?(?P<base64>;base64)?,(?P<data>.*)", re.DOTALL)
OWN = re.compile(r"(?![/\\]|(?:[^#]*/)?\.\.(?:/|$))[^:\\\x00-\x20]*")
"""An address in the file itself."""
SUSPECT = re.compile(r"url|src|image|import|\\|@", re.IGNORECASE)
"""In CSS that loads something; without any of it, CSS is not parsed."""
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML does not allow."""
DEPTH = 200
"""Elements inside each other; content needs a third of that."""
CSS_LOADERS = frozenset(("url", "src", "image", "image-set", "-webkit-image-set", "element", "expression"))

OUTSIDE = Message("it loads `{word}`", "它要载入“{word}”")
RUNS = Message("it writes `{word}`, which runs code, loads something or sends data", "它写出了“{word}”，会运行程序、载入外部内容或发送数据")
LEADS = Message("it links to `{word}`, which is no address of a web page", "它链接到“{word}”，这不是网页地址")
DECLARES = Message("it declares entities or instructions (`{word}`)", "它声明了实体或处理指令（{word}）")
EMPTY = Message("it writes no element", "它没有写出任何元素")
DEEP = Message("it nests elements more than {word} deep", "元素嵌套超过 {word} 层")
CONTROL = Message("it writes the character {word}, which no document may contain", "它写出了不能出现在文件中的字符 {word}")
NO_XML = Message("what it writes is not well-formed: {word}", "它写出的内容不是规范的 XHTML：{word}")


class MarkupProblem(Exception):
    """Templates write what may not be in a file; `word` is what to look for in their sources."""

    def __init__(self, message: Message, word: str) -> None:
        super().__init__(message, word)
        shown = escape_placeholders(" ".join(word.split())[:60])
        self.message = Message(message.en.replace("{word}", shown), message.zh.replace("{word}", shown))
        self.word = word


class TooDeep(MarkupProblem):
    """Elements are nested too deeply."""


def check_markup(text: str, *, is_xml: bool) -> None:
    """Raise MarkupProblem for a document that is not safe, or that is no XML where it has to be."""
    control = CONTROLS.search(text)
    if control:
        _refuse(CONTROL, f"U+{ord(control[0]):04X}")
    try:
        MarkupChecker().check_xml(text.encode())
    except (expat.ExpatError, TooDeep) as error:  # HTML may leave elements open
        if isinstance(error, TooDeep) and is_xml:
            raise
        if is_xml:
            raise MarkupProblem(NO_XML, str(error)) from error
        html = HtmlChecker()
        html.feed(text)
        html.close()
        if not html.checker.count:
            _refuse(EMPTY, "")


class MarkupChecker:
    """Checks elements with their attributes, and the text of stylesheets."""

    def __init__(self, *, is_xml: bool = True) -> None:
        self._is_xml = is_xml
        self._pictures: set[str] = set()
        """Those that were checked: the frames of squared paper are equal."""
        self._css: list[str] | None = None
        self._depth = 0
        self.count = 0
        """Elements."""

    def check_xml(self, data: bytes) -> None:
        """Check an XML document. Raises MarkupProblem or ExpatError."""
        parser = expat.ParserCreate("utf-8", namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self.begin_element
        parser.EndElementHandler = self.end_element
        parser.CharacterDataHandler = self.add_text
        parser.StartDoctypeDeclHandler = _check_doctype
        parser.EntityDeclHandler = lambda *names: _refuse(DECLARES, names[0])
        parser.ProcessingInstructionHandler = lambda target, _: _refuse(DECLARES, target)
        parser.Parse(data, True)  # noqa: FBT003 - the library takes no name

    def begin_element(self, name: str, attributes: Mapping[str, str | None]) -> None:
        """Check the start of an element."""
        element = _local_name(name)
        self.count += 1
        if self.count > limits.TEMPLATE_ELEMENTS.value:
            raise TooMuchWork(limits.TEMPLATE_ELEMENTS)
        self._depth += 1
        if self._depth > DEPTH and self._is_xml:
            raise TooDeep(DEEP, str(DEPTH))
        if element in REFUSED_ELEMENTS:
            _refuse(RUNS, f"<{element}")
        for full_name, value in attributes.items():
            self.check_attribute(element, _local_name(full_name), value or "")
        if element == "style":
            self._css = []

    def end_element(self, name: str) -> None:
        """Check the stylesheet that ends."""
        self._depth -= 1
        if _local_name(name) == "style" and self._css is not None:
            self.check_css("".join(self._css))
            self._css = None

    def add_text(self, text: str) -> None:
        """Collect the text of a stylesheet."""
        if self._css is not None:
            self._css.append(text)

    def check_attribute(self, element: str, name: str, value: str) -> None:
        """Check an attribute of an element."""
        if name.startswith("on") or name in FORBIDDEN_ATTRIBUTES:
            _refuse(RUNS, name)
        if name == "style":
            self.check_css(value)
        elif name in LOADING or (name == "href" and element not in ("a", "area")):
            self.check_address(value)
        elif name == "href" and not (OWN.fullmatch(value) or is_address(value)):
            _refuse(LEADS, value)

    def check_css(self, css: str) -> None:
        """Check a stylesheet, or the declarations of an attribute."""
        for token in _walk(parse_rules(f"a {{{css}}}") + parse_rules(css)) if SUSPECT.search(css) else ():
            if token.type == "url":
                self.check_address(token.value)
            elif token.type == "function" and token.lower_name in CSS_LOADERS:
                for inner in token.arguments:
                    if inner.type == "string":
                        self.check_address(inner.value)
            elif token.type == "at-rule" and token.lower_at_keyword == "import":
                _refuse(OUTSIDE, "@import")

    def check_address(self, address: str) -> None:
        """Check an address that is opened by itself."""
        address = address.strip()
        if OWN.fullmatch(address) or address in self._pictures:
            return
        picture = PICTURE.fullmatch(address)
        if picture is None:
            _refuse(OUTSIDE, address)
        elif picture["type"] == "svg+xml":
            try:
                data = base64.b64decode(picture["data"], validate=True) if picture["base64"] else unquote_to_bytes(picture["data"])
                MarkupChecker().check_xml(data)
            except (binascii.Error, expat.ExpatError):
                _refuse(OUTSIDE, address)
        self._pictures.add(address)


class HtmlChecker(HTMLParser):
    """Checks HTML that is no XML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.checker = MarkupChecker(is_xml=False)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Check the start of an element."""
        self.checker.begin_element(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        """Check the stylesheet that ends."""
        self.checker.end_element(tag)

    def handle_data(self, data: str) -> None:
        """Collect the text of a stylesheet."""
        self.checker.add_text(data)


def _local_name(name: str) -> str:
    return re.split("[ :]", name)[-1].lower()


def _refuse(message: Message, word: str) -> None:
    raise MarkupProblem(message, word)


def _check_doctype(_name: str, system_id: str | None, _public_id: str | None, has_subset: int) -> None:
    if has_subset or system_id not in (None, "", "about:legacy-compat"):
        _refuse(DECLARES, "<!DOCTYPE")


def _walk(nodes: Iterable[Any]) -> Iterator[Any]:
    """Rules and tokens with all inside them."""
    due = list(nodes)
    while due:
        node = due.pop()
        yield node
        for part in ("prelude", "content", "arguments", "value"):
            inner = getattr(node, part, None)
            due += inner if isinstance(inner, list) else ()
