// The frame of the application: shows the screen that the address names, and its navigation.

import { build, language, make, report, say, setLanguage, translate } from './kit.js'

// Each screen: its module exports mount(root, name), where `name` is the rest of the address. What it returns may have `unmount()`,
// which undoes it, and `open(name)`, which is called in its place where only the name changes.
const SCREENS = {
    start: () => import('./start.js'),
    handout: () => import('./handout.js'),
}
const root = document.getElementById('screen')
let shown = { screen: '', name: '', handle: {} }

const readAddress = () => {
    const [screen, ...rest] = location.hash.replace(/^#\/?/, '').split('/')
    return { screen: SCREENS[screen] ? screen : 'start', name: rest.map(decodeURIComponent).join('/') }
}

// Go to a screen
export const go = (screen, name = '') => { location.hash = `#/${[screen, ...name.split('/').filter(Boolean).map(encodeURIComponent)].join('/')}` }

function showNavigation(current) {
    document.getElementById('screens').replaceChildren(...Object.keys(SCREENS).map(screen => {
        const link = make('a', { href: `#/${screen}` }, say(`screen_${screen}`))
        if (screen === current) link.setAttribute('aria-current', 'page')
        return link
    }))
}

async function show({ again = false } = {}) {
    const { screen, name } = readAddress()
    showNavigation(screen)
    if (!again && shown.screen === screen && shown.handle.open) {
        shown.name = name
        return shown.handle.open(name)
    }
    try {
        const { mount } = await SCREENS[screen]()
        if (readAddress().screen !== screen) return
        shown.handle.unmount?.()
        translate(document)
        document.body.dataset.screen = screen
        root.replaceChildren(build(screen))
        shown = { screen, name, handle: mount(root, name) ?? {} }
    } catch (error) {
        report(error)
    }
}

document.getElementById('language').addEventListener('click', () => {
    setLanguage(language() === 'zh' ? 'en' : 'zh')
    show({ again: true })
})
addEventListener('hashchange', () => show())
show()
