"""QR codes (ISO/IEC 18004) of addresses, as SVG data URIs."""

import base64
import io

from jiangyi.core import Report, compile_late, memoize
from jiangyi.store import StoredMemo, plain_memo

QUIET_ZONE = 4
"""Modules of white around a code, as the standard requires."""

MASK = 3
"""Every mask is legible; to find the one that the standard prefers takes five times as long, which a catalogue of many codes feels."""
RUNS = compile_late("0+|1+")

TRACED: StoredMemo[tuple[int, str] | None] = plain_memo("traced QR codes", tuple[int, str] | None, size=4096)
"""Kept in the store: a catalogue of a thousand handouts has the same codes after each edit."""


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


def trace_qr_code(words: str) -> tuple[int, str] | None:
    """The code of a text as the path of strokes one unit wide, with the side of its square and its white edge; None if it is too long."""
    return TRACED.get_or_compute(words, lambda _: _trace(words), Report())


def _trace(words: str) -> tuple[int, str] | None:
    import segno

    try:
        code = segno.make_qr(words, error="m", mask=MASK)
    except segno.DataOverflowError:
        return None
    path = []
    for number, row in enumerate("".join(map(str, line)) for line in code.matrix):
        path.append(f"M{QUIET_ZONE} {QUIET_ZONE + number}.5")
        path += [f"h{len(run[0])}" if run[0][0] == "1" else f"m{len(run[0])} 0" for run in RUNS.finditer(row)]
    return len(code.matrix) + 2 * QUIET_ZONE, "".join(path)
