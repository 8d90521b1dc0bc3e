"""What differs between a line as it is typed and as it is meant, in words."""

from jiangyi.core.i18n import Message

MOST_SHOWN = 3
LONGEST = 12
SPACES = {
    "\u3000": Message("a full-width space", "全角空格"),
    " ": Message("a space", "半角空格"),
    "\t": Message("a tab", "Tab 键"),
    "\u00a0": Message("a no-break space", "网页的空格"),
}


def describe_change(typed: str, meant: str) -> Message:
    """What to change in a text: at most three signs, or one run of characters; the whole text where that would be long."""
    typed, meant = typed.strip(" "), meant.strip(" ")
    pairs = _list_pairs(typed, meant) if len(typed) == len(meant) else [_trim(typed, meant)]
    pairs = list(dict.fromkeys(pairs))[:MOST_SHOWN]
    if not pairs or any(len(old) > LONGEST or len(new) > LONGEST for old, new in pairs):
        return Message(f"write “{meant}”", f"请写成“{meant}”")
    changes = [_describe_pair(old, new) for old, new in pairs]
    return Message(", ".join(one.en for one in changes), "请" + "，".join(one.zh for one in changes))


def _list_pairs(typed: str, meant: str) -> list[tuple[str, str]]:
    """The runs of characters that differ in texts of one length."""
    pairs: list[tuple[str, str]] = []
    follows = False
    for old, new in zip(typed, meant, strict=True):
        if old == new:
            follows = False
        elif follows:
            pairs[-1] = (pairs[-1][0] + old, pairs[-1][1] + new)
        else:
            pairs.append((old, new))
            follows = True
    return pairs


def _trim(typed: str, meant: str) -> tuple[str, str]:
    """Two texts without what they have in common at both ends."""
    shared = min(len(typed), len(meant))
    head = next((n for n in range(shared) if typed[n] != meant[n]), shared)
    tail = next((n for n in range(shared - head) if typed[-1 - n] != meant[-1 - n]), shared - head)
    if head == shared and meant[head : len(meant) - tail].isspace():
        return typed[head - 1 : head], meant[head - 1 : len(meant) - tail]
    return typed[head : len(typed) - tail], meant[head : len(meant) - tail]


def _describe_pair(old: str, new: str) -> Message:
    if not old:
        return Message(f"add {_show(new).en}", f"加上{_show(new).zh}")
    if not new:
        return Message(f"delete {_show(old).en}", f"删去{_show(old).zh}")
    return Message(f"change {_show(old).en} to {_show(new).en}", f"把{_show(old).zh}改成{_show(new).zh}")


def _show(text: str) -> Message:
    return SPACES[text] if text in SPACES else Message(f"“{text}”", f"“{text}”")
