"""House style: diagnostics of the seed, suppressions, and checks across handouts."""

from collections import Counter
from pathlib import Path

import pytest

from jiangyi.build.check_all import check_workspace
from jiangyi.checks.text_length import count_characters
from jiangyi.checks.typed_numbers import parse_typed_number
from jiangyi.core.catalogue import CATALOGUE
from jiangyi.core.diagnostics import Report
from jiangyi.importing import convert
from jiangyi.importing.parse.raw_text import RawTextOptions
from jiangyi.project import load_project
from jiangyi.project.workspace import Workspace
from tests.support import ROOT, invoke, manuscript

SEED = ROOT / "tests" / "imports" / "seed" / "input.txt"
HANDOUT = (ROOT / "content" / "创新基层治理.yaml").read_text("utf-8")
EVENT = "::: event 食堂 {source=晚报}\n近年来，食堂多了。\n:::\n"


def codes(text: str, name: str = "例.md") -> Counter[str]:
    _, report = manuscript(text, name)
    return Counter(d.code for d in report)


def check_files(workspace: Path, **files: str) -> Report:
    for name, text in files.items():
        (workspace / "content" / name.replace("_", ".")).write_text(text, "utf-8")
    report = Report()
    check_workspace(load_project(Workspace(workspace)), (), report)
    return report


def folded_seed() -> str:
    """The handout that the import makes of the seed as it was pasted, with its punctuation unchanged."""
    return convert.convert_file(SEED.read_bytes(), "创新基层治理", ".txt", options=RawTextOptions(keep_marks=True)).text


def test_diagnostics_of_the_seed() -> None:
    """One end cut off, four gaps, one problem without a measure, three events that say “in recent years” and three without a source."""
    wanted = {"cut-off": 1, "gap-left": 4, "problem-unanswered": 1, "stale": 3, "source-missing": 3}
    assert codes(HANDOUT, "例.yaml") == wanted
    text = folded_seed()
    assert codes(text, "例.yaml") == wanted | {"folded-marks": 1}
    _, report = manuscript(text, "例.yaml")
    said = {d.code: d for d in report}
    assert said["problem-unanswered"].values["label"] == "（3）"
    assert said["folded-marks"].values["count"] > 100
    assert said["stale"].values["word"] == "近年来"


@pytest.mark.parametrize(
    "text",
    [
        EVENT.replace("近年来", "2026年以来"),
        "---\ntitle: 例\nchecks: {off: [stale]}\n---\n\n" + EVENT,
        "---\ntitle: 例\nchecks: {off: stale}\n---\n\n" + EVENT,
        "<!-- jiangyi: off stale -->\n" + EVENT,
        "<!-- jiangyi: off gap-left, stale -->\n\n" + EVENT,
    ],
)
def test_rule_can_be_suppressed(workspace: Path, text: str) -> None:
    assert [d.code for d in check_files(workspace, 例_md=text if text.startswith("---") else f"# 例\n\n{text}")] == []


def test_suppression_applies_to_the_next_block(workspace: Path) -> None:
    report = check_files(workspace, 例_md=f"# 例\n\n<!-- jiangyi: off stale -->\n{EVENT}\n{EVENT.replace('近年来', '近日')}")
    assert [(d.code, d.span.line) for d in report] == [("stale", 9)]
    items = "- {type: event, title: 甲, source: {name: 乙}, body: 近日来。}"
    yaml = f"title: 例\nblocks:\n# jiangyi: off stale\n{items}\n{items}  # jiangyi: off stale\n{items}\n"
    assert [(d.code, d.span.line) for d in check_files(workspace, 例_md="# 例\n\n甲。\n", 例_yaml=yaml) if d.code == "stale"] == [
        ("stale", 6)
    ]


def test_book_suppresses_for_all_handouts(workspace: Path) -> None:
    book = "title: 集\nchecks: {off: [stale]}\nhandouts: [例.md]\n"
    assert [d.code for d in check_files(workspace, 例_md=f"# 例\n\n{EVENT}", book_yaml=book)] == []
    wrong = book.replace("stale]", "stael, key-unknown]")
    assert [d.code for d in check_files(workspace, 例_md=f"# 例\n\n{EVENT}", book_yaml=wrong)] == ["switch-unknown"] * 2 + ["stale"]


def test_duplicate_paragraph_in_two_handouts(workspace: Path) -> None:
    words = "为什么要办社区食堂，先要从老人说起，再说上班族，最后说社区自己，一层一层往下问，问到没有话说为止，才算问完。"
    near = words.replace("最后说", "末了才说")
    report = check_files(
        workspace,
        甲_md=f"# 甲\n\n{words}\n",
        乙_md=f"# 乙\n\n{near}\n\n{words}\n",
        丙_md=f"# 丙\n\n<!-- jiangyi: off duplicate-paragraph -->\n{words}\n",
    )
    found = [(d.span.file, d.span.line, d.values["place"]) for d in report if d.code == "duplicate-paragraph"]
    assert found == [("content/乙.md", 5, "content/乙.md:3:1"), ("content/甲.md", 3, "content/乙.md:5:1")]
    said = [str(d.values["how"].localize()) for d in report if d.code == "duplicate-paragraph"]  # type: ignore[attr-defined]
    assert said == ["nearly identical", "word for word"]


def test_many_handouts_are_checked_in_parallel(workspace: Path) -> None:
    for number in range(90):
        (workspace / "content" / f"{number:02}.md").write_text(f"# 例{number}\n\n第{number}份,半角。\n", "utf-8")
    report = Report()
    assert check_workspace(load_project(Workspace(workspace)), (), report) == 90
    assert [(d.code, d.span.file) for d in report] == [("half-width-mark", f"content/{n:02}.md") for n in range(90)]


@pytest.mark.slow
def test_build_only_counts_style_warnings(workspace: Path) -> None:
    (workspace / "content" / "例.md").write_text(f"# 例\n\n{EVENT}", "utf-8")
    done = invoke("build", "--to", "epub", cwd=workspace)
    assert done.returncode == 0
    assert "stale" not in done.stderr
    assert "style suggestions: 1 (run `check` to see them)" in done.stderr
    done = invoke("check", cwd=workspace)
    assert done.returncode == 0
    assert "warning[stale]" in done.stderr


def test_every_check_is_listed() -> None:
    lines = invoke("check", "--list").stdout.splitlines()
    assert [line.split()[0] for line in lines] == [code.name for code in CATALOGUE]
    one = invoke("check", "--list", "stale").stdout
    assert all(word in one for word in ("warning[stale]", "近年来", "date=2026年"))
    assert invoke("check", "--list", "nothing").returncode == 2


def test_measures_answer_by_id_number_or_position() -> None:
    problems = "# 例\n\n## 问题 {kind=problem}\n\n::: points\n1. **甲。** 一。\n2. **乙。** 二。\n:::\n\n## 对策 {kind=measure}\n\n"
    assert codes(problems + "::: points\n1. **丙。** 三。\n2. **丁。** 四。\n:::\n") == {}
    assert codes(problems + "::: points\n2. **丁。** 四。\n:::\n") == {"problem-unanswered": 1}
    assert codes(problems + "没有分点。\n") == {}
    yaml = (
        "title: 例\nsections:\n- {title: 问, kind: problem, blocks: [{type: point, id: p, lead: 甲。}, {type: point, id: q, lead: 乙。}]}\n"
    )
    answer = "- {title: 策, kind: measure, blocks: [{type: point, lead: 丙。, answers: [q, p]}]}\n"
    assert codes(yaml + answer, "例.yaml") == {}
    assert codes(yaml + answer.replace("q, p", "q"), "例.yaml") == {"problem-unanswered": 1}
    assert codes(yaml + answer.replace("q, p", "q, p, r"), "例.yaml") == {"ref-unresolved": 1}


def test_typed_numbers() -> None:
    for label, value in (("1", 1), ("（12）", 12), ("一、", 1), ("第二十一章", 21), ("③", 3), ("B.", 2), ("丙、", 3), ("二是", 2)):
        found = parse_typed_number(label)
        assert found, label
        assert found.value == value, label
    assert parse_typed_number("第五条之一") is None
    assert parse_typed_number("另一方面，") is None
    assert codes("# 例\n\n1. 甲\n2. 乙\n4. 丙\n")["number-gap"] == 1
    assert codes("# 例\n\n1. 甲\n1. 乙\n1. 丙\n") == {}
    assert codes("# 例\n\n## 一、甲\n\n正文。\n\n## 三、乙\n\n正文。\n")["number-gap"] == 1


def test_character_count() -> None:
    assert count_characters("先问需要，再谈供给。") == 10
    assert count_characters("共 1,200 人，增长 25.8%。") == 8
    assert count_characters("使用 Python 编程") == 5
    assert count_characters("") == 0


UNMARKED = (
    "lines-joined", "lines-as-list", "no-final-mark", "cut-off", "paragraph-long", "space-between-han", "duplicate-paragraph",
)  # fmt: skip
"""What is found in texts that are typed without blank lines and without marks of Markdown."""


def test_clean_texts_have_no_diagnostics() -> None:
    """The texts of the benchmark have correct punctuation, so there are no diagnostics."""
    for path in sorted((ROOT / "bench" / "texts").iterdir()):
        text = path.read_text("utf-8")
        _, report = manuscript(text if text.startswith(("---", "#")) else f"# 例\n\n{text}", "例.md")
        marks = [d for d in report if d.is_style and d.code not in UNMARKED]
        assert [(d.code, d.span.line, d.message) for d in marks] == [], path.name
