// The diagnostics of a document, the errors first.

import { make, say } from './kit.js'
import { countProblems } from './list_panel.js'

const STATES = ['error', 'warning', 'style']

export function createProblems(root, view, { editorAddress }) {
    const pane = root.querySelector('#remarks-pane'), list = pane.querySelector('#remarks')
    const rank = one => one.severity === 'error' ? 0 : one.style ? 2 : 1

    function makeLine(one) {
        const place = make('a', { href: editorAddress(one.file, one.line, one.column) }, one.line ? `${one.file}:${one.line}` : one.file)
        const message = make('button', { type: 'button', className: 'message', onclick: () => goTo(one) }, one.message)
        const hints = one.hints.map(hint => make('small', {}, hint))
        return make('li', { dataset: { state: STATES[rank(one)] } },
            make('div', {}, message, ...hints, make('small', {}, place, ` ${one.code}`)))
    }

    function show() {
        const sorted = [...view.doc?.diagnostics ?? []].sort((a, b) => rank(a) - rank(b))
        list.replaceChildren(...sorted.map(makeLine))
        const errors = sorted.filter(one => rank(one) === 0).length
        pane.querySelector('#nothing').hidden = sorted.length > 0
        pane.querySelector('#count').textContent = countProblems(errors, sorted.length - errors).join(' · ')
        const tab = root.querySelector('.tabs [data-view="remarks"]')
        sorted.length ? tab.dataset.count = sorted.length : delete tab.dataset.count
    }

    function goTo({ file, line }) {
        const before = Object.entries(view.doc.sources).filter(([, [name, at]]) => name === file && at <= line)
        const id = before.reduce((best, one) => !best || one[1][1] >= best[1][1] ? one : best, null)?.[0]
        if (id) view.choose(id, 'problems')
    }

    view.addEventListener('document', show)
    return {}
}
