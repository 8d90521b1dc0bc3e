"""Bytes as text: finds the encoding, and loses nothing where it cannot be told."""

import codecs
import re

from jiangyi.importing.decisions import DecisionLog, shorten

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
"""Byte order marks, longest first where one begins another."""
CANDIDATES = (("gb18030", "GB18030"), ("big5hkscs", "Big5"), ("utf-16-le", "UTF-16"), ("utf-16-be", "UTF-16"))
FREQUENT_CHARACTERS = frozenset(
    "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可里后小么心多天而能好都然没日于起还"
    "发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全"
    "工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军产"
    "這來國個說們為學對裡後還發當開與點會時過從動兩長樣現將種聲話兒給幾業間電門東聽氣關並內產問題級務層社區基治服群眾众黨党建設设"
    "，。、；：？！“”（）《》…—一二三四五六七八九十"
)
"""Characters that make up more than half of any Chinese text, simplified or traditional, and its marks."""
ASCII_TEXT = re.compile(r"[\t\n\r\x20-\x7e]")
ESCAPED_BYTES = re.compile(r"(?:\\x[0-9a-f]{2})+")
MIN_FREQUENT = 0.25
"""The share of frequent characters below which a decoding is taken for noise; real text has 0.4 and more."""
MAX_BROKEN = 0.02
"""The share of bytes in no encoding that a damaged text may have."""


def decode_text(data: bytes, log: DecisionLog) -> str | None:
    r"""The text of a file, or None where it is no text.

    A byte order mark decides; else UTF-8 if it is valid, else the encoding in which the text makes most sense. Bytes that
    belong to no character are kept as \xNN and reported.
    """
    for mark, codec, name in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            log.add(0, "encoding", name)
            return _decode_leniently(data[len(mark) :], codec, log)
    nulls = b"\0" in data
    if not nulls:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
    return _detect(data, log) or _decode_damaged(data, log)


def _detect(data: bytes, log: DecisionLog) -> str | None:
    """The text in the encoding that gives the most frequent characters, if that is enough to be a text."""
    best, name, text = 0.0, "", ""
    for codec, called in CANDIDATES:
        try:
            found = data.decode(codec)
        except UnicodeDecodeError:
            continue
        sense = _frequency_share(found)
        if sense > best:
            best, name, text = sense, called, found
    if best < MIN_FREQUENT:
        return None
    log.add(0, "encoding", name)
    return text


def _frequency_share(text: str) -> float:
    """Which part of a text is frequent characters; ASCII counts only beside some of them or alone."""
    plain = len(ASCII_TEXT.findall(text))
    others = len(text) - plain
    if "\0" in text:
        return 0.0
    if not others:
        return 1.0 if text else 0.0
    return sum(character in FREQUENT_CHARACTERS for character in text) / others


def _decode_damaged(data: bytes, log: DecisionLog) -> str | None:
    """A text of which a few bytes are broken, as at a cut, or None."""
    for codec, name in (("utf-8", "UTF-8"), ("gb18030", "GB18030"), ("big5hkscs", "Big5")):
        text = data.decode(codec, "backslashreplace")
        broken = len("".join(ESCAPED_BYTES.findall(text))) // 4
        if "\0" not in text and broken <= max(3, len(data) * MAX_BROKEN) and _frequency_share(ESCAPED_BYTES.sub("", text)) >= MIN_FREQUENT:
            log.add(0, "encoding", name)
            return _decode_leniently(data, codec, log)
    return None


def _decode_leniently(data: bytes, codec: str, log: DecisionLog) -> str:
    text = data.decode(codec, "backslashreplace")
    if text.encode(codec, "ignore") != data:
        for match in ESCAPED_BYTES.finditer(text):
            log.add(text.count("\n", 0, match.start()) + 1, "bytes", shorten(match.group()))
    return text
