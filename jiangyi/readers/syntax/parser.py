"""The parser of Markdown: the blocks of CommonMark, and ours."""

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote.index import footnote_def

from jiangyi.core import limits
from jiangyi.readers.syntax.attributes import ATTRIBUTE_LINE, attribute_line
from jiangyi.readers.syntax.link_definitions import define_link
from jiangyi.readers.syntax.math_block import math_block
from jiangyi.readers.syntax.table_rule import table_rule

TOO_DEEP = "too_deep"
"""Where the environment of a parse has the first line of what is nested too deep."""


def _refuse_depth(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - the library's signature
    """A rule of the block parser that takes what is nested too deep, and notes it: markdown-it skips it without a word."""
    if silent or state.level < limits.MARKDOWN_DEPTH.value:
        return False
    state.env.setdefault(TOO_DEEP, start)
    state.line = end
    return True


def _markdown() -> MarkdownIt:
    """A parser of CommonMark's blocks and ours; the contents of paragraphs are left to `model.inline`."""
    md = MarkdownIt("commonmark").enable("table")
    md.disable(["inline", "text_join"])
    md.options["maxNesting"] = 2 * limits.MARKDOWN_DEPTH.value  # never reached
    dollarmath_plugin(md)
    md.block.ruler.at("math_block", math_block, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    container_plugin(md, "block", marker=":", validate=lambda params, *_: bool(params.strip()))
    deflist_plugin(md)
    md.block.ruler.at("table", table_rule, {"alt": ["paragraph", "reference"]})
    md.block.ruler.before("table", ATTRIBUTE_LINE, attribute_line, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    md.block.ruler.before("reference", "footnote_def", footnote_def, {"alt": ["paragraph", "reference"]})
    md.block.ruler.at("reference", define_link, {"alt": ["paragraph", "blockquote", "list"]})  # not its own: it would call itself
    md.block.ruler.before("code", "depth", _refuse_depth)
    return md


MARKDOWN = _markdown()
