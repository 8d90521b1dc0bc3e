// Opens an EPUB in foliate-js in a headless browser, visits every page, and prints its observations as JSON.
// node read.mjs BOOK.epub BROWSER SCREENSHOTS: the folder of the packages is the working folder.

import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { openBook } from '../../../../tools/readers/served_book.mjs'

const [book, executablePath, pictures] = process.argv.slice(2)
const html = fileURLToPath(new URL('reader.html', import.meta.url))
// an e-reader of 6 inches at 300 dpi; the size of its screen in CSS pixels
const screen = { width: 536, height: 724, deviceScaleFactor: 2 }
const errors = []

const listen = page => {
    page.on('pageerror', error => errors.push(String(error)))
    page.on('requestfailed', request => errors.push(`${request.url()} ${request.failure()?.errorText}`))
}

const visit = async page => {
    const facts = await page.evaluate(() => window.openBook('/book.epub'))
    const go = target => page.evaluate(target => window.goTo(target), target)
    const seen = { sections: [], toc: [], pages: [], turns: 0 }
    for (let index = 0; index < facts.sections; index++) {
        seen.sections.push(await go(index))
        if (pictures) await page.screenshot({ path: join(pictures, `section-${index}.png`) })
    }
    for (const { href } of facts.toc) seen.toc.push(await go(href))
    for (const { href } of facts.pages) seen.pages.push(await go(href))
    await go(0)
    for (let before = ''; seen.turns < 400; seen.turns++) {
        const now = JSON.stringify(await page.evaluate(() => window.turn()))
        if (now === before) break
        before = now
    }
    return { ...facts, seen }
}

console.log(JSON.stringify({ ...await openBook({ book, html, executablePath, screen, prepare: listen }, visit), errors }))
