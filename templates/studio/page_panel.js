// The pages of a document. Only those near the visible area have an image; a new image replaces the old one once it is decoded.

import { make, say } from './kit.js'
import { address, kept } from './handout_view.js'

const ZOOMS = [0.5, 0.67, 0.8, 1, 1.25, 1.5, 2]
const MAX_WIDTH = 4000
const PATIENCE = 1500 // ms
const ATTEMPTS = 6,
    RETRY = 150 // ms, longer each time

export function createPages(root, view) {
    const pane = root.querySelector('#pages-pane'),
        sheets = pane.querySelector('#sheets'),
        notice = pane.querySelector('#notice')
    const smaller = root.querySelector('#smaller'),
        larger = root.querySelector('#larger'),
        count = root.querySelector('#page')

    // Images of pages ----------------------------------------------------------------------------------------

    const near = new IntersectionObserver(
        seen => {
            for (const { target, isIntersecting } of seen) {
                target.isNear = isIntersecting
                if (isIntersecting) draw(target)
                else {
                    target.dataset.url = ''
                    target.querySelector('img')?.remove()
                }
            }
        },
        { root: pane, rootMargin: '80% 0px' },
    )

    function show(isOther) {
        const sizes = view.doc?.sheets ?? []
        while (sheets.children.length > sizes.length) {
            near.unobserve(sheets.lastChild)
            sheets.lastChild.remove()
        }
        sizes.forEach(([width, height], number) => {
            let sheet = sheets.children[number]
            if (!sheet) {
                sheet = sheets.appendChild(make('div', { className: 'sheet' }))
                sheet.number = number
                near.observe(sheet)
            }
            sheet.style.setProperty('--ratio', `${width} / ${height}`)
            if (isOther) {
                sheet.dataset.url = ''
                sheet.querySelector('img')?.remove()
            }
            if (sheet.isNear) draw(sheet)
        })
        if (isOther && view.doc) restorePlace()
        showNumber()
    }

    // `dataset.url` is the image that is wanted. One that cannot be had is asked for again, unless another one is wanted by then:
    // the server may be busy with the next version of the pages, or come back to this one.
    async function draw(sheet, attempt = 1) {
        const { doc } = view
        if (!sheet.clientWidth || !doc?.digest) return
        const width = Math.min(MAX_WIDTH, Math.ceil(sheet.getBoundingClientRect().width * devicePixelRatio))
        const url = `/pages/${address(doc.name)}/${sheet.number + 1}.jpg?digest=${doc.digest}&width=${width}`
        if (sheet.dataset.url === url && attempt === 1) return
        sheet.dataset.url = url
        const image = make('img', { src: url, alt: say('page', { number: sheet.number + 1 }), draggable: false })
        try {
            await image.decode()
        } catch {
            if (attempt < ATTEMPTS)
                setTimeout(() => {
                    if (sheet.dataset.url === url) draw(sheet, attempt + 1)
                }, RETRY * attempt)
            else if (sheet.dataset.url === url) sheet.dataset.url = '' // the next event of the document asks again
            return
        }
        if (sheet.dataset.url !== url) return
        const before = sheet.querySelector('img')
        before ? before.replaceWith(image) : sheet.prepend(image)
    }

    const redraw = () => {
        for (const sheet of sheets.children) if (sheet.isNear) draw(sheet)
    }

    // Places on pages ----------------------------------------------------------------------------------------

    function findPlace() {
        const top = pane.getBoundingClientRect().top
        const page = [...sheets.children].findIndex(sheet => sheet.getBoundingClientRect().bottom > top + 1)
        if (page < 0) return null
        const box = sheets.children[page].getBoundingClientRect()
        return { page, down: (top - box.top) / box.height }
    }

    function restorePlace() {
        const place = kept.get(`place ${view.doc.name}`, null),
            sheet = place && sheets.children[place.page]
        pane.scrollTop = sheet ? sheet.offsetTop - pane.offsetTop + place.down * sheet.offsetHeight : 0
    }

    function showNumber() {
        const box = pane.getBoundingClientRect(),
            middle = box.top + box.height / 2
        const number = [...sheets.children].findIndex(sheet => sheet.getBoundingClientRect().bottom > middle) + 1
        count.textContent = number ? say('page_of', { number, count: sheets.children.length }) : ''
    }

    function turn(by) {
        const now = findPlace()
        if (!now) return
        const next = by > 0 ? now.page + 1 : now.down > 0.02 ? now.page : now.page - 1
        sheets.children[Math.max(0, Math.min(next, sheets.children.length - 1))].scrollIntoView({ block: 'start' })
    }

    function zoom(by) {
        const at = Math.max(0, Math.min(ZOOMS.length - 1, kept.get('zoom', 3) + by))
        kept.set('zoom', at)
        sheets.style.setProperty('--zoom', ZOOMS[at])
        smaller.disabled = at === 0
        larger.disabled = at === ZOOMS.length - 1
        redraw()
    }

    // Blocks: the innermost one under the pointer ------------------------------------------------------------

    function findBlock(sheet, event) {
        const box = sheet.getBoundingClientRect()
        const x = (event.clientX - box.left) / box.width,
            y = (event.clientY - box.top) / box.height
        const holds = ([, left, top, right, bottom]) => left <= x && x <= right && top <= y && y <= bottom
        const hit = view.doc.places.filter(place => place[0] === sheet.number && holds(place))
        const size = ([, left, top, right, bottom]) => (right - left) * (bottom - top)
        return hit.reduce((best, one) => (!best || size(one) <= size(best) ? one : best), null)?.[5] ?? null
    }

    function outline(id, kind) {
        sheets.querySelectorAll(`.place.${kind}`).forEach(mark => mark.remove())
        for (const [page, left, top, right, bottom, name] of view.doc?.places ?? []) {
            if (name !== id || !sheets.children[page]) continue
            const mark = make('div', { className: `place ${kind}` })
            const edges = { left, top, right: 1 - right, bottom: 1 - bottom }
            for (const [edge, part] of Object.entries(edges)) mark.style.setProperty(`--${edge}`, `${part * 100}%`)
            sheets.children[page].append(mark)
        }
    }

    function reveal(id) {
        const found = view.doc?.places.find(place => place[5] === id)
        if (!found) return
        const sheet = sheets.children[found[0]].getBoundingClientRect(),
            box = pane.getBoundingClientRect()
        const top = sheet.top + found[2] * sheet.height
        if (top < box.top || top > box.bottom - 120) pane.scrollBy(0, top - box.top - box.height / 4)
    }

    // Select the next or previous block
    function step(by) {
        const ids = [...new Set(view.doc.places.map(place => place[5]))]
        view.choose(ids[Math.max(0, Math.min(ids.length - 1, ids.indexOf(view.chosen) + by))], 'keys')
    }

    let hovered = null
    sheets.addEventListener('pointermove', event => {
        const sheet = event.target.closest('.sheet')
        const id = sheet && event.pointerType === 'mouse' ? findBlock(sheet, event) : null
        if (id !== hovered) outline((hovered = id === view.chosen ? null : id), 'hovered')
    })
    sheets.addEventListener('pointerleave', () => outline((hovered = null), 'hovered'))
    sheets.addEventListener('click', event => {
        const sheet = event.target.closest('.sheet')
        if (!sheet) return
        outline((hovered = null), 'hovered')
        view.choose(findBlock(sheet, event), 'pages')
    })

    // Events -------------------------------------------------------------------------------------------------

    const resized = new ResizeObserver(redraw)
    resized.observe(pane)
    pane.addEventListener(
        'scroll',
        () => {
            showNumber()
            const place = findPlace()
            if (view.doc && place) kept.set(`place ${view.doc.name}`, place)
        },
        { passive: true },
    )
    smaller.addEventListener('click', () => zoom(-1))
    larger.addEventListener('click', () => zoom(1))
    view.addEventListener('document', ({ detail }) => show(detail.isOther))
    view.addEventListener('choose', ({ detail }) => {
        outline(detail.id, 'chosen')
        if (detail.id && detail.from !== 'pages') reveal(detail.id)
    })
    // A handout that was just made is listed a moment later: only then is one that is missing called so
    let waiting = 0
    view.addEventListener('state', () => {
        const { doc, isReached } = view
        clearTimeout(waiting)
        if (isReached && !doc && view.name) waiting = setTimeout(() => tell('gone'), PATIENCE)
        tell(!isReached ? 'lost' : doc?.state !== 'error' ? '' : doc.sheets.length ? 'last_good' : 'no_pages')
    })

    function tell(word) {
        notice.hidden = !word
        notice.textContent = word && say(word)
    }

    zoom(0)
    return {
        turn,
        zoom,
        step,
        redraw,
        focus: () => pane.focus({ preventScroll: true }),
        close: () => {
            clearTimeout(waiting)
            near.disconnect()
            resized.disconnect()
        },
    }
}
