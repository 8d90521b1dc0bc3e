// All problems of the folder by kind: a list of kinds, and the places of one of them. What can be corrected is shown as it would be, and
// the lines that are chosen are corrected at once.

import { go, locate, openPlace } from './app.js'
import { announceChange } from './changes.js'
import { makeParts } from './diff_view.js'
import { ask, desk, language, make, openMenu, post, report, say, setTitle } from './kit.js'

const QUIET = 300 // ms between two looks at what the server has found meanwhile
const EVERYTHING = 'everything' // stands in the address for all that can be corrected
const WIDE = matchMedia('(min-width: 761px)') // the list and a kind have place side by side
const query = values => new URLSearchParams(values)

export function createProblemKinds(screen) {
    const list = screen.querySelector('#kinds'),
        page = screen.querySelector('#kind'),
        state = screen.querySelector('#check-state')
    const split = screen.querySelector('#check-problems')
    // Lines that the user does not want to correct, also while the page is filled anew
    const unchosen = new Set()
    let kinds = [],
        chosen = '',
        shown = '',
        waiting = 0,
        timer = 0,
        turn = 0
    const events = new EventSource(`/events?name=&language=${language()}`)
    events.addEventListener('checked', () => {
        timer ||= setTimeout(load, QUIET)
    })

    async function load() {
        timer = 0
        try {
            ;({ kinds, waiting } = await ask('/api/check'))
        } catch (error) {
            return report(error)
        }
        showKinds()
        const first = list.querySelector('a')
        if (!chosen && first && WIDE.matches && !split.hidden) return location.replace(first.hash)
        await showKind()
    }

    // The list of kinds --------------------------------------------------------------------------------------

    const fixable = () => kinds.filter(kind => kind.isFixable)

    function showKinds() {
        const count = kinds.reduce((sum, kind) => sum + kind.count, 0)
        state.dataset.state = waiting ? 'building' : kinds.some(kind => kind.severity === 'error') ? 'error' : 'fresh'
        state.textContent = waiting ? say('check_waiting', { count: waiting }) : count ? say('check_count', { count }) : say('check_none')
        const focused = list.contains(document.activeElement) ? document.activeElement.hash : ''
        const groups = ['error', 'warning', 'info'].map(severity => [severity, kinds.filter(kind => kind.severity === severity)])
        list.replaceChildren(
            ...(fixable().length
                ? [
                      makeKind({
                          code: EVERYTHING,
                          title: say('check_everything'),
                          count: fixable().reduce((sum, kind) => sum + kind.count, 0),
                          state: 'fresh',
                      }),
                  ]
                : []),
            ...groups
                .filter(([, found]) => found.length)
                .flatMap(([severity, found]) => [
                    make('h2', { className: 'group' }, say(`check_${severity}`)),
                    ...found.map(kind => makeKind({ ...kind, state: kind.style && severity !== 'error' ? 'style' : severity })),
                ]),
            ...(kinds.length ? [] : [make('p', { className: 'empty' }, say(waiting ? 'check_waiting' : 'check_none', { count: waiting }))]),
        )
        if (focused) [...list.querySelectorAll('a')].find(link => link.hash === focused)?.focus()
    }

    function makeKind({ code, title, count, state }) {
        const link = make(
            'a',
            { href: locate('check', `problems/${code}`), className: 'row', dataset: { state } },
            make('span', { className: 'name' }, title),
            make('span', { className: 'count' }, count),
        )
        if (code === chosen) link.setAttribute('aria-current', 'page')
        return link
    }

    // One kind -----------------------------------------------------------------------------------------------

    async function showKind() {
        const now = ++turn,
            kind = describe(chosen)
        split.dataset.open = String(Boolean(chosen))
        if (!kind) {
            shown = ''
            const text = chosen && !waiting ? say('check_solved') : kinds.length ? say('check_choose') : ''
            page.replaceChildren(...(chosen ? [makeBack()] : []), make('p', { className: 'empty' }, text))
            return
        }
        setTitle(kind.title)
        try {
            const places = chosen === EVERYTHING ? [] : (await ask(`/api/check/places?${query({ code: chosen })}`)).places
            if (now !== turn) return
            if (shown !== chosen) unchosen.clear()
            shown = chosen
            await fill(kind, places, () => now === turn)
        } catch (error) {
            if (now === turn) report(error)
        }
    }

    const keyOf = box => `${box.dataset.name}\n${box.dataset.text}`

    function describe(code) {
        if (code !== EVERYTHING) return kinds.find(kind => kind.code === code)
        const found = fixable()
        return found.length
            ? {
                  code: '',
                  title: say('check_everything'),
                  why: say('check_everything_why'),
                  isFixable: true,
                  isOptional: false,
                  count: 0,
                  files: [...new Set(found.flatMap(kind => kind.files))],
              }
            : null
    }

    // Fill the page; files that can be corrected come one after the other, since a long one takes a moment
    async function fill(kind, places, isCurrent) {
        const correct = make('button', { type: 'button', className: 'main', onclick: () => correctChosen(kind) })
        const left = make('button', { type: 'button', className: 'opens', onclick: event => openLeave(event, kind) }, say('check_leave'))
        const canLeave = kind.isOptional && kind.code && desk.isWritable
        const files = make('div', { className: 'files' })
        const head = make(
            'header',
            {},
            makeBack(),
            make('h2', {}, kind.title),
            make('p', { className: 'hint' }, kind.why),
            make('div', { className: 'actions' }, ...(kind.isFixable ? [correct] : []), ...(canLeave ? [left] : [])),
        )
        const found = []
        if (kind.isFixable) {
            for (const name of kind.files.filter(Boolean)) {
                const { version, lines } = await ask(`/api/check/corrections?${query({ name, code: kind.code })}`)
                if (!isCurrent()) return
                if (lines.length) found.push({ name, version, lines })
            }
        }
        const rest = kind.isFixable ? leftOver(places, found) : places
        files.append(
            ...found.map(one => makeCorrections(kind, one)),
            ...makePlaces(rest, found.length > 0),
            ...(kind.count > places.length && !found.length
                ? [make('p', { className: 'hint' }, say('check_more', { count: kind.count - places.length }))]
                : []),
        )
        const scroll = page.scrollTop
        page.replaceChildren(head, files)
        page.scrollTop = scroll
        files.addEventListener('change', ({ target }) => {
            unchosen[target.checked ? 'delete' : 'add'](keyOf(target))
            showChoice(correct)
        })
        showChoice(correct)
        correct.hidden = !found.length || !desk.isWritable
    }

    // Places of which no correction is known: their paragraphs have none
    const leftOver = (places, found) =>
        places.filter(place => {
            const lines = found.find(one => one.name === place.name)?.lines.map(([line]) => line) ?? []
            return !lines.length || (place.line && !lines.some(line => line >= place.line))
        })

    function makeCorrections(kind, { name, version, lines }) {
        const rows = lines.map(([line, parts]) => {
            const box = make('input', { type: 'checkbox', dataset: { name, version, line, text: parts.map(([, text]) => text).join('') } })
            box.checked = !unchosen.has(keyOf(box))
            box.disabled = !desk.isWritable
            box.setAttribute('aria-label', say('line', { line }))
            return make(
                'li',
                { className: 'place-line' },
                make('label', { className: 'tick' }, box, make('span', { className: 'number' }, line)),
                make('p', { className: 'words' }, ...makeParts(parts)),
                makeOpen(name, line),
            )
        })
        return makeFile(name, rows)
    }

    function makePlaces(places, hasOthers) {
        const names = [...new Set(places.map(place => place.name || place.file))]
        return [
            ...(hasOthers && places.length ? [make('h3', { className: 'group' }, say('check_by_hand'))] : []),
            ...names.map(name => makeFile(name, places.filter(place => (place.name || place.file) === name).map(makePlace))),
        ]
    }

    function makePlace(place) {
        const [before, marked, after] = place.excerpt
        const words = before + marked + after ? [make('p', { className: 'words' }, before, make('mark', {}, marked), after)] : []
        return make(
            'li',
            { className: 'place-line' },
            make('span', { className: 'number' }, place.line || ''),
            make(
                'div',
                {},
                ...words,
                make('p', { className: 'hint' }, [place.message, ...place.hints].join(language() === 'zh' ? '；' : '; ')),
            ),
            ...(place.name ? [makeOpen(place.name, place.line, place.column)] : []),
        )
    }

    const makeFile = (name, rows) => make('section', { className: 'file' }, make('h3', {}, name), make('ol', {}, ...rows))
    const makeOpen = (name, line, column = 1) => {
        const button = make(
            'button',
            { type: 'button', className: 'plain', onclick: () => openPlace(name, line, column) },
            say('check_open'),
        )
        button.setAttribute('aria-label', `${say('check_open')} ${name} ${say('line', { line })}`)
        return button
    }
    const makeBack = () => make('a', { className: 'back', href: locate('check', 'problems') }, say('check_back'))

    // Correct ------------------------------------------------------------------------------------------------

    const listChosen = () => [...page.querySelectorAll('input[data-line]:checked')]

    function showChoice(button) {
        const count = listChosen().length
        button.disabled = !count
        button.textContent = say('check_correct', { count })
    }

    async function correctChosen(kind) {
        const files = new Map()
        for (const {
            dataset: { name, version, line },
        } of listChosen()) {
            const file = files.get(name) ?? files.set(name, { name, version, lines: [] }).get(name)
            file.lines.push(Number(line))
        }
        try {
            const done = await post('/api/check/correct', { code: kind.code, files: [...files.values()] })
            announceChange(done, say('check_corrected', { count: done.count }))
        } catch (error) {
            report(error)
        }
    }

    function openLeave(event, kind) {
        const files = kind.files.filter(Boolean)
        openMenu(event.currentTarget, [
            [say('check_leave_all'), () => leave(kind, '')],
            ...files.slice(0, 12).map(name => [say('check_leave_in', { name }), () => leave(kind, name)]),
        ])
    }

    async function leave(kind, name) {
        try {
            announceChange(await post('/api/check/leave', { code: kind.code, name }), say('check_left'))
            go('check', 'problems')
        } catch (error) {
            report(error)
        }
    }

    return {
        open: code => {
            chosen = code
            if (!kinds.length) return load()
            showKinds()
            showKind()
            if (code) page.focus({ preventScroll: true })
        },
        close: () => {
            events.close()
            clearTimeout(timer)
        },
    }
}
