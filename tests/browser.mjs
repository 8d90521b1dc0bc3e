// What scripts share that open our pages in a headless browser. A script carries out orders, which are JSON, and prints what it sees.
// node SCRIPT ORDERS.json BROWSER [PICTURES]: run it in the folder of the packages.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { locate, withBrowser } from '../tools/browser.mjs'

const [ordersPath, executablePath, pictures] = process.argv.slice(2)
const axe = await readFile(locate('axe-core/axe.min.js'), 'utf8')
let browser
/* What went wrong on pages: errors, warnings, violations of the policy. */
export const troubles = []

export const HEIGHT = 800, DESKTOP = { width: 1280, height: HEIGHT }
export const addressOf = file => pathToFileURL(file).href

/* A page whose troubles are noted. With `isClosed`, it may request nothing but itself. */
export const watch = (page, name, { isClosed = false } = {}) => {
    page.on('pageerror', error => troubles.push(`${name}: ${error}`))
    page.on('console', message => {
        const { url } = message.location()
        // the browser itself asks for the icon of a page that names none, also without a network
        if (['error', 'warn'].includes(message.type()) && !url?.endsWith('/favicon.ico')) troubles.push(`${name}: ${message.text()} ${url}`)
    })
    if (isClosed) page.on('request', request => {
        if (!request.url().startsWith('data:') && !request.isNavigationRequest()) troubles.push(`${name}: ${request.url()}`)
    })
    return page
}
/* A page in a context of its own, without anything that other pages stored. */
export const open = async (address, { screen = DESKTOP, width, mode = 'light', script = true, agent = '', isClosed = false } = {}) => {
    const context = await browser.createBrowserContext(), page = watch(await context.newPage(), address, { isClosed })
    await page.setJavaScriptEnabled(script)
    if (agent) await page.setUserAgent(agent)
    await page.setViewport({ ...screen, ...width && { width } })
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: mode }])
    await page.bringToFront() // a page behind another draws no frames
    await page.goto(address)
    return page
}
export const close = page => page.browserContext().close()
export const rest = (page, ms = 60) => page.evaluate(ms => new Promise(resolve => setTimeout(resolve, ms)), ms)
export const press = async (page, ...keys) => { for (const key of keys) await page.keyboard.press(key) }
export const shoot = (page, name, options = {}) => pictures && page.screenshot({ path: join(pictures, `${name}.png`), ...options })
export const overflow = page => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
export const violations = async page => {
    if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(axe)
    return page.evaluate(async () => {
        const found = await window.axe.run(document, { resultTypes: ['violations'], preload: false })
        return found.violations.map(one => `${one.id}: ${one.nodes.map(node => node.target.join(' ')).join(', ')}`)
    })
}

/* How a page looks: how much too wide it is on screens of these widths, and what is wrong with it in each mode. `prepare` brings it
   into the state that is looked at; `finish` gets the page and the mode at the end. */
export const look = async (address, { widths, modes = ['light', 'dark'], checks = true, name = '', prepare, finish, ...options }) => {
    const seen = { overflow: {}, axe: {} }
    for (const mode of modes) {
        const page = await open(address, { ...options, width: widths[0], mode })
        if (prepare) await prepare(page)
        for (const width of widths) {
            await page.setViewport({ ...DESKTOP, width })
            seen.overflow[width] = await overflow(page)
            if (name) await shoot(page, `${name}-${width}-${mode}`, { fullPage: true })
        }
        seen.axe[mode] = checks ? await violations(page) : []
        if (finish) await finish(page, mode, seen)
        await close(page)
    }
    return seen
}

/* Prints what a function sees that gets the orders. */
export const carryOut = use => withBrowser(executablePath, async opened => {
    browser = opened
    const seen = await use(JSON.parse(await readFile(ordersPath, 'utf8')))
    console.log(JSON.stringify({ seen, troubles }))
})
