"""Attributes in braces, `{#id key=value}`, at the end of a heading, a container's opening line or an image."""

import re
from dataclasses import dataclass, field

ATTRIBUTES = re.compile(r"\s*\{(?P<inside>#[\w-]+(?:\s[^{}]*)?|[a-z_]+=[^{}]*)\}\s*$")
ATTRIBUTE = re.compile(r"""#(?P<id>[\w-]+)|(?P<key>[a-z_]+)=(?:"(?P<quoted>[^"]*)"|“(?P<curly>[^”]*)”|(?P<bare>\S+))""")


@dataclass
class Header:
    """The text and the attributes of a heading or of a container's opening line."""

    words: str
    attributes: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> "Header":
        """Parse `标题 {#id key=value}`; text without valid attributes is all words."""
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
