// The diagnostics of a document, the errors first.

import { make, say } from './kit.js'
import { countProblems } from './list_panel.js'

const STATES = ['error', 'warning', 'style']

export function createProblems(root, view, { goTo }) {
    const pane = root.querySelector('#remarks-pane'),
        list = pane.querySelector('#remarks')
    const rank = one => (one.severity === 'error' ? 0 : one.style ? 2 : 1)

    function makeLine(one) {
        const file = one.file.replace('content/', ''),
            place = one.line ? `${file} · ${say('line', { line: one.line })}` : file
        const message = make('button', { type: 'button', className: 'message', onclick: () => open(one) }, one.message)
        const hints = one.hints.map(hint => make('small', {}, hint))
        return make('li', { dataset: { state: STATES[rank(one)] } }, make('div', {}, message, ...hints, make('small', {}, place)))
    }

    function show() {
        const sorted = [...(view.doc?.diagnostics ?? [])].sort((a, b) => rank(a) - rank(b))
        list.replaceChildren(...sorted.map(makeLine))
        const errors = sorted.filter(one => rank(one) === 0).length
        pane.querySelector('#nothing').hidden = sorted.length > 0
        pane.querySelector('#count').textContent = countProblems(errors, sorted.length - errors).join(' · ')
        const tab = root.querySelector('.tabs [data-view="remarks"]')
        sorted.length ? (tab.dataset.count = sorted.length) : delete tab.dataset.count
    }

    function open({ file, line, column }) {
        const id = view.findBlock(file, line)
        if (id) view.choose(id, 'problems')
        if (line) goTo(file, line, column)
    }

    view.addEventListener('document', show)
    return {}
}
