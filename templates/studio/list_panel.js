// The list of documents.

import { desk, make, openMenu, say } from './kit.js'
import { listActions } from './handout_files.js'
import { address } from './handout_view.js'

export const countProblems = (errors, warnings) => [
    ...(errors ? [say('errors', { count: errors })] : []),
    ...(warnings ? [say('warnings', { count: warnings })] : []),
]

const BOOK = 'book.yaml'

export function createList(root, view) {
    const pane = root.querySelector('#list-pane'), list = pane.querySelector('#list')
    const find = pane.querySelector('#find'), empty = pane.querySelector('#empty')

    function makeLine(item) {
        const link = make('a', { href: `#/handout/${address(item.name)}`, title: say(item.state), dataset: { state: item.state } },
            make('span', { className: 'name' }, item.title, make('small', {}, item.name)))
        if (item.name === view.name) link.setAttribute('aria-current', 'page')
        const problems = item.errors + item.warnings
        if (problems) link.append(make('span', { className: 'count', title: countProblems(item.errors, item.warnings).join(', ') }, problems))
        if (!desk.isWritable || item.name === BOOK) return make('li', {}, link)
        const label = say('handout_more', { title: item.title })
        return make('li', {}, link, make('button', { type: 'button', className: 'plain more', title: label, 'aria-label': label,
            'aria-haspopup': 'menu', onclick: event => openMenu(event.currentTarget, listActions(item, item.name === view.name)) }, '⋯'))
    }

    function show() {
        const typed = find.value.trim().toLowerCase()
        const found = view.items.filter(item => `${item.title}\n${item.name}`.toLowerCase().includes(typed))
        const focused = document.activeElement?.closest('#list a')?.hash
        list.replaceChildren(...found.map(makeLine))
        if (focused) [...list.querySelectorAll('a')].find(link => link.hash === focused)?.focus()
        empty.hidden = found.length > 0
        empty.textContent = say(view.items.length ? 'no_match' : 'none')
    }

    // Up, down and Enter in the list
    function move(event) {
        const links = [...list.querySelectorAll('a')], at = links.indexOf(document.activeElement)
        const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
        if (by) {
            event.preventDefault()
            at + by < 0 ? find.focus() : links[Math.min(at + by, links.length - 1)]?.focus()
        } else if (event.key === 'Enter' && at < 0) {
            links[0]?.click()
        }
    }

    find.addEventListener('input', show)
    pane.addEventListener('keydown', move)
    view.addEventListener('list', show)
    return { focus: () => find.focus(), clear: () => { find.value = ''; show() } }
}
