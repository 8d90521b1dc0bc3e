"""Slugs: short ASCII names for addresses, of Chinese in pinyin; unique, and the same in any folder and on any system."""

import hashlib
import unicodedata
from collections.abc import Container

from jiangyi.core import compile_late, find_name_problem

LONGEST = 60
"""Characters; what is longer ends between two syllables."""
RUNS = compile_late(r"[a-z0-9]+")
HAN = compile_late(r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
FALLBACK = "handout"
DIGITS = 6
"""Of the digest that tells a slug from another one."""


def transliterate_name(name: str) -> str:
    """The slug of a name, such as chuang-xin-ji-ceng-zhi-li; one that says nothing has a digest of the name."""
    words = "-".join(RUNS.findall(_to_ascii(name).lower()))
    slug = _cut(words) if words else f"{FALLBACK}-{_digest(name)}"
    return slug if find_name_problem(slug) is None else f"{slug}-{_digest(name)}"  # a device of Windows


def make_unique_slug(name: str, taken: Container[str]) -> str:
    """The slug of a name; where another one has it, with a digest of the name at its end."""
    slug = transliterate_name(name)
    number = 0
    while slug in taken:
        slug = f"{transliterate_name(name)[: LONGEST - DIGITS - 1]}-{_digest(name + str(number) * (number > 0))}"
        number += 1
    return slug


def _to_ascii(name: str) -> str:
    """A name in ASCII: pinyin of Chinese characters, letters without accents; what has no letters is left out."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name))
    if not HAN.search(plain):
        return plain.encode("ascii", "ignore").decode()
    from pypinyin import lazy_pinyin  # late: its dictionary takes longer to load than all the rest

    return " ".join(lazy_pinyin(plain)).encode("ascii", "ignore").decode()


def _cut(slug: str) -> str:
    if len(slug) <= LONGEST:
        return slug
    whole = slug[: LONGEST + 1].rpartition("-")[0]
    return whole or slug[:LONGEST]


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode(errors="surrogatepass")).hexdigest()[:DIGITS]
