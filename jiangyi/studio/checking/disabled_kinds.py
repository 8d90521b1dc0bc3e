"""Turn a kind of problem off in the head of a handout, or in book.yaml for all handouts."""

from collections.abc import Sequence

from jiangyi.core import Message, Report, Source
from jiangyi.model import BookFile, Handout
from jiangyi.project import BOOK, parse_settings
from jiangyi.readers import find_yaml, read
from jiangyi.studio.forms.field_table import find_part
from jiangyi.studio.forms.yaml_edits import KeyPath, Naming, NotEditableError, Value, set_values
from jiangyi.studio.refusals import Refused

LAST = ("checks", "sections", "blocks", "body")
"""The fields of a head that come last."""
CANNOT_TURN_OFF = Message("“{name}” cannot be changed here.", "“{name}”的开头改不了。")
WRITE_IT = Message("Write it at its start in the editor: checks: {{off: [{code}]}}", "请在编辑器里写到文件开头：checks: {{off: [{code}]}}")


def turn_off(name: str, text: str, code: str) -> str:
    """The text of a source file in which a kind of problem is turned off; everything else means what it did. Raises Refused."""
    disabled = _list_disabled(name, text)
    if disabled is None:
        raise Refused(CANNOT_TURN_OFF, WRITE_IT, status=409, name=name, code=code)
    if code in disabled:
        return text
    start, head = find_yaml(name, text)
    wanted: dict[KeyPath, Value] = {("checks", "off"): [*disabled, code]}
    try:
        if head:
            made = text[:start] + set_values(head, wanted, _name_keys(BookFile if name == BOOK else Handout)) + text[start + len(head) :]
        else:
            made = f"---\nchecks: {{off: [{code}]}}\n---\n\n{text}"
    except NotEditableError:
        made = text
    if _list_disabled(name, made) != [*disabled, code] or _read_rest(name, made) != _read_rest(name, text):
        raise Refused(CANNOT_TURN_OFF, WRITE_IT, status=409, name=name, code=code)
    return made


def _parse(name: str, text: str) -> BookFile | Handout | None:
    if name == BOOK:
        return parse_settings(name, text.encode())[0]
    manuscript = read(Source(name, text), Report())
    return manuscript.handout if manuscript else None


def _list_disabled(name: str, text: str) -> list[str] | None:
    """What a file turns off; None where it cannot be read."""
    parsed = _parse(name, text)
    return list(parsed.checks.off) if parsed else None


def _read_rest(name: str, text: str) -> object:
    """All that a file says besides."""
    parsed = _parse(name, text)
    return parsed.model_copy(update={"checks": None}) if parsed else None


def _name_keys(model: type[BookFile | Handout]) -> Naming:
    from jiangyi.model import find_field

    def find_model(path: Sequence[str]) -> object:
        return find_part(model, path[0]) if path else model

    def find_key(path: Sequence[str], typed: str) -> str:
        part = find_model(path)
        return (find_field(part, typed) if part else "") or typed  # type: ignore[arg-type]

    def list_order(path: Sequence[str]) -> Sequence[str]:
        return [*(one for one in model.model_fields if one not in LAST), *LAST] if not path else ["off"]

    return Naming(find_key, list_order)
