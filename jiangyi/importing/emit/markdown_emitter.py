"""Write the data of a handout as Markdown for further editing that reads back as the same data."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jiangyi.core import Message
from jiangyi.importing.emit import yaml_emitter
from jiangyi.importing.emit.escaping import escape_inline
from jiangyi.importing.emit.table_markdown import format_table
from jiangyi.model import OPTION_LETTERS
from jiangyi.readers import FIELD_START, INNER_OPTION, OPTION_START, QUESTION_START, escape_braces, escape_header, escape_lines

EXERCISE_TEXTS = ("stem", "answer", "explanation")
EXERCISE_ATTRIBUTES = ("id", "n", "kind", "points", "difficulty", "source", "limit", "space")
Data = Mapping[str, Any]
BLOCK_OPENING = re.compile(
    r"^(#{1,6}(?=\s|$)|[-+*](?=\s|$)|>|:::|~~~|```|\||\$\$(?![^$]+\$\$\s*\S)"
    r"|=+\s*$|-[- ]*$|(?P<rule>[*_])(?=(?:[ \t]*(?P=rule)){2,}[ \t]*$)|<(?=[A-Za-z/!?])|\[\^[^\]\n]*\]:)"
)
NUMBER_OPENING = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")
COUNTING_WORD = re.compile(
    r"(?<![一二三四五六七八九十])[一二三四五六七八九十]+[是要]|(?:第|其)[一二三四五六七八九十]+，|一方面，|另一方面，|首先，|其次，|再次，|最后，"
)
"""Counting words that the Markdown reader recognizes in a list of points."""


def to_markdown(data: Data) -> str:
    """The data as the text of a Markdown file."""
    head = {key: value for key, value in data.items() if key not in ("blocks", "sections", "notes")}
    parts = [f"---\n{yaml_emitter.to_yaml(head)}---"]
    emitter = MarkdownEmitter(chinese=str(data.get("lang", "zh")).startswith("zh"))
    parts += emitter.emit_blocks(data.get("blocks", []))
    for section, n in _with_numbers(data.get("sections", [])):
        parts += emitter.emit_section(section, n, 1)
    parts += [emitter.emit_note(label, note) for label, note in data.get("notes", {}).items()]
    return "\n\n".join(part for part in parts if part.strip(" \n") or "\u00a0" in part) + "\n"


def _with_numbers(found: Sequence[Data]) -> list[tuple[Data, str]]:
    """Blocks with the `n` to write: "" where counting gives the same numbers."""
    numbers = [item.get("n") for item in found]
    in_order = numbers == [str(n) for n in range(1, len(found) + 1)]
    return [(item, "" if in_order else str(item.get("n", ""))) for item in found]


@dataclass(frozen=True)
class MarkdownEmitter:
    """Writes blocks as parts of a Markdown text, to be separated by blank lines; comments are in Chinese or English."""

    chinese: bool = True

    def emit_section(self, section: Data, n: str, level: int) -> list[str]:
        """The parts of a section with its content; `n` is its number where it has to be written, else ""."""
        fields = _format_attributes({"id": section.get("id"), "n": n, "kind": section.get("kind"), "only": _join_editions(section)})
        parts = [f"{'#' * min(level, 6)} {escape_header(str(section['title']))}{fields}"]
        parts += self.emit_blocks(section.get("blocks", []))
        for inner, inner_n in _with_numbers(section.get("sections", [])):
            parts += self.emit_section(inner, inner_n, level + 1)
        return parts

    def emit_blocks(self, found: Any) -> list[str]:
        """The parts of blocks; runs of simple points become lists of points."""
        blocks = [found] if isinstance(found, str | dict) else list(found)
        parts: list[str] = []
        at = 0
        while at < len(blocks):
            run = _count_list_points(blocks, at)
            if run:
                parts.append("::: points\n" + "\n".join(self.emit_list_point(block, "") for block in blocks[at : at + run]) + "\n:::")
                at += run
            else:
                parts.append(self.emit_block(blocks[at]))
                at += 1
        return _separate_lists(parts)

    def emit_note(self, label: str, note: Any) -> str:
        """A footnote; its blocks are indented."""
        if isinstance(note, str) and not re.search(r"\n[ \t\u00a0\u3000]*\n", note):
            return f"[^{label}]: {escape_block_starts(note, '    ')}"
        blocks = re.split(r"\n[ \t\u00a0\u3000]*\n\s*", note) if isinstance(note, str) else note
        inside = re.sub(r"\n(?!\n)", "\n    ", "\n\n".join(self.emit_blocks(blocks)))
        return f"[^{label}]:\n\n    {inside}"

    def emit_list_point(self, point: Any, pad: str) -> str:
        """A point as an item of a list of points."""
        n = str(point.get("n", ""))
        mark = f"{n}. " if n.isdigit() else "- "
        lead = str(point["lead"]) if n.isdigit() else n + str(point["lead"])
        inner = pad + " " * len(mark)
        body = [point["body"]] if isinstance(point.get("body"), str) else list(point.get("body", []))
        lines = [f"{pad}{mark}**{lead}**"]
        if body and isinstance(body[0], str):
            lines.append(inner + escape_block_starts(body[0], inner))
            body = body[1:]
        for number, item in enumerate(body):
            if isinstance(item, str):
                lines += ["", inner + escape_block_starts(item, inner)]
            else:
                lines += [""] * (number == 0) + [self.emit_list_point(item, inner)]
        return "\n".join(lines)

    def emit_block(self, block: Any) -> str:
        """The text of one block."""
        if isinstance(block, str):
            return escape_block_starts(block, "")
        emit = getattr(self, f"_emit_{block['type']}", None)
        return str(emit(block)) if emit else self.emit_container(block, str(block["type"]), "", {})

    def emit_container(self, block: Data, kind: str, words: str, fields: Mapping[str, Any]) -> str:
        """A block as a fenced container with more colons than any container inside."""
        inside = "\n\n".join(self.emit_blocks(block.get("body", [])))
        colons = ":" * (3 + _extra_colons(inside))
        head = (
            f"{colons} {kind}"
            + (f" {escape_header(words)}" if words else "")
            + _format_attributes({"id": block.get("id"), **fields, "only": _join_editions(block)})
        )
        return f"{head}\n{inside}\n{colons}" if inside else f"{head}\n{colons}"

    def _emit_paragraph(self, block: Data) -> str:
        comment = "（原文至此中断）" if self.chinese else "(the source breaks off here)"
        return escape_block_starts(str(block["text"]), "") + (f"\n\n<!-- {comment} -->" if block.get("cut_off") else "")

    def _emit_point(self, block: Data) -> str:
        return self.emit_container(block, "point", str(block["lead"]), {"n": block.get("n"), "cut_off": block.get("cut_off")})

    def _emit_event(self, block: Data) -> str:
        source = block.get("source", {})
        fields = {
            "n": block.get("n"),
            "source": source.get("name"),
            "url": source.get("url"),
            "date": block.get("date"),
            "place": block.get("place"),
        }
        return self.emit_container(block, str(block["type"]), str(block["title"]), fields)

    _emit_case = _emit_event

    def _emit_quote(self, block: Data) -> str:
        return self.emit_container(block, "quote", "", {"by": block.get("by"), "where": block.get("where"), "date": block.get("date")})

    def _emit_callout(self, block: Data) -> str:
        return self.emit_container(block, str(block.get("kind", "tip")), str(block.get("title", "")), {})

    def _emit_exercise(self, block: Data, name: str = "exercise") -> str:
        words = ("答案：", "解析：") if self.chinese else ("Answer: ", "Explanation: ")
        block = _escape_labels(block) if _may_have_labels(block) else block
        inside = self._emit_materials(block)
        options = zip(OPTION_LETTERS, block.get("options", ()), strict=False)
        inside.append("\n".join(f"{letter}. {escape_exercise_line(option)}" for letter, option in options))
        inside += [self._emit_exercise(question, "question") for question in block.get("questions", ())]
        for opening, key in zip(words, ("answer", "explanation"), strict=True):
            first, *rest = self.emit_exercise_part(block.get(key, ())) or [""]
            plainly = not first or not isinstance(block[key], list) or isinstance(block[key][0], str)
            inside += [opening + first, *rest] if first and plainly else [opening.strip(), first, *rest] if first else []
        inside.append(self._emit_scoring(block.get("scoring", ())))
        text = "\n\n".join(part for part in inside if part)
        colons = ":" * (3 + _extra_colons(text))
        fields = {key: block.get(key) for key in EXERCISE_ATTRIBUTES} | {"reads": _join(block.get("reads")), "only": _join_editions(block)}
        return f"{colons} {name}{_format_attributes(fields)}\n{text}\n{colons}"

    def _emit_materials(self, block: Data) -> list[str]:
        """The parts of an exercise up to its options: the question, behind the text that is read first where there is one."""
        if not block.get("materials"):
            return self.emit_exercise_part(block.get("stem", ()), opens=True)
        words = ("材料：", "题目：") if self.chinese else ("Materials: ", "Question: ")
        found = []
        for opening, key in zip(words, ("materials", "stem"), strict=True):
            first, *rest = self.emit_exercise_part(block.get(key, ())) or [""]
            plainly = isinstance(block.get(key), str) or isinstance((*block.get(key, ()), "")[0], str)
            found += [opening + first, *rest] if plainly else [opening.strip(), first, *rest]
        return found

    def _emit_scoring(self, points: Sequence[Data]) -> str:
        """The part with the scoring points; "" where there are none."""
        if not points:
            return ""
        opening, worth = ("采分点：", "（{}分）") if self.chinese else ("Scoring:", " ({} points)")
        lines = (f"- {point['text']}" + (worth.format(point["points"]) if point.get("points") else "") for point in points)
        return "\n\n".join((opening, "\n".join(lines)))

    def emit_exercise_part(self, blocks: Any, *, opens: bool = False) -> list[str]:
        """The parts of a stem, answer or explanation, escaped so that none is read as another part of the exercise.

        A part that opens the exercise has no option in its first line.
        """
        found = [blocks] if isinstance(blocks, str | dict) else list(blocks)
        escaped = [escape_exercise_line(item) if isinstance(item, str) else item for item in found]
        if opens and found and isinstance(found[0], str):
            first, line_end, rest = found[0].partition("\n")
            escaped[0] = FIELD_START.sub(_escape_last_character, first) + line_end + escape_exercise_line(rest)
        return self.emit_blocks(escaped)

    def _emit_definition(self, block: Data) -> str:
        return self.emit_container(block, "definition", str(block["term"]), {"pinyin": block.get("pinyin")})

    def _emit_list(self, block: Data) -> str:
        out = []
        start, style = int(block.get("start", 1)), str(block.get("style", ""))
        is_ordered = block.get("ordered") == "true" or bool(style)
        sign = ")" if style == "1)" else "."
        for number, item in enumerate(block["items"], start):
            done = item.get("done") if isinstance(item, dict) else None
            body = item.get("body", "") if isinstance(item, dict) else item
            mark = f"{number}{sign} " if is_ordered else "- "
            task = "" if done is None else "[x] " if done == "true" else "[ ] "
            inside = "\n\n".join(self.emit_blocks(body)) or "\\"
            pad = " " * len(mark)
            out.append(mark + task + inside.replace("\n", "\n" + pad))
        given = {"id": block.get("id"), "style": style if style not in ("1.", "1)") else None, "only": _join_editions(block)}
        fields = _format_attributes(given).strip()
        return re.sub(r"\n[ ]+(?=\n)", "\n", "\n".join([*out, *([fields] if fields else [])]))

    def _emit_table(self, block: Data) -> str:
        table, is_list = format_table(block, self.emit_blocks)
        align = ",".join(block.get("align", ())) if is_list else None
        head = "none" if is_list and not any(block.get("columns") or ()) else None
        fields = _format_attributes(
            {"id": block.get("id"), "n": block.get("n"), "align": align, "head": head, "only": _join_editions(block)}
        )
        caption = str(block.get("caption", ""))
        if not (caption or fields or is_list):
            return table
        colons = ":" * (3 + _extra_colons(table))
        return f"{colons} table{' ' * bool(caption)}{escape_header(caption)}{fields}\n{table}\n{colons}"

    def _emit_figure(self, block: Data) -> str:
        src = str(block["src"])
        target = f"<{src}>" if re.search(r"[\s()<>]", src) else src
        caption = str(block.get("caption", "")).replace('"', "”")
        title = f' "{caption}"' if caption else ""
        fields = {key: block.get(key) for key in ("id", "n", "width", "height", "credit", "decorative")}
        picture = f"![{escape_inline(str(block.get('alt', '')))}]({target}{title})"
        return (f"[{picture}]({block['link']})" if block.get("link") else picture) + _format_attributes(fields).strip()

    def _emit_code(self, block: Data) -> str:
        text = str(block["text"])
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
        info = f"{block.get('language', '')} {block.get('caption', '')}".strip()
        return f"{fence}{info}\n{text}\n{fence}"

    def _emit_math(self, block: Data) -> str:
        label = f" ({block['id']})" if block.get("id") else ""
        return f"$$\n{block['tex']}\n$${label}"

    def _emit_gap(self, block: Data) -> str:
        where = Message("line {line} of the source: something is missing here", "原文第 {line} 行：此处有空缺")
        words = (where.zh if self.chinese else where.en).replace("{line}", str(block.get("line", "")))
        was = str(block.get("was", "nbsp"))
        name = "" if was == "nbsp" else ("：" if self.chinese else ": ") + re.sub(r"-{2,}|[<>]", "-", was).strip("-")
        return f"<!-- {words}{name} -->\n\n\u00a0"

    def _emit_rule(self, _: Data) -> str:
        return "---"

    def _emit_page_break(self, _: Data) -> str:
        return "\\newpage"

    def _emit_material(self, block: Data) -> str:
        source = block.get("source") or {}
        fields = {"n": block.get("n"), "source": source.get("name"), "url": source.get("url")}
        return self.emit_container(block, "material", str(block.get("title", "")), fields)

    def _emit_raw(self, block: Data) -> str:
        return self._emit_code({"text": block["text"], "language": block.get("format", "")})


def _count_list_points(blocks: Sequence[Any], at: int) -> int:
    """The number of points from an index on that make a list of points: simple, and numbered in order."""
    count = 0
    for number, block in enumerate(blocks[at:], 1):
        if not _is_list_point(block) or block.get("n") != str(number):
            break
        count = number
    return count


def _is_list_point(block: Any, *, sub: bool = False) -> bool:
    """Whether a block can be an item of a list of points: a lead without markup, paragraphs, then sub-points with counting words."""
    if (
        not isinstance(block, dict)
        or block.get("type") != "point"
        or set(block) - {"type", "n", "lead", "body"}
        or "*" in str(block["lead"])
    ):
        return False
    if sub and not COUNTING_WORD.fullmatch(str(block.get("n", ""))):
        return False
    body = [block["body"]] if isinstance(block.get("body"), str) else list(block.get("body", []))
    kinds = "".join("t" if isinstance(item, str) else "p" if _is_list_point(item, sub=True) else "x" for item in body)
    return re.fullmatch("t*p*", kinds) is not None and not any(isinstance(item, str) and "\n" in item for item in body)


def _separate_lists(parts: list[str]) -> list[str]:
    """Parts with an empty comment between adjacent lists, which would otherwise be read as one."""
    out: list[str] = []
    for part in parts:
        both = out and all(re.match(r"(?:- |\d+[.)] )", text) for text in (out[-1], part))
        out += ["<!-- -->", part] if both else [part]
    return out


def _extra_colons(inside: str) -> int:
    """The number of colons above three that a container needs for its content."""
    return max((len(run) - 2 for run in re.findall(r"^\s*(:{3,})", inside, re.MULTILINE)), default=0)


def escape_block_starts(text: str, pad: str = "") -> str:
    """Escape the line starts of a paragraph that Markdown would take for the start of a block; lines after the first get `pad`."""
    lines = []
    for line in escape_lines(text).split("\n"):
        line = BLOCK_OPENING.sub(lambda match: "\\" + match.group(), line)  # noqa: PLW2901
        lines.append(NUMBER_OPENING.sub(r"\1\\\2", line))
    lines[0], lines[-1] = escape_braces(lines[0]), escape_braces(lines[-1])
    first = lines[0]
    if first.strip() in ("newpage", "\\newpage", "\\pagebreak"):
        lines[0] = "\\" + first
    return ("\n" + pad).join(lines)


def escape_exercise_line(text: str) -> str:
    """Escape the lines of an exercise's text that would be read as an option or the start of another part."""
    return "\n".join(
        INNER_OPTION.sub(_escape_last_character, OPTION_START.sub(_escape_last_character, FIELD_START.sub(_escape_last_character, line)))
        for line in text.split("\n")
    )


def _may_have_labels(exercise: Data) -> bool:
    """True if lines of an exercise might be read as its questions （1）（2）, or as the answers of these."""
    labels = {label["number"] for key in EXERCISE_TEXTS for line in _lines(exercise.get(key, ())) if (label := QUESTION_START.match(line))}
    return bool(labels and exercise.get("questions")) or {"1", "2"} <= labels


def _lines(value: Any) -> Iterator[str]:
    """The lines of a text, or of those texts of some blocks that are paragraphs."""
    for item in [value] if isinstance(value, str) else value:
        yield from item.split("\n") if isinstance(item, str) else ()


def _escape_labels(exercise: Data) -> Data:
    """An exercise whose paragraphs have no line that begins with the label of a question."""

    def escape(value: Any) -> Any:
        if isinstance(value, str):
            return "\n".join(QUESTION_START.sub(_escape_number, line) for line in value.split("\n"))
        return [escape(item) if isinstance(item, str) else item for item in value]

    return {key: escape(value) if key in EXERCISE_TEXTS and not isinstance(value, dict) else value for key, value in exercise.items()}


def _escape_number(label: re.Match[str]) -> str:
    """The label of a question with its first digit as a numeric character reference, and its brackets as they are."""
    opening, number, rest = label[0].partition(label["number"][0])
    return f"{opening}&#{ord(number)};{rest}"


def _escape_last_character(match: re.Match[str]) -> str:
    """The match with its last character as a numeric character reference."""
    words = match.group().rstrip()
    return f"{words[:-1]}&#{ord(words[-1])};{match.group()[len(words) :]}"


def _join_editions(block: Data) -> str | None:
    return _join(block.get("only"))


def _join(names: Any) -> str | None:
    """Several names as the value of an attribute."""
    return ",".join(names) if isinstance(names, list | tuple) else names


def _format_attributes(fields: Mapping[str, Any]) -> str:
    """Fields as attributes in braces; "" where there are none."""
    parts = []
    for key, value in fields.items():
        if value not in (None, ""):
            text = str(value).replace('"', "”")
            parts.append(f"#{text}" if key == "id" else f"{key}={text}" if re.fullmatch(r"[^\s\"“”{}]+", text) else f'{key}="{text}"')
    return " {" + " ".join(parts) + "}" if parts else ""
