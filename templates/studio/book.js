// The screen of the book: its chapters in order, its settings, and beside them its pages. What is changed is saved at once, in the lines
// of book.yaml that it concerns.

import { locate } from './app.js'
import { ask, desk, make, notify, post, report, say, setTitle } from './kit.js'
import { makeField } from './form_fields.js'
import { HandoutView } from './handout_view.js'
import { makeHandle, makeSortable } from './ordered_list.js'
import { createPages } from './page_panel.js'

const BOOK = 'book.yaml',
    CHAPTERS = 'chapters'
const QUIET = 500 // milliseconds without a key after which a text is saved
const ERROR = 'error'

export function mount(root) {
    const screen = root.querySelector('.book'),
        panel = screen.querySelector('#book-panel'),
        tabs = screen.querySelector('.book-tabs')
    const state = screen.querySelector('#state'),
        said = screen.querySelector('#book-said')
    const view = new HandoutView(BOOK),
        pages = createPages(screen, view)
    screen.querySelector('#output').href = locate('output', BOOK)
    let book = null,
        shown = CHAPTERS,
        fields = [],
        pending = new Map(),
        timer = 0,
        sending = null

    // Reading and saving -------------------------------------------------------------------------------------

    async function read() {
        try {
            show(await ask('/api/book'))
        } catch (error) {
            screen
                .querySelector('#book-problems')
                .replaceChildren(make('p', {}, error.message), make('p', { className: 'hint' }, error.hint))
            screen.querySelector('#book-form').hidden = false
        }
    }

    function change(path, value, isFinished = true) {
        pending.set(JSON.stringify(path), value)
        state.textContent = say('book_saving')
        clearTimeout(timer)
        timer = setTimeout(save, isFinished ? 0 : QUIET)
    }

    async function save() {
        clearTimeout(timer)
        if (sending || !pending.size) return sending
        const sent = pending
        pending = new Map()
        sending = post('/api/book', { changes: [...sent].map(([path, value]) => ({ path: JSON.parse(path), value })) })
        try {
            take(await sending)
            state.textContent = pending.size ? say('book_saving') : say('book_saved')
        } catch (error) {
            for (const [path, value] of sent) if (!pending.has(path)) pending.set(path, value)
            state.textContent = say('book_unsaved')
            report(error)
        } finally {
            sending = null
        }
        if (pending.size && state.textContent !== say('book_unsaved')) save()
    }

    // The book as the server has it now; what is typed in the meantime stays
    function take(made) {
        book = made
        showTitle()
        showProblems()
        if (shown === CHAPTERS && !pending.size) showChapters()
    }

    // Another window, or an editor, has changed book.yaml
    async function refresh({ detail }) {
        const version = detail.versions[BOOK]
        if (!book || version === undefined || version === book.version || pending.size || sending) return
        const focused = panel.contains(document.activeElement) && document.activeElement.matches('input, textarea, select')
        if (focused) return
        read()
    }

    // The whole screen ---------------------------------------------------------------------------------------

    function show(made) {
        book = made
        screen.querySelector('#book-none').hidden = book.exists
        screen.querySelector('#book-form').hidden = screen.querySelector('#pages-pane').hidden = !book.exists
        screen.querySelector('.tools').hidden = !book.exists
        if (!book.exists) {
            const button = screen.querySelector('#book-create')
            button.textContent = book.others.length ? say('book_create', { count: book.others.length }) : say('book_nothing')
            button.disabled = !book.others.length || !desk.isWritable
            return
        }
        showTitle()
        showTabs()
        showPanel()
    }

    function showTitle() {
        const title = String(book.values.title ?? '')
        screen.querySelector('#title').textContent = title
        setTitle(title || say('screen_book'))
    }

    function showTabs() {
        const names = [CHAPTERS, ...book.sections.map(([name]) => name)]
        tabs.replaceChildren(
            ...names.map(name =>
                make(
                    'button',
                    {
                        type: 'button',
                        role: 'tab',
                        id: `book-tab-${name}`,
                        className: 'plain',
                        'aria-selected': String(name === shown),
                        'aria-controls': 'book-panel',
                        tabIndex: name === shown ? 0 : -1,
                        onclick: () => choose(name),
                    },
                    say(`book_${name}`),
                ),
            ),
        )
        panel.setAttribute('aria-labelledby', `book-tab-${shown}`)
    }

    function choose(name) {
        shown = name
        showTabs()
        showPanel()
    }

    tabs.addEventListener('keydown', event => {
        const names = [CHAPTERS, ...book.sections.map(([name]) => name)],
            at = names.indexOf(shown)
        const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key]
        if (to === undefined) return
        event.preventDefault()
        choose(names.at(to % names.length))
        tabs.querySelector('[aria-selected="true"]').focus()
    })

    function showPanel() {
        if (shown === CHAPTERS) showChapters()
        else showFields(book.sections.find(([name]) => name === shown)[1])
        showProblems()
    }

    // Chapters -----------------------------------------------------------------------------------------------

    const names = () => book.chapters.map(one => one.name)
    const describe = one => one.title || one.name

    function arrange(list, text) {
        const known = [...book.chapters, ...book.others]
        book.chapters = list.map(name => known.find(one => one.name === name))
        book.others = known.filter(one => !list.includes(one.name) && one.title)
        change(['handouts'], list)
        said.textContent = text
    }

    function showChapters() {
        const focused = document.activeElement?.closest?.('.chapter')?.dataset.name
        fields = []
        const list = make('ol', { className: 'chapters', id: 'chapters' }, ...book.chapters.map(makeChapter))
        makeSortable(
            list,
            (from, to) => {
                const order = names(),
                    [name] = order.splice(from, 1)
                order.splice(to, 0, name)
                const title = describe(book.chapters[from])
                arrange(order, say('book_moved', { title, number: to + 1, count: order.length }))
                number(list)
            },
            () => number(list),
        )
        const others = book.others.map(one =>
            make(
                'li',
                {},
                make('span', { className: 'chapter-title' }, describe(one), make('small', {}, one.name)),
                make(
                    'button',
                    {
                        type: 'button',
                        disabled: !desk.isWritable,
                        title: say('book_add', { title: describe(one) }),
                        'aria-label': say('book_add', { title: describe(one) }),
                        onclick: () => {
                            arrange([...names(), one.name], say('book_added', { title: describe(one) }))
                            showChapters()
                        },
                    },
                    '+',
                ),
            ),
        )
        panel.replaceChildren(
            make('p', { className: 'hint' }, say('book_order')),
            list,
            make('h2', { className: 'book-head' }, say('book_others')),
            others.length ? make('ul', { className: 'others' }, ...others) : make('p', { className: 'hint' }, say('book_all_in')),
        )
        number(list)
        if (focused)
            [...list.children]
                .find(item => item.dataset.name === focused)
                ?.querySelector('.handle')
                .focus()
    }

    function makeChapter(one) {
        const title = describe(one),
            handle = makeHandle(say('book_move', { title }))
        handle.disabled = !desk.isWritable
        const name = make(
            'button',
            { type: 'button', className: 'chapter-title plain', onclick: () => reveal(one.name) },
            title,
            make('small', {}, one.title ? one.name : say('book_missing')),
        )
        const open = make(
            'a',
            {
                href: locate('handout', one.name),
                className: 'button plain',
                title: say('book_open', { title }),
                'aria-label': say('book_open', { title }),
            },
            '✎',
        )
        const remove = make(
            'button',
            {
                type: 'button',
                className: 'plain',
                disabled: !desk.isWritable || book.chapters.length < 2,
                title: say('book_remove', { title }),
                'aria-label': say('book_remove', { title }),
                onclick: () => {
                    arrange(
                        names().filter(other => other !== one.name),
                        '',
                    )
                    showChapters()
                    notify(say('book_removed', { title }))
                },
            },
            '×',
        )
        return make(
            'li',
            { className: 'chapter', dataset: { name: one.name, ...(one.title ? {} : { missing: '' }) } },
            handle,
            make('span', { className: 'chapter-number' }),
            name,
            ...(one.title ? [open] : []),
            remove,
        )
    }

    const number = list =>
        [...list.children].forEach((item, at) => {
            item.querySelector('.chapter-number').textContent = at + 1
        })

    // Show the first page of a chapter
    function reveal(name) {
        const sources = view.doc?.sources ?? {}
        const place = view.doc?.places.find(one => sources[one[5]]?.[0] === `content/${name}`)
        if (!place) return
        showView('pages')
        screen.querySelector('#sheets').children[place[0]]?.scrollIntoView({ block: 'start' })
    }

    // Settings -----------------------------------------------------------------------------------------------

    function showFields(list) {
        const entries = new Map(book.nodes.BookFile.map(entry => [entry.name, entry]))
        const context = { nodes: book.nodes, names: book.names }
        const listed = list.map(name => entries.get(name)).filter(entry => entry.kind !== 'notes' || book.values[entry.name])
        fields = listed.map(entry => {
            const field = makeField(entry, book.values[entry.name], {
                ...context,
                changed: isFinished => change([entry.name], field.read(), isFinished),
            })
            return field
        })
        panel.replaceChildren(make('div', { className: 'form' }, ...fields.map(field => field.element)))
        if (!desk.isWritable) for (const control of panel.querySelectorAll('input, select, textarea, button')) control.disabled = true
    }

    function showProblems() {
        const told = new Set()
        for (const field of fields) {
            const problem = book.problems.find(one => one.field === field.entry.name)
            field.tell(problem?.message ?? '', problem?.severity)
            if (problem) told.add(problem)
        }
        const others = book.problems.filter(one => !told.has(one) && (one.severity === ERROR || one.field === 'handouts'))
        screen.querySelector('#book-problems').replaceChildren(...others.map(one => make('p', {}, one.message)))
    }

    // Panes, events ------------------------------------------------------------------------------------------

    function showView(name) {
        screen.dataset.view = name
        for (const tab of screen.querySelectorAll('.tabs button'))
            tab.dataset.view === name ? tab.setAttribute('aria-current', 'page') : tab.removeAttribute('aria-current')
        if (name === 'pages') pages.redraw()
    }

    async function create() {
        try {
            show(await post('/api/book/create'))
            tabs.querySelector('[aria-selected="true"]').focus()
        } catch (error) {
            report(error)
        }
    }

    const leave = () => {
        if (pending.size) save()
    }
    screen.querySelector('#book-create').addEventListener('click', create)
    for (const tab of screen.querySelectorAll('.tabs button')) tab.addEventListener('click', () => showView(tab.dataset.view))
    view.addEventListener('files', refresh)
    view.addEventListener('list', () => {
        if (book && !book.exists && view.items.some(one => one.name === BOOK)) read()
    })
    addEventListener('pagehide', leave)
    showView('settings')
    read()
    return {
        unmount: () => {
            leave()
            view.close()
            pages.close()
            removeEventListener('pagehide', leave)
        },
    }
}
