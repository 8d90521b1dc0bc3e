// An EPUB on a page in a headless browser, with a reader's engine from the folder of the packages, which is the working folder.

import { join } from 'node:path'

import { serve, withBrowser } from '../browser.mjs'

// Calls `use` with the page once it sets `window.ready`; `html` is the file of the page, which finds the book at /book.epub.
export const openBook = async ({ book, html, executablePath, screen, prepare = () => {} }, use) => {
    const special = { '/book.epub': book, '/': html }
    const { address, stop } = await serve(path => special[path] ?? join(process.cwd(), path))
    try {
        return await withBrowser(executablePath, async browser => {
            const page = await browser.newPage()
            prepare(page)
            await page.goto(address)
            await page.waitForFunction('window.ready')
            return await use(page)
        }, { defaultViewport: screen })
    } finally {
        await stop()
    }
}
