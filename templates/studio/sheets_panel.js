// The sheets of a file that is to be printed: each side as it is printed with the numbers of its pages, and how the sheets are folded.

import { ask, make, report, say } from './kit.js'

const FIRST = 4 // sheets that are shown at once
const SVG = 'http://www.w3.org/2000/svg'
const draw = (tag, attributes, ...children) => {
    const element = document.createElementNS(SVG, tag)
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
    element.append(...children)
    return element
}

// A closed part of the page that loads the sheets once it is opened
export function createSheets(path) {
    const place = make('div', { className: 'sheets' })
    const details = make('details', {}, make('summary', {}, say('output_see_sheets')), place)
    details.addEventListener('toggle', async () => {
        if (!details.open || place.children.length) return
        try {
            show(await ask(`${path}/sheets`))
        } catch (error) {
            details.open = false
            report(error)
        }
    })

    function makeSide(plan, side, number, word) {
        const picture = make('div', { className: 'sheets-side' })
        picture.style.setProperty('--ratio', `${plan.width} / ${plan.height}`)
        picture.append(
            make('img', { src: `${path}/sides/${number}.jpg?width=${Math.ceil(360 * devicePixelRatio)}`, alt: '', loading: 'lazy' }),
        )
        for (const { page, left, top, right, bottom } of side) {
            const box = make('span', { className: 'sheets-page' }, make('b', {}, String(page)))
            for (const [edge, part] of Object.entries({ left, top, right, bottom }))
                box.style.setProperty(`--${edge}`, `${Math.max(0, part) * 100}%`)
            picture.append(box)
        }
        if (plan.isFolded) picture.append(make('i', { className: 'sheets-fold' }))
        return make('figure', {}, picture, make('figcaption', {}, word))
    }

    // The sheets, nested as they are folded: each one is a line with its fold in the middle, and staples go through all
    function drawFolded(plan, count) {
        const shown = Math.min(count, 12),
            height = 26 + shown * 7,
            lines = []
        for (let at = 0; at < shown; at++) {
            const top = 12 + at * 7,
                end = height - 4,
                reach = 74 - at * 2
            lines.push(draw('path', { d: `M${80 - reach} ${end} L80 ${top} L${80 + reach} ${end}`, class: 'sheets-line' }))
        }
        lines.push(draw('path', { d: `M80 4 V${12 + shown * 7}`, class: 'sheets-staple' }))
        const pages = [...plan.sides[0], ...(plan.sides[1] ?? [])].map(({ page }) => page).sort((one, other) => one - other)
        const words = say('output_folded', { pages: pages.join(say('output_comma')) })
        const picture = draw('svg', { viewBox: `0 0 160 ${height}`, role: 'img', 'aria-label': words, class: 'sheets-folded' }, ...lines)
        return make('figure', { className: 'sheets-fold-figure' }, picture, make('figcaption', {}, words))
    }

    function show(plan) {
        const step = plan.isOneSided ? 1 : 2,
            count = Math.ceil(plan.sides.length / step)
        if (plan.isFolded) place.append(make('p', {}, say('output_fold', { count })), drawFolded(plan, count))
        const grid = make('div', { className: 'sheets-grid' })
        const add = (from, to) => {
            for (let number = from * step; number < Math.min(to * step, plan.sides.length); number++) {
                const word = number % step ? 'output_back' : 'output_front'
                grid.append(makeSide(plan, plan.sides[number], number, say(word, { number: Math.floor(number / step) + 1 })))
            }
        }
        add(0, FIRST)
        place.append(grid)
        if (count <= FIRST) return
        const more = make(
            'button',
            {
                type: 'button',
                onclick: () => {
                    add(FIRST, count)
                    more.remove()
                },
            },
            say('output_more_sheets', { count }),
        )
        place.append(more)
    }
    return details
}
