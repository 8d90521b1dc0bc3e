// The live preview: shows the list of documents and one document as the server's event stream describes them, and keeps scroll positions.

const words = JSON.parse(document.getElementById('words').textContent)
const say = (name, values = {}) => words[name].replace(/\{(\w+)\}/g, (_, key) => values[key])
const $ = id => document.getElementById(id)
const small = matchMedia('(max-width: 1000px)')
const zooms = [0.5, 0.67, 0.8, 1, 1.25, 1.5, 2]

let items = []       // the list of documents: the data of the last `list` event
let doc = null       // the document that is shown: the data of the last `document` event
let source = null    // the event stream
let chosen = null    // the id of the selected block
let reached = true   // whether the server is connected

// Values that are stored until the window is closed
const stored = {
    get: (key, other) => JSON.parse(sessionStorage.getItem(key) ?? 'null') ?? other,
    set: (key, value) => sessionStorage.setItem(key, JSON.stringify(value)),
}
const address = name => name.split('/').map(encodeURIComponent).join('/')
const shownName = () => decodeURIComponent(location.hash.slice(1))
const make = (tag, text = '', set = {}) => Object.assign(document.createElement(tag), { textContent: text }, set)
const counts = (errors, warnings) => [
    ...(errors ? [say('errors', { count: errors })] : []),
    ...(warnings ? [say('warnings', { count: warnings })] : []),
]

// The event stream -----------------------------------------------------------------------------------------------

function listen() {
    source?.close()
    source = new EventSource(`/events?name=${encodeURIComponent(shownName())}`)
    source.addEventListener('list', event => { items = JSON.parse(event.data); showList() })
    source.addEventListener('document', event => showDocument(JSON.parse(event.data)))
    source.onopen = () => { reached = true; showState() }
    source.onerror = () => { reached = false; showState() }
}

addEventListener('hashchange', () => {
    choose(null)
    listen()
    showList()
    if (small.matches) view('pages')
})

// The list -------------------------------------------------------------------------------------------------

function showList() {
    if (!shownName() && items.length) {
        history.replaceState(null, '', `#${encodeURIComponent(items[0].name)}`)
        listen()
    }
    const typed = $('find').value.trim().toLowerCase()
    const found = items.filter(item => `${item.title}\n${item.name}`.toLowerCase().includes(typed))
    const focused = document.activeElement?.closest('#list a')?.hash
    $('list').replaceChildren(...found.map(item => {
        const link = make('a', '', { href: `#${encodeURIComponent(item.name)}`, title: say(item.state) })
        link.dataset.state = item.state
        if (item.name === shownName()) link.setAttribute('aria-current', 'page')
        const name = make('span', item.title, { className: 'name' })
        name.append(make('small', item.name))
        link.append(name)
        if (item.errors + item.warnings) {
            const title = counts(item.errors, item.warnings).join(', ')
            link.append(make('span', item.errors + item.warnings, { className: 'count', title }))
        }
        const line = make('li')
        line.append(link)
        return line
    }))
    if (focused) [...$('list').querySelectorAll('a')].find(link => link.hash === focused)?.focus()
    $('empty').hidden = found.length > 0
    $('empty').textContent = say(items.length ? 'no_match' : 'none')
}

$('find').addEventListener('input', showList)

// The document ---------------------------------------------------------------------------------------------

function showDocument(data) {
    const other = doc?.name !== data?.name
    doc = data
    $('tools').hidden = !doc
    if (!doc) return
    $('pdf').href = `/files/${address(doc.name)}/pdf`
    $('epub').href = `/files/${address(doc.name)}/epub`
    showSheets(other)
    showBook(other)
    showRemarks()
    showState()
    if (chosen) doc.sources[chosen] ? choose(chosen) : choose(null)
}

function showState() {
    const state = reached ? doc?.state ?? 'waiting' : 'error'
    $('title').textContent = doc?.title ?? ''
    $('state').dataset.state = state
    $('state').textContent = !reached ? '' : doc ? say(state) : ''
    $('state').title = $('state').textContent
    if (doc) document.title = `${doc.title} · ${say(state)}`
    const notice = !reached ? 'lost' : doc?.state !== 'error' ? '' : doc.sheets.length ? 'last_good' : 'no_pages'
    $('notice').hidden = !notice
    $('notice').textContent = notice && say(notice)
}

// Pages: only those near the visible area have an image; a new image replaces the old one once it is decoded --------

const near = new IntersectionObserver(seen => {
    for (const { target, isIntersecting } of seen) {
        target.isNear = isIntersecting
        isIntersecting ? draw(target) : target.querySelector('img')?.remove()
    }
}, { root: $('pages-pane'), rootMargin: '80% 0px' })

function showSheets(other) {
    const sheets = $('sheets')
    while (sheets.children.length > doc.sheets.length) {
        near.unobserve(sheets.lastChild)
        sheets.lastChild.remove()
    }
    doc.sheets.forEach(([width, height], number) => {
        let sheet = sheets.children[number]
        if (!sheet) {
            sheet = sheets.appendChild(make('div', '', { className: 'sheet', number }))
            near.observe(sheet)
        }
        sheet.style.setProperty('--ratio', `${width} / ${height}`)
        if (other) sheet.querySelector('img')?.remove()
        if (sheet.isNear) draw(sheet)
    })
    if (other) {
        const place = stored.get(`place ${doc.name}`, null)
        const sheet = place && sheets.children[place.page]
        $('pages-pane').scrollTop = sheet ? sheet.offsetTop - $('pages-pane').offsetTop + place.down * sheet.offsetHeight : 0
        $('pages-pane').focus({ preventScroll: true })
    }
    showPage()
}

async function draw(sheet) {
    if (!sheet.clientWidth || !doc.digest) return
    const width = Math.min(4000, Math.ceil(sheet.getBoundingClientRect().width * devicePixelRatio))
    const url = `/pages/${address(doc.name)}/${sheet.number + 1}.jpg?digest=${doc.digest}&width=${width}`
    if (sheet.dataset.url === url && sheet.querySelector('img')) return
    sheet.dataset.url = url
    const image = make('img', '', { src: url, alt: say('page', { number: sheet.number + 1 }), draggable: false })
    try {
        await image.decode()
    } catch {
        return // the pages have changed meanwhile, and a newer image is requested
    }
    if (sheet.dataset.url !== url) return
    const before = sheet.querySelector('img')
    before ? before.replaceWith(image) : sheet.prepend(image)
}

function redraw() {
    for (const sheet of $('sheets').children) if (sheet.isNear) draw(sheet)
}
new ResizeObserver(redraw).observe($('pages-pane'))

function place() {
    const pane = $('pages-pane')
    const top = pane.getBoundingClientRect().top
    const page = [...$('sheets').children].findIndex(sheet => sheet.getBoundingClientRect().bottom > top + 1)
    if (page < 0) return null
    const box = $('sheets').children[page].getBoundingClientRect()
    return { page, down: (top - box.top) / box.height }
}

function showPage() {
    const pane = $('pages-pane').getBoundingClientRect()
    const middle = pane.top + pane.height / 2
    const number = [...$('sheets').children].findIndex(sheet => sheet.getBoundingClientRect().bottom > middle) + 1
    $('page').textContent = number ? say('page_of', { number, count: $('sheets').children.length }) : ''
}

$('pages-pane').addEventListener('scroll', () => {
    showPage()
    if (doc && place()) stored.set(`place ${doc.name}`, place())
}, { passive: true })

function turn(by) {
    const now = place()
    if (!now) return
    const next = by > 0 ? now.page + 1 : now.down > 0.02 ? now.page : now.page - 1
    $('sheets').children[Math.max(0, Math.min(next, $('sheets').children.length - 1))].scrollIntoView({ block: 'start' })
}

function zoom(by) {
    const at = Math.max(0, Math.min(zooms.length - 1, stored.get('zoom', 3) + by))
    stored.set('zoom', at)
    $('sheets').style.setProperty('--zoom', zooms[at])
    $('smaller').disabled = at === 0
    $('larger').disabled = at === zooms.length - 1
    redraw()
}
$('smaller').addEventListener('click', () => zoom(-1))
$('larger').addEventListener('click', () => zoom(1))

// Blocks: the innermost one under the pointer, and its place in the source file ------------------------------

function blockAt(sheet, event) {
    const box = sheet.getBoundingClientRect()
    const x = (event.clientX - box.left) / box.width, y = (event.clientY - box.top) / box.height
    const holds = ([, left, top, right, bottom]) => left <= x && x <= right && top <= y && y <= bottom
    const hit = doc.places.filter(place => place[0] === sheet.number && holds(place))
    const size = ([, left, top, right, bottom]) => (right - left) * (bottom - top)
    return hit.reduce((best, one) => !best || size(one) <= size(best) ? one : best, null)?.[5] ?? null
}

function outline(id, kind) {
    document.querySelectorAll(`.place.${kind}`).forEach(mark => mark.remove())
    for (const [page, left, top, right, bottom, name] of doc?.places ?? []) {
        if (name !== id || !$('sheets').children[page]) continue
        const mark = make('div', '', { className: `place ${kind}` })
        const edges = { left, top, right: 1 - right, bottom: 1 - bottom }
        for (const [edge, part] of Object.entries(edges)) mark.style.setProperty(`--${edge}`, `${part * 100}%`)
        $('sheets').children[page].append(mark)
    }
}

let hovered = null
$('sheets').addEventListener('pointermove', event => {
    const sheet = event.target.closest('.sheet')
    const id = sheet && event.pointerType === 'mouse' ? blockAt(sheet, event) : null
    if (id !== hovered) outline(hovered = id === chosen ? null : id, 'hovered')
})
$('sheets').addEventListener('pointerleave', () => outline(hovered = null, 'hovered'))
$('sheets').addEventListener('click', event => {
    const sheet = event.target.closest('.sheet')
    if (!sheet) return
    const id = blockAt(sheet, event)
    outline(hovered = null, 'hovered')
    choose(id)
    if (id) turnBookTo(id)
})

const absolute = file => file.startsWith('/') ? file : `${doc.root}/${file}`
const editor = (file, line, column) => `vscode://file${encodeURI(absolute(file))}:${line || 1}:${column || 1}`

function choose(id) {
    chosen = id
    outline(id, 'chosen')
    $('card').hidden = !id
    if (!id) return
    const [file, line, column, excerpt] = doc.sources[id]
    $('card-place').textContent = `${file}:${line}`
    $('card-excerpt').textContent = excerpt.trim()
    $('card-open').href = editor(file, line, column)
}

function showPlace(id) {
    const found = doc.places.find(place => place[5] === id)
    if (!found) return
    const sheet = $('sheets').children[found[0]].getBoundingClientRect(), pane = $('pages-pane').getBoundingClientRect()
    const top = sheet.top + found[2] * sheet.height
    if (top < pane.top || top > pane.bottom - 120) $('pages-pane').scrollBy(0, top - pane.top - pane.height / 4)
}

function step(by) {
    const ids = [...new Set(doc.places.map(place => place[5]))]
    const at = ids.indexOf(chosen)
    const id = ids[Math.max(0, Math.min(ids.length - 1, at + by))]
    choose(id)
    showPlace(id)
}
$('card-close').addEventListener('click', () => choose(null))

// The e-book: a new version is loaded in a hidden frame, and shown once it has the old one's scroll position -----

const frame = () => $('book').querySelector('iframe:not(.coming)')

function showBook(other) {
    const chapters = doc.chapters
    $('chapter').replaceChildren(...chapters.map(chapter => make('option', chapter.title, { value: chapter.file })))
    if (!doc.book || !chapters.length) {
        $('book').replaceChildren()
        $('book').dataset.book = ''
    } else if (other || $('book').dataset.book !== doc.book) {
        const at = stored.get(`book ${doc.name}`, { file: chapters[0].file, down: 0 })
        $('book').dataset.book = doc.book
        openChapter(chapters.some(chapter => chapter.file === at.file) ? at.file : chapters[0].file, at.down)
    }
    syncChapter()
}

function openChapter(file, down = 0, id = '') {
    $('book').querySelectorAll('.coming').forEach(old => old.remove())
    const src = `/book/${address(doc.name)}/${doc.book}/-/${address(file)}`
    const coming = make('iframe', '', { className: 'coming', title: say('book'), src })
    coming.setAttribute('sandbox', 'allow-same-origin')
    coming.addEventListener('load', () => {
        const inside = coming.contentDocument
        if (!inside?.body) return
        if (coming.classList.contains('coming')) {
            $('book').querySelectorAll('iframe:not(.coming)').forEach(old => old.remove())
            coming.classList.remove('coming')
            coming.contentWindow.scrollTo(0, down)
            if (id) flash(id)
        }
        inside.addEventListener('click', inBook)
        inside.addEventListener('keydown', keys)
        inside.addEventListener('scroll', keepBook, { passive: true })
        syncChapter()
        keepBook()
    })
    $('book').append(coming)
}

const chapterFile = () => decodeURIComponent(frame()?.contentWindow.location.pathname.split('/-/')[1] ?? '')
const keepBook = () => doc && frame() && stored.set(`book ${doc.name}`, { file: chapterFile(), down: frame().contentWindow.scrollY })

function syncChapter() {
    const files = doc.chapters.map(chapter => chapter.file), at = files.indexOf(chapterFile())
    if (at >= 0) $('chapter').value = files[at]
    $('chapter').disabled = !files.length
    $('before').disabled = at <= 0
    $('after').disabled = at < 0 || at >= files.length - 1
}

function inBook(event) {
    const link = event.target.closest('a[href]')
    if (link && !link.href.startsWith(location.origin)) {
        event.preventDefault()
        if (/^https?:|^mailto:/.test(link.href)) window.open(link.href, '_blank', 'noopener')
    }
    if (link) return
    for (let element = event.target; element; element = element.parentElement) {
        if (!doc.sources[element.id]) continue
        choose(element.id)
        return showPlace(element.id)
    }
}

function turnBookTo(id) {
    const chapter = doc.chapters.find(chapter => chapter.ids.includes(id))
    if (!chapter || !doc.book) return
    chapter.file === chapterFile() ? flash(id) : openChapter(chapter.file, 0, id)
}

function flash(id) {
    const element = frame().contentDocument.getElementById(id)
    element?.scrollIntoView({ block: 'center' })
    const marked = getComputedStyle($('book')).getPropertyValue('--mark')
    element?.animate?.([{ backgroundColor: marked }, { backgroundColor: 'transparent' }], 1600)
}

$('chapter').addEventListener('change', event => openChapter(event.target.value))
const otherChapter = by => openChapter($('chapter').options[$('chapter').selectedIndex + by].value)
$('before').addEventListener('click', () => otherChapter(-1))
$('after').addEventListener('click', () => otherChapter(1))

// The diagnostics ----------------------------------------------------------------------------------------------

function showRemarks() {
    const rank = one => one.severity === 'error' ? 0 : one.style ? 2 : 1
    const sorted = [...doc.diagnostics].sort((a, b) => rank(a) - rank(b))
    $('remarks').replaceChildren(...sorted.map(one => {
        const line = make('li')
        line.dataset.state = ['error', 'warning', 'style'][rank(one)]
        const body = line.appendChild(make('div'))
        const message = body.appendChild(make('button', one.message, { type: 'button', className: 'message' }))
        message.addEventListener('click', () => goTo(one))
        for (const hint of one.hints) body.append(make('small', hint))
        const where = body.appendChild(make('small'))
        const link = make('a', one.line ? `${one.file}:${one.line}` : one.file, { href: editor(one.file, one.line, one.column) })
        where.append(link, ` ${one.code}`)
        return line
    }))
    const errors = sorted.filter(one => rank(one) === 0).length, others = sorted.length - errors
    $('nothing').hidden = sorted.length > 0
    $('count').textContent = counts(errors, others).join(' · ')
    const tab = document.querySelector('.tabs [data-view="remarks"]')
    sorted.length ? tab.dataset.count = sorted.length : delete tab.dataset.count
}

function goTo({ file, line }) {
    const before = Object.entries(doc.sources).filter(([, [name, at]]) => name === file && at <= line)
    const id = before.reduce((best, one) => !best || one[1][1] >= best[1][1] ? one : best, null)?.[0]
    if (!id) return
    if (small.matches) view('pages')
    choose(id)
    showPlace(id)
    turnBookTo(id)
}

// Views and keys -------------------------------------------------------------------------------------------

function view(name) {
    document.body.dataset.view = name
    document.querySelectorAll('.tabs button').forEach(tab => {
        tab.dataset.view === name ? tab.setAttribute('aria-current', 'page') : tab.removeAttribute('aria-current')
    })
    if (doc && name === 'pages') redraw()
}
document.querySelectorAll('.tabs button').forEach(tab => tab.addEventListener('click', () => view(tab.dataset.view)))

function inList(event) {
    const links = [...$('list').querySelectorAll('a')]
    const at = links.indexOf(document.activeElement)
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (by) {
        event.preventDefault()
        at + by < 0 ? $('find').focus() : links[Math.min(at + by, links.length - 1)]?.focus()
    } else if (event.key === 'Enter' && at < 0) {
        links[0]?.click()
    }
}

function keys(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const typing = event.target === $('find')
    if (event.key === 'Escape') {
        if (!$('card').hidden) return choose(null)
        $('find').value = ''
        showList()
        return $('pages-pane').focus({ preventScroll: true })
    }
    if (event.key === '/' && !typing) {
        event.preventDefault()
        if (small.matches) view('list')
        return $('find').focus()
    }
    if (event.target.closest?.('#list-pane')) return inList(event)
    if (typing || event.target.closest?.('select, button, a')) return
    if (!doc) return
    const actions = {
        ArrowRight: () => turn(1),
        ArrowLeft: () => turn(-1),
        '+': () => zoom(1),
        '=': () => zoom(1),
        '-': () => zoom(-1),
        Enter: () => step(1),
    }
    if (!$('card').hidden) Object.assign(actions, { ArrowDown: () => step(1), ArrowUp: () => step(-1) })
    if (!actions[event.key]) return
    event.preventDefault()
    actions[event.key]()
}
addEventListener('keydown', keys)

view(small.matches && !shownName() ? 'list' : 'pages')
zoom(0)
listen()
