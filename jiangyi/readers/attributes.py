"""What stands in a heading or behind the colons of a container: words, and attributes in braces."""

import re
from dataclasses import dataclass, field

ATTRIBUTES = re.compile(r"\s*\{(?P<inside>#[\w-]+(?:\s[^{}]*)?|[a-z_]+=[^{}]*)\}\s*$")
ATTRIBUTE = re.compile(r"""#(?P<id>[\w-]+)|(?P<key>[a-z_]+)=(?:"(?P<quoted>[^"]*)"|“(?P<curly>[^”]*)”|(?P<bare>\S+))""")


@dataclass
class Header:
    """What stands behind the colons of a container, or in a heading: words and attributes."""

    words: str
    attributes: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> "Header":
        """`标题 {#id key=value}`."""
        match = ATTRIBUTES.search(text)
        if not match:
            return cls(text.strip())
        pairs = {}
        for found in ATTRIBUTE.finditer(match["inside"]):
            if found["id"]:
                pairs["id"] = found["id"]
            else:
                pairs[found["key"]] = next(v for v in (found["quoted"], found["curly"], found["bare"]) if v is not None)
        return cls(text[: match.start()].strip(), pairs)
