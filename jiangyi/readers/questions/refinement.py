"""Take apart exercises of an author whose question or answer contains further parts: options, an answer, an explanation."""

import re
from collections.abc import Mapping
from typing import Any

from jiangyi.model import fold_answer
from jiangyi.readers.questions.bounds import QuestionBounds
from jiangyi.readers.questions.lines import STRONG_OPTION, PaperLine, cut_at_labels, read_part_label
from jiangyi.readers.questions.parser import split_paper
from jiangyi.readers.questions.parts import PartsReader
from jiangyi.readers.questions.recognition import MAY_MATTER, take_chosen_options


def refine_exercise(fields: Mapping[str, Any]) -> dict[str, Any] | None:
    """The fields of an exercise whose question or answer contains further parts, taken apart; None where none does."""
    stem, options, answer, explanation = (_to_parts(fields.get(name)) for name in ("stem", "options", "answer", "explanation"))
    made: dict[str, Any] = {}
    if fields.get("questions") is None and any(
        MAY_MATTER.search(_text_of(part)) or len(_list_options(PaperLine(0, "", part))) > 1 for part in stem
    ):
        made = _take_apart((stem, options, answer, explanation), str(fields.get("kind") or ""))
    explained = [text for part in made.get("answer", answer) for text in _cut_answer(part)]
    if len(explained) > len(made.get("answer", answer)):
        given = [(read_part_label(text) or ("answer", text, False)) for text in explained if isinstance(text, str)]
        made["answer"] = [text for kind, text, _ in given if kind == "answer" and text]
        made["explanation"] = [*(text for kind, text, _ in given if kind != "answer" and text), *made.get("explanation", explanation)]
    return {**fields, **made} if made else None


def _take_apart(parts: tuple[list[Any], ...], kind: str) -> dict[str, Any]:
    """The parts in the question of an exercise: options, answer and explanation; nothing where it has none of these."""
    stem, options, answer, explanation = parts
    lines = [
        PaperLine(n, re.sub(r"(?<!\\)\\$", "", text.strip()).strip(), None if _text_of(part) else part)
        for n, part in enumerate(stem)
        for text in _text_of(part).split("\n")
        if text.strip() or not _text_of(part)
    ]
    if not options:
        lines = [line for one in lines for line in _list_options(one)]
    segments = split_paper(lines)
    labels = [segment.kind for segment in segments[1:] if segment.kind in ("answer", "explanation", "key")]
    bounds = QuestionBounds(segments, kind=kind)
    runs = [n for n, segment in enumerate(segments) if n and segment.kind == "option" and segment.letter == "A" and not options]
    if not labels and not any(bounds.is_complete(n, len(segments)) > 1 for n in runs):
        return {}
    found, end = PartsReader(bounds, 0, len(segments)).read(0, "")
    take_chosen_options(found)
    if found.stem and segments[0].number:
        found.stem[0] = segments[0].typed
    rest = [segment.line.block or segment.typed for segment in segments[end:]]
    if not found.stem or (found.options and options):
        return {}
    made: dict[str, Any] = {"stem": found.stem, "options": found.options or options, "answer": found.answer or answer}
    if found.answer and answer and fold_answer(_join(found.answer)) != fold_answer(_join(answer)):
        made["answer"] = [*found.answer, *answer]
    made["explanation"] = [*explanation, *found.explanation, *rest]
    return {key: value for key, value in made.items() if value}


def _list_options(line: PaperLine) -> list[PaperLine]:
    """The options of a list with boxes, each with its sign; any other line as it is."""
    items = line.block.get("items") or () if isinstance(line.block, dict) and line.block.get("type") == "list" else ()
    if not any(isinstance(item, dict) and item.get("done") for item in items):
        return [line]
    typed = [(str(item.get("done")).lower() == "true", _join(_to_parts(item.get("body")))) for item in items if isinstance(item, dict)]
    if len(typed) < len(items) or not all(STRONG_OPTION.match(text) for _, text in typed):
        return [line]
    return [PaperLine(line.number, f"[x] {text}" if is_done else text) for is_done, text in typed]


def _to_parts(value: Any) -> list[Any]:
    return [] if value is None or value == "" else list(value) if isinstance(value, list | tuple) else [value]


def _text_of(part: Any) -> str:
    if isinstance(part, dict):
        part = part.get("text") if part.get("type") == "paragraph" else None
    return part if isinstance(part, str) else ""


def _join(parts: list[Any]) -> str:
    return "".join(map(_text_of, parts))


def _cut_answer(part: Any) -> list[Any]:
    """An answer cut before the labels of explanations in it."""
    text = _text_of(part)
    cuts = cut_at_labels(text) if text and "解" in text else [part]
    return cuts if len(cuts) > 1 else [part]
