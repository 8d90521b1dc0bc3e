"""What can be made of a workspace: documents, formats, editions, papers, themes and sheets, in the language of the reader."""

from typing import Any

from jiangyi.copies import list_formats
from jiangyi.core import Extensions, Message, Session
from jiangyi.model import EDITION_WORDS, EDITIONS
from jiangyi.prepress import SHEETS
from jiangyi.project import Workspace, load_project
from jiangyi.theme import is_printed, name_papers, name_themes
from jiangyi.writers import list_offered_writers

USUAL = Message("Usual edition", "通常版本")


def list_choices(workspace: Workspace, extensions: Extensions) -> dict[str, Any]:
    """Every choice by its kind, each as `{name, label}` with what the page must know of it."""
    with Session(extensions).activate():
        project = load_project(workspace)
        writers = list_offered_writers()
        papers = [
            {"name": name, "label": _name_sheet(name, label), "isPrinted": is_printed(workspace, name)}
            for name, label in name_papers(workspace).items()
        ]
        formats = [
            {
                "name": name,
                "label": one.title.localize() if one.title else name.upper(),
                "isUsual": one.default,
                "isCopied": name in list_formats(),
            }
            for name, one in writers.items()
        ]
        return {
            "formats": formats,
            "editions": [{"name": name, "label": _name_edition(name)} for name in (*EDITIONS, *project.editions)],
            "papers": papers,
            "themes": [{"name": name, "label": _name_sheet(name, label)} for name, label in name_themes(workspace).items()],
            "sheets": [{"name": name, "label": name.upper()} for name in SHEETS],
            "price": project.sheet_price,
            "currency": project.currency,
        }


def _name_sheet(name: str, label: Message) -> str:
    """A paper or theme in words: where it is called by its name alone, `a4-large-print` is A4 large print."""
    if label.localize() != name:
        return label.localize()
    first, *others = name.split("-")
    return " ".join((first.upper(), *others)) if any(map(str.isdigit, first)) else name.capitalize()


def _name_edition(name: str) -> str:
    return EDITION_WORDS.name(name).localize() if name else USUAL.localize()
