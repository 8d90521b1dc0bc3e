// The screen of a handout: list, pages, e-book and problems of one document, side by side or one at a time.

import { go, locate } from './app.js'
import { desk, say, setTitle } from './kit.js'
import { createEbook } from './ebook_panel.js'
import { createEditor } from './editor_panel.js'
import { HandoutView, address } from './handout_view.js'
import { createList } from './list_panel.js'
import { createPages } from './page_panel.js'
import { createProblems } from './problem_panel.js'

const SMALL = matchMedia('(max-width: 1000px)')
const PANES = ['list', 'editor', 'pages', 'book', 'remarks'],
    SHOWN = ['list', 'editor', 'pages', 'remarks']
const STORED = 'jiangyi-panes'

export function mount(root, name) {
    const screen = root.querySelector('.handout'),
        card = screen.querySelector('#card'),
        tools = screen.querySelector('#tools')
    const view = new HandoutView(name)
    const panels = {
        list: createList(screen, view),
        pages: createPages(screen, view),
        book: createEbook(screen, view, { onKey: event => press(event) }),
        editor: createEditor(screen, view),
        problems: createProblems(screen, view, { goTo: (file, line, column) => edit(file, line, column) }),
    }

    // Title, state, and the place of the selected block ------------------------------------------------------

    function showState() {
        const { doc, isReached } = view,
            state = isReached ? (doc?.state ?? 'waiting') : 'error'
        const label = screen.querySelector('#state')
        screen.querySelector('#title').textContent = doc?.title ?? say('handouts')
        label.dataset.state = state
        label.textContent = label.title = isReached && doc ? say(state) : ''
        if (doc) setTitle(doc.title)
    }

    function showDocument({ detail }) {
        const { doc } = view
        tools.hidden = !doc
        if (!doc) return
        for (const kind of ['pdf', 'epub']) screen.querySelector(`#${kind}`).href = `/files/${address(doc.name)}/${kind}`
        screen.querySelector('#output').href = locate('output', doc.name)
        if (detail.isOther) panels.pages.focus()
    }

    // A selected block is shown in the editor, where there is one; else a card names its place
    function showCard({ detail }) {
        card.hidden = !detail.id || isShown('editor') || detail.from === 'editor'
        if (!detail.id) return
        const [file, line, , excerpt] = view.doc.sources[detail.id]
        card.querySelector('#card-place').textContent = `${file.replace('content/', '')} · ${say('line', { line })}`
        card.querySelector('#card-excerpt').textContent = excerpt.trim()
    }

    // Open a place of a source in the editor
    function edit(file, line, column) {
        card.hidden = true
        if (SMALL.matches) showPane('editor')
        else if (!isShown('editor')) switchPane('editor')
        panels.editor.goTo(file, line, column)
    }

    function openFirst() {
        if (!view.name && view.items.length) go('handout', view.items[0].name)
    }

    // Panes and keys -----------------------------------------------------------------------------------------

    const findPane = pane => screen.querySelector(`#${pane}-pane`)
    const isShown = pane => (SMALL.matches ? screen.dataset.view === pane : !('off' in findPane(pane).dataset))
    const readShown = () => {
        try {
            return localStorage.getItem(STORED)?.split(' ') ?? SHOWN
        } catch {
            return SHOWN
        }
    }

    function showPanes(shown) {
        for (const pane of PANES) {
            findPane(pane).toggleAttribute('data-off', !shown.includes(pane))
            screen.querySelector(`[data-pane-switch="${pane}"]`).setAttribute('aria-pressed', String(shown.includes(pane)))
        }
        try {
            localStorage.setItem(STORED, shown.join(' '))
        } catch {
            /* private windows may refuse it */
        }
        panels.pages.redraw()
    }

    // Show or hide a pane beside the others; one of those with the text stays
    function switchPane(pane) {
        const shown = readShown(),
            now = PANES.filter(other => (other === pane ? !shown.includes(pane) : shown.includes(other)))
        if (['editor', 'pages', 'book'].some(other => now.includes(other))) showPanes(now)
    }

    function showPane(pane) {
        screen.dataset.view = pane
        for (const tab of screen.querySelectorAll('.tabs button'))
            tab.dataset.view === pane ? tab.setAttribute('aria-current', 'page') : tab.removeAttribute('aria-current')
        if (pane === 'pages') panels.pages.redraw()
    }

    function findAction(key) {
        const { turn, zoom, step } = panels.pages
        const actions = {
            ArrowRight: () => turn(1),
            ArrowLeft: () => turn(-1),
            '+': () => zoom(1),
            '=': () => zoom(1),
            '-': () => zoom(-1),
            Enter: () => step(1),
        }
        return (card.hidden ? actions : { ...actions, ArrowDown: () => step(1), ArrowUp: () => step(-1) })[key]
    }

    function press(event) {
        if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
        if (event.isComposing || event.target.closest?.('#editor-pane')) return
        const isField = event.target.closest?.('input, textarea, [contenteditable], .cm-editor')
        if (event.key === 'Escape') {
            if (!card.hidden) return view.choose(null)
            panels.list.clear()
            return panels.pages.focus()
        }
        if (isField || event.target.closest?.('dialog')) return
        if (event.key === '/') {
            event.preventDefault()
            if (SMALL.matches) showPane('list')
            return panels.list.focus()
        }
        if (!view.doc || event.target.closest?.('select, button, a, #list-pane')) return
        const action = findAction(event.key)
        if (!action) return
        event.preventDefault()
        action()
    }

    view.addEventListener('list', openFirst)
    view.addEventListener('document', showDocument)
    view.addEventListener('state', showState)
    view.addEventListener('choose', showCard)
    card.querySelector('#card-form').hidden = !desk.isWritable
    card.querySelector('#card-form').addEventListener('click', () => panels.editor.editForm(...view.doc.sources[view.chosen]))
    card.querySelector('#card-open').addEventListener('click', () => edit(...view.doc.sources[view.chosen]))
    for (const button of screen.querySelectorAll('[data-pane-switch]'))
        button.addEventListener('click', () => switchPane(button.dataset.paneSwitch))
    card.querySelector('#card-close').addEventListener('click', () => view.choose(null))
    for (const tab of screen.querySelectorAll('.tabs button')) tab.addEventListener('click', () => showPane(tab.dataset.view))
    addEventListener('keydown', press)
    showPanes(readShown())
    showPane(SMALL.matches && !name ? 'list' : 'pages')

    return {
        open: other => {
            view.open(other)
            if (SMALL.matches) showPane('pages')
        },
        unmount: () => {
            view.close()
            panels.pages.close()
            panels.editor.close()
            removeEventListener('keydown', press)
        },
    }
}
