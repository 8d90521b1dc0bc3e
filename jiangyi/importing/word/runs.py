"""Read the inline content of Word paragraphs: runs, fields, links, notes, formulas, drawings, revisions."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from jiangyi.importing.decisions import DecisionLog, shorten
from jiangyi.importing.decode import clean_text
from jiangyi.importing.parse import ADDRESS, can_typeset_formula
from jiangyi.importing.word import eq_fields, fields, omml
from jiangyi.importing.word.context import Data, NoteCall, WordContext
from jiangyi.importing.word.drawings import read_drawing
from jiangyi.importing.word.fields import Field
from jiangyi.importing.word.spans import BREAK, FORMULA, HELD, HIDDEN, PAGE, PICTURE, TEXT, WordSpan, write_blank
from jiangyi.importing.word.styles import WHITE, ParagraphStyle, RunStyle
from jiangyi.importing.word.symbols import restore_symbols, to_unicode
from jiangyi.importing.word.xml_names import W14, M, R, W, find_switch, is_enabled, iterate_texts, local_name

CHARACTERS = {"tab": "\t", "ptab": "\t", "cr": "", "noBreakHyphen": "-", "softHyphen": ""}
UNCLEAN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2e80-\u2fdf\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)
"""Characters that are looked at closely."""
PRIVATE_USE = re.compile("[\ue000-\uf8ff]")
UNKNOWN_SYMBOL = "□"
NOTE_PREFIXES = {"footnote": "", "endnote": "e"}
"""What precedes the id of a note in its label, so that notes of both kinds are kept apart."""
IGNORED = frozenset(
    [
        "pPr", "rPr", "tblPr", "trPr", "tcPr", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr", "proofErr", "bookmarkStart", "bookmarkEnd",
        "commentRangeStart", "commentRangeEnd", "permStart", "permEnd", "lastRenderedPageBreak", "annotationRef", "footnoteRef",
        "endnoteRef",
        "separator", "continuationSeparator", "rubyPr", "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd",
    ]
)  # fmt: skip
BLANKS = " \t\u00a0\u3000\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
"""Spaces that are blanks to fill in where they are underlined."""
COLOURED = "coloured"
"""The mark of text in a colour; whether that is a highlight is decided for the paragraph."""
LINK_MARKS = frozenset({"underline", "highlight"})
"""Marks that Word gives to the words of links."""
NUMBERED_FORMULA = re.compile(
    r"^\\begin\{aligned\}(?P<tex>(?:(?!\\\\).)*)\\#\s*(?:\\left\(|\()(?P<number>[\w.\- ]{1,12})(?:\\right\)|\))\s*\\end\{aligned\}$"
)
"""A formula with its number behind a hash sign, as Word numbers formulas."""
MAX_FIELDS = 30
"""The most fields that are open in one another; the instructions and results of further ones belong to the innermost."""
CLOCK = ("dayShort", "dayLong", "monthShort", "monthLong", "yearShort", "yearLong", "pgNum")


@dataclass
class InlineReader:
    """Reads paragraphs in order; a field may reach over several of them."""

    context: WordContext
    inside: bool = False
    """Whether the paragraphs are in a table or text box, whose background may be dark."""
    fields: list[Field] = field(default_factory=list)
    spans: list[WordSpan] = field(default_factory=list)
    blocks: list[Data] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    figures: list[Data] = field(default_factory=list)
    """The pictures that spans refer to by index."""
    style: ParagraphStyle = field(default_factory=ParagraphStyle)
    link: str = ""
    passed_fields: int = 0
    """How many fields are open beyond the most that are read."""
    inserting: bool = False
    """Whether inserted text is being read, which is reported as a whole."""

    def read(self, paragraph: Any, style: ParagraphStyle) -> list[WordSpan]:
        """The spans of a paragraph; blocks and text boxes that it anchors are in `blocks` and `boxes`, pictures in `figures`."""
        self.spans, self.blocks, self.boxes, self.figures, self.style, self.link = [], [], [], [], style, ""
        self.walk(paragraph)
        if self.fields and self.fields[-1].drops:
            self.fields[-1].words.append("\n")
        return _join_blanks(self.spans)

    def walk(self, element: Any) -> None:
        """Read the children of an element in order."""
        for child in element:
            name = local_name(child)
            if not name or name in IGNORED:
                continue
            handler = HANDLERS.get(child.tag)
            if handler:
                handler(self, child)
            else:
                self.walk(child)

    def emit(self, span: WordSpan) -> None:
        """Add a span, unless an open field takes or drops it."""
        if span.kind in (TEXT, HIDDEN) and UNCLEAN.search(span.text):
            span = replace(span, text=self.clean(span.text))
        for frame in reversed(self.fields):
            if not frame.in_result:
                frame.instruction += span.text
                return
            if frame.drops:
                frame.words.append(span.text)
                return
            frame.shown = frame.shown or bool(span.text.strip())
        link = self.link or next((frame.link for frame in reversed(self.fields) if frame.link), "")
        self.spans.append(replace(span, link=link, marks=span.marks - LINK_MARKS) if link and span.kind in (TEXT, HELD) else span)

    def clean(self, text: str) -> str:
        """The text without characters that no book can hold."""
        log = DecisionLog()
        cleaned = clean_text(text, log)
        for decision in log:
            self.context.report(decision.kind, decision.seen, decision.made)
        return cleaned

    def emit_text(self, text: str, run: RunStyle) -> None:
        """Add text in the appearance of its run."""
        text = restore_symbols(text, run.font)
        if PRIVATE_USE.search(text):
            self.context.report_with_place("symbol", " ".join(f"U+{ord(c):04X} {run.font}".strip() for c in PRIVATE_USE.findall(text)))
            text = PRIVATE_USE.sub(UNKNOWN_SYMBOL, text)
        marks = run.marks
        white = WHITE.match(run.colour) is not None
        shown = self.inside or self.style.shaded or "highlight" in marks or self.context.has_background
        if run.hidden or (white and not shown):
            self.emit(WordSpan(text, kind=HIDDEN))
            return
        if run.colour and not white and not run.linked and text.strip() and not self.link and "highlight" not in marks:
            marks |= {COLOURED}
        self.emit(WordSpan(text, marks))

    def read_run(self, element: Any) -> None:
        """Read `w:r`."""
        properties = element.find(f"{W}rPr")
        run = self.context.styles.resolve_run(properties, self.style)
        for child in element:
            name = local_name(child)
            if child.tag == f"{W}t":
                self.emit_text((child.text or "").replace("\n", " ").replace("\t", " "), run)
            elif name in CHARACTERS and child.tag.startswith(W):
                self.read_character(name, run)
            elif child.tag == f"{W}br":
                kind = child.get(f"{W}type")
                self.emit(WordSpan("", kind=PAGE if kind == "page" else BREAK))
            elif child.tag == f"{W}sym":
                self.read_symbol(child.get(f"{W}char", ""), child.get(f"{W}font", ""), run)
            elif child.tag == f"{W}instrText":
                if self.fields and not self.fields[-1].in_result:
                    self.fields[-1].instruction += child.text or ""
            elif child.tag == f"{W}ruby":
                self.read_ruby(child, run)
            elif name in CLOCK and child.tag.startswith(W):
                self.context.report_with_place("field-lost", name)
            elif child.tag == f"{W}delText":
                self.context.report_with_place("deletion", child.text or "")
            elif name and name not in IGNORED:
                handler = HANDLERS.get(child.tag)
                handler(self, child) if handler else self.walk(child)

    def read_character(self, name: str, run: RunStyle) -> None:
        """Read an element that stands for a character."""
        if name == "cr":
            self.emit(WordSpan("", kind=BREAK))
        elif name in ("tab", "ptab") and (self.style.underscored_tabs or (run.marks & {"underline"} and not run.hidden)):
            self.emit(WordSpan("\t", frozenset({"underline"})))
        elif CHARACTERS[name]:
            self.emit_text(CHARACTERS[name], replace(run, font="", colour=""))

    def read_symbol(self, code: str, font: str, run: RunStyle) -> None:
        """Read a character given by its code in a font."""
        number = int(code, 16) if re.fullmatch(r"[0-9a-fA-F]{1,6}", code) else 0
        known = to_unicode(number, font)
        if not known and 0x20 < number < 0x110000 and not 0xD800 <= number <= 0xF8FF:
            known = chr(number)
        known = known or (to_unicode(number, "symbol") if not font else "")
        if not known:
            self.context.report_with_place("symbol", f"{code} {font}")
        self.emit_text(known or UNKNOWN_SYMBOL, replace(run, font=""))

    def read_ruby(self, element: Any, run: RunStyle) -> None:
        """Read characters with a reading above them."""
        base = "".join(iterate_texts(part)) if (part := element.find(f"{W}rubyBase")) is not None else ""
        reading = "".join(iterate_texts(part)) if (part := element.find(f"{W}rt")) is not None else ""
        base, reading = base.strip(), reading.strip()
        if run.hidden or not base or not reading or re.search(r"[{}|\n]", base + reading):
            self.emit_text(base + (f"（{reading}）" if reading else ""), run)
        elif self.fields and not self.fields[-1].in_result:
            self.emit(WordSpan(base))
        else:
            self.emit_held(f"{{{base}|{reading}}}")

    def emit_held(self, markdown: str, kind: str = HELD) -> None:
        """Add finished Markdown."""
        self.emit(WordSpan(self.context.held.add(markdown), kind=kind))

    def begin_or_end_field(self, element: Any) -> None:
        """Read `w:fldChar`."""
        kind = element.get(f"{W}fldCharType")
        if self.passed_fields or (kind == "begin" and len(self.fields) >= MAX_FIELDS):
            self.passed_fields += {"begin": 1, "end": -1}.get(kind, 0)
        elif kind == "begin":
            self.fields.append(Field(form=element.find(f"{W}ffData")))
        elif kind == "separate" and self.fields:
            self.open_result(self.fields[-1])
        elif kind == "end" and self.fields:
            self.close_field()

    def read_simple_field(self, element: Any) -> None:
        """Read `w:fldSimple`."""
        if len(self.fields) >= MAX_FIELDS:
            self.walk(element)
            return
        self.fields.append(Field(element.get(f"{W}instr", ""), element.find(f"{W}ffData")))
        self.open_result(self.fields[-1])
        self.walk(element)
        self.close_field()

    def open_result(self, frame: Field) -> None:
        """Begin the result of a field."""
        frame.in_result = True
        if frame.name == "HYPERLINK":
            frame.link = self.find_link(*fields.read_link(frame.instruction))

    def close_field(self) -> None:
        """End the innermost field: what stands in place of a result, or a remark on what is kept."""
        frame = self.fields.pop()
        frame.in_result = True
        name, words = frame.name, "".join(frame.words).strip()
        if name == "EQ":
            self.close_equation(frame)
        elif name == "FORMCHECKBOX":
            self.emit(WordSpan(fields.read_check_box(frame.form)))
        elif name == "SYMBOL":
            code, font = fields.read_symbol(frame.instruction)
            self.read_symbol(f"{code:X}", font, replace(self.style.run, marks=frozenset()))
        elif name in fields.CONTENTS:
            self.context.report("contents-list", words or frame.instruction)
        elif name in fields.MARKS:
            self.context.report_with_place("field-lost", frame.instruction)
        elif name == "SEQ":
            self.count_caption(frame)
        elif name == "FORMDROPDOWN" and not frame.shown:
            self.emit(WordSpan(fields.read_drop_down(frame.form)))
        elif name in ("MACROBUTTON", "GOTOBUTTON", "QUOTE") and not frame.shown:
            arguments = fields.list_arguments(frame.instruction)
            self.emit(WordSpan(" ".join(arguments[name != "QUOTE" :])))
        elif not frame.shown and name != "HYPERLINK" and frame.instruction.strip():
            self.context.report_with_place("field-lost", frame.instruction)
        elif name in fields.MEASURED:
            self.context.report_with_place("field", frame.instruction)

    def close_equation(self, frame: Field) -> None:
        """Add what an EQ field shows."""
        shown = eq_fields.convert_eq_field(frame.instruction)
        if shown is None:
            self.context.report_with_place("field-lost", frame.instruction)
            return
        for piece in shown:
            if piece.held:
                self.emit_held(piece.text)
            else:
                self.emit(WordSpan(piece.text, frozenset({piece.mark} if piece.mark else ())))
        self.context.report("formula", frame.instruction, "".join(piece.text for piece in shown))

    def count_caption(self, frame: Field) -> None:
        """Count a numbered caption; its number is added where Word has not stored one."""
        name = next(iter(fields.list_arguments(frame.instruction)), "")
        self.context.counters[name] = self.context.counters.get(name, 0) + 1
        if not frame.shown and "\\h" not in frame.instruction:
            self.emit(WordSpan(str(self.context.counters[name])))

    def read_hyperlink(self, element: Any) -> None:
        """Read `w:hyperlink`."""
        before = self.link
        target, external = self.context.find_target(element.get(f"{R}id"))
        self.link = self.find_link(target if external else "", element.get(f"{W}anchor", ""), "".join(iterate_texts(element))) or before
        self.walk(element)
        self.link = before

    def find_link(self, address: str, place: str, words: str = "") -> str:
        """The address of a link that a handout can have, or ""; any other is reported."""
        whole = address + (f"#{place}" if address and place and "#" not in address else "")
        if ADDRESS.match(whole) and not re.search(r"[\s<>]", whole):
            return whole
        dropped = any(frame.drops for frame in self.fields)
        if (whole or place) and not dropped:
            self.context.report("link" if whole else "link-inside", f"{words} ({whole or '#' + place})".strip(), shorten(words))
        return ""

    def read_note_reference(self, element: Any) -> None:
        """Read a reference to a footnote or an endnote."""
        kind = local_name(element).removesuffix("Reference")
        number = element.get(f"{W}id", "")
        if self.context.part != self.context.container.main:
            self.context.report_with_place("note-left", f"{kind} {number}")  # a note on a note
            return
        held = self.context.held.add(f"[^{self.context.note_prefix}{make_note_label(kind, number)}]")
        self.context.used_notes.setdefault((kind, number), []).append(NoteCall(self.context.line, self.context.first_words, held))
        self.emit(WordSpan(held, kind=HELD))

    def read_comment_reference(self, element: Any) -> None:
        """Report the comment that is anchored here."""
        words = self.context.comments.pop(element.get(f"{W}id", ""), "")
        if words:
            self.context.report_with_place("remark", words)

    def read_deletion(self, element: Any) -> None:
        """Report deleted text; text that was moved away stands where it was moved to."""
        words = "".join(iterate_texts(element))
        if words.strip() and local_name(element) == "del":
            self.context.report_with_place("deletion", words)

    def read_insertion(self, element: Any) -> None:
        """Accept inserted text, and say so."""
        words = "" if self.inserting else "".join(iterate_texts(element))
        if words.strip():
            self.context.report("insertion" if local_name(element) == "ins" else "move", shorten(words))
        before, self.inserting = self.inserting, True
        self.walk(element)
        self.inserting = before

    def read_formula(self, element: Any) -> None:
        """Read a formula as LaTeX if it can be typeset, else as its characters."""
        unknown: list[str] = []
        tex, words = omml.convert_to_latex(element, unknown), omml.extract_text(element)
        if not tex and not words.strip():
            return
        numbered = NUMBERED_FORMULA.match(tex)
        tex = numbered["tex"].strip() if numbered else tex
        good = bool(tex) and not unknown and can_typeset_formula(tex)
        self.context.report("formula" if good else "formula-left", words, tex if good else ", ".join(unknown) or tex)
        if not good:
            self.emit(WordSpan(words))
        else:
            shown = local_name(element.getparent()) == "oMathPara"
            self.emit_held(f"${tex}$", FORMULA if shown else HELD)
            self.emit(WordSpan(f"（{numbered['number'].strip()}）" if numbered else ""))

    def read_drawing(self, element: Any) -> None:
        """Read a drawing: pictures stay in the line, anything else follows the paragraph."""
        if any(frame.drops or not frame.in_result for frame in self.fields):
            return
        found = read_drawing(element, self.context)
        for figure in found.figures:
            self.figures.append(figure)
            self.emit(WordSpan(str(len(self.figures) - 1), kind=PICTURE))
        self.blocks += found.blocks
        self.boxes += found.boxes
        for frame in self.fields:
            frame.shown = True

    def read_control(self, element: Any) -> None:
        """Read a content control: a check box as a character, a placeholder is left out, anything else as its content."""
        properties, content = element.find(f"{W}sdtPr"), element.find(f"{W}sdtContent")
        box = None if properties is None else properties.find(f"{W14}checkbox")
        if box is not None:
            checked = box.find(f"{W14}checked")
            self.emit(WordSpan("☑" if checked is not None and is_enabled(checked.get(f"{W14}val")) else "☐"))
        elif content is not None and find_switch(properties, "showingPlcHdr") and "".join(iterate_texts(content)).strip():
            self.context.report_with_place("placeholder", "".join(iterate_texts(content)))
        elif content is not None:
            self.walk(content)

    def report_other_file(self, element: Any) -> None:
        """Report a part of the text that is in another file."""
        self.context.report_with_place("object", self.context.find_target(element.get(f"{R}id"))[0] or local_name(element))


HANDLERS: dict[str, Callable[[InlineReader, Any], None]] = {
    f"{W}r": InlineReader.read_run,
    f"{M}r": lambda reader, element: reader.emit(WordSpan("".join(iterate_texts(element)))),
    f"{W}fldChar": InlineReader.begin_or_end_field,
    f"{W}fldSimple": InlineReader.read_simple_field,
    f"{W}hyperlink": InlineReader.read_hyperlink,
    f"{W}footnoteReference": InlineReader.read_note_reference,
    f"{W}endnoteReference": InlineReader.read_note_reference,
    f"{W}commentReference": InlineReader.read_comment_reference,
    f"{W}del": InlineReader.read_deletion,
    f"{W}moveFrom": InlineReader.read_deletion,
    f"{W}ins": InlineReader.read_insertion,
    f"{W}moveTo": InlineReader.read_insertion,
    f"{M}oMath": InlineReader.read_formula,
    f"{W}drawing": InlineReader.read_drawing,
    f"{W}pict": InlineReader.read_drawing,
    f"{W}object": InlineReader.read_drawing,
    f"{W}sdt": InlineReader.read_control,
    f"{W}subDoc": InlineReader.report_other_file,
    f"{W}contentPart": InlineReader.report_other_file,
}
"""How each element is read; of any other its children are read."""


def make_note_label(kind: str, number: str) -> str:
    """The label of a note in the handout."""
    return NOTE_PREFIXES[kind] + re.sub(r"\W", "", number.replace("-", "m"))


def settle_colours(spans: list[WordSpan], context: WordContext) -> list[WordSpan]:
    """The spans with coloured text highlighted, unless the whole paragraph is coloured."""
    words = [span for span in spans if span.kind == TEXT and span.text.strip()]
    if not any(COLOURED in span.marks for span in words):
        return spans
    whole = all(COLOURED in span.marks for span in words)
    out: list[WordSpan] = []
    for span in spans:
        if COLOURED not in span.marks:
            out.append(span)
            continue
        if not whole and span.text.strip():
            context.report("highlight", shorten(span.text), f"=={shorten(span.text, 20)}==")
        out.append(replace(span, marks=span.marks - {COLOURED} | (frozenset() if whole else {"highlight"})))
    return out


def _join_blanks(spans: list[WordSpan]) -> list[WordSpan]:
    """The spans with stretches of underlined white space as blanks to fill in; words between two are an answer on a blank."""
    out: list[WordSpan] = []
    for underlined, group in groupby(spans, lambda span: span.kind == TEXT and "underline" in span.marks):
        run = list(group)
        text = "".join(span.text for span in run)
        before, after = text[: len(text) - len(text.lstrip(BLANKS))], text[len(text.rstrip(BLANKS)) :]
        if not underlined:
            out += run
        elif before == text:
            out.append(WordSpan(before, kind="blank"))
        elif len(before) > 1 and len(after) > 1:
            words = [replace(span, text=span.text.strip(), marks=span.marks - {"underline"}) for span in run]
            out += [WordSpan(before, kind="blank"), *words, WordSpan(after, kind="blank")]
        else:
            out += [replace(span, text=_strip_wide(span.text)) for span in run]
    return out


def _strip_wide(text: str) -> str:
    """A text without the white space at its ends that is wider than one character."""
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    return text[start if start > 1 else 0 : end if len(text) - end > 1 else len(text)]


def write_blanks(spans: list[WordSpan], tab_width: float) -> list[WordSpan]:
    """The spans with each blank as the mark of one of its width, from 1 em on; a single space is no blank."""
    out: list[WordSpan] = []
    for span in spans:
        if span.kind != "blank":
            out.append(span)
            continue
        width = sum(tab_width if character == "\t" else 1.0 if character == "\u3000" else 0.5 for character in span.text)
        out.append(WordSpan(write_blank(width)) if width >= 1 else WordSpan(span.text))
    return out
