"""The script of the HTML edition, shortened, and the policy that allows only its style and script."""

import base64
import hashlib
import re

from jiangyi.core import compile_late, memoize
from jiangyi.render.web_styles import STRING

SCRIPT_TOKEN = compile_late(
    rf"(?P<kept>{STRING}|`[^`]*`|(?:(?<=[(=,:])|(?<=[(=,:] ))/(?![/*])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/)"
    r"|[ \t]*(?:/\*.*?\*/|//[^\n]*)|[ \t]*(?P<mark>[!+-]?=+|[{}()\[\]<>*%&|?:;,])[ \t]*|(?P<line>\s*\n\s*)|[ \t]+",
    re.DOTALL,
)
"""A string or regular expression, a comment, a mark that needs no space beside it, white space; no string has several lines."""


@memoize(8)
def shorten_script(script: str) -> str:
    """A script without comments, indentation, and spaces beside marks; line ends stay, as they may end statements."""
    return re.sub(r"\n+", "\n", SCRIPT_TOKEN.sub(_shorten_token, script)).strip()


def _shorten_token(match: re.Match[str]) -> str:
    if match["kept"] or match["mark"]:
        return match["kept"] or match["mark"]
    if match["line"]:
        return "\n"
    return " " if match[0].isspace() else ""


def write_head(style: str, script: str) -> str:
    """The beginning of the head: the style, the script, and before them the policy that allows only these and pictures in the page.

    A page loads nothing, whatever is in it (Content Security Policy 3).
    """
    policy = f"default-src 'none'; img-src data:; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    lines = ("<meta charset=utf-8>", f'<meta http-equiv=Content-Security-Policy content="{policy}">')
    return "\n".join((*lines, f"<style>{style}</style>", f"<script>{script}</script>"))


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
