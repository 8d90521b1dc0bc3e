// Find and replace in all files of the folder: what is found is listed as it would be, and the places that are chosen are replaced at once.

import { openPlace } from './app.js'
import { announceChange } from './changes.js'
import { makeParts } from './diff_view.js'
import { ask, desk, make, post, report, say } from './kit.js'

const QUIET = 250 // ms without a key until words are looked for

export function createReplace(screen) {
    const form = screen.querySelector('#replace-form'),
        list = screen.querySelector('#replace-list')
    const [find, by, isCase, isWord] = ['find', 'by', 'case', 'word'].map(name => form.querySelector(`#replace-${name}`))
    const count = form.querySelector('#replace-count'),
        replace = form.querySelector('#replace-do')
    let files = [],
        timer = 0,
        turn = 0,
        isComposing = false

    async function look() {
        const now = ++turn
        const query = new URLSearchParams({ find: find.value, case: Number(isCase.checked), word: Number(isWord.checked) })
        try {
            const found = find.value ? await ask(`/api/sources/find?${query}`) : { files: [], count: 0 }
            if (now !== turn) return
            const unchosen = new Set([...list.querySelectorAll('input[data-at]:not(:checked)')].map(keyOf))
            files = found.files
            list.replaceChildren(...files.map(file => makeFile(file, unchosen)))
            count.textContent = !find.value
                ? ''
                : found.count
                  ? say(found.more ? 'check_found_more' : 'check_found', { count: found.count, files: files.length })
                  : say('check_not_found')
            showChoice()
        } catch (error) {
            if (now === turn) report(error)
        }
    }

    const later = () => {
        clearTimeout(timer)
        timer = setTimeout(look, QUIET)
    }
    const keyOf = box => `${box.dataset.name}\n${box.dataset.at}\n${find.value}`

    function makeFile({ name, title, matches }, unchosen) {
        const all = make('input', { type: 'checkbox', checked: true, dataset: { all: name }, disabled: !desk.isWritable })
        all.setAttribute('aria-label', say('check_all_of', { name: title }))
        const rows = matches.map((found, at) => makeMatch(name, found, at, unchosen))
        return make(
            'section',
            { className: 'file' },
            make(
                'h2',
                {},
                make('label', { className: 'tick' }, all),
                ` ${title} `,
                make('small', { className: 'hint' }, `${name} · ${matches.length}`),
            ),
            make('ol', {}, ...rows),
        )
    }

    function makeMatch(name, { line, column, before, match, after }, at, unchosen) {
        const box = make('input', { type: 'checkbox', dataset: { name, at }, disabled: !desk.isWritable })
        box.checked = !unchosen.has(keyOf(box))
        box.setAttribute('aria-label', say('line', { line }))
        const open = make('button', { type: 'button', className: 'plain', onclick: () => openPlace(name, line, column) }, say('check_open'))
        open.setAttribute('aria-label', `${say('check_open')} ${name} ${say('line', { line })}`)
        return make(
            'li',
            { className: 'place-line' },
            make('label', { className: 'tick' }, box, make('span', { className: 'number' }, line)),
            make('p', { className: 'words', dataset: { before, match, after } }),
            open,
        )
    }

    // What each place would be: words are marked, or shown with those that replace them
    function showWords() {
        for (const words of list.querySelectorAll('.words')) {
            const { before, match, after } = words.dataset
            words.replaceChildren(
                ...(by.value
                    ? makeParts([
                          ['keep', before],
                          ['take', match],
                          ['put', by.value],
                          ['keep', after],
                      ])
                    : [before, make('mark', {}, match), after]),
            )
        }
    }

    const listChosen = () => [...list.querySelectorAll('input[data-at]:checked')]

    function showChoice() {
        const chosen = listChosen().length
        replace.disabled = !chosen || !desk.isWritable
        replace.textContent = say(by.value || !chosen ? 'check_replace_do' : 'check_remove_do', { count: chosen })
        for (const all of list.querySelectorAll('input[data-all]')) {
            const boxes = [...list.querySelectorAll('input[data-at]')].filter(box => box.dataset.name === all.dataset.all)
            all.checked = boxes.every(box => box.checked)
            all.indeterminate = !all.checked && boxes.some(box => box.checked)
        }
        showWords()
    }

    async function submit(event) {
        event.preventDefault()
        const boxes = listChosen()
        if (replace.disabled || isComposing || !boxes.length) return
        const chosen = name => boxes.filter(box => box.dataset.name === name).map(box => Number(box.dataset.at))
        const named = files.filter(file => chosen(file.name).length).map(({ name, version }) => ({ name, version, chosen: chosen(name) }))
        try {
            const done = await post('/api/sources/replace', {
                find: find.value,
                replace: by.value,
                case: isCase.checked,
                word: isWord.checked,
                files: named,
            })
            announceChange(done, say('check_replaced', { count: done.count }))
        } catch (error) {
            report(error)
        }
        look()
    }

    form.addEventListener('submit', submit)
    for (const field of [find, isCase, isWord]) field.addEventListener('input', later)
    by.addEventListener('input', showChoice)
    find.addEventListener('compositionstart', () => {
        isComposing = true
    })
    find.addEventListener('compositionend', () => {
        isComposing = false
    })
    list.addEventListener('change', event => {
        const { all } = event.target.dataset
        if (all) for (const box of list.querySelectorAll('input[data-at]')) if (box.dataset.name === all) box.checked = event.target.checked
        showChoice()
    })
    replace.textContent = say('check_replace_do', { count: 0 })
    return {
        open: () => {
            find.focus()
            if (find.value) look()
        },
        close: () => clearTimeout(timer),
    }
}
