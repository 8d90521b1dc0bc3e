"""The screen that imports files, in a real browser."""

from pathlib import Path

import pytest

from tests.importing import word
from tests.studio.browsing import browse, serving
from tests.support import ROOT

SCRIPT = """
const kinds = () => page.$$eval('#lines > li', rows => Object.fromEntries(rows.map(row => [row.dataset.line, row.dataset.kind])))
const settled = () => kit.until(() => document.querySelector('#result iframe:not(.coming)')
    && !document.querySelector('#result iframe.coming')
    && document.querySelector('#progress').textContent === '')
const result = () => page.$eval('#result iframe', frame => frame.contentDocument.body.innerText)
const choose = async (line, kind) => {
    await page.focus(`li[data-line="${line}"] select`)
    await page.select(`li[data-line="${line}"] select`, kind)
    await kit.until((line, kind) => document.querySelector(`li[data-line="${line}"]`).dataset.kind === kind, line, kind)
    await settled()
}

await kit.open('import')
facts.emptyAxe = await kit.axe()
await kit.drop('.intake', values.slice(0, 3))
await kit.until(() => document.querySelectorAll('#files li').length === 3)
await settled()
facts.files = await kit.texts('#files li')
facts.kinds = await kinds()
facts.axe = await kit.axe()
facts.overflow = await kit.overflow()
await kit.shoot('import')

await choose(8, 'paragraph')
facts.changed = await kinds()
facts.focus = await page.evaluate(() => document.activeElement.closest('li')?.dataset.line)
await kit.click('li[data-line="8"] [data-part="undo"]')
await kit.until(() => document.querySelector('li[data-line="8"]').dataset.kind === 'heading')
facts.undone = await kinds()
facts.doubts = Number((await kit.text('#doubts')).match(/\\d+/)[0])
await kit.click('li[data-line="8"] [data-part="accept"]')
await kit.until(doubts => Number(document.querySelector('#doubts').textContent.match(/\\d+/)[0]) === doubts - 1, facts.doubts)

await kit.click('#next')
facts.next = await page.$eval('#lines [aria-current]', row => 'doubtful' in row.dataset)
await kit.click('#accept-all')
await kit.until(() => document.querySelector('#accept-all').disabled && !document.querySelector('#lines [data-doubtful]'))
facts.accepted = await kinds()
await kit.type('#title', '基层治理素材')
await page.keyboard.press('Tab')
await kit.until(() => document.querySelector('#files li').innerText.includes('基层治理素材'))
await settled()
facts.result = await result()

await (await page.$('#pick-folder')).uploadFile(values[3])
await kit.until(() => document.querySelectorAll('#files li').length === 5)
await settled()
facts.folder = (await kit.texts('#files li')).slice(3)
facts.left = await page.$eval('#left', left => left.textContent)

await page.evaluate(() => location.reload())
await kit.until(() => document.querySelectorAll('#lines > li').length)
await settled()
facts.afterReload = await page.$eval('#title', field => field.value)

await kit.resize(390, 844, true)
await kit.rest(300)
facts.phoneOverflow = await kit.overflow()
await kit.click('[data-view="lines"]')
facts.phoneAxe = await kit.axe()
await kit.shoot('import-phone')
await kit.resize(1440, 900)

await kit.click('#save')
await kit.until(() => document.body.dataset.screen === 'handout')
facts.address = decodeURIComponent(await page.evaluate(() => location.hash))

await kit.open('import')
await page.evaluate(() => {
    const copied = new DataTransfer()
    copied.setData('text/html', '<h1>社区</h1><p><b>一、问题</b></p><p>服务有短板。</p>')
    copied.setData('text/plain', '社区')
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: copied, bubbles: true, cancelable: true }))
})
await kit.until(() => document.querySelectorAll('#lines > li').length === 3)
facts.pasted = await kinds()
await settled()
await kit.disk.rm(values[4], { recursive: true })
await page.select('#lines select', 'event')
await kit.until(() => document.querySelector('.notice-card[data-kind="error"]'))
facts.gone = await kit.text('.notice-card[data-kind="error"]')
"""


@pytest.mark.browser
@pytest.mark.slow
def test_import_screen(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    files = {"创新基层治理.txt": (ROOT / "tests/imports/seed/input.txt").read_bytes(), "资料.docx": word.document(), "坏.docx": b"no"}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    notes = tmp_path / "notes"
    (notes / ".git").mkdir(parents=True)
    for name in ("1.md", "2.md", "table.xlsx", ".git/config.md"):
        (notes / name).write_text("# 讲义\n\n正文。\n", "utf-8")
    with serving(tmp_path) as server:
        seen = browse(server, SCRIPT, [str(tmp_path / name) for name in (*files, notes.name, ".jiangyi/imports")], allows_troubles=True)
    assert seen["emptyAxe"] == seen["axe"] == seen["phoneAxe"] == []
    assert seen["overflow"] == seen["phoneOverflow"] == 0
    assert "不是 Word 文件" in seen["files"][2]
    assert (seen["kinds"]["8"], seen["changed"]["8"]) == ("heading", "paragraph")
    assert {**seen["changed"], "8": "heading"} == seen["kinds"] == seen["undone"]
    assert seen["focus"] == "8"
    assert seen["next"]
    assert seen["accepted"] == seen["kinds"]
    assert "基层治理素材" in seen["result"]
    assert seen["afterReload"] == "基层治理素材"
    assert seen["address"] == "#/handout/创新基层治理.yaml"
    assert len(seen["folder"]) == 2
    assert "notes/table.xlsx" in seen["left"]
    assert (tmp_path / "content" / "book.yaml").is_file()
    assert seen["pasted"] == {"1": "title", "2": "heading", "3": "paragraph"}
    assert "这次导入已经不在了" in seen["gone"]
    assert all("404" in trouble for trouble in seen["troubles"])
    names = {path.name for path in (tmp_path / "content").rglob("*") if path.is_file()}
    assert {"创新基层治理.yaml", "资料.yaml"} <= names
    assert "坏.yaml" not in names
