"""Build the data of a handout from the section tree: sections, events, points, questions, quotations."""

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from jiangyi.importing.decisions import DecisionLog, describe_question, shorten
from jiangyi.importing.emit import add_comment, strip_markup
from jiangyi.importing.parse import TextPiece, is_quoted, parse_attribution, parse_quotation
from jiangyi.importing.structure import section_kinds
from jiangyi.importing.structure.event_sources import EventSource, split_source
from jiangyi.importing.structure.lead_sentences import (
    LONGEST_WHOLE_LEAD,
    LeadSplit,
    find_run_in_points,
    split_at_clause,
    split_at_colon,
    split_at_sentence,
)
from jiangyi.importing.structure.tree import FINAL, ITEM_KINDS, LONGEST_HEADING, Branch, format_branch_label
from jiangyi.model import NO_NUMBER, is_style
from jiangyi.readers import format_line_label

Data = dict[str, Any]
PROSE_KINDS = ("essay", "reading")
"""Kinds of sections in prose, where 首先…其次… are not points."""
CUT_OFF = re.compile(r"[，,、；;：:（(“]$")
CLOSED = re.compile(r"[。！？!?…”’」』）)》】.；;：:]$")


@dataclass
class _LabelStyles:
    """The styles of labels found, by the type of block and its depth."""

    sections: dict[int, list[str]] = field(default_factory=dict)
    points: dict[int, list[str]] = field(default_factory=dict)
    events: list[str] = field(default_factory=list)
    cases: list[str] = field(default_factory=list)
    exercises: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Position:
    """The position of a branch: the kind of its section, the type of its events, its depth in sections and points."""

    kind: str = ""
    happening: str = "event"
    section: int = 0
    point: int = 0


def build_blocks(root: Branch, head: Data, last: int, log: DecisionLog) -> Data:
    """Build the data of a handout: its head, blocks before the first section, and sections; `last` is the line of the last piece."""
    maker = _BlockBuilder(log)
    kind = next(
        (
            kind
            for text in (head["title"], head.get("subject", ""))
            if (kind := section_kinds.detect_section_kind(strip_markup(text))) in PROSE_KINDS
        ),
        "",
    )
    content = maker.build_content(root, _Position(kind))
    numbering = _make_numbering(maker.styles)
    data = head | ({"numbering": numbering} if numbering else {}) | content
    _write_labels(data, numbering)
    _mark_cut_off(data, last, log)
    return data


@dataclass
class _BlockBuilder:
    log: DecisionLog
    styles: _LabelStyles = field(default_factory=_LabelStyles)

    def build_content(self, branch: Branch, place: _Position) -> Data:
        """The blocks and sections of the root or of a section."""
        blocks = self.build_paragraphs(branch.body, place)
        sections: list[Data] = []
        for group in _group_by_rank(branch.branches):
            if sections or self.are_sections(_without_gaps(group), place):
                for one in group:
                    if one.gap:
                        (sections[-1].setdefault("blocks", []) if sections else blocks).append(one.gap)
                    elif one.chosen in ITEM_KINDS:
                        (_find_last_blocks(sections) if sections else blocks).extend(self.build_items([one], place))
                    else:
                        sections.append(self.build_section(one, place))
            else:
                blocks += self.build_items(group, place)
        blocks += self.build_paragraphs(branch.after, place)
        return {key: value for key, value in (("blocks", blocks), ("sections", sections)) if value}

    def are_sections(self, group: list[Branch], place: _Position) -> bool:
        """Whether branches of one rank are sections: marked headings, headings without numbers, chapters, or mostly titles."""
        group = [branch for branch in group if branch.chosen not in ITEM_KINDS]
        if not group or any(branch.is_given or branch.is_bare for branch in group):
            return bool(group)
        rank = group[0].rank
        if rank == 3 or rank >= 9 or any(_is_question(branch) for branch in group):
            return False
        if rank < 3:
            return True
        titles = [branch for branch in group if _is_heading(branch)]
        if place.kind == "events" and not any(_is_heading(inner) for branch in group for inner in branch.branches):
            return False
        return len(titles) * 2 > len(group) or (len(titles) * 2 == len(group) and rank <= 5)

    def build_section(self, branch: Branch, place: _Position) -> Data:
        title, rest = branch.text, ""
        if not branch.is_given and not branch.is_bare and len(strip_markup(title)) > LONGEST_HEADING:
            led = split_at_sentence(title) or LeadSplit(title)
            title, rest = led.lead, led.body
        words = strip_markup(title)
        kind = section_kinds.detect_section_kind(words) if section_kinds.detect_section_kind(words) != place.kind else ""
        self.log.note_kind(branch.line, "heading")
        self.log.add(branch.line, "section", shorten(f"{format_branch_label(branch)} {words}"))
        if kind:
            self.log.add(branch.line, "kind", shorten(words), kind)
        self.styles.sections.setdefault(place.section, []).append(branch.label.style if branch.label else NO_NUMBER)
        below = _Position(
            kind or place.kind, section_kinds.detect_event_type(words) if kind == "events" else place.happening, place.section + 1, 0
        )
        inside = self.build_content(branch, below)
        blocks = ([rest] if rest else []) + inside.pop("blocks", [])
        made: Data = {"title": _strip_bold(title), "_label": branch.label} | ({"kind": kind} if kind else {})
        made = add_comment(made, "title", "heading") if branch.is_bare and not branch.is_given else made
        made = add_comment(made, "kind", "kind") if kind else made
        return made | ({"blocks": blocks} if blocks else {}) | inside

    def build_items(self, group: list[Branch], place: _Position) -> list[Any]:
        """The blocks of branches of one rank that are not sections: events, articles, quotations, a list, questions or points."""
        runs = [list(run) for _, run in itertools.groupby(group, lambda branch: branch.chosen if branch.chosen in ITEM_KINDS else "")]
        return [block for run in runs for block in self.build_run(run, place)]

    def build_run(self, group: list[Branch], place: _Position) -> list[Any]:
        """The blocks of such branches of which the user says the same, or nothing."""
        real = _without_gaps(group)
        gaps = [branch.gap for branch in group if branch.gap]
        if not real:
            return list(gaps)
        leads = {id(branch): self.split_lead(branch) for branch in real}
        way = real[0].chosen if real[0].chosen in ITEM_KINDS else self.choose_form(real, list(leads.values()), place)
        if way == "list":
            return [self.build_list(real, place), *gaps]

        def build_branch(branch: Branch) -> list[Any]:
            if branch.gap:
                return [branch.gap]
            if way == "event":
                return [self.build_event(branch, place)]
            if way == "article":
                return self.build_article(branch, place)
            if way == "prose":
                self.log.note_kind(branch.line, "paragraph")
                return [(branch.label.typed if branch.label else "") + branch.text, *self.build_paragraphs(branch.body, place)]
            if way == "quote":
                return [self.build_quotation(branch)]
            is_question = _is_question(branch) and branch.chosen != "point"
            return [self.build_question(branch, place) if is_question else self.build_point(branch, leads[id(branch)], place)]

        return [block for branch in group for block in build_branch(branch)]

    def choose_form(self, group: list[Branch], leads: list[LeadSplit], place: _Position) -> str:
        """The form that branches of one rank take: event, article, prose, quote, list or point."""
        if place.kind == "events" and all(_is_heading(branch) for branch in group):
            return "event"
        if group[0].rank == 3:
            return "article"
        if place.kind in PROSE_KINDS and all(branch.label and branch.label.is_word and not branch.branches for branch in group):
            return "prose"
        if place.kind == "quotes" and all(not branch.branches and len(branch.body) <= 1 for branch in group):
            return "quote"
        return "list" if self.is_list(group, leads) else "point"

    def build_list(self, group: list[Branch], place: _Position) -> Data:
        self.log.add(group[0].line, "list", shorten(strip_markup(group[0].text)), str(len(group)))
        items = [self.build_list_item(branch, place) for branch in group]
        number = group[0].label.number if group[0].label else 1
        return {"type": "list", "ordered": "true", **({"start": str(number)} if number != 1 else {}), "items": items}

    def is_list(self, group: list[Branch], leads: list[LeadSplit]) -> bool:
        """Whether branches are items of a plain list: consecutive 1. 2. 3., most without a lead sentence and without content below."""
        numbers = [branch.label.number for branch in group if branch.label]
        plainly = all(branch.label and branch.label.style in ("1.", "1．", "1、") for branch in group)
        in_order = numbers == list(range(numbers[0], numbers[0] + len(group))) if numbers else False
        bare = sum(not led.body and not branch.body and not branch.branches for led, branch in zip(leads, group, strict=True))
        has_question = any(map(_is_question, group))
        return plainly and in_order and bare * 2 > len(group) and not has_question

    def build_list_item(self, branch: Branch, place: _Position) -> Any:
        self.log.note_kind(branch.line, "list")
        body = [branch.text, *self.build_paragraphs(branch.body, place)]
        for group in _group_by_rank(branch.branches):
            body += self.build_items(group, _Position(place.kind, place.happening, place.section, place.point))
        return body[0] if len(body) == 1 else {"body": body}

    def build_event(self, branch: Branch, place: _Position) -> Data:
        self.log.note_kind(branch.line, "event")
        self.log.add(branch.line, "event", shorten(f"{format_branch_label(branch)} {strip_markup(branch.text)}"))
        (self.styles.cases if place.happening == "case" else self.styles.events).append(branch.label.style if branch.label else NO_NUMBER)
        body: list[Any] = []
        fields: Data = {}
        for piece in branch.body:
            found = EventSource(piece.text) if piece.block or fields else split_source(piece.text)
            if found.fields:
                fields = found.fields
                self.log.add(piece.line, "source", shorten(piece.text), " ".join(map(str, _values_of(fields))))
            if piece.block or found.text:
                body += self.build_paragraphs([replace(piece, text=found.text) if found.fields else piece], place)
        for group in _group_by_rank(branch.branches):
            body += self.build_items(group, place)
        made: Data = {"type": place.happening, "_label": branch.label, "title": _strip_bold(branch.text)}
        return made | fields | _make_body(body)

    def build_article(self, branch: Branch, place: _Position) -> list[Any]:
        """An article of a law as a paragraph with its label, since it has no lead sentence."""
        label = branch.label.typed if branch.label else ""
        self.log.note_kind(branch.line, "article")
        self.log.add(branch.line, "article", shorten(f"{label} {branch.text}", 24))
        below = [block for group in _group_by_rank(branch.branches) for block in self.build_items(group, place)]
        return [f"**{label}**\u3000{branch.text}", *self.build_paragraphs(branch.body, place), *below]

    def build_quotation(self, branch: Branch) -> Data:
        self.log.note_kind(branch.line, "quote")
        attribution = parse_attribution(strip_markup(branch.body[0].text)) if branch.body and not branch.body[0].block else None
        made: Data = parse_quotation(branch.text) or {"type": "quote", "body": branch.text} | (attribution or {})
        if branch.body and not attribution:
            made |= {"body": [made["body"], branch.body[0].block or branch.body[0].text]}
        self.log.add(
            branch.line, "quote", shorten(strip_markup(branch.text)), " ".join(made.get(key, "") for key in ("by", "where")).strip()
        )
        self.log.add(branch.line, "number-dropped", format_branch_label(branch))
        return made

    def split_lead(self, branch: Branch) -> LeadSplit:
        """Split off the lead of a point: its first sentence, else a term before a colon, else all of it if short or all there is."""
        text = branch.text
        found = split_at_sentence(text)
        if found or (len(strip_markup(text)) <= LONGEST_WHOLE_LEAD and not split_at_colon(text)):
            return found or LeadSplit(text)
        return split_at_colon(text) or (LeadSplit(text) if branch.body or branch.branches else split_at_clause(text, 24) or LeadSplit(text))

    def build_point(self, branch: Branch, led: LeadSplit, place: _Position) -> Data:
        name = f"{format_branch_label(branch)} {strip_markup(led.lead)}"
        self.log.note_kind(branch.line, "point")
        self.log.add(branch.line, "lead" if led.guessed else "point", shorten(name))
        if branch.label and not branch.label.is_word:
            self.styles.points.setdefault(place.point, []).append(branch.label.style)
        below = _Position(place.kind, place.happening, place.section, place.point + 1)
        body = self.build_running_text(led.body, branch.line) if led.body else []
        if not led.body and not branch.body and not branch.branches:
            run = find_run_in_points(led.lead)
            if run and run.before:
                led, body = LeadSplit(run.before), self.build_running_text(led.lead[len(run.before) :].strip(), branch.line)
        body += self.build_paragraphs(branch.body, below)
        for group in _group_by_rank(branch.branches):
            body += self.build_items(group, below)
        body += self.build_paragraphs(branch.after, below)
        made = {"type": "point", "_label": branch.label, "lead": _strip_bold(led.lead)}
        return (add_comment(made, "lead", "lead") if led.guessed else made) | _make_body(body)

    def build_running_text(self, text: str, line: int) -> list[Any]:
        """A paragraph of a point; its run-in points become sub-points."""
        run = find_run_in_points(text)
        if not run:
            return [text]
        out: list[Any] = [run.before] if run.before else []
        for mark, led in run.items:
            self.log.add(line, "lead" if led.guessed else "run-in", shorten(f"{mark} {strip_markup(led.lead)}"))
            made = {"type": "point", "n": mark, "lead": _strip_bold(led.lead)}
            out.append((add_comment(made, "lead", "lead") if led.guessed else made) | _make_body([led.body] if led.body else []))
        return out

    def build_question(self, branch: Branch, place: _Position) -> Data:
        """A question without an answer as a point with its options as a list, letters as typed."""
        made = describe_question(len(branch.branches))
        self.log.note_kind(branch.line, "question")
        self.log.add(branch.line, "question", shorten(f"{format_branch_label(branch)} {strip_markup(branch.text)}"), made)
        if branch.label:
            self.styles.points.setdefault(place.point, []).append(branch.label.style)
        options = [self.build_option(one, place) for one in branch.branches]
        body: list[Any] = [*self.build_paragraphs(branch.body, place), {"type": "list", "items": options}]
        body += self.build_paragraphs(branch.after, place)
        return {"type": "point", "_label": branch.label, "lead": _strip_bold(branch.text)} | _make_body(body)

    def build_option(self, branch: Branch, place: _Position) -> Any:
        self.log.note_kind(branch.line, "option")
        words = f"{branch.label.typed if branch.label else ''} {branch.text}".replace("、 ", "、")
        rest = self.build_paragraphs(branch.body, place)
        return {"body": [words, *rest]} if rest else words

    def build_paragraphs(self, found: Iterable[TextPiece], place: _Position) -> list[Any]:
        """Pieces below a branch: finished blocks, quotations, and paragraphs."""
        out: list[Any] = []
        for piece in found:
            if piece.block:
                label = piece.block.get("_label")
                self.styles.exercises += [label.style] if label else []
                out.append(dict(piece.block))
                continue
            if piece.chosen == "paragraph":
                self.log.note_kind(piece.line, "paragraph")
                out.append(piece.text)
                continue
            attribution = parse_attribution(strip_markup(piece.text))
            made = parse_quotation(piece.text)
            is_quote = attribution or made or (place.kind == "quotes" and is_quoted(strip_markup(piece.text)))
            self.log.note_kind(piece.line, "quote" if is_quote else "paragraph")
            if attribution and out and isinstance(out[-1], str):
                self.log.add(piece.line, "quote", shorten(out[-1]), " ".join(attribution.values()))
                out[-1] = {"type": "quote", "body": out[-1], **attribution}
            elif made:
                self.log.add(
                    piece.line, "quote", shorten(strip_markup(made["body"])), f"{made.get('by', '')} {made.get('where', '')}".strip()
                )
                out.append(made)
            elif place.kind == "quotes" and is_quoted(strip_markup(piece.text)):
                self.log.add(piece.line, "quote", shorten(strip_markup(piece.text)))
                out.append({"type": "quote", "body": piece.text})
            else:
                prose = place.kind in PROSE_KINDS or not (place.point or place.kind in section_kinds.ARGUING_KINDS)
                out += [piece.text] if prose else self.build_running_text(piece.text, piece.line)
        return out


def _values_of(fields: Data) -> list[Any]:
    """The values of fields, and of the mappings in them."""
    return [inner for value in fields.values() for inner in (value.values() if isinstance(value, dict) else [value])]


def _group_by_rank(branches: Sequence[Branch]) -> list[list[Branch]]:
    """Runs of branches of one rank."""
    return [list(group) for _, group in itertools.groupby(branches, lambda branch: branch.rank)]


def _find_last_blocks(sections: list[Data]) -> list[Any]:
    """The blocks of the last section, however deep."""
    last = sections[-1]
    while last.get("sections"):
        last = last["sections"][-1]
    blocks: list[Any] = last.setdefault("blocks", [])
    return blocks


def _without_gaps(group: list[Branch]) -> list[Branch]:
    """The branches of a group other than gaps."""
    return [branch for branch in group if not branch.gap]


def _is_question(branch: Branch) -> bool:
    """Whether a branch has only options below, at least two."""
    return sum(inner.rank == 9 for inner in branch.branches) >= 2 and all(inner.rank == 9 for inner in branch.branches)


def _is_heading(branch: Branch) -> bool:
    """Whether a numbered line is a heading: short, without final punctuation, and followed by a paragraph or a deeper label."""
    words = strip_markup(branch.text)
    return len(words) <= LONGEST_HEADING and not FINAL.search(words) and bool(branch.body or branch.branches) and not _is_question(branch)


def _make_body(blocks: list[Any]) -> Data:
    """The field `body`: a string for one paragraph, else a list; empty without blocks."""
    if not blocks:
        return {}
    return {"body": blocks[0] if len(blocks) == 1 and isinstance(blocks[0], str) else blocks}


def _strip_bold(text: str) -> str:
    """A title or lead without bold markup around it, since it is set in bold anyway."""
    match = re.fullmatch(r"\*\*([^*]+)\*\*", text)
    return match[1] if match else text


def _make_numbering(styles: _LabelStyles) -> Data:
    """The field `numbering`: the most common label style of each level, if there are labels."""
    out: Data = {}
    for key, levels in (("section", styles.sections), ("point", styles.points)):
        samples = [_most_common_style(levels[depth]) for depth in sorted(levels)]
        if key == "section" or samples:
            out[key] = samples
    for key, found in (("event", styles.events), ("case", styles.cases), ("exercise", styles.exercises)):
        if found:
            out[key] = _most_common_style(found)
    if not out.get("section"):
        out.pop("section", None)
    return out


def _most_common_style(styles: list[str]) -> str:
    usual = Counter(styles).most_common(1)[0][0]
    return usual if is_style(usual) else NO_NUMBER


def _write_labels(data: Any, numbering: Data, section: int = 0, point: int = 0) -> None:
    """Write `n` to sections, events and points: a number in the usual style, another label as typed, "none" for a missing one."""
    kind = data.get("type", "section")
    if "_label" in data:
        label = data.pop("_label")
        usual = _style_at(numbering, kind, section - 1, point)
        n = (
            None
            if label is None and usual == NO_NUMBER
            else NO_NUMBER
            if label is None
            else str(label.number)
            if label.style == usual
            else format_line_label(label)
        )
        if n is not None:
            first = {key: data[key] for key in ("type", "title") if key in data and kind == "section"} or {"type": kind}
            rest = {key: value for key, value in data.items() if key not in first}
            data.clear()
            data.update(first | {"n": n} | rest)
    below = point + (kind == "point")
    for child in data.get("sections", []):
        _write_labels(child, numbering, section + 1, 0)
    for key in ("blocks", "body", "items"):
        for child in data.get(key, []) if isinstance(data.get(key), list) else []:
            if isinstance(child, dict):
                _write_labels(child, numbering, section, below if "type" in child or key != "items" else point)


def _style_at(numbering: Data, kind: str, section: int, point: int) -> str:
    found = numbering.get(kind)
    if isinstance(found, list):
        depth = section if kind == "section" else point
        return found[min(depth, len(found) - 1)] if found else NO_NUMBER
    return found or NO_NUMBER


def _mark_cut_off(data: Data, line: int, log: DecisionLog) -> None:
    """Mark the last paragraph as cut off if it ends in a comma or, being long, without final punctuation."""
    owner: Any = data
    while True:
        key = next((k for k in ("sections", "blocks", "body") if owner.get(k)), None)
        if key is None:
            _mark_block_cut_off(owner, "lead" if owner.get("type") == "point" else "text", line, log)
            return
        value = owner[key]
        last = value if isinstance(value, str) else value[-1]
        if isinstance(last, str):
            if _breaks_off(last):
                log.add(line, "cut-off", shorten(last[-20:]))
                made = add_comment({"type": "paragraph", "text": last, "cut_off": "true"}, "cut_off", "cut-off")
                owner[key] = [made] if isinstance(value, str) else [*value[:-1], made]
            return
        if last.get("type") in ("table", "list", "figure", "code", "gap", "rule", "quote", "callout", "exercise"):
            return
        owner = last


def _mark_block_cut_off(block: Data, key: str, line: int, log: DecisionLog) -> None:
    if isinstance(block.get(key), str) and _breaks_off(block[key]):
        log.add(line, "cut-off", shorten(block[key][-20:]))
        block.update(add_comment({**block, "cut_off": "true"}, "cut_off", "cut-off"))


def _breaks_off(text: str) -> bool:
    words = strip_markup(text).rstrip()
    return len(words) > 15 and (CUT_OFF.search(words) is not None or (len(words) > 40 and not CLOSED.search(words)))
