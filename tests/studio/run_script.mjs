// Runs a script on the page of a studio. The script is the body of an async function of (page, facts, kit, values): it drives `page`,
// and fills in `facts`, which are printed. `kit` has what such scripts share.

import * as disk from 'node:fs/promises'
import { basename } from 'node:path'
import { setTimeout } from 'node:timers/promises'

import { carryOut, close, open, overflow, press, rest, shoot, troubles, violations } from '../browser.mjs'

const WAIT = 60_000
const screenOf = (width, height, isPhone) => ({ width, height, ...isPhone && { deviceScaleFactor: 2, isMobile: true, hasTouch: true } })

// A page of the application with storage of its own, and its kit; `settings` differ from those of the orders
async function openPage(orders, settings = {}) {
    const { width, height, phone, language, dark, entrance } = { ...orders, ...settings }
    const page = await open('about:blank', { screen: screenOf(width, height, phone), mode: dark ? 'dark' : 'light' })
    await page.evaluateOnNewDocument(language => {
        try { localStorage.getItem('jiangyi-language') ?? localStorage.setItem('jiangyi-language', language) } catch { /* no page of ours */ }
    }, language)
    await page.goto(entrance)
    await page.waitForFunction(() => document.body.dataset.screen)
    return [page, createKit(page, orders)]
}

const createKit = (page, orders) => ({
    disk,
    troubles,
    newPage: settings => openPage(orders, settings),
    close: () => close(page),
    rest: ms => rest(page, ms),
    press: (...keys) => press(page, ...keys),
    axe: () => violations(page),
    overflow: () => overflow(page),
    shoot: (name, options) => shoot(page, name, options),
    // A change between phone and desktop loads the page anew
    resize: async (width, height = 900, isPhone = false) => {
        await page.setViewport(screenOf(width, height, isPhone))
        await page.waitForFunction(() => document.body?.dataset.screen)
    },
    // Go to a screen, and wait until it is there
    open: async (screen, name = '') => {
        const address = `#/${[screen, ...name.split('/').filter(Boolean)].map(encodeURIComponent).join('/')}`
        await page.evaluate(address => { location.hash = address }, address)
        await page.waitForFunction(screen => document.body.dataset.screen === screen, {}, screen)
    },
    // An element that a new list has replaced meanwhile is looked up again
    click: async selector => {
        for (let attempts = 5; ; attempts--) {
            try {
                return await (await page.waitForSelector(selector, { visible: true })).click()
            } catch (error) {
                if (!attempts || !/detached|not clickable/.test(String(error))) throw error
            }
        }
    },
    type: async (selector, text) => {
        const field = await page.waitForSelector(selector, { visible: true })
        await field.click({ count: 3 })
        await field.type(text)
    },
    // Wait until a function in the page says yes; where it throws, as for an element that is still to come, it is asked again
    until: async (test, ...values) => {
        let last
        for (const end = Date.now() + WAIT; Date.now() < end; await setTimeout(20)) {
            const found = await page.evaluate(test, ...values).catch(error => { last = error })
            if (found) return found
        }
        throw new Error(`never true: ${test} ${last ?? ''}`)
    },
    text: selector => page.$eval(selector, element => element.innerText),
    texts: selector => page.$$eval(selector, elements => elements.map(element => element.innerText)),
    // Drop files of this machine on an element
    drop: async (selector, paths) => {
        const files = await Promise.all(paths.map(async path => [basename(path), (await disk.readFile(path)).toString('base64')]))
        await page.waitForSelector(selector)
        await page.evaluate((selector, files) => {
            const carried = new DataTransfer()
            for (const [name, data] of files) carried.items.add(new File([Uint8Array.from(atob(data), one => one.charCodeAt(0))], name))
            for (const type of ['dragenter', 'dragover', 'drop'])
                document.querySelector(selector).dispatchEvent(new DragEvent(type, { dataTransfer: carried, bubbles: true, cancelable: true }))
        }, selector, files)
    },
})

await carryOut(async orders => {
    const facts = {}, AsyncFunction = (async () => {}).constructor
    const [page, kit] = await openPage(orders)
    try {
        await new AsyncFunction('page', 'facts', 'kit', 'values', orders.script)(page, facts, kit, orders.values)
    } catch (error) {
        await kit.shoot('failed')
        const text = await page.evaluate(() => document.body.innerText.slice(0, 2000)).catch(() => '')
        console.error(JSON.stringify({ facts, troubles, address: page.url(), text }, null, 1))
        throw error
    }
    if (orders.allowsTroubles) facts.troubles = troubles.splice(0)
    return facts
})
