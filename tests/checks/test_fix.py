"""The command `fix`: files change in place, only in their words, and only after confirmation."""

import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.checks.fix import fix_file, format_diff, keep_changes, list_changed_lines
from jiangyi.core.diagnostics import Report
from tests.law import law
from tests.support import run

WRITTEN = """# 注释,不动
title: "他说:\\"你好,世界\\""   # 后注,不动
subtitle: '它''s,好'
id: a-b
summary: &s >-
  第一行,
  第二行(一)

  第三行:"好"
series: {name: '报,纸'}
source: {name: "报,纸", url: "https://a.org/x,y"}
notes: {a: 注;释}
checks: {off: [note-unused]}
blocks:
- 你好,世界
- {type: paragraph, id: p1, text: 见(甲)说}
- type: paragraph
  text: |
    行一,好
      行二,好

    行三
- type: code
  text: print("你好,世界")
- type: figure
  src: 图,一.png
  caption: 图,说
- type: paragraph
  text: 跨行的,
    文字,结束
- "\\u200b- 甲,乙"
- \u200b- 甲,乙
- &x 丙,丁
- *x
sections:
- {title: '一,二', kind: problem}
"""
FIXED = """# 注释,不动
title: "他说：“你好，世界”"   # 后注,不动
subtitle: '它''s，好'
id: a-b
summary: &s >-
  第一行，
  第二行（一）

  第三行：“好”
series: {name: '报,纸'}
source: {name: "报,纸", url: "https://a.org/x,y"}
notes: {a: 注；释}
checks: {off: [note-unused]}
blocks:
- 你好，世界
- {type: paragraph, id: p1, text: 见（甲）说}
- type: paragraph
  text: |
    行一，好
      行二，好

    行三
- type: code
  text: print("你好,世界")
- type: figure
  src: 图,一.png
  caption: 图，说
- type: paragraph
  text: 跨行的，
    文字，结束
- "- 甲，乙"
- '- 甲，乙'
- &x 丙，丁
- *x
sections:
- {title: '一，二', kind: problem}
"""


def fix_text(text: str, name: str = "例.yaml") -> str:
    change = fix_file(name, text.encode(), Report())
    assert change
    return change.data.decode()


def test_only_words_of_yaml_change() -> None:
    assert fix_text(WRITTEN) == FIXED
    assert fix_text(FIXED) == FIXED


def test_only_words_of_markdown_change() -> None:
    kept = '\n    for x in a:\n        print("码,一", x)\n\n```\n代码,二\n```\n\n'
    text = f'---\ntitle: 例,一  # 注,释\nid: a\n---\n\n正文,一\n{kept}![图,一](图,一.png "题,一"){{#f}}\n'
    wanted = f'---\ntitle: 例，一  # 注,释\nid: a\n---\n\n正文，一\n{kept}![图，一](图,一.png "题,一"){{#f}}\n'
    assert fix_text(text, "例.md") == wanted


@pytest.mark.parametrize(
    "text",
    [
        "看![示意](图.png)很清楚。\n",
        "A&#12289;B两地相距很远。\n",
        "\\*不是强调\\*。\n",
        "- ```\n  代码,一\n  ```\n",
        "说`代码⼀,一`。\n",
        "[甲](#乙,丙)\n\n::: exercise 单选\n正确的是\n\nA. 甲\nB. 乙\n:::\n",
    ],
)
def test_meaning_stays(text: str) -> None:
    assert fix_text(text, "例.md") == text
    assert fix_text(text + "\n最后,改正\n", "例.md") == text + "\n最后，改正\n"


def test_edit_that_would_change_the_meaning_is_left_out_alone() -> None:
    text = "---\ntitle: 例\nnotes: {甲: 注}\n---\n\n前面,改正。[^甲]\n\n::: quote 甲,乙 {#p}\n话\n:::\n"
    assert fix_text(text, "例.md") == text.replace("前面,", "前面，").replace("甲,乙", "甲，乙")


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("例.md", "---\ntitle：例\ndate： 2026\n---\n\n注意：好\n", "---\ntitle: 例\ndate: 2026\n---\n\n注意：好\n"),
        ("例.yaml", "title：例\n", "title: 例\n"),
        ("例.yaml", "title: 例\nseries:\n  name：甲\n", "title: 例\nseries:\n  name: 甲\n"),
        ("例.yaml", "title: 例\nblocks：\n\t- 甲,乙\n", "title: 例\nblocks:\n  - 甲，乙\n"),
        ("例.yaml", "title：例\nblocks:\n- |\n  text：甲\n", "title: 例\nblocks:\n- |\n  text：甲\n"),
        ("例.yaml", "title: 例\nblocks:\n- 他说\n  注意：好\n", "title: 例\nblocks:\n- 他说\n  注意：好\n"),
    ],
)
def test_yaml_that_other_programs_cannot_read_is_corrected(name: str, text: str, wanted: str) -> None:
    assert fix_text(text, name) == wanted
    assert fix_text(wanted, name) == wanted


def test_raw_text_and_untitled_note_are_corrected() -> None:
    assert fix_text("你好,世界\n", "例.txt") == "你好，世界\n"
    assert fix_text("你好,世界\n", "例.md") == "你好，世界\n"


def test_book_file_is_corrected() -> None:
    text = "title: 合,集\nhandouts:\n- 甲,乙.md\n"
    change = fix_file("book.yaml", text.encode(), Report(), book=True)
    assert change
    assert change.data.decode() == "title: 合，集\nhandouts:\n- 甲,乙.md\n"


def test_line_ends_and_byte_order_mark_stay() -> None:
    change = fix_file("例.txt", b"\xef\xbb\xbf" + "甲,乙\r\n丙,丁\n戊,己\r".encode(), Report())
    assert change
    assert change.data == b"\xef\xbb\xbf" + "甲，乙\r\n丙，丁\n戊，己\r".encode()


def test_unreadable_file_is_reported_and_unchanged() -> None:
    for data in ('title: "甲,乙'.encode(), "你好,世界".encode("gb18030")):
        report = Report()
        assert fix_file("例.yaml", data, report) is None
        assert report.has_errors


VALUE = st.text(st.sampled_from("基层，,:;?!()\"' ab#-[]{}\\\n.&*|>%@`\u200b"), min_size=1, max_size=20).filter(str.strip)


@law(150)
@given(st.lists(VALUE, min_size=1, max_size=4), st.sampled_from([None, "'", '"', "|", ">"]), st.booleans())
@pytest.mark.slow
def test_yaml_keeps_its_data(values: list[str], style: str | None, flow: bool) -> None:
    text = yaml.dump({"title": "例", "blocks": values}, default_style=style, default_flow_style=flow, allow_unicode=True)
    report = Report()
    change = fix_file("例.yaml", text.encode(), report)
    if change:
        before, after = yaml.safe_load(text), yaml.safe_load(change.data)
        assert len(before["blocks"]) == len(after["blocks"])
        for old, new in zip(before["blocks"], after["blocks"], strict=True):
            assert [c for c in old if c >= "\u4e00"] == [c for c in new if c >= "\u4e00" and c not in "，：；？！（）"] or "，" in old
        assert fix_file("例.yaml", change.data, Report()) in (None, fix_file("例.yaml", change.data, Report()))


def test_change_is_shown_in_its_line() -> None:
    change = fix_file("例.txt", "一句不变的话。\n这一句前面很长很长很长很长很长很长,后面也有\n".encode(), Report())
    assert change
    ((number, parts),) = list_changed_lines(change)
    assert number == 2
    assert parts == [("keep", "…长很长很长很长很"), ("take", ","), ("put", "，"), ("keep", "后面也有")] or parts[1:3] == [
        ("take", ","),
        ("put", "，"),
    ]


LINES = st.lists(st.sampled_from(["你好,世界。", "不变。", "甲 乙...", "", '“丙”："丁"', "戊,", "- 己,庚"]), min_size=1, max_size=12)


@pytest.mark.slow
@law(100)
@given(LINES, st.sampled_from(["a.txt", "a.md", "a.yaml"]), st.booleans())
def test_diff_is_a_patch(lines: list[str], name: str, ended: bool) -> None:
    head = {"a.md": "# 例\n\n", "a.yaml": "title：例\nblocks:\n- >\n"}.get(name, "")
    indent = "  " if name == "a.yaml" else ""
    text = head + "\n".join(indent + line for line in lines) + "\n" * ended
    change = fix_file(name, text.encode(), Report())
    if change and change.changes:
        rows = format_diff(change).replace("\n\\ No newline at end of file\n", "\n").split("\n")
        old, made, at = text.split("\n"), list[str](), 0
        for row in rows[2:]:
            if place := re.match(r"@@ -(\d+)", row):
                made += old[at : int(place[1]) - 1]
                at = int(place[1]) - 1
            elif row.startswith("-"):
                assert old[at] == row[1:]
                at += 1
            elif row.startswith("+"):
                made.append(row[1:])
        assert "\n".join(made + old[at:]) == change.after
        for number, parts in list_changed_lines(change):
            whole = re.escape("".join(part for kind, part in parts if kind != "put")).replace("…", ".*")
            assert re.fullmatch(whole, old[number - 1]), parts


@pytest.fixture
def folded(workspace: Path) -> Path:
    (workspace / "content" / "例.md").write_text("# 例\n\n你好,世界。\n", "utf-8")
    (workspace / "content" / "稿.txt").write_text("你好,世界。\n", "utf-8")
    return workspace


@pytest.mark.slow
def test_fix_asks_for_confirmation(folded: Path) -> None:
    path = folded / "content" / "例.md"
    for answer, status, changed in (("n\n", 0, False), ("", 2, False), ("y\n", 0, True)):
        done = run("fix", cwd=folded, input=answer)
        assert done.returncode == status, done.stderr
        assert "+你好，世界。" in done.stderr
        assert ("，" in path.read_text("utf-8")) is changed
    assert "nothing to correct" in run("fix", cwd=folded).stderr


@pytest.mark.slow
def test_fix_without_a_terminal(folded: Path) -> None:
    done = run("fix", "--diff", "content/例.md", cwd=folded)
    assert done.returncode == 0
    assert done.stdout == format_diff(fix_file("content/例.md", "# 例\n\n你好,世界。\n".encode(), Report()))  # type: ignore[arg-type]
    assert subprocess.run(["patch", "-p1"], cwd=folded, input=done.stdout, text=True, capture_output=True).returncode == 0
    assert (folded / "content" / "例.md").read_text("utf-8") == "# 例\n\n你好，世界。\n"
    assert run("fix", "--yes", "content/稿.txt", cwd=folded).returncode == 0
    assert (folded / "content" / "稿.txt").read_text("utf-8") == "你好，世界。\n"


@pytest.mark.slow
def test_unsupported_files_are_not_corrected(folded: Path) -> None:
    (folded / "content" / "坏.yaml").write_text("title: [", "utf-8")
    assert run("fix", "--yes", cwd=folded).returncode == 1
    assert run("fix", "nowhere.md", cwd=folded).returncode == 2
    rows = json.loads(run("check", "--json", "content/例.md", cwd=folded).stdout)
    assert rows == []


def test_control_characters_move_no_correction() -> None:
    """They are not read, so the text that is corrected is shorter than the file."""
    assert fix_text("# 例\n\n先\x0b问需要,再\x01谈\x0b供给。\n", "例.md") == "# 例\n\n先\x0b问需要，再\x01谈\x0b供给。\n"


def test_chosen_changes_alone() -> None:
    change = fix_file("例.md", '# 例\n\n先问,再谈 。\n\n他说"好"。\n'.encode(), Report())
    assert change
    chosen = keep_changes(change, [edit for edit in change.changes if edit.rule == "straight-quote"])
    assert chosen.after == "# 例\n\n先问,再谈 。\n\n他说“好”。\n"
    assert chosen.data.decode() == chosen.after
    assert keep_changes(change, change.changes) == replace(change, edits=change.changes)
