"""The form of a block in a browser: chosen in the menu, filled in, shown as it will be, and told what is wrong."""

from pathlib import Path

import pytest

from tests.studio.browsing import browse, serving

SCRIPT = """
await kit.open('handout', 'a.md')
await page.evaluate(async () => {
    const { openBlockMenu, editBlock } = await import('/static/block_form.js')
    const button = document.createElement('button')
    button.textContent = 'Insert'
    document.querySelector('.bar').append(button)
    openBlockMenu(button, 'a.md', text => { window.inserted = text })
    window.edit = (text, line) => editBlock('a.md', text, line).then(made => { window.edited = made ?? 'none' })
})
await kit.until(() => document.querySelectorAll('.menu-item').length > 10)
facts.menu = await page.evaluate(() => [...document.querySelectorAll('.menu-item')].map(item => item.textContent))
await page.evaluate(() => [...document.querySelectorAll('.menu-item')].find(item => item.textContent === 'Quote').click())
await kit.until(() => document.querySelector('.block-form'))
facts.axe = await kit.axe()
await page.focus('[data-field="body"] textarea')
await page.keyboard.type('Small steps.')
await page.focus('[data-field="by"] input')
await page.keyboard.type('Xunzi')
await kit.until(() => document.querySelector('.block-picture img')?.complete)
facts.ratio = await page.evaluate(() => {
    const box = document.querySelector('.block-picture').getBoundingClientRect()
    return box.width / box.height
})
await page.click('.block-form .main')
await kit.until(() => window.inserted)
facts.inserted = await page.evaluate(() => window.inserted)
await page.evaluate(text => { edit(text, 8) }, values.text)
await kit.until(() => document.querySelector('.block-form'))
await page.focus('[data-field="difficulty"] input')
await page.keyboard.down('Control'); await page.keyboard.press('a'); await page.keyboard.up('Control')
await page.keyboard.type('nine')
await kit.until(() => document.querySelector('[data-field="difficulty"] [aria-invalid="true"]'))
facts.problem = await kit.text('[data-field="difficulty"] .problem')
await page.keyboard.down('Control'); await page.keyboard.press('a'); await page.keyboard.up('Control')
await page.keyboard.type('4')
await page.click('.block-form .main')
await kit.until(() => window.edited)
facts.edited = await page.evaluate(() => window.edited)
"""
HANDOUT = "---\ntitle: A\nlang: en\n---\n\n::: exercise {points=2 difficulty=3}\nWhich?\n\nA. one\nB. two\n\nAnswer: A\n:::\n"


@pytest.mark.slow
def test_blocks_are_inserted_and_edited(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "a.md").write_text(HANDOUT, "utf-8")
    with serving(tmp_path) as server:
        facts = browse(server, SCRIPT, {"text": HANDOUT}, language="en", allows_troubles=True)
    assert {"Exercise", "Table", "Figure", "Page break"} <= set(facts["menu"])
    assert "Gap" not in facts["menu"]
    assert facts["inserted"] == "::: quote {by=Xunzi}\nSmall steps.\n:::"
    assert facts["ratio"] > 2
    assert facts["problem"]
    assert (facts["edited"]["first"], facts["edited"]["last"]) == (6, 13)
    assert "difficulty=4" in facts["edited"]["text"]
    assert facts["axe"] == []
