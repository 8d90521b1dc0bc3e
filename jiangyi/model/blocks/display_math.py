"""Display formulas."""

import re
from typing import Annotated, Any, ClassVar

from pydantic import model_validator

from jiangyi.model.blocks.base import ID_PATTERN, Block, NumberField
from jiangyi.model.names import Aliases

TAG = re.compile(r"\\tag(?P<bare>\*?)\s*\{(?P<label>(?:[^{}]|\{[^{}]*\})*)\}")
NAME = re.compile(r"\\label\s*\{(?P<name>[^{}]*)\}")
UNNUMBERED = re.compile(r"\\(?:notag|nonumber)(?![A-Za-z])")


class DisplayMath(Block):
    """A formula on a line of its own."""

    type: ClassVar = "math"
    aliases: ClassVar = "公式"
    numbering_key: ClassVar = "formula"
    summary: ClassVar = "A formula on a line of its own, in LaTeX notation | 独立成行的公式，用 LaTeX 写"

    n: NumberField = ""
    """A number, or a label that is printed as typed, as is that of a LaTeX tag; automatic for a formula with an id, else none
    | 序号，或照原样印出的标号（LaTeX 的 \\tag 也算）；有 id 的公式不写则自动编号，没有 id 的不编号"""
    tex: Annotated[str, Aliases("公式")]
    """The formula in LaTeX notation | LaTeX 公式"""

    @model_validator(mode="before")
    @classmethod
    def _take_label(cls, data: Any) -> Any:
        """Take the label and the id out of the formula, where LaTeX writes them."""
        tex = data.get("tex") if isinstance(data, dict) else None
        if not isinstance(tex, str) or "\\" not in tex:
            return data
        tags, name = [*TAG.finditer(tex)], NAME.search(tex)
        tag = tags[0] if len(tags) == 1 else None  # rows with tags of their own keep them
        label = "" if tag is None else tag["label"].strip() if tag["bare"] else f"（{tag['label'].strip()}）"
        found = {"n": label, "id": name["name"].strip() if name and ID_PATTERN.match(name["name"].strip()) else ""}
        rest = UNNUMBERED.sub("", NAME.sub("", TAG.sub("", tex) if tag else tex)).strip()
        return data | {key: value for key, value in found.items() if value and not data.get(key)} | {"tex": rest}
