"""Chinese in pinyin, for addresses; readings are those of words: 重庆 is chongqing."""

import unicodedata

from jiangyi.core import Report, compile_late
from jiangyi.store import StoredMemo, plain_memo

HAN = compile_late(r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
ROMANIZED: StoredMemo[str] = plain_memo("romanized names", str)
"""Those of names: the dictionary takes longer to load than a share to be made."""


def convert_to_ascii(name: str) -> str:
    """A name in ASCII: pinyin of Chinese characters, letters without accents; what has no letters is left out."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name))
    if not HAN.search(plain):
        return plain.encode("ascii", "ignore").decode()
    return ROMANIZED.get_or_compute(plain.encode(errors="replace").decode(), lambda _: _spell(plain), Report())


def _spell(plain: str) -> str:
    from pypinyin import lazy_pinyin

    return " ".join(lazy_pinyin(plain)).encode("ascii", "ignore").decode()
