"""The screen of the book: chapters are moved by keyboard and by dragging, settings saved in their own lines, and the pages follow."""

from pathlib import Path

import pytest

from tests.studio.browsing import browse, serving

BOOK = "# 顺序\ntitle: 合集   # 封面\nhandouts:\n- a.md   # 先讲\n- b.md\n- c.md\n"
SCRIPT = """
await kit.open('book')
await kit.until(() => document.querySelectorAll('.chapter').length === 3)
await page.focus('.chapter .handle')
await page.keyboard.press('ArrowDown')
await kit.until(() => document.querySelector('#state').textContent === 'saved')
facts.said = await kit.text('#book-said')
facts.focused = await page.evaluate(() => document.activeElement.closest('.chapter').dataset.name)
const box = async selector => (await page.$(selector)).boundingBox()
const handle = await box('.chapter:nth-child(3) .handle'), first = await box('.chapter:nth-child(1)')
await page.mouse.move(handle.x + 9, handle.y + 9)
await page.mouse.down()
await page.mouse.move(handle.x + 9, first.y + 3, { steps: 6 })
await page.mouse.up()
await kit.until(() => document.querySelector('#book-said').textContent.startsWith('Handout c'))
facts.order = await page.evaluate(() => [...document.querySelectorAll('.chapter')].map(item => item.dataset.name))
await kit.click('.chapter:nth-child(2) button[aria-label^="Take"]')
await kit.until(() => document.querySelectorAll('.others li').length === 1)
await kit.until(() => document.querySelector('#state').textContent === 'saved')
facts.axe = await kit.axe()
await kit.click('#book-tab-text')
await page.evaluate(() => document.querySelector('[data-field="subtitle"] input').focus())
await page.keyboard.type('two parts')
await kit.until(() => document.querySelector('#state').textContent === 'saved')
await kit.click('#book-tab-look')
facts.axeOfForm = await kit.axe()
await page.select('[data-field="theme"] select', 'fangsong')
await kit.click('#book-tab-text')
await page.evaluate(() => { const field = document.querySelector('[data-field="date"] input'); field.focus(); field.select() })
await page.keyboard.type('2026-13-01')
await kit.until(() => document.querySelector('[data-field="date"] .problem').textContent !== '')
facts.problem = await kit.text('[data-field="date"] .problem')
facts.overflow = await kit.overflow()
"""


@pytest.mark.slow
def test_chapters_and_settings_are_changed(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    for name in ("a", "b", "c"):
        (content / f"{name}.md").write_text(f"# Handout {name}\n\nWords.\n", "utf-8")
    (content / "book.yaml").write_text(BOOK, "utf-8")
    with serving(tmp_path) as server:
        facts = browse(server, SCRIPT, language="en", allows_troubles=True)  # pages that change while they are drawn are asked for again
    text = (content / "book.yaml").read_text("utf-8")
    assert text == (
        "# 顺序\ntitle: 合集   # 封面\nsubtitle: two parts\ndate: 2026-13-01\ntheme: fangsong\nhandouts:\n- c.md\n- a.md   # 先讲\n"
    )
    assert facts["said"] == "Handout a is number 2 of 3."
    assert facts["focused"] == "a.md"
    assert facts["order"] == ["c.md", "b.md", "a.md"]
    assert (facts["axe"], facts["axeOfForm"]) == ([], [])
    assert "13" in facts["problem"]
    assert not facts["overflow"]
