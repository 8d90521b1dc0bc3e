"""Slugs: short ASCII names for addresses, of Chinese in pinyin; unique, and the same in any folder and on any system."""

import hashlib
from collections.abc import Container

from jiangyi.core import compile_late, find_name_problem
from jiangyi.writers import convert_to_ascii

LONGEST = 60
"""Characters; what is longer ends between two syllables."""
RUNS = compile_late(r"[a-z0-9]+")
FALLBACK = "handout"
DIGITS = 6
"""Of the digest that tells a slug from another one."""


def transliterate_name(name: str, roman: str = "") -> str:
    """The slug of a name, such as chuang-xin-ji-ceng-zhi-li; one that says nothing has a digest of the name.

    `roman` is the name in ASCII, where it is known.
    """
    words = "-".join(RUNS.findall((roman or convert_to_ascii(name)).lower()))
    slug = _cut(words) if words else f"{FALLBACK}-{_digest(name)}"
    return slug if find_name_problem(slug) is None else f"{slug}-{_digest(name)}"  # a device of Windows


def make_unique_slug(name: str, taken: Container[str], roman: str = "") -> str:
    """The slug of a name; where another one has it, with a digest of the name at its end."""
    whole = slug = transliterate_name(name, roman)
    number = 0
    while slug in taken:
        slug = f"{whole[: LONGEST - DIGITS - 1]}-{_digest(name + str(number) * (number > 0))}"
        number += 1
    return slug


def _cut(slug: str) -> str:
    if len(slug) <= LONGEST:
        return slug
    whole = slug[: LONGEST + 1].rpartition("-")[0]
    return whole or slug[:LONGEST]


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode(errors="surrogatepass")).hexdigest()[:DIGITS]
