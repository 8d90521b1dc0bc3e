"""The languages of the share's web pages: each has a list of everything; a handout has its page in its own language, if there is one."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from jiangyi.model import match_language
from jiangyi.share.catalogue import Catalogue, Publication, Translation

NAMES = {"zh-Hans": "中文", "zh-Hant": "繁體中文", "en": "English"}
"""What languages call themselves."""


@dataclass(frozen=True)
class SiteLanguage:
    """The pages in one language."""

    catalogue: Catalogue
    """In this language."""
    publications: tuple[Publication, ...]
    """Those whose pages are in this language."""
    suffix: str = ""
    """What the names of its pages end in; nothing for the language of the catalogue."""

    @property
    def tag(self) -> str:
        """Its language tag."""
        return self.catalogue.lang

    @property
    def name(self) -> str:
        """What it calls itself; its tag where that is not known."""
        known = match_language(self.tag)
        return NAMES[known] if known != "en" or self.tag.lower().startswith("en") else self.tag

    @cached_property
    def others(self) -> tuple[Publication, ...]:
        """The publications whose pages are in another language."""
        own = {one.slug for one in self.publications}
        return tuple(one for one in self.catalogue.publications if one.slug not in own)

    def name_page(self, path: str) -> str:
        """The name of a page in this language: index.html, index.en.html."""
        stem, dot, suffix = path.rpartition(".")
        return f"{stem}{self.suffix}{dot}{suffix}"


def split_languages(catalogue: Catalogue) -> tuple[SiteLanguage, ...]:
    """The languages of a catalogue, its own first."""
    return tuple(_list_languages(catalogue))


def _list_languages(catalogue: Catalogue) -> Iterator[SiteLanguage]:
    own = Translation(catalogue.lang, catalogue.title, catalogue.intro)
    translations = {text.lang.lower(): text for text in (*catalogue.translations, own)}
    translations = {own.lang.lower(): translations.pop(own.lang.lower()), **translations}
    homes = {one.slug: _choose_language(one.lang, [*translations]) for one in catalogue.publications}
    for name, text in translations.items():
        said = replace(catalogue, lang=text.lang, title=text.title, intro=text.intro)
        listed = tuple(one for one in catalogue.publications if homes[one.slug] == name)
        yield SiteLanguage(said, listed, "" if text is own else f".{name}")


def _choose_language(lang: str, offered: list[str]) -> str:
    """The language of the pages of a publication: its own; else one with the same words, if it is of the same kind; else the first."""
    if lang.lower() in offered:
        return lang.lower()
    main = lang.lower().partition("-")[0]
    same = [name for name in offered if name.partition("-")[0] == main]
    return next((name for name in same if match_language(name) == match_language(lang)), next(iter(same), offered[0]))
