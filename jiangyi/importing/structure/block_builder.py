"""The tree as the data of a handout: sections, events, points, questions, quotations."""

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from jiangyi.importing.decisions import Log, short
from jiangyi.importing.emit.escaping import plain
from jiangyi.importing.emit.yaml_emitter import noted
from jiangyi.importing.parse import quotations
from jiangyi.importing.parse.labels import written
from jiangyi.importing.parse.pieces import Piece
from jiangyi.importing.parse.questions import is_answer
from jiangyi.importing.structure import exercises, section_kinds
from jiangyi.importing.structure.lead_sentences import WHOLE, Led, by_clause, by_colon, by_sentence, run_in
from jiangyi.importing.structure.tree import FINAL, LONGEST_HEADING, Branch, label_of
from jiangyi.model import NONE, is_style

Data = dict[str, Any]
PROSE = ("essay", "reading")
"""Kinds of sections whose paragraphs are prose: 首先…其次… stay in them."""
CUT_OFF = re.compile(r"[，,、；;：:（(“]$")
CLOSED = re.compile(r"[。！？!?…”’」』）)》】.；;：:]$")


@dataclass
class _Styles:
    """The styles of the labels that were met, by what they label and how deep."""

    sections: dict[int, list[str]] = field(default_factory=dict)
    points: dict[int, list[str]] = field(default_factory=dict)
    events: list[str] = field(default_factory=list)
    cases: list[str] = field(default_factory=list)
    exercises: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Place:
    """Where a branch stands: in a section of which kind, how deep in sections and points."""

    kind: str = ""
    happening: str = "event"
    section: int = 0
    point: int = 0


def draft(root: Branch, head: Data, last: int, log: Log) -> Data:
    """The data of a handout: its head, blocks before the first section, and sections; `last` is the line of the last piece."""
    maker = _Maker(log)
    kind = next((kind for text in (head["title"], head.get("subject", "")) if (kind := section_kinds.kind_of(plain(text))) in PROSE), "")
    content = maker.inside(root, _Place(kind))
    numbering = _numbering(maker.styles)
    data = head | ({"numbering": numbering} if numbering else {}) | content
    _label(data, numbering)
    _mark_cut_off(data, last, log)
    return data


@dataclass
class _Maker:
    log: Log
    styles: _Styles = field(default_factory=_Styles)

    def inside(self, branch: Branch, place: _Place) -> Data:
        """The blocks and sections of the root or of a section."""
        blocks = self.paragraphs(branch.body, place)
        sections: list[Data] = []
        for group in _groups(branch.branches):
            if sections or self.are_sections(_real(group), place):
                for one in group:
                    if one.gap:
                        (sections[-1].setdefault("blocks", []) if sections else blocks).append(one.gap)
                    else:
                        sections.append(self.section(one, place))
            else:
                blocks += self.items(group, place)
        blocks += self.paragraphs(branch.after, place)
        return {key: value for key, value in (("blocks", blocks), ("sections", sections)) if value}

    def are_sections(self, group: list[Branch], place: _Place) -> bool:
        """Whether branches of one rank are sections: given as such, without numbers, chapters, or mostly titles of what follows."""
        if any(branch.given or branch.bare for branch in group):
            return True
        rank = group[0].rank
        if rank == 3 or rank >= 9 or any(_is_question(branch) for branch in group) or all(map(exercises.read, group)):
            return False
        if rank < 3:
            return True
        titles = [branch for branch in group if _is_heading(branch)]
        if place.kind == "events" and not any(_is_heading(inner) for branch in group for inner in branch.branches):
            return False
        return len(titles) * 2 > len(group) or (len(titles) * 2 == len(group) and rank <= 5)

    def section(self, branch: Branch, place: _Place) -> Data:
        title, rest = branch.text, ""
        if not branch.given and not branch.bare and len(plain(title)) > LONGEST_HEADING:
            led = by_sentence(title) or Led(title)
            title, rest = led.lead, led.body
        words = plain(title)
        kind = section_kinds.kind_of(words) if section_kinds.kind_of(words) != place.kind else ""
        self.log.add(branch.line, "section", short(f"{label_of(branch)} {words}"))
        if kind:
            self.log.add(branch.line, "kind", short(words), kind)
        self.styles.sections.setdefault(place.section, []).append(branch.label.style if branch.label else NONE)
        below = _Place(kind or place.kind, section_kinds.block_of(words) if kind == "events" else place.happening, place.section + 1, 0)
        inside = self.inside(branch, below)
        blocks = ([rest] if rest else []) + inside.pop("blocks", [])
        made: Data = {"title": _unbold(title), "_label": branch.label} | ({"kind": kind} if kind else {})
        made = noted(made, "title", "heading") if branch.bare and not branch.given else made
        made = noted(made, "kind", "kind") if kind else made
        return made | ({"blocks": blocks} if blocks else {}) | inside

    def items(self, group: list[Branch], place: _Place) -> list[Any]:
        """Branches of one rank that are no sections: events, articles, quotations, a list, or questions and points."""
        real = _real(group)
        gaps = [branch.gap for branch in group if branch.gap]
        if not real:
            return list(gaps)
        leads = {id(branch): self.led(branch) for branch in real}
        way = self.way(real, list(leads.values()), place)
        if way == "list":
            return [self.listing(real, place), *gaps]

        followers = {id(branch): follower for branch, follower in itertools.zip_longest(real, real[1:])}

        def made(branch: Branch) -> list[Any]:
            if branch.gap:
                return [branch.gap]
            if way == "event":
                return [self.event(branch, place)]
            if way == "article":
                return self.article(branch, place)
            if way == "prose":
                return [(branch.label.typed if branch.label else "") + branch.text, *self.paragraphs(branch.body, place)]
            if way == "quote":
                return [self.quotation(branch)]
            if found := exercises.read(branch, followers[id(branch)]):
                return [self.exercise(branch, found)]
            return [self.question(branch, place) if _is_question(branch) else self.point(branch, leads[id(branch)], place)]

        return [block for branch in group for block in made(branch)]

    def way(self, group: list[Branch], leads: list[Led], place: _Place) -> str:
        """What branches of one rank become."""
        if place.kind == "events" and all(_is_heading(branch) for branch in group):
            return "event"
        if group[0].rank == 3:
            return "article"
        if place.kind in PROSE and all(branch.label and branch.label.is_word and not branch.branches for branch in group):
            return "prose"
        if place.kind == "quotes" and all(not branch.branches and len(branch.body) <= 1 for branch in group):
            return "quote"
        return "list" if self.is_list(group, leads) else "point"

    def listing(self, group: list[Branch], place: _Place) -> Data:
        self.log.add(group[0].line, "list", short(plain(group[0].text)), str(len(group)))
        items = [self.list_item(branch, place) for branch in group]
        number = group[0].label.number if group[0].label else 1
        return {"type": "list", "ordered": "true", **({"start": str(number)} if number != 1 else {}), "items": items}

    def is_list(self, group: list[Branch], leads: list[Led]) -> bool:
        """Whether items are those of a plain list: 1. 2. 3. one by one, most without a lead and with nothing below."""
        numbers = [branch.label.number for branch in group if branch.label]
        plainly = all(branch.label and branch.label.style in ("1.", "1．", "1、") for branch in group)
        in_order = numbers == list(range(numbers[0], numbers[0] + len(group))) if numbers else False
        bare = sum(not led.body and not branch.body and not branch.branches for led, branch in zip(leads, group, strict=True))
        asked = any(_is_question(branch) or exercises.read(branch) for branch in group)
        return plainly and in_order and bare * 2 > len(group) and not asked

    def list_item(self, branch: Branch, place: _Place) -> Any:
        body = [branch.text, *self.paragraphs(branch.body, place)]
        for group in _groups(branch.branches):
            body += self.items(group, _Place(place.kind, place.happening, place.section, place.point))
        return body[0] if len(body) == 1 else {"body": body}

    def event(self, branch: Branch, place: _Place) -> Data:
        self.log.add(branch.line, "event", short(f"{label_of(branch)} {plain(branch.text)}"))
        (self.styles.cases if place.happening == "case" else self.styles.events).append(branch.label.style if branch.label else NONE)
        body: list[Any] = []
        source = None
        for piece in branch.body:
            match = (
                re.match(r"^[（(]?(?:来源|出处)[：:]\s*(?P<name>[^（）()]{2,40}?)[）)]?$", plain(piece.text)) if not piece.block else None
            )
            if match:
                source = {"name": match["name"]}
                self.log.add(piece.line, "source", short(piece.text), match["name"])
            else:
                body += self.paragraphs([piece], place)
        for group in _groups(branch.branches):
            body += self.items(group, place)
        made: Data = {"type": place.happening, "_label": branch.label, "title": _unbold(branch.text)}
        return made | ({"source": source} if source else {}) | _body(body)

    def article(self, branch: Branch, place: _Place) -> list[Any]:
        """An article of a law stays a paragraph with its label: it has no lead."""
        label = branch.label.typed if branch.label else ""
        self.log.add(branch.line, "article", short(f"{label} {branch.text}", 24))
        below = [block for group in _groups(branch.branches) for block in self.items(group, place)]
        return [f"**{label}**\u3000{branch.text}", *self.paragraphs(branch.body, place), *below]

    def quotation(self, branch: Branch) -> Data:
        attribution = quotations.is_attribution(plain(branch.body[0].text)) if branch.body and not branch.body[0].block else None
        made: Data = quotations.attributed(branch.text) or {"type": "quote", "body": branch.text} | (attribution or {})
        if branch.body and not attribution:
            made |= {"body": [made["body"], branch.body[0].block or branch.body[0].text]}
        self.log.add(branch.line, "quote", short(plain(branch.text)), " ".join(made.get(key, "") for key in ("by", "where")).strip())
        self.log.add(branch.line, "number-dropped", label_of(branch))
        return made

    def led(self, branch: Branch) -> Led:
        """The lead of a point: its first sentence, else a term before a colon, else all of it where that is short or all there is."""
        text = branch.text
        found = by_sentence(text)
        if found or (len(plain(text)) <= WHOLE and not by_colon(text)):
            return found or Led(text)
        return by_colon(text) or (Led(text) if branch.body or branch.branches else by_clause(text, 24) or Led(text))

    def point(self, branch: Branch, led: Led, place: _Place) -> Data:
        name = f"{label_of(branch)} {plain(led.lead)}"
        self.log.add(branch.line, "lead" if led.guessed else "point", short(name))
        if branch.label and not branch.label.is_word:
            self.styles.points.setdefault(place.point, []).append(branch.label.style)
        below = _Place(place.kind, place.happening, place.section, place.point + 1)
        body = self.running(led.body, branch.line) if led.body else []
        if not led.body and not branch.body and not branch.branches:
            run = run_in(led.lead)
            if run and run.before:
                led, body = Led(run.before), self.running(led.lead[len(run.before) :].strip(), branch.line)
        body += self.paragraphs(branch.body, below)
        for group in _groups(branch.branches):
            body += self.items(group, below)
        body += self.paragraphs(branch.after, below)
        made = {"type": "point", "_label": branch.label, "lead": _unbold(led.lead)}
        return (noted(made, "lead", "lead") if led.guessed else made) | _body(body)

    def running(self, text: str, line: int) -> list[Any]:
        """A paragraph of a point; run-in points in it become its sub-points."""
        run = run_in(text)
        if not run:
            return [text]
        out: list[Any] = [run.before] if run.before else []
        for mark, led in run.items:
            self.log.add(line, "lead" if led.guessed else "run-in", short(f"{mark} {plain(led.lead)}"))
            made = {"type": "point", "n": mark, "lead": _unbold(led.lead)}
            out.append((noted(made, "lead", "lead") if led.guessed else made) | _body([led.body] if led.body else []))
        return out

    def exercise(self, branch: Branch, found: exercises.Found) -> Data:
        """A question of which everything is sure."""
        parts = {
            "stem": found.stem,
            "options": found.options,
            "limit": found.limit,
            "answer": found.answer,
            "explanation": found.explanation,
        }
        told = f"{len(found.options)} {'/'.join(found.answer)}".strip() if found.options else found.limit
        self.log.add(branch.line, "exercise", short(f"{label_of(branch)} {plain(branch.text)}"), told)
        for piece in found.opened:
            self.log.add(piece.line, "answer", short(plain(piece.text)))
        if branch.label:
            self.styles.exercises.append(branch.label.style)
        made = {
            key: value[0] if isinstance(value, list) and key != "options" and len(value) == 1 else value for key, value in parts.items()
        }
        return {"type": "exercise", "_label": branch.label} | {key: value for key, value in made.items() if value}

    def question(self, branch: Branch, place: _Place) -> Data:
        """A stem with its options as a list, letters as typed; the answer and what explains it in a box."""
        self.log.add(branch.line, "question", short(f"{label_of(branch)} {plain(branch.text)}"), f"{len(branch.branches)}")
        if branch.label:
            self.styles.points.setdefault(place.point, []).append(branch.label.style)
        options = [self.option(one, place) for one in branch.branches]
        body: list[Any] = [*self.paragraphs(branch.body, place), {"type": "list", "items": options}]
        starts = next((n for n, piece in enumerate(branch.after) if is_answer(piece.text)), len(branch.after))
        body += self.paragraphs(branch.after[:starts], place)
        if answers := branch.after[starts:]:
            self.log.add(answers[0].line, "answer", short(plain(answers[0].text)))
            body.append({"type": "callout", "kind": "key", "title": "答案", **_body(self.paragraphs(answers, place))})
        return {"type": "point", "_label": branch.label, "lead": _unbold(branch.text)} | _body(body)

    def option(self, branch: Branch, place: _Place) -> Any:
        words = f"{branch.label.typed if branch.label else ''} {branch.text}".replace("、 ", "、")
        rest = self.paragraphs(branch.body, place)
        return {"body": [words, *rest]} if rest else words

    def paragraphs(self, found: Iterable[Piece], place: _Place) -> list[Any]:
        """Pieces that stand below something: blocks as they are, quotations, and paragraphs."""
        out: list[Any] = []
        for piece in found:
            if piece.block:
                out.append(dict(piece.block))
                continue
            said = quotations.is_attribution(plain(piece.text))
            if said and out and isinstance(out[-1], str):
                self.log.add(piece.line, "quote", short(out[-1]), " ".join(said.values()))
                out[-1] = {"type": "quote", "body": out[-1], **said}
            elif made := quotations.attributed(piece.text):
                self.log.add(piece.line, "quote", short(plain(made["body"])), f"{made.get('by', '')} {made.get('where', '')}".strip())
                out.append(made)
            elif place.kind == "quotes" and quotations.is_quoted(plain(piece.text)):
                self.log.add(piece.line, "quote", short(plain(piece.text)))
                out.append({"type": "quote", "body": piece.text})
            else:
                prose = place.kind in PROSE or not (place.point or place.kind in section_kinds.ARGUED)
                out += [piece.text] if prose else self.running(piece.text, piece.line)
        return out


def _groups(branches: Sequence[Branch]) -> list[list[Branch]]:
    """Branches in runs of one rank."""
    return [list(group) for _, group in itertools.groupby(branches, lambda branch: branch.rank)]


def _real(group: list[Branch]) -> list[Branch]:
    """The branches of a group that are no gaps."""
    return [branch for branch in group if not branch.gap]


def _is_question(branch: Branch) -> bool:
    """Whether options stand below: at least two letters."""
    return sum(inner.rank == 9 for inner in branch.branches) >= 2 and all(inner.rank == 9 for inner in branch.branches)


def _is_heading(branch: Branch) -> bool:
    """A numbered line is a heading if it is short, ends nothing, and a paragraph or a deeper label follows."""
    words = plain(branch.text)
    return len(words) <= LONGEST_HEADING and not FINAL.search(words) and bool(branch.body or branch.branches) and not _is_question(branch)


def _body(blocks: list[Any]) -> Data:
    """A body: one paragraph is a string, more are a list."""
    if not blocks:
        return {}
    return {"body": blocks[0] if len(blocks) == 1 and isinstance(blocks[0], str) else blocks}


def _unbold(text: str) -> str:
    """A title or lead without the bold that the page gives it anyway."""
    match = re.fullmatch(r"\*\*([^*]+)\*\*", text)
    return match[1] if match else text


def _numbering(styles: _Styles) -> Data:
    """The samples of the labels, level by level; nothing where there were none."""
    out: Data = {}
    for key, levels in (("section", styles.sections), ("point", styles.points)):
        samples = [_usual(levels[depth]) for depth in sorted(levels)]
        if key == "section" or samples:
            out[key] = samples
    for key, found in (("event", styles.events), ("case", styles.cases), ("exercise", styles.exercises)):
        if found:
            out[key] = _usual(found)
    if not out.get("section"):
        out.pop("section", None)
    return out


def _usual(styles: list[str]) -> str:
    usual = Counter(styles).most_common(1)[0][0]
    return usual if is_style(usual) else NONE


def _label(data: Any, numbering: Data, section: int = 0, point: int = 0) -> None:
    """Write `n` into sections, events and points: a number in the usual style, any other label as typed, none where there is none."""
    kind = data.get("type", "section")
    if "_label" in data:
        label = data.pop("_label")
        usual = _usual_at(numbering, kind, section - 1, point)
        n = (
            None
            if label is None and usual == NONE
            else NONE
            if label is None
            else str(label.number)
            if label.style == usual
            else written(label)
        )
        if n is not None:
            first = {key: data[key] for key in ("type", "title") if key in data and kind == "section"} or {"type": kind}
            rest = {key: value for key, value in data.items() if key not in first}
            data.clear()
            data.update(first | {"n": n} | rest)
    below = point + (kind == "point")
    for child in data.get("sections", []):
        _label(child, numbering, section + 1, 0)
    for key in ("blocks", "body", "items"):
        for child in data.get(key, []) if isinstance(data.get(key), list) else []:
            if isinstance(child, dict):
                _label(child, numbering, section, below if "type" in child or key != "items" else point)


def _usual_at(numbering: Data, kind: str, section: int, point: int) -> str:
    found = numbering.get(kind)
    if isinstance(found, list):
        depth = section if kind == "section" else point
        return found[min(depth, len(found) - 1)] if found else NONE
    return found or NONE


def _mark_cut_off(data: Data, line: int, log: Log) -> None:
    """Say of the last paragraph that it breaks off, where it ends in a comma or, being long, in no mark at all."""
    owner: Any = data
    while True:
        key = next((k for k in ("sections", "blocks", "body") if owner.get(k)), None)
        if key is None:
            _cut(owner, "lead" if owner.get("type") == "point" else "text", line, log)
            return
        value = owner[key]
        last = value if isinstance(value, str) else value[-1]
        if isinstance(last, str):
            if _breaks_off(last):
                log.add(line, "cut-off", short(last[-20:]))
                made = noted({"type": "paragraph", "text": last, "cut_off": "true"}, "cut_off", "cut-off")
                owner[key] = [made] if isinstance(value, str) else [*value[:-1], made]
            return
        if last.get("type") in ("table", "list", "figure", "code", "gap", "rule", "quote", "callout"):
            return
        owner = last


def _cut(block: Data, key: str, line: int, log: Log) -> None:
    if isinstance(block.get(key), str) and _breaks_off(block[key]):
        log.add(line, "cut-off", short(block[key][-20:]))
        block.update(noted({**block, "cut_off": "true"}, "cut_off", "cut-off"))


def _breaks_off(text: str) -> bool:
    words = plain(text).rstrip()
    return len(words) > 15 and (CUT_OFF.search(words) is not None or (len(words) > 40 and not CLOSED.search(words)))
