"""A wide formula that continues in the next line, anywhere: each piece is read in its line, and found with the words beside it."""

from pathlib import Path

import pytest

from tools.readers.matrix import tally_pdfs
from tools.readers.pdf_readers import PDF_READERS, PdfReader
from tools.readers.samples import Sample, list_generated, set_handout

pytestmark = [pytest.mark.slow, pytest.mark.browser]

WIDE = r"$\frac{a+b}{c}=\frac{186-120}{120}\times100\%=x_1+x_2+x_3+x_4+x_5+x_6+x_7+x_8+x_9+y_1+y_2+y_3+y_4=\sqrt{2}+z$"
FILLING = f"{'这一段用来填满一页。' * 9}\n\n" * 4
SOURCE = f"""# 例

## 标题里的公式{WIDE}在后面

这一段先有一些字放在前面，增长率{WIDE}比上年提高，后面还有字。

- 列表里先有一些字，增长率{WIDE}比上年
- 又{WIDE}完

| 甲列 | 乙列 |
|---|---|
| 单元格{WIDE}后 | 字{WIDE} |

字[^1]后。

[^1]: 注释里先有{WIDE}字。

> 引用{WIDE}字

{FILLING}
分在两页{WIDE}的字{WIDE}完
"""
READERS = [reader for reader in PDF_READERS if reader.name in ("poppler-raw", "mupdf", "pdf.js", "pdfium")]


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> list[Sample]:
    path = tmp_path_factory.mktemp("wide") / "content" / "wide.md"
    path.parent.mkdir()
    path.write_text(SOURCE, "utf-8")
    return [set_handout(path, "student", paper) for paper in ("a5", "phone")]


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_each_piece_is_read_in_its_line(samples: list[Sample], reader: PdfReader, tmp_path: Path) -> None:
    assert sum(line.text.endswith(("=", "+")) for sample in samples for page in sample.pages for line in page) > 20
    said: list[str] = []
    (tally,) = tally_pdfs([reader], samples, tmp_path, said.append).values()
    assert said == []
    assert not reader.find or tally.asked["formula"] == 2 * 3


def test_a_page_ends_within_a_formula(samples: list[Sample]) -> None:
    """The phone has so little room that one is cut."""
    ends = [[line for line in page if line.flow == "text"][-1].text for page in samples[1].pages]
    assert any(end.endswith(("=", "+")) for end in ends)


def test_a_formula_of_a_hidden_answer_is_not_read(tmp_path: Path) -> None:
    """The handout has formulas in an answer that its edition hides, and that keeps its space."""
    said: list[str] = []
    (mupdf,) = [reader for reader in READERS if reader.name == "mupdf"]
    tally_pdfs([mupdf], list_generated(range(21, 22)), tmp_path, said.append)
    assert said == []
