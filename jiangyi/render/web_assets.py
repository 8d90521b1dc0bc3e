"""The style and script of the HTML edition: shortened, with the classes that they use and the policy that allows only them."""

import base64
import hashlib
import re
from functools import partial

from jiangyi.core import Report, compile_late
from jiangyi.store import StoredMemo, digest_bytes, plain_memo

STRING = r"""(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
CSS_COMMENT = compile_late(rf"(?P<string>{STRING})|/\*.*?\*/", re.DOTALL)
CSS_SPACE = compile_late(rf"(?P<string>{STRING})|(?P<empty>:)\s+(?=[;}}])|\s*(?P<mark>[{{}};,])\s*|(?P<colon>:)\s+|\s+", re.DOTALL)
PROPERTY = compile_late(r"--[\w-]+")
PROPERTY_USE = compile_late(r"var\(\s*(--[\w-]+)")
ROOT_PROPERTY = compile_late(rf"{STRING}|(?<=[{{;])(--[\w-]+):(?:[^;{{}}\"']|{STRING})*(?:;|(?=\}}))")
CLASS = compile_late(r"\.(-?[A-Za-z_][\w-]*)")
WORD = compile_late(r"[A-Za-z_][\w-]*")
LITERAL = compile_late(rf"{STRING}|`[^`]*`")
"""A string of a script."""
SHORTENED: StoredMemo[str] = plain_memo("shortened stylesheets", str, size=0)


def shorten_css(css: str, script: str = "") -> str:
    """A stylesheet without comments, spare white space, and custom properties that neither it nor the script uses."""
    key = digest_bytes(f"{len(css)} {css}{script}".encode(errors="surrogatepass"))
    return SHORTENED.get_or_compute(key, lambda _: _shorten_css(css, script), Report())


def _shorten_css(css: str, script: str) -> str:
    without_comments = CSS_COMMENT.sub(lambda match: match["string"] or " ", css)
    found = CSS_SPACE.sub(_shorten_space, without_comments).strip().replace(";}", "}")
    before = ""
    while found != before:  # what is not used may be the only use of another one
        before, used = found, frozenset((*PROPERTY_USE.findall(found), *PROPERTY.findall(script)))
        found = ROOT_PROPERTY.sub(partial(_keep_used, used), found).replace(";}", "}")
    return found.replace(":root{}", "")


def _keep_used(used: frozenset[str], match: re.Match[str]) -> str:
    return match[0] if not match[1] or match[1] in used else ""


def _shorten_space(match: re.Match[str]) -> str:
    if match["empty"]:
        return ": "  # of a custom property without a value, which needs its white space in older browsers
    return match["string"] or match["mark"] or match["colon"] or " "


def shorten_script(script: str) -> str:
    """A script without lines that are comments, and without indentation; it has no template literal of several lines."""
    lines = re.sub(r"^\s*/\*.*?\*/[ \t]*$", "", script, flags=re.DOTALL | re.MULTILINE).splitlines()
    kept = (line.strip() for line in lines)
    return "\n".join(line for line in kept if line and not line.startswith("//"))


def list_classes(css: str, script: str) -> frozenset[str]:
    """The classes that a stylesheet or the strings of a script may know."""
    return frozenset((*CLASS.findall(css), *WORD.findall(" ".join(LITERAL.findall(script)))))


def write_head(style: str, script: str) -> str:
    """The beginning of the head: the style, the script, and before them the policy that allows only these and pictures in the page.

    A page loads nothing, whatever is in it (Content Security Policy 3).
    """
    policy = f"default-src 'none'; img-src data:; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    lines = ("<meta charset=utf-8>", f'<meta http-equiv=Content-Security-Policy content="{policy}">')
    return "\n".join((*lines, f"<style>{style}</style>", f"<script>{script}</script>"))


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
