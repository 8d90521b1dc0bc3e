"""Decode bytes to text: a byte order mark, UTF-8, the Chinese encodings, then whatever charset-normalizer finds; no byte is lost.

charset-normalizer measures disorder, which distinguishes Chinese encodings only in long texts: of snippets of 4 characters in
GB18030 it ranks the right encoding first in 49 %, of 8 characters in 83 % (the counting of frequent characters below: 91 % and
94 %), and it drops the right one from its candidates for 1 to 2 % of texts of 200 characters. So frequent characters decide among
the Chinese encodings, and charset-normalizer decides where no decoding is Chinese.
"""

import codecs
import re

from jiangyi.core import count_line_ends
from jiangyi.importing.decisions import DecisionLog, shorten

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
"""Byte order marks with codec and name; the longer one first where one begins with another."""
CHINESE_CODECS = (("gb18030", "GB18030"), ("big5hkscs", "Big5"), ("utf-16-le", "UTF-16"), ("utf-16-be", "UTF-16"))
FREQUENT_CHARACTERS = frozenset(
    "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可里后小么心多天而能好都然没日于起还"
    "发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全"
    "工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军产"
    "這來國個說們為學對裡後還發當開與點會時過從動兩長樣現將種聲話兒給幾業間電門東聽氣關並內產問題級務層社區基治服群眾众黨党建設设"
    "，。、；：？！“”（）《》…—一二三四五六七八九十"
)
"""Characters that make up more than half of any Chinese text, simplified or traditional, with its punctuation marks."""
ASCII_TEXT = re.compile(r"[\t\n\r\x20-\x7e]")
ESCAPED_BYTES = re.compile(r"(?:\\x[0-9a-f]{2})+")
KANA_OR_HANGUL = re.compile("[\u3041-\u30ff\uac00-\ud7a3]")
MIN_FREQUENT = 0.25
"""The share of frequent characters below which a decoding is not Chinese; real texts have 0.4 and more."""
MAX_BROKEN = 0.02
"""The share of undecodable bytes that a damaged text may have."""
MIN_COHERENCE = 0.2
"""The share of letters as frequent as in a known language, as charset-normalizer measures it, from which its match is accepted."""
WESTERN = "cp1252"
"""Preferred where several single-byte encodings fit equally, as by web browsers (WHATWG Encoding Standard §4.2)."""


def decode_text(data: bytes, log: DecisionLog) -> str | None:
    r"""The text of a file, or None where it is not text.

    Undecodable bytes of a damaged text are kept as \xNN and logged by line.
    """
    for mark, codec, name in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            log.add(0, "encoding", name)
            return _decode_leniently(data[len(mark) :], codec, log)
    if b"\0" not in data:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
    return _decode_chinese(data, log) or _decode_damaged(data, log) or _decode_foreign(data, log)


def _decode_chinese(data: bytes, log: DecisionLog) -> str | None:
    """The text in the encoding that gives the largest share of frequent Chinese characters, if that is large enough."""
    best, best_name, best_text = 0.0, "", ""
    for codec, name in CHINESE_CODECS:
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        share = _frequency_share(text)
        if share > best:
            best, best_name, best_text = share, name, text
    if best < MIN_FREQUENT:
        return None
    log.add(0, "encoding", best_name)
    return best_text


def _frequency_share(text: str) -> float:
    """The share of frequent characters among those that are not ASCII; 1 for ASCII alone, 0 for text with null characters."""
    others = len(text) - len(ASCII_TEXT.findall(text))
    if "\0" in text:
        return 0.0
    if not others:
        return 1.0 if text else 0.0
    return sum(character in FREQUENT_CHARACTERS for character in text) / others


def _decode_damaged(data: bytes, log: DecisionLog) -> str | None:
    """A text with a few undecodable bytes, as where a file was cut within a character; None for any other."""
    for codec, name in (("utf-8", "UTF-8"), ("gb18030", "GB18030"), ("big5hkscs", "Big5")):
        text = data.decode(codec, "backslashreplace")
        broken = len("".join(ESCAPED_BYTES.findall(text))) // 4
        is_readable = _frequency_share(ESCAPED_BYTES.sub("", text)) >= MIN_FREQUENT
        if "\0" not in text and broken <= max(3, len(data) * MAX_BROKEN) and is_readable:
            log.add(0, "encoding", name)
            return _decode_leniently(data, codec, log)
    return None


def _decode_foreign(data: bytes, log: DecisionLog) -> str | None:
    """The text in the encoding that charset-normalizer finds, where that is a known language, Japanese or Korean."""
    from charset_normalizer import from_bytes

    matches = list(from_bytes(data))
    if not matches:
        return None
    best = matches[0]
    for match in matches:
        if match.encoding == WESTERN and (match.chaos, match.coherence) == (best.chaos, best.coherence):
            best = match
    text = str(best)
    if "\0" in text or (best.coherence < MIN_COHERENCE and not KANA_OR_HANGUL.search(text)):
        return None
    log.add(0, "encoding", best.encoding)
    return text


def _decode_leniently(data: bytes, codec: str, log: DecisionLog) -> str:
    text = data.decode(codec, "backslashreplace")
    if text.encode(codec, "ignore") != data:
        found = list(ESCAPED_BYTES.finditer(text))
        for match, line_ends in zip(found, count_line_ends(text, (match.start() for match in found)), strict=True):
            log.add(line_ends + 1, "bytes", shorten(match.group()))
    return text
