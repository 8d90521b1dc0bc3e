"""The screen of the check in a browser."""

from pathlib import Path

import pytest

from tests.studio.browsing import browse, serving

FIRST, SECOND = "一.md", "二.md"
TEXTS = {
    FIRST: '# 第一讲\n\n先问需要,再谈供给。他说"好"。\n\n第二段,也有。\n\n见[](#nowhere)。\n',
    SECOND: "# 第二讲\n\n社区食堂,办得好。\n",
}
SCRIPT = """
const found = code => page.$eval(`#kinds a[href$="${code}"]`, link => link.innerText).catch(() => '')
await kit.open('check')
await kit.until(() => document.getElementById('check-state').dataset.state === 'error')
await kit.until(() => document.querySelector('#kinds a[href$="half-width-mark"]'))
facts.kinds = await kit.texts('#kinds .group')
facts.found = [await found('half-width-mark'), await found('ref-unresolved')]
await kit.click('#kinds a[href$="half-width-mark"]')
await kit.until(() => document.querySelectorAll('#kind input[data-line]').length === 3)
facts.lines = await kit.texts('#kind .words')
facts.axe = [await kit.axe()]
await kit.click('#kind li:nth-child(2) input')
facts.button = await kit.text('#kind .main')
await kit.click('#kind .main')
await kit.until(() => document.querySelectorAll('#kind input[data-line]').length === 1)
facts.kept = await page.$eval('#kind input[data-line]', box => box.checked)
facts.corrected = await Promise.all(values.map(path => kit.disk.readFile(path, 'utf8')))
await kit.click('.notice-card .action')
await kit.until(() => document.querySelectorAll('#kind input[data-line]').length === 3)
facts.undone = await Promise.all(values.map(path => kit.disk.readFile(path, 'utf8')))

await kit.click('.check-parts [data-part="replace"]')
await kit.type('#replace-find', '社区')
await kit.type('#replace-by', '街道')
await kit.until(() => document.querySelector('#replace-list ins'))
facts.axe.push(await kit.axe())
await kit.press('Enter')
await kit.until(() => !document.querySelector('#replace-list li'))
facts.replaced = await kit.disk.readFile(values[1], 'utf8')

await kit.open('check', 'versions/二.md')
await kit.until(() => document.querySelector('.comparison ins'))
facts.versions = await kit.texts('#version-list .row small')
facts.differs = [await kit.texts('.comparison del'), await kit.texts('.comparison ins')]
facts.axe.push(await kit.axe())
await kit.click('#version-page .main')
await kit.click('.dialog .main')
await kit.until(() => document.getElementById('notices').innerText.includes('已恢复'))
facts.restored = await kit.disk.readFile(values[1], 'utf8')

await kit.resize(390, 844, true)
facts.overflow = []
for (const place of ['problems', 'problems/half-width-mark', 'replace', 'versions/二.md']) {
    await kit.open('check', place)
    await kit.rest(300)
    facts.overflow.push(await kit.overflow())
}
"""


@pytest.mark.slow
@pytest.mark.browser
def test_check_screen(workspace: Path) -> None:
    """Correct the chosen lines of a kind, undo it, replace words, and put a version back."""
    paths = [workspace / "content" / name for name in TEXTS]
    for path, text in zip(paths, TEXTS.values(), strict=True):
        path.write_text(text, "utf-8")
    with serving(workspace) as server:
        facts = browse(server, SCRIPT, [*map(str, paths)])
    assert facts["kinds"][:2] == ["错误", "警告"]
    assert [text.split() for text in facts["found"]] == [["中文里用了半角标点", "3"], ["引用的", "id“…”不存在", "1"]]
    assert "先问需要,，再谈供给。" in facts["lines"][0]
    assert facts["button"] == "改正选中的 2 行"
    assert facts["corrected"] == [TEXTS[FIRST].replace("需要,", "需要，"), TEXTS[SECOND].replace(",", "，")]
    assert facts["kept"] is False
    assert facts["undone"] == [*TEXTS.values()]
    assert facts["replaced"] == TEXTS[SECOND].replace("社区", "街道")
    assert facts["versions"][0] == "现在的样子"
    assert facts["differs"] == [["社区"], ["街道"]]
    assert facts["restored"] == TEXTS[SECOND]
    assert facts["axe"] == [[], [], []]
    assert facts["overflow"] == [0, 0, 0, 0]
