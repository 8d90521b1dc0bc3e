"""Fields of Word: their instructions, and what remains of them in a handout (ECMA-376 part 1 §17.16.5)."""

import re
from dataclasses import dataclass, field
from typing import Any

from jiangyi.importing.word.xml_names import W, child_value, find_switch, parse_integer

CONTENTS = frozenset({"TOC", "INDEX", "TOA"})
"""Fields whose result is a list of places; the handout makes its own."""
MARKS = frozenset({"XE", "TC", "TA", "RD"})
"""Fields that print nothing."""
MEASURED = frozenset({
    "DATE", "TIME", "CREATEDATE", "SAVEDATE", "PRINTDATE", "EDITTIME", "PAGE", "PAGEREF", "NUMPAGES", "SECTION", "SECTIONPAGES", "FILENAME",
    "FILESIZE", "NUMWORDS", "NUMCHARS", "REVNUM", "REF", "NOTEREF", "STYLEREF", "MERGEFIELD", "DOCPROPERTY", "DOCVARIABLE", "AUTHOR",
    "TITLE", "USERNAME", "INCLUDETEXT", "INCLUDEPICTURE", "FORMULA", "=", "IF", "ASK", "FILLIN", "BIBLIOGRAPHY", "CITATION",
})  # fmt: skip
"""Fields whose last result is kept, which Word would compute again."""
LONGEST_INSTRUCTION = 5000
"""The part of an instruction that is read, in characters."""
NAME_PLACE = 100
"""Where the name of a field stands, in characters from the start of its instruction."""
ARGUMENT = re.compile(r'"(?P<quoted>(?:\\"|[^"])*)"|“(?P<curly>[^“”]*)”|(?P<bare>[^\s"]+)')


@dataclass
class Field:
    """An open field: its instruction, the properties of a form field, whether its result has begun, and what was dropped from it."""

    instruction: str = ""
    form: Any = None
    in_result: bool = False
    words: list[str] = field(default_factory=list)
    shown: bool = False
    """Whether its result has shown anything."""
    link: str = ""

    @property
    def name(self) -> str:
        """The name of the field in capitals."""
        match = re.match(r"\s*(=|\w+)", self.instruction[:NAME_PLACE])
        return match[1].upper() if match else ""

    @property
    def drops(self) -> bool:
        """Whether its result does not go into the handout."""
        return self.name in CONTENTS or self.name in MARKS or self.name in ("EQ", "FORMCHECKBOX", "SYMBOL")


def list_arguments(instruction: str) -> list[str]:
    """The arguments and switches of an instruction, without the name of the field; quotation marks are removed."""
    found = [match["quoted"] or match["curly"] or match["bare"] or "" for match in ARGUMENT.finditer(instruction[:LONGEST_INSTRUCTION])]
    return [argument.replace('\\"', '"') for argument in found[1:]]


def read_link(instruction: str) -> tuple[str, str]:
    r"""The address and the place of a HYPERLINK field: `HYPERLINK "https://…" \l "part"`."""
    address, place, arguments = "", "", list_arguments(instruction)
    at = 0
    while at < len(arguments):
        argument = arguments[at]
        if argument in ("\\l", "\\o", "\\t"):
            place = arguments[at + 1] if argument == "\\l" and at + 1 < len(arguments) else place
            at += 1
        elif not argument.startswith("\\") and not address:
            address = argument
        at += 1
    return address, place


def read_symbol(instruction: str) -> tuple[int, str]:
    r"""The code and the font of a SYMBOL field: `SYMBOL 61 \f "Symbol"`."""
    arguments = list_arguments(instruction)
    code = arguments[0] if arguments else ""
    font = arguments[arguments.index("\\f") + 1] if "\\f" in arguments[:-1] else ""
    base = 16 if code.lower().startswith("0x") else 10
    return (int(code, base) if re.fullmatch(r"0x[0-9a-fA-F]{1,6}|\d{1,7}", code) else 0), font


def read_check_box(form: Any) -> str:
    """A check box of a form as a character: by its state, else by its default."""
    box = None if form is None else form.find(f"{W}checkBox")
    state = find_switch(box, "checked")
    return "☑" if (find_switch(box, "default") if state is None else state) else "☐"


def read_drop_down(form: Any) -> str:
    """The chosen entry of a list in a form."""
    box = None if form is None else form.find(f"{W}ddList")
    entries = [] if box is None else [entry.get(f"{W}val", "") for entry in box.findall(f"{W}listEntry")]
    at = parse_integer(child_value(box, "result") or child_value(box, "default"))
    return entries[at] if 0 <= at < len(entries) else ""
