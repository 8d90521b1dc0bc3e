// The screen of a handout: list, pages, e-book and problems of one document, side by side or one at a time.

import { go } from './app.js'
import { say, setTitle } from './kit.js'
import { createEbook } from './ebook_panel.js'
import { HandoutView, address } from './handout_view.js'
import { createList } from './list_panel.js'
import { createPages } from './page_panel.js'
import { createProblems } from './problem_panel.js'

const SMALL = matchMedia('(max-width: 1000px)')

export function mount(root, name) {
    const screen = root.querySelector('.handout'), card = screen.querySelector('#card'), tools = screen.querySelector('#tools')
    const view = new HandoutView(name)
    const absolute = file => file.startsWith('/') ? file : `${view.doc.root}/${file}`
    const editorAddress = (file, line, column) => `vscode://file${encodeURI(absolute(file))}:${line || 1}:${column || 1}`
    const panels = {
        list: createList(screen, view),
        pages: createPages(screen, view),
        book: createEbook(screen, view, { onKey: event => press(event) }),
        problems: createProblems(screen, view, { editorAddress }),
    }

    // Title, state, and the place of the selected block ------------------------------------------------------

    function showState() {
        const { doc, isReached } = view, state = isReached ? doc?.state ?? 'waiting' : 'error'
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
        if (detail.isOther) panels.pages.focus()
    }

    function showCard({ detail }) {
        card.hidden = !detail.id
        if (!detail.id) return
        const [file, line, column, excerpt] = view.doc.sources[detail.id]
        card.querySelector('#card-place').textContent = `${file}:${line}`
        card.querySelector('#card-excerpt').textContent = excerpt.trim()
        card.querySelector('#card-open').href = editorAddress(file, line, column)
        if (detail.from === 'problems' && SMALL.matches) showPane('pages')
    }

    function openFirst() {
        if (!view.name && view.items.length) go('handout', view.items[0].name)
    }

    // Panes and keys -----------------------------------------------------------------------------------------

    function showPane(pane) {
        screen.dataset.view = pane
        for (const tab of screen.querySelectorAll('.tabs button'))
            tab.dataset.view === pane ? tab.setAttribute('aria-current', 'page') : tab.removeAttribute('aria-current')
        if (pane === 'pages') panels.pages.redraw()
    }

    function findAction(key) {
        const { turn, zoom, step } = panels.pages
        const actions = {
            ArrowRight: () => turn(1), ArrowLeft: () => turn(-1), '+': () => zoom(1), '=': () => zoom(1), '-': () => zoom(-1), Enter: () => step(1),
        }
        return (card.hidden ? actions : { ...actions, ArrowDown: () => step(1), ArrowUp: () => step(-1) })[key]
    }

    function press(event) {
        if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
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
    card.querySelector('#card-close').addEventListener('click', () => view.choose(null))
    for (const tab of screen.querySelectorAll('.tabs button')) tab.addEventListener('click', () => showPane(tab.dataset.view))
    addEventListener('keydown', press)
    showPane(SMALL.matches && !name ? 'list' : 'pages')

    return {
        open: other => { view.open(other); if (SMALL.matches) showPane('pages') },
        unmount: () => { view.close(); panels.pages.close(); removeEventListener('keydown', press) },
    }
}
