"""What the page is told of an import: its files, and each line of a file with what it was taken for and every decision about it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from jiangyi.core import Message
from jiangyi.importing import ImportResult, decisions
from jiangyi.model import SECTION_KINDS
from jiangyi.readers import split_options
from jiangyi.store import digest_bytes
from jiangyi.studio.intake.conversions import Contents, FileSummary, IntakeFile, is_changeable
from jiangyi.studio.intake.sessions import OpenImport

KIND_OF_DECISION = {
    "section": "heading", "heading": "heading", "point": "point", "lead": "point", "event": "event", "exercise": "question",
    "question": "question", "answer": "answer", "answer-left": "answer", "answer-dealt": "answer", "quote": "quote", "title": "title",
    "title-guessed": "title", "subtitle": "head", "series": "head", "subject": "head", "author": "head", "date": "head", "source": "head",
    "table": "table", "table-guessed": "table", "list": "list", "gap": "gap",
}  # fmt: skip
"""What a line was taken for, by the kind of a decision about it."""
LONGEST_LINE = 4000
"""The characters of a line that are sent."""


def describe_import(session: OpenImport, contents: Contents, done: Mapping[str, FileSummary]) -> dict[str, Any]:
    """The data of an import."""
    left = [{"name": name, "message": why.localize()} for name, why in contents.left]
    skipped = [{"name": name, "message": Message(en, zh).localize()} for name, en, zh in session.state.skipped]
    return {
        "id": session.id,
        "files": [describe_import_file(session, file, done.get(file.name)) for file in contents.files],
        "left": [*skipped, *left],
        "pending": sum(file.name not in done for file in contents.files),
    }


def describe_import_file(session: OpenImport, file: IntakeFile, summary: FileSummary | None) -> dict[str, Any]:
    """The data of a file in the list."""
    problem = summary.problem if summary else None
    return {
        "name": file.name,
        "title": summary.title if summary else "",
        "isLeft": session.choices_of(file.name).is_left,
        "saved": session.state.saved.get(file.name, ""),
        "problem": problem.problem.localize(**problem.values) if problem else "",
        "doubts": summary.doubts if summary else 0,
        "unresolved": summary.unresolved if summary else 0,
    }


def describe_lines(session: OpenImport, file: IntakeFile, result: ImportResult) -> dict[str, Any]:
    """The data of a converted file: its lines with their decisions, and the decisions about the file as a whole."""
    choices = session.choices_of(file.name)
    by_line: dict[int, list[decisions.Decision]] = {}
    for decision in result.decisions:
        by_line.setdefault(decision.line, []).append(decision)
    merged = _merge_lines(result.lines)
    lines = [
        {
            "number": number,
            "text": text[:LONGEST_LINE],
            "kind": kind,
            "chosen": choices.kinds.get(number, ""),
            "changeable": is_changeable(number, result),
            "decisions": [describe_decision(decision) for decision in by_line.get(number, [])],
        }
        for (number, text), kind in zip(merged, _list_kinds(merged, by_line, result), strict=True)
    ]
    whole = [describe_decision(decision) for decision in by_line.get(0, [])]
    version = digest_bytes(result.text.encode())[:16]
    return {"name": file.name, "title": result.title, "version": version, "lines": lines, "whole": whole}


def _merge_lines(lines: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """The lines with what has the same number as one."""
    merged: dict[int, str] = {}
    for number, text in lines:
        merged[number] = f"{merged[number]}\n{text}" if number in merged else text
    return list(merged.items())


def _list_kinds(
    lines: Iterable[tuple[int, str]], by_line: Mapping[int, Sequence[decisions.Decision]], result: ImportResult
) -> Iterator[str]:
    """What each line was taken for; of what continues a question, the options."""
    last = ""
    for number, text in lines:
        kind = _tell_kind(number, by_line.get(number, ()), result)
        stem, options = split_options(text.strip()) if kind == "joined" and last in ("question", "option") else (text, [])
        last = "option" if options and not stem else kind
        yield last


def _tell_kind(number: int, found: Iterable[decisions.Decision], result: ImportResult) -> str:
    """What a line was taken for; one without words of its own was left out, or continues the line above."""
    known = result.kinds.get(number) or next((kind for one in found if (kind := KIND_OF_DECISION.get(one.kind))), "")
    is_dropped = any(one.verdict is decisions.Verdict.DROPPED for one in found)
    return known or ("dropped" if is_dropped else "joined" if result.kinds else "paragraph")


def describe_decision(decision: decisions.Decision) -> dict[str, Any]:
    """A decision in the words of the user."""
    kind = decisions.DECISION_KINDS[decision.kind]
    return {
        "kind": decision.kind,
        "verdict": kind.verdict.value,
        "word": kind.verdict.word,
        "what": kind.what.localize(),
        "seen": decision.seen,
        "made": SECTION_KINDS.name(decision.made).localize() if decision.kind == "kind" else decision.made,
    }
