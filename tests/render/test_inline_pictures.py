"""Pictures inside a line: in paragraphs, cells, options and footnotes, with sizes, in both formats, from the store too."""

import io
import re
import zipfile
from pathlib import Path

import pymupdf
import pytest
from PIL import Image

from tests.support import invoke
from tests.validators.pdf import find_faults

SOURCE = """\
# 例

点 ![图标](图/a.png) 打开，![宽](<图/b 1.png>){width=4cm}，[![链](图/a.png)](https://example.org/x)，
<img src="图/a.png" alt="标签" width="30">。

![单独](图/a.png#x "图题"){width=5cm}

![[图/a.png|示意|100]]

[![可点](图/a.png "点它")](https://example.org/y){#linked width=50%}

![甲](图/a.png) ![乙](图/a.png)

| 名 | 图 |
|---|---|
| 甲 | ![格](图/a.png){height=2em} |

::: exercise
选（　　）。

A. ![选项](图/a.png)
B. 乙

答案：A
:::

注^[注里 ![注](图/a.png)。]。
"""
WORDS = ["图标", "宽", "链", "标签", "单独", "示意", "可点", "甲", "乙", "格", "选项", "注"]


@pytest.fixture
def pictures(workspace: Path) -> Path:
    folder = workspace / "content" / "图"
    folder.mkdir()
    for name, size in (("a.png", (40, 30)), ("b 1.png", (80, 20))):
        out = io.BytesIO()
        Image.new("RGB", size, "#336699").save(out, "PNG")
        (folder / name).write_bytes(out.getvalue())
    (workspace / "content" / "甲.md").write_text(SOURCE)
    return workspace


def tags(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        text = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xhtml") and "cover" not in name)
    return re.findall(r"<img [^>]*>", text)


@pytest.mark.slow
def test_pictures_stand_in_lines_of_both_formats(pictures: Path) -> None:
    made = invoke("build", "--to", "pdf,epub,txt", cwd=pictures)
    assert made.returncode == 0, made.stderr
    found = tags(pictures / "output" / "甲.epub")
    assert [re.findall('alt="(.*?)"', tag)[0] for tag in found] == WORDS
    styles = {words: re.findall('style="(.*?)"', tag) for words, tag in zip(WORDS, found, strict=True)}
    assert styles["宽"] == ["width: 4cm"]
    assert styles["标签"] == ["width: 30px"]
    assert styles["单独"] == ["width: 5cm"]
    assert styles["示意"] == ["width: 100px"]
    assert styles["可点"] == ["width: 50%"]
    assert styles["甲"] == ["max-width: 48%"]
    assert styles["格"] == ["height: 2em"]
    assert styles["图标"] == styles["选项"] == []
    text = (pictures / "output" / "甲.txt").read_text()
    assert [words for words in WORDS if f"［{words}］" not in text] == []
    with pymupdf.open(pictures / "output" / "甲.pdf") as document:
        assert sum(len(page.get_image_info()) for page in document) == len(WORDS)
        link = next(link for page in document for link in page.get_links() if link.get("uri") == "https://example.org/x")
        assert link
        assert any(link.get("uri") == "https://example.org/y" for page in document for link in page.get_links())
        assert "https://example.org/y" in "".join(page.get_text() for page in document)
    assert find_faults(pictures / "output" / "甲.pdf") == []


@pytest.mark.slow
def test_picture_beside_words_moves_no_line(pictures: Path) -> None:
    line = "一行文字看看行距，" * 12
    heights = []
    for text in (line, line[:40] + "![图](图/a.png)" + line[42:]):
        (pictures / "content" / "甲.md").write_text(f"# 例\n\n{text}\n\n尾。\n")
        assert invoke("build", "--to", "pdf", cwd=pictures).returncode == 0
        with pymupdf.open(pictures / "output" / "甲.pdf") as document:
            heights.append(document[0].search_for("尾")[0].y0)
    assert heights[0] == pytest.approx(heights[1], abs=0.1)


@pytest.mark.slow
def test_unchanged_handout_is_built_with_its_pictures_from_the_store(pictures: Path) -> None:
    (pictures / "content" / "乙.md").write_text("# 乙\n\n文字。\n")
    (pictures / "content" / "book.yaml").write_text("title: 集\noutput: 集\nhandouts: [甲.md, 乙.md]\n")
    assert invoke("build", "--to", "epub", cwd=pictures).returncode == 0
    before = tags(pictures / "output" / "集.epub")
    (pictures / "content" / "乙.md").write_text("# 乙\n\n别的文字。\n")
    assert invoke("build", "--to", "epub", cwd=pictures).returncode == 0
    assert tags(pictures / "output" / "集.epub") == before
    (pictures / "content" / "图" / "a.png").write_bytes((pictures / "content" / "图" / "b 1.png").read_bytes())
    assert invoke("build", "--to", "epub", cwd=pictures).returncode == 0
    assert tags(pictures / "output" / "集.epub") != before
