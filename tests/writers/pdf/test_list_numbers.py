"""The numbers of lists in print: as typed, in the type area however long they are, and texts at whole em."""

import pymupdf
import pytest

from tests.support import pdf_of, strip_spaces

LEFT = 25 / 25.4 * 72
"""The edge of the text area of a right-hand page of A4."""


@pytest.mark.parametrize(
    ("source", "labels", "indent"),
    [
        ("10. 甲\n11. 乙\n\n中间。\n\n12. 丙\n", ["10.", "11.", "12."], 3),
        ("1. 甲\n2. 乙\n", ["1.", "2."], 2),
        ("8. 甲\n9. 乙\n10. 丙\n", ["8.", "9.", "10."], 3),
        ("998. 甲\n999. 乙\n1000. 丙\n", ["998.", "999.", "1000."], 4),
        ("0. 甲\n1. 乙\n", ["0.", "1."], 2),
    ],
)
def test_numbers_are_typed_and_inside(source: str, labels: list[str], indent: int) -> None:
    with pymupdf.open(stream=pdf_of(f"---\ntitle: 例\n---\n\n{source}")) as document:
        words = document[0].get_text("words")
    found = [word for word in words if word[4].rstrip(".").isdigit() and word[1] > 120 and word[1] < 700]
    assert [word[4] for word in found] == labels
    assert all(word[0] > LEFT - 0.5 for word in found)
    texts = [word[0] for word in words if strip_spaces(word[4]) in {"甲", "乙", "丙"}]
    assert {round((left - LEFT) / 11, 1) for left in texts} == {float(indent)}
