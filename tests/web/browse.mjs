// What is seen of pages of the HTML edition.

import { addressOf, carryOut, close, HEIGHT, look, open as openAddress, overflow, press, rest, shoot, violations } from '../browser.mjs'

const open = (file, width, { hash = '', ...options } = {}) => openAddress(addressOf(file) + hash, { width, isClosed: true, ...options })

/* How a page looks, and with its contents in a drawer. */
const lookAt = ({ file, widths, modes, drawer, checks }) => look(addressOf(file), {
    widths, modes, checks, isClosed: true,
    finish: drawer && (async (page, mode, seen) => {
        await page.setViewport({ width: 360, height: HEIGHT })
        await press(page, 'c')
        seen.axe[`${mode} drawer`] = [...await violations(page), ...await page.$('#drawer[open] .toc') ? [] : ['closed']]
        await shoot(page, `drawer-${mode}`)
    }),
})

/* What is found for each text: how often, and the words of the list that are marked as found. */
const search = async ({ file, queries }) => {
    const page = await open(file, 1280)
    await press(page, '/')
    const found = await page.evaluate(queries => queries.map(query => {
        const input = document.getElementById('words'), more = document.getElementById('more')
        input.value = query
        input.dispatchEvent(new Event('input'))
        while (!more.hidden) more.click()
        const marked = [...document.querySelectorAll('#hits mark')].map(mark => mark.textContent)
        return [Number((document.getElementById('found').textContent.match(/\d+/) || ['0'])[0]), marked]
    }), queries)
    await close(page)
    return found
}

/* Where each printed page is, when the address of the page names it: its mark is at the top of what is seen. */
const pages = async ({ file }) => {
    const page = await open(file, 768)
    const seen = await page.evaluate(async () => {
        const seen = {}
        for (const mark of document.querySelectorAll('[role="doc-pagebreak"]')) {
            location.hash = `#${mark.id}`
            await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))
            const { top } = mark.getBoundingClientRect(), end = document.documentElement.scrollHeight - innerHeight
            seen[mark.id] = [mark.title, top, scrollY >= end - 1]
        }
        return seen
    })
    await close(page)
    return seen
}

/* A reader: goes to a page, searches, changes the look, leaves and comes back. */
const read = async ({ file, query, label }) => {
    const seen = {}
    const facts = page => page.evaluate(() => ({
        scroll: scrollY,
        folio: document.getElementById('folio').textContent,
        here: document.getElementById('here').textContent,
        open: [...document.querySelectorAll('dialog[open]')].map(one => one.id),
        focus: document.activeElement.id || document.activeElement.tagName,
        mode: document.documentElement.dataset.mode || '',
        size: getComputedStyle(document.getElementById('text')).fontSize,
        said: document.getElementById('found').textContent,
        range: document.getElementById('range').textContent,
        chosen: [...(CSS.highlights.get('chosen') || [])].map(range => [range.toString(), range.getBoundingClientRect().top]),
        current: document.querySelectorAll('[aria-current]').length,
        resumed: !document.getElementById('resumed').hidden,
        folded: document.querySelectorAll('#text details:not([open])').length,
    }))
    let page = await open(file, 1280)
    seen.start = await facts(page)
    await press(page, 'g')
    await page.keyboard.type('999')
    await press(page, 'Enter')
    seen.nowhere = await facts(page)
    await page.$eval('#page', input => { input.value = '' })
    await page.keyboard.type(`第${label}页`)
    await press(page, 'Enter')
    await rest(page)
    seen.page = await facts(page)
    seen.target = await page.evaluate(() => location.hash)
    await press(page, '/')
    await page.keyboard.type(query)
    seen.found = await facts(page)
    await press(page, 'Enter')
    seen.first = await facts(page)
    await press(page, 'Enter')
    seen.second = await facts(page)
    await page.keyboard.down('Shift')
    await press(page, 'Enter')
    await page.keyboard.up('Shift')
    seen.back = await facts(page)
    await shoot(page, 'search')
    await press(page, 'Escape')
    await rest(page) // the event that a dialog has closed comes later
    seen.escaped = await facts(page)
    await press(page, '+', '+', 'm', 'm', 'm')
    await rest(page)
    seen.changed = await facts(page)
    await press(page, '?')
    seen.help = await facts(page)
    await press(page, 'Escape', ']')
    await rest(page, 500)
    seen.section = await facts(page)
    const context = page.browserContext(), address = page.url().split('#')[0]
    await page.close()
    page = await context.newPage()
    await page.setViewport({ width: 1280, height: HEIGHT })
    await page.goto(address)
    await rest(page)
    seen.again = await facts(page)
    await page.click('[data-do="restart"]')
    await rest(page)
    seen.restarted = await facts(page)
    await close(page)

    page = await open(file, 360)
    await press(page, 'c')
    seen.drawer = await facts(page)
    seen.trapped = []
    for (let step = 0; step < 40; step++) {
        await press(page, 'Tab')
        seen.trapped.push(await page.evaluate(() => document.activeElement === document.body || !!document.activeElement.closest('#drawer')))
    }
    await press(page, 'Escape')
    seen.shut = await facts(page)
    seen.home = await page.$eval('#contents', nav => nav.parentElement.tagName)
    await press(page, 'c')
    await page.evaluate(() => [...document.querySelectorAll('#drawer a')].pop().click())
    await rest(page)
    seen.jumped = await facts(page)
    await press(page, 'c')
    await page.mouse.click(350, 400)
    seen.outside = await facts(page)
    await page.click('[data-do="look"]')
    await shoot(page, 'look')
    await page.click('[data-do="help"]')
    await page.click('#keys')
    await press(page, 'Escape', '/')
    seen.keyless = await facts(page)
    await page.click('[data-do="look"]')
    await page.click('#look [value="paper"]')
    seen.paper = await facts(page)
    await close(page)

    // every control and link can be reached by the keyboard, and shows that it is
    page = await open(file, 1280)
    seen.order = []
    for (let step = 0; step < 400; step++) {
        await press(page, 'Tab')
        const at = await page.evaluate(() => {
            const node = document.activeElement, style = getComputedStyle(node)
            return node === document.body ? null : [node.dataset.do || node.hash || node.tagName, style.outlineStyle !== 'none']
        })
        if (!at) break
        seen.order.push(at)
    }
    await close(page)
    return seen
}

/* Without script: the text, its contents, and no controls. */
const plain = async ({ file, widths }) => {
    const seen = {}, page = await open(file, widths[0], { script: false })
    for (const width of widths) {
        await page.setViewport({ width, height: HEIGHT })
        await shoot(page, `plain-${width}`)
        seen[width] = [await overflow(page), await page.$eval('.bar', bar => bar.getBoundingClientRect().height),
            await page.$eval('#contents', nav => nav.getBoundingClientRect().height), await page.$$eval('dialog[open]', found => found.length)]
    }
    await close(page)
    return seen
}

/* Words to recall: covered, shown by a click and by the keyboard, shown all. */
const recall = async ({ file, query }) => {
    const page = await open(file, 360), seen = {}
    const shown = () => page.$$eval('button.cloze', found => found.map(one => one.getAttribute('aria-expanded') === 'true'))
    const count = async () => {
        await page.evaluate(query => {
            document.getElementById('words').value = query
            document.getElementById('words').dispatchEvent(new Event('input'))
        }, query)
        return page.$$eval('#hits mark', found => found.length)
    }
    seen.covered = [await shown(), await count()]
    await page.click('button.cloze')
    seen.clicked = [await shown(), await count()]
    await page.focus('button.cloze')
    await press(page, 'Enter')
    seen.pressed = [await shown(), await count()]
    await page.evaluate(() => document.querySelector('[data-do="words-show"]').click())
    seen.all = [await shown(), await count()]
    seen.axe = await violations(page)
    await close(page)
    return seen
}

/* On paper: no controls, and folded answers are open. */
const print = async ({ file }) => {
    const page = await open(file, 1280)
    await page.emulateMediaType('print')
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
    const seen = await page.evaluate(() => ({
        controls: [...document.querySelectorAll('.bar, .toc, .skip, dialog, #resumed')].filter(one => one.getClientRects().length).length,
        folded: document.querySelectorAll('#text details:not([open])').length,
        ground: getComputedStyle(document.documentElement).backgroundColor,
    }))
    await page.evaluate(() => dispatchEvent(new Event('afterprint')))
    seen.after = await page.$$eval('#text details:not([open])', found => found.length)
    await close(page)
    return seen
}

const WORK = { look: lookAt, search, pages, read, plain, recall, print }
await carryOut(async orders => {
    const seen = {}
    for (const [name, order] of Object.entries(orders)) seen[name] = await WORK[order.work](order)
    return seen
})
