"""QR codes as drawings (ISO/IEC 18004), for addresses that are read from paper with a telephone."""

import base64
import io

from jiangyi.core import memoize

QUIET = 4
"""Modules of white around a code, as the standard wants."""


@memoize()
def draw_qr_code(words: str) -> str:
    """The address of a drawing of the code for some words; empty where they are too many for one."""
    import segno

    try:
        made = segno.make_qr(words, error="m")
    except segno.DataOverflowError:
        return ""
    out = io.BytesIO()
    made.save(out, kind="svg", border=QUIET, xmldecl=False, svgclass=None, lineclass=None, omitsize=True, light="#fff")
    return "data:image/svg+xml;base64," + base64.b64encode(out.getvalue()).decode()
