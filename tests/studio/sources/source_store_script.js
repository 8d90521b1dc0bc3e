// Two windows that type into one file, as an editor does; `values` has the name of the file and its path on disk
const { name, path } = values
const read = () => kit.disk.readFile(path, 'utf8')

// A window with a store; `shown` is what its editor shows, and `states` what it is told
async function openWindow() {
    const window = await page.browserContext().newPage()
    await window.goto(new URL('/', page.url()).href)
    await window.waitForFunction(() => document.body.dataset.screen)
    await window.evaluate(async name => {
        const [{ openSource }, { HandoutView }] = await Promise.all([import('/static/source_store.js'), import('/static/handout_view.js')])
        const source = await openSource(name), view = new HandoutView(name)
        globalThis.source = source
        globalThis.states = []
        globalThis.replaced = 0
        source.addEventListener('state', ({ detail }) => states.push(detail.state))
        source.addEventListener('replace', () => { replaced++ })
        view.addEventListener('files', ({ detail }) => source.note(detail.versions[name]))
        // type into the line that holds some words, one character after the other
        globalThis.typeAfter = async (words, text, pause = 10) => {
            for (const character of text) {
                const at = source.text.indexOf(words) + words.length
                source.edit(source.text.slice(0, at) + character + source.text.slice(at))
                words += character
                await new Promise(resolve => setTimeout(resolve, pause))
            }
        }
    }, name)
    return window
}
const typeAfter = (window, ...values) => window.evaluate((...values) => typeAfter(...values), ...values)
const textOf = window => window.evaluate(() => source.text)
const stateOf = window => window.evaluate(() => source.state)
async function until(test) {
    for (let tries = 0; tries < 1000; tries++, await kit.rest(20)) if (await test()) return
    throw new Error(`never: ${test}`)
}

const one = await openWindow(), two = await openWindow()
facts.opened = await textOf(one)

// typing is saved while it goes on
await Promise.all([typeAfter(one, '第一段', '甲'.repeat(60), 25), until(async () => (await read()).includes('甲甲甲'))])
await until(async () => (await read()) === await textOf(one) && await stateOf(one) === 'saved')
await until(async () => await textOf(two) === await textOf(one))
facts.typed = await read()

// both windows type into lines of their own at the same time
await Promise.all([typeAfter(one, '第一段', '乙'.repeat(40)), typeAfter(two, '第三段', '丙'.repeat(40))])
await until(async () => (await read()) === await textOf(one) && await textOf(one) === await textOf(two))
facts.together = await read()

// both have changed the same line: the user keeps both
await two.setOfflineMode(true)
await typeAfter(two, '第二段', '我的')
await typeAfter(one, '第二段', '另一个')
await until(async () => (await read()).includes('另一个'))
await two.setOfflineMode(false)
await until(async () => await stateOf(two) === 'conflict')
facts.kept = await read()
await typeAfter(two, '第二段我的', '还在写')
await two.evaluate(() => source.resolve('both'))
await until(async () => await stateOf(two) === 'saved' && await textOf(one) === await textOf(two))
facts.both = await read()

// without the server the words stay in the browser, also where the window is closed
await two.setOfflineMode(true)
await typeAfter(two, '第三段', '离线')
await until(async () => await stateOf(two) === 'offline')
facts.offline = [await read(), await two.evaluate(() => Object.keys(localStorage).filter(key => key.includes('unsaved')).length)]
await two.close()
await typeAfter(one, '第一段', '又')
await until(async () => (await read()).includes('段又') && await stateOf(one) === 'saved')
const three = await openWindow()
await until(async () => await textOf(three) === await textOf(one))
facts.recovered = await read()
facts.hasRecovered = await Promise.all([one, three].map(window => window.evaluate(() => source.hasRecovered)))
facts.left = await three.evaluate(() => Object.keys(localStorage).filter(key => key.includes('unsaved')).length)

// an input method composes: nothing is put into the editor, and nothing is lost
await three.evaluate(() => { source.isHeld = () => true })
await typeAfter(one, '第一段', '新')
await until(async () => (await read()).includes('段新'))
await typeAfter(three, '第三段', '合')
await until(async () => (await read()).includes('段合'))
facts.held = (await textOf(three)).includes('段新')
await three.evaluate(() => { source.isHeld = () => false })
await until(async () => await textOf(three) === await textOf(one))
facts.composed = await read()

// the file is removed, and made again
await kit.disk.rm(path)
await until(async () => await stateOf(one) === 'removed' && await stateOf(three) === 'removed')
await typeAfter(one, '第一段', '还')
await one.evaluate(() => source.putBack())
await until(async () => await stateOf(one) === 'saved')
facts.putBack = (await read()) === await textOf(one)
