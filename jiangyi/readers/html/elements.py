"""HTML elements by what they are in a handout."""

HEADING_ELEMENTS = ("h1", "h2", "h3", "h4", "h5", "h6")
DROPPED_ELEMENTS = (
    "script", "style", "noscript", "template", "head", "title", "meta", "link", "svg", "canvas", "object", "select", "button", "form",
    "nav", "textarea", "datalist", "map",
)  # fmt: skip
"""Elements that no page of paper has; their contents are reported."""
MEDIA_ELEMENTS = {"iframe": "网页", "video": "视频", "audio": "音频", "embed": "附件"}
"""Elements that play something, with the word for their address."""
CAPTURED = ("details", "table", "ul", "ol", "blockquote", "pre", "hr", "dl", "figure")
"""Elements that become a block."""
PLACED = (
    "p", "div", "section", "article", "main", "header", "footer", "aside", "center", "body", "html", "summary", "figcaption", "address",
    "fieldset", "legend", "hgroup", "picture", "dt", "dd", "li", "tr", "td", "th", "thead", "tbody", "tfoot", "caption", "colgroup",
)  # fmt: skip
"""Elements that begin a paragraph, and are otherwise only their contents."""
MARKED = ("sub", "sup", "u", "ins", "s", "del", "strike", "mark", "b", "strong", "i", "em", "a", "code", "kbd")
"""Elements that the inline parser reads."""
STAND_INS = {"cite": "em", "dfn": "em", "var": "em", "samp": "code", "tt": "code"}
"""Elements that the inline parser reads under another name."""
PLAIN = (
    "span", "font", "abbr", "acronym", "bdi", "bdo", "big", "small", "time", "label", "rp", "rb", "wbr", "nobr", "data", "output", "track",
    "source", "col", "input", "math", "semantics", "annotation", "mrow", "mi", "mo", "mn", "msup", "msub", "msubsup", "mfrac", "msqrt",
    "mstyle", "mtext",
)  # fmt: skip
"""Elements of a line that are nothing but their contents."""
VOID_ELEMENTS = ("br", "img", "hr", "input", "meta", "link", "col", "wbr", "source", "embed", "area", "base", "param", "track")
"""Elements without contents."""
ENDED_BY = {
    "li": ("li",), "td": ("td", "th"), "th": ("td", "th"), "tr": ("tr", "td", "th"), "dt": ("dt", "dd"), "dd": ("dt", "dd"),
    "tbody": ("thead", "tbody", "tr", "td", "th"), "tfoot": ("thead", "tbody", "tr", "td", "th"), "p": ("p",), "rt": ("rt", "rp"),
    "rp": ("rt", "rp"),
}  # fmt: skip
"""The open elements whose end tag is left out before each element (HTML §13.1.2.4)."""
KNOWN_ELEMENTS = frozenset(
    (
        *HEADING_ELEMENTS, *DROPPED_ELEMENTS, *MEDIA_ELEMENTS, *CAPTURED, *PLACED, *MARKED, *STAND_INS, *PLAIN, *VOID_ELEMENTS,
        "ruby", "rt", "q",
    )
)  # fmt: skip
"""All elements of HTML that notes contain; any other tag is unknown."""
BLOCK_ELEMENTS = frozenset((*HEADING_ELEMENTS, *CAPTURED, *PLACED))
"""Elements that stand for themselves, not in a line of text."""
