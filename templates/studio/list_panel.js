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
    const pane = root.querySelector('#list-pane'),
        list = pane.querySelector('#list')
    const find = pane.querySelector('#find'),
        empty = pane.querySelector('#empty')

    // Lines stay while the list is shown anew, so that a press that has begun on one also ends there
    const lines = new Map()

    function makeLine(item) {
        const line = make('li', { dataset: { name: item.name } }, make('a', { href: `#/handout/${address(item.name)}` }))
        if (desk.isWritable && item.name !== BOOK) {
            const open = event => openMenu(event.currentTarget, listActions(line.item, item.name === view.name))
            line.append(make('button', { type: 'button', className: 'plain more', 'aria-haspopup': 'menu', onclick: open }, '⋯'))
        }
        return line
    }

    function updateLine(item) {
        if (!lines.has(item.name)) lines.set(item.name, makeLine(item))
        const line = lines.get(item.name),
            link = line.querySelector('a'),
            more = line.querySelector('.more')
        const problems = item.errors + item.warnings
        line.item = item
        link.title = say(item.state)
        link.dataset.state = item.state
        link.replaceChildren(make('span', { className: 'name' }, item.title, make('small', {}, item.name)))
        if (problems)
            link.append(make('span', { className: 'count', title: countProblems(item.errors, item.warnings).join(', ') }, problems))
        item.name === view.name ? link.setAttribute('aria-current', 'page') : link.removeAttribute('aria-current')
        if (more) {
            more.title = say('handout_more', { title: item.title })
            more.setAttribute('aria-label', more.title)
        }
        return line
    }

    function show() {
        const typed = find.value.trim().toLowerCase()
        const found = view.items.filter(item => `${item.title}\n${item.name}`.toLowerCase().includes(typed))
        const shown = found.map(updateLine)
        if (shown.length !== list.children.length || shown.some((line, at) => line !== list.children[at])) {
            const focused = document.activeElement
            list.replaceChildren(...shown)
            if (focused?.isConnected && document.activeElement !== focused) focused.focus()
        }
        empty.hidden = found.length > 0
        empty.textContent = say(view.items.length ? 'no_match' : 'none')
    }

    // Up, down and Enter in the list
    function move(event) {
        const links = [...list.querySelectorAll('a')],
            at = links.indexOf(document.activeElement)
        const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
        if (by) {
            event.preventDefault()
            at + by < 0 ? find.focus() : links[Math.min(at + by, links.length - 1)]?.focus()
        } else if (event.key === 'Enter' && at < 0) {
            links[0]?.click()
        }
    }

    pane.querySelector('#new').hidden = !desk.isWritable
    find.addEventListener('input', show)
    pane.addEventListener('keydown', move)
    view.addEventListener('list', show)
    return {
        focus: () => find.focus(),
        clear: () => {
            find.value = ''
            show()
        },
    }
}
