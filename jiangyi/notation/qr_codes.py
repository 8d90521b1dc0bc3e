"""QR codes (ISO/IEC 18004) of addresses, as SVG data URIs."""

import base64
import io

from jiangyi.core import memoize

QUIET_ZONE = 4
"""Modules of white around a code, as the standard requires."""


@memoize(1024)
def draw_qr_code(words: str) -> str:
    """Draw the code of a text as an SVG data URI; empty where the text is too long for a QR code."""
    import segno

    try:
        code = segno.make_qr(words, error="m")
    except segno.DataOverflowError:
        return ""
    out = io.BytesIO()
    code.save(out, kind="svg", border=QUIET_ZONE, xmldecl=False, svgclass=None, lineclass=None, omitsize=True, light="#fff")
    return "data:image/svg+xml;base64," + base64.b64encode(out.getvalue()).decode()
