// The frame of the application: shows the screen that the address names, and its navigation.

import { ask, askUser, build, desk, language, make, openMenu, post, report, say, setLanguage, setTitle, translate } from './kit.js'
import { listDropped } from './dropped_files.js'

// Each screen: its module exports mount(root, name), where `name` is the rest of the address. What it returns may have `unmount()`,
// which undoes it, `open(name)`, which is called in its place where only the name changes, and `translate()`, which is called after the
// language has changed and the words of the markup are replaced; a screen without it is mounted again.
const SCREENS = {
    start: () => import('./start.js'),
    handout: () => import('./handout.js'),
    import: () => import('./import.js'),
    book: () => import('./book.js'),
    output: () => import('./output.js'),
    check: () => import('./check.js'),
}
const APPEARANCES = ['auto', 'light', 'dark']
const root = document.getElementById('screen')
let dropped = null // files on their way to the import
let shown = { screen: '', name: '', handle: {} }

const readAddress = () => {
    const [screen, ...rest] = location.hash.replace(/^#\/?/, '').split('/')
    return { screen: SCREENS[screen] ? screen : 'start', name: rest.map(decodeURIComponent).join('/') }
}

// The address of a screen, and going there
export const locate = (screen, name = '') => `#/${[screen, ...name.split('/').filter(Boolean).map(encodeURIComponent)].join('/')}`
export const go = (screen, name = '') => {
    location.hash = locate(screen, name)
}

// Open a source file at a place; the editor takes it with takePlace
let wanted = null
export function openPlace(name, line, column = 1) {
    wanted = { name, line, column }
    go('handout', name)
}
export function takePlace(name) {
    const found = wanted?.name === name ? wanted : null
    wanted = found ? null : wanted
    return found
}

function showNavigation(current) {
    document.getElementById('screens').replaceChildren(
        ...Object.keys(SCREENS).map(screen => {
            const link = make('a', { href: locate(screen) }, say(`screen_${screen}`))
            if (screen === current) link.setAttribute('aria-current', 'page')
            return link
        }),
    )
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
        const isOther = shown.screen && shown.screen !== screen
        shown.handle.unmount?.()
        translateFrame()
        document.body.dataset.screen = screen
        root.replaceChildren(build(screen))
        root.scrollTop = 0
        setTitle(say(`screen_${screen}`))
        if (isOther) root.focus({ preventScroll: true }) // the link that led here may be gone
        shown = { screen, name, handle: mount(root, name) ?? {} }
        if (dropped) shown.handle.take?.(dropped)
        dropped = null
    } catch (error) {
        report(error)
    }
}

// Files that are dropped on the first screen are imported. On any other one the browser must not open them in place of the page.
const hasFiles = event => event.dataTransfer?.types.includes('Files')
addEventListener('dragover', event => {
    if (!hasFiles(event)) return
    event.preventDefault()
    document.body.dataset.over = 'true'
})
addEventListener('dragleave', event => {
    if (!event.relatedTarget) delete document.body.dataset.over
})
addEventListener('drop', event => {
    delete document.body.dataset.over
    if (event.defaultPrevented || !hasFiles(event)) return
    event.preventDefault()
    if (shown.screen !== 'start' || !desk.isWritable) return
    dropped = listDropped(event.dataTransfer)
    go('import')
})

// Language, appearance, folder ---------------------------------------------------------------------------------

function translateFrame() {
    translate(document)
    document.getElementById('folder').title = `${say('folder_switch')} (${desk.path})`
}

function switchLanguage() {
    setLanguage(language() === 'zh' ? 'en' : 'zh')
    if (!shown.handle.translate) return show({ again: true })
    translateFrame()
    showNavigation(shown.screen)
    setTitle(say(`screen_${shown.screen}`))
    shown.handle.translate()
}

const appearance = {
    get: () => {
        try {
            return localStorage.getItem('jiangyi-appearance') ?? 'auto'
        } catch {
            return 'auto'
        }
    },
    set: name => {
        try {
            localStorage.setItem('jiangyi-appearance', name)
        } catch {
            /* private windows may refuse it */
        }
        dispatchEvent(new Event('appearance'))
    },
}
const listAppearances = () => APPEARANCES.map(name => [say(`appearance_${name}`), () => appearance.set(name), appearance.get() === name])

// Open another folder in place of this one; the page starts anew
export async function openFolder(path) {
    try {
        await post('/api/folders/open', { path })
        history.replaceState(null, '', '/')
        location.reload()
    } catch (error) {
        report(error)
    }
}

async function listFolders() {
    const { folders } = await ask('/api/folders')
    return folders.map(folder => [folder.name, () => folder.path === desk.path || openFolder(folder.path), folder.path === desk.path])
}

async function openFolders(event) {
    const button = event.currentTarget
    try {
        openMenu(button, [...(await listFolders()), null, [say('start_all_folders'), () => go('start')]])
    } catch (error) {
        report(error)
    }
}

// The address for a phone, as a code that it can scan
async function showCode() {
    try {
        const { address, code } = await ask('/api/phone')
        await askUser(
            say('phone'),
            make(
                'div',
                { className: 'phone-code' },
                make('img', { src: code, alt: say('phone_code') }),
                make('p', {}, say('phone_hint')),
                make('p', { className: 'hint' }, address),
            ),
            [['ok', say('close')]],
            { canCancel: false },
        )
    } catch (error) {
        report(error)
    }
}

// On a phone one menu has it all
function openScreens(event) {
    const { screen } = readAddress()
    openMenu(event.currentTarget, [
        ...Object.keys(SCREENS).map(name => [say(`screen_${name}`), () => go(name), name === screen]),
        null,
        ...listAppearances(),
        null,
        [say('language'), switchLanguage],
    ])
}

document.getElementById('skip').addEventListener('click', event => {
    event.preventDefault()
    root.focus()
})
document.getElementById('menu').addEventListener('click', openScreens)
document.getElementById('folder').addEventListener('click', openFolders)
document.getElementById('appearance').addEventListener('click', event => openMenu(event.currentTarget, listAppearances()))
document.getElementById('language').addEventListener('click', switchLanguage)
document.getElementById('phone').addEventListener('click', showCode)
document.getElementById('phone').hidden = desk.isLocal
document.getElementById('read-only').hidden = desk.isWritable
addEventListener('hashchange', () => show())
show()
