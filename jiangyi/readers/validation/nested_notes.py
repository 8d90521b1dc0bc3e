"""The size of footnotes that are texts: each reference prints its footnote again, with those that it refers to."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jiangyi.core import LocatedData, Report, Source, Span, limits
from jiangyi.model import inline
from jiangyi.readers.validation.data_errors import make_context

NOTES = "notes"
"""The field of a handout with its footnotes."""


def check_note_sizes(located: LocatedData, source: Source, report: Report) -> bool:
    """Whether the footnotes of a handout's data stay within the limits when each stands at all its references; reported if not."""
    notes = make_context(located.data)["notes"] if isinstance(located.data, dict) else {}
    texts = {label: note for label, note in notes.items() if inline.is_note_text(note)}
    if not texts:
        return True
    within = {label: [other for other in _iter_labels(note, texts) if other != label] for label, note in texts.items()}
    depths = _measure_depths(within)
    deep = next((label for label in texts if depths.get(label, limits.NOTE_DEPTH.value + 1) > limits.NOTE_DEPTH.value), None)
    if deep is not None:
        limits.NOTE_DEPTH.report(report, _find_note(deep, located, source))
        return False
    sizes: dict[str, int] = {}
    for label in sorted(texts, key=depths.__getitem__):  # the inner ones first
        sizes[label] = len(texts[label]) + 1 + sum(sizes[other] for other in within[label])
    repeated = -sum(len(note) + 1 for note in texts.values())
    blocks = {**located.data, NOTES: [note for label, note in notes.items() if label not in texts]}
    for label in _iter_labels(blocks, texts):
        repeated += sizes[label]
        if repeated > limits.REPEATED_NOTES.value:
            limits.REPEATED_NOTES.report(report, _find_note(label, located, source))
            return False
    return True


def _find_note(label: str, located: LocatedData, source: Source) -> Span:
    """The place of a footnote: its key, or its definition in Markdown."""
    return located.key_spans.get((NOTES, label)) or source.find(f"[^{label}]:", source.span(0))


def _iter_labels(value: Any, texts: Mapping[str, str]) -> Iterator[str]:
    """The label of each reference in data to one of some footnotes."""
    if isinstance(value, str):
        yield from (label for label in inline.find_note_labels(value) if label in texts)
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _iter_labels(item, texts)


def _measure_depths(within: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """How deep the footnotes in each footnote are nested, by label; without those that lead to a circle."""
    depths: dict[str, int] = {}
    containing: dict[str, list[str]] = {}
    missing = {label: len(others) for label, others in within.items()}
    for label, others in within.items():
        for other in others:
            containing.setdefault(other, []).append(label)
    ready = [label for label, count in missing.items() if not count]
    for label in ready:
        depths[label] = 1 + max((depths[other] for other in within[label]), default=0)
        for outer in containing.get(label, ()):
            missing[outer] -= 1
            if not missing[outer]:
                ready.append(outer)  # the loop goes on with it
    return depths
