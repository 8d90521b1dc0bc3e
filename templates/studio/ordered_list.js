// A list whose items are moved by dragging their handles or with the arrow keys on these, removed, and added.

import { make, say } from './kit.js'

// Let the items of a list element be moved: `moved(from, to)` is called when one has got another place, `moving()` while it is dragged.
// Items have a `.handle`.
export function makeSortable(list, moved, moving = () => {}) {
    const items = () => [...list.children]
    let dragged = null

    function start(event) {
        const handle = event.target.closest('.handle')
        if (!handle || handle.disabled || event.button) return
        event.preventDefault()
        handle.focus()
        const item = handle.closest('li')
        dragged = { item, from: items().indexOf(item) }
        item.classList.add('dragged')
        list.setPointerCapture(event.pointerId)
    }

    function move(event) {
        if (!dragged) return
        const { item } = dragged
        const others = items().filter(other => other !== item)
        const after =
            others.find(other => {
                const box = other.getBoundingClientRect()
                return event.clientY < box.top + box.height / 2
            }) ?? null
        if (item.nextElementSibling !== after) {
            list.insertBefore(item, after)
            moving()
        }
        const pane = list.closest('[data-scrolls]')
        const box = pane?.getBoundingClientRect()
        if (box && event.clientY < box.top + 40) pane.scrollBy(0, -12)
        if (box && event.clientY > box.bottom - 40) pane.scrollBy(0, 12)
    }

    function end(event) {
        if (!dragged) return
        const { item, from } = dragged,
            to = items().indexOf(item)
        dragged = null
        item.classList.remove('dragged')
        if (event.type === 'pointercancel') return list.insertBefore(item, items().filter(other => other !== item)[from] ?? null)
        if (to !== from) moved(from, to)
    }

    function press(event) {
        const handle = event.target.closest('.handle')
        const by = { ArrowUp: -1, ArrowDown: 1 }[event.key]
        if (!handle || !by) return
        event.preventDefault()
        const item = handle.closest('li'),
            from = items().indexOf(item),
            to = from + by
        if (to < 0 || to >= list.children.length) return
        list.insertBefore(item, by > 0 ? items()[to].nextElementSibling : items()[to])
        handle.focus()
        item.scrollIntoView({ block: 'nearest' })
        moved(from, to)
    }

    list.addEventListener('pointerdown', start)
    list.addEventListener('pointermove', move)
    list.addEventListener('pointerup', end)
    list.addEventListener('pointercancel', end)
    list.addEventListener('keydown', press)
}

export const makeHandle = label => make('button', { type: 'button', className: 'handle plain', title: label, 'aria-label': label }, '⠿')

// A list of controls: makeItem(value, index) → { element, read }
export function makeOrdered(id, label, values, changed, makeItem) {
    const list = make('ol', { className: 'ordered' }),
        controls = []
    const number = () =>
        [...list.children].forEach((item, at) => {
            item.querySelector('.handle').setAttribute('aria-label', say('form_move', { label, number: at + 1 }))
            item.querySelector('.remove').setAttribute('aria-label', say('form_remove_item', { label, number: at + 1 }))
        })

    function add(value, at = controls.length) {
        const control = makeItem(value, at)
        const remove = make(
            'button',
            {
                type: 'button',
                className: 'plain remove',
                title: say('form_remove'),
                onclick: () => {
                    controls.splice(controls.indexOf(control), 1)
                    item.remove()
                    number()
                    changed(true)
                    adder.focus()
                },
            },
            '×',
        )
        const item = make('li', {}, makeHandle(label), control.element, remove)
        controls.push(control)
        list.append(item)
        number()
        return item
    }

    makeSortable(list, (from, to) => {
        controls.splice(to, 0, ...controls.splice(from, 1))
        number()
        changed(true)
    })
    const adder = make(
        'button',
        {
            type: 'button',
            onclick: () => {
                const item = add(null)
                changed(true)
                item.querySelector('textarea, input, select')?.focus()
            },
        },
        say('form_add_item', { label }),
    )
    values.forEach(value => add(value))
    return {
        element: make('div', { id, className: 'ordered-list', role: 'group' }, list, adder),
        readAll: () => {
            const all = controls.map(control => control.read()).filter(one => one !== null)
            return all.length ? all : null
        },
        add,
    }
}
