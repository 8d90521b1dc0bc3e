// What is seen of the screen of a handout after each action.

import { readFile, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'

import { carryOut, close, open as openAddress, press, rest, shoot as draw } from '../browser.mjs'

const DESKTOP = { width: 1440, height: 900 }, PHONE = { width: 390, height: 844, deviceScaleFactor: 2, isMobile: true, hasTouch: true }
let page

const shoot = name => draw(page, name)
// A test that throws in the page is never called again, and the wait has no end: so it copes with a screen that is still to come
const drawn = name => page.waitForFunction(name => {
    const sheets = [...document.querySelectorAll('.sheet')], images = sheets.flatMap(sheet => [...sheet.querySelectorAll('img')])
    const inView = sheets.filter(sheet => sheet.isNear)
    return document.getElementById('state')?.dataset.state === 'fresh' && inView.length && inView.every(sheet =>
        sheet.querySelector('img')?.getAttribute('src') === sheet.dataset.url) && images.every(image => image.src.includes(name))
        && document.querySelector('#book iframe:not(.coming)') && !document.querySelector('#book iframe.coming')
}, { timeout: 60000 }, encodeURIComponent(name))
const facts = () => page.evaluate(() => ({
    state: document.getElementById('state').dataset.state,
    pages: document.querySelectorAll('.sheet').length,
    images: [...document.querySelectorAll('.sheet img')].map(image => [image.naturalWidth, new URL(image.src).searchParams.get('digest')]),
    scroll: document.getElementById('pages-pane').scrollTop,
    book: document.querySelector('#book iframe:not(.coming)')?.contentDocument.body.textContent,
    bookScroll: document.querySelector('#book iframe:not(.coming)')?.contentWindow.scrollY,
    chapter: document.getElementById('chapter').value,
    notice: document.getElementById('notice').hidden ? '' : document.getElementById('notice').textContent,
    remarks: [...document.querySelectorAll('#remarks li')].map(line => [line.dataset.state, line.textContent]),
    card: document.getElementById('card').hidden ? '' : document.getElementById('card-place').textContent,
    list: [...document.querySelectorAll('#list a')].map(link => [link.textContent, link.dataset.state]),
    coming: document.querySelectorAll('#book iframe.coming').length,
    pending: [...document.querySelectorAll('.sheet')].filter(sheet => sheet.isNear && sheet.querySelector('img')?.getAttribute('src') !== sheet.dataset.url)
        .map(sheet => sheet.dataset.url),
    focus: document.activeElement.id,
    view: document.querySelector('.handout').dataset.view,
    overflow: document.documentElement.scrollWidth - innerWidth,
}))
const act = async ({ address, handout }) => {
    const name = basename(handout), place = `${address}#/handout/${encodeURIComponent(name)}`, seen = {}
    const open = async (options = {}) => {
        page = await openAddress(place, { screen: DESKTOP, ...options })
        await page.evaluate(() => localStorage.setItem('jiangyi-panes', 'list pages book'))
        await page.reload()
        await drawn(name)
    }
    const good = await readFile(handout, 'utf8')
    await open()
    seen.first = await facts()
    await shoot('desktop')

    // click on a paragraph of the page, then on a block of the e-book
    const box = await (await page.$('.sheet')).boundingBox()
    const middle = [box.x + box.width / 2, 860]
    for (; middle[1] > 200; middle[1] -= 12) {
        await page.mouse.move(...middle)
        if (await page.$('.place.hovered')) break
    }
    await page.mouse.click(...middle)
    await rest(page, 600)
    seen.clicked = await facts()
    await shoot('clicked')
    await press(page, 'ArrowUp')
    seen.stepped = await facts()
    await press(page, 'Escape')
    seen.escaped = await facts()
    await page.evaluate(() => document.querySelector('#book iframe').contentDocument.querySelector('p').click())
    seen.bookClicked = await facts()
    await press(page, 'Escape')

    // change words: the new ones are shown, and the scroll position stays
    await page.evaluate(() => document.getElementById('after').click())
    await page.waitForFunction(() => document.getElementById('chapter').selectedIndex === 2 && !document.querySelector('.coming'))
    await page.evaluate(() => document.getElementById('pages-pane').scrollTo(0, 700))
    await page.evaluate(() => document.querySelector('#book iframe').contentWindow.scrollTo(0, 120))
    await rest(page, 300)
    await drawn(name)
    seen.before = await facts()
    seen.delays = []
    for (const words of ['改过一次的新句子。', '又改了一次的新句子。']) {
        const old = (await facts()).images.at(-1)[1]
        const shown = page.evaluate(old => new Promise(resolve => {
            const look = () => [...document.querySelectorAll('.sheet img')].some(image => !image.src.includes(old)) ? resolve(Date.now()) : setTimeout(look, 2)
            look()
        }), old)
        const saved = Date.now()
        await writeFile(handout, good.replace('【改】', words))
        seen.delays.push(await shown - saved)
        await page.waitForFunction(words => document.querySelector('#book iframe:not(.coming)')?.contentDocument.body.textContent.includes(words), {}, words)
    }
    await drawn(name)
    seen.after = await facts()
    await shoot('after')

    // make an error and correct it
    await writeFile(handout, good.replace('【改】', '见[[没有的地方]]，:ref[]{x}').replace('title:', 'titel: 错\ntitle:'))
    await page.waitForFunction(() => document.getElementById('state').dataset.state === 'error' && !document.getElementById('notice').hidden)
    seen.wrong = await facts()
    await shoot('wrong')
    await writeFile(handout, good)
    await page.waitForFunction(() => document.getElementById('notice').hidden)
    await drawn(name)
    seen.right = await facts()

    // the keyboard: search, leave the search, turn a page
    await press(page, '/')
    seen.finding = await facts()
    await page.keyboard.type('zzz')
    seen.none = await facts()
    await press(page, 'Escape')
    seen.left = await facts()
    await press(page, 'ArrowRight')
    await rest(page, 200)
    seen.turned = await facts()
    await close(page)

    await open({ mode: 'dark' })
    await shoot('dark')
    await close(page)

    page = await openAddress(place, { screen: PHONE })
    await page.waitForSelector('.sheet img')
    seen.phone = await facts()
    await shoot('phone-pages')
    await page.tap('.sheet')
    await rest(page, 500)
    seen.tapped = await facts()
    await shoot('phone-clicked')
    await page.tap('#card-close')
    for (const view of ['list', 'book', 'remarks']) {
        await page.tap(`.tabs [data-view="${view}"]`)
        await rest(page, 300)
        seen[`phone_${view}`] = await facts()
        await shoot(`phone-${view}`)
    }
    return seen
}
await carryOut(async orders => {
    try {
        return await act(orders)
    } catch (error) {
        await shoot('failed')
        console.error(JSON.stringify(await facts().catch(() => null)))
        throw error
    }
})
