"""Draw the ten main screens of the studio for the documentation: in Chinese and English, light and dark, and on a phone."""

import os
import shutil
import tempfile
from pathlib import Path

from PIL import Image

from tests.studio.browsing import browse, serving

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "content" / "pictures" / "studio"
WIDTH, HEIGHT = 1280, 800
CHANGED = 1_790_000_000
"""When the files were changed, in seconds since 1970: the first screen says it."""
COLOURS = 256
LANGUAGES = {
    "zh": ("我的讲义", "练习示例.md", ("先看一段要背的话：", "先背一段话：")),
    "en": ("My handouts", "study-notes.yaml", ("only by doing it.", "only by doing it, again and again.")),
}
"""For each language the name of the folder, the handout that is shown, and a change of its words."""
SCRIPT = """
const isThere = {
    sheets: () => [...document.querySelectorAll('.sheet')].some(sheet => sheet.querySelector('img')?.naturalWidth),
    kinds: () => document.querySelector('#kind h2, #kind h1'),
}
const post = (path, data) => page.evaluate(async (path, data) => (await fetch(path, {
    method: 'POST', headers: { 'X-Studio': '1' }, body: typeof data === 'string' ? data : JSON.stringify(data) })).json(), path, data)
const { id } = await post('/api/import/begin', {})
await post(`/api/import/${id}/upload?name=${encodeURIComponent(values.importName)}`, values.text)
const order = { names: [values.handout], editions: [''], paper: '', theme: '' }
await post('/api/jobs/build', { ...order, formats: ['pdf', 'epub', 'html'] })
const saved = await page.evaluate(async name => (await fetch(`/api/sources/text?name=${encodeURIComponent(name)}`)).json(), values.handout)
const changed = saved.text.replace(values.before, values.after)
await post('/api/sources/save', { name: values.handout, text: changed, base: saved.version })

const screens = {
    start: async kit => { await kit.open('start'); await kit.until(() => document.querySelector('#recent a')) },
    import: async kit => {
        await kit.open('import', id)
        await kit.until(() => document.querySelector('#lines > li') && document.querySelector('#result iframe:not(.coming)'))
        await kit.rest(600)
    },
    handout: async kit => {
        await kit.open('handout', values.handout)
        await kit.until(isThere.sheets)
        await kit.until(() => document.querySelector('.cm-content, textarea.plain-area')
            && document.querySelector('#state').dataset.state === 'fresh')
        await kit.rest(1500)
    },
    block: async (kit, page) => {
        await screens.handout(kit)
        await page.evaluate(async name => {
            (await import('/static/block_form.js')).askForBlock(name, { type: 'exercise' })
        }, values.handout)
        await kit.until(() => document.querySelector('.block-dialog'))
        await kit.rest(1500)
    },
    book: async (kit, page) => {
        await kit.open('book')
        await kit.until(() => document.querySelector('.chapter'))
        if (!page.viewport().isMobile) await kit.until(isThere.sheets)
        await kit.rest(600)
    },
    settings: async (kit, page) => {
        await screens.book(kit, page)
        await page.evaluate(() => document.querySelectorAll('.book-tabs [role="tab"]')[2].click())
        await kit.rest(600)
    },
    output: async kit => {
        await kit.open('output')
        await kit.until(() => document.querySelector('#output-formats input')
            && document.querySelector('.output-job[data-job-state="done"]'))
    },
    print: async (kit, page) => {
        await screens.output(kit)
        await page.evaluate(() => document.querySelector('input[name="kind"][value="print"]').click())
        await page.evaluate(() => document.querySelector('input[name="layout"][value="booklet"]').click())
        if (!await page.evaluate(() => document.querySelector('.sheets, .output-job summary'))) {
            await page.evaluate(() => document.querySelector('#output-make').click())
            await kit.until(() => document.querySelectorAll('.output-job[data-job-state="done"]').length > 1)
        }
        await page.evaluate(() => document.querySelector('.output-job details:has(.sheets) summary')?.click())
        await kit.rest(2000)
    },
    check: async kit => { await kit.open('check'); await kit.until(() => document.querySelector('#kinds a')); await kit.rest(800) },
    versions: async (kit, page) => {
        await kit.open('check', `versions/${values.handout}`)
        await kit.until(() => document.querySelector('#version-page').children.length)
        await kit.rest(800)
    },
}
for (const [suffix, settings] of Object.entries(values.looks)) {
    const [one, own] = await kit.newPage(settings)
    for (const [name, show] of Object.entries(screens)) {
        await show(own, one)
        await own.shoot(`${name}${suffix}`)
        if (name === 'block') await one.reload()
    }
    await own.close()
}
"""


def main() -> None:
    """Draw all pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as drawn:
            draw(language, Path(folder), Path(drawn))
            for path in sorted(Path(drawn).iterdir()):
                with Image.open(path) as image:
                    image.convert("RGB").quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE).save(PICTURES / path.name, optimize=True)


def draw(language: str, folder: Path, drawn: Path) -> None:
    """Draw every screen for one language; in Chinese also dark, and on a phone."""
    name, handout, (before, after) = LANGUAGES[language]
    root = folder / name
    shutil.copytree(ROOT / "content", root / "content")
    for file in sorted((root / "content").rglob("*")):
        os.utime(file, (CHANGED, CHANGED))
    looks: dict[str, dict[str, object]] = {f"-{language}": {"language": language}}
    if language == "zh":
        looks |= {"-dark": {"dark": True}, "-phone": {"phone": True, "width": 390, "height": 760}}
    values = {
        "handout": handout,
        "importName": "创新基层治理.txt",
        "text": (ROOT / "tests" / "imports" / "seed" / "input.txt").read_text("utf-8"),
        "before": before,
        "after": after,
        "looks": looks,
    }
    os.environ["BROWSER_PICTURES"] = str(drawn)
    with serving(root) as server:
        browse(server, SCRIPT, values, width=WIDTH, height=HEIGHT, language=language)


if __name__ == "__main__":
    main()
