// The share's web pages: search, filters and order of the list; copying links; hints in browsers of chat apps; reading offline.
// Everything else works without it. It fetches nothing: texts to search in are scripts that call jiangyiText.
'use strict'
{
const $ = id => document.getElementById(id)
const folder = new URL('.', document.currentScript?.src ?? location.href)
const make = (name, text, properties) => Object.assign(document.createElement(name), { textContent: text }, properties)

const index = new Map((window.jiangyiIndex ?? []).map(([slug, headings, filter, hasText]) => [slug, { headings, filter, hasText }]))
const locateText = slug => new URL(`text/${slug}.js`, folder).href

// Chat apps ------------------------------------------------------------------------------------------------

const inApp =
  /MicroMessenger|\bQQ\/|DingTalk|Weibo|aweme|NewsArticle|XiaoHongShu|discover\/|Lark\/|AlipayClient|FBA[NV]\/|Instagram|Line\//i
if (inApp.test(navigator.userAgent)) {
    $('in-app').hidden = false
    document.addEventListener('click', event => {
        if (!event.target.closest('[data-saved]')) return
        $('in-app').classList.add('called')
        $('in-app').scrollIntoView({ block: 'start' })
    })
}

// One publication ------------------------------------------------------------------------------------------

const copied = async text => {
    try {
        await navigator.clipboard.writeText(text)
        return true
    } catch { // not on http, nor in old browsers
        const field = document.body.appendChild(make('textarea', '', { value: text }))
        field.select()
        const done = document.execCommand('copy')
        field.remove()
        return done
    }
}
const copy = $('copy')
if (copy) {
    copy.hidden = false
    copy.addEventListener('click', async () => {
        const address = copy.dataset.address || location.href.replace(/#.*/, '')
        const done = await copied(address)
        copy.focus()
        $('status').textContent = done ? copy.dataset.done : copy.dataset.failed + address
    })
}
const print = $('print')
if (print) {
    print.hidden = false
    print.addEventListener('click', () => window.print())
}

// Offline --------------------------------------------------------------------------------------------------

const { worker } = document.body.dataset
if (worker && 'serviceWorker' in navigator && location.protocol !== 'file:') {
    navigator.serviceWorker.register(worker).then(() => navigator.serviceWorker.ready).then(showKeep, () => {})
}

function showKeep() {
    const keep = $('keep')
    if (!keep) return
    keep.hidden = false
    keep.addEventListener('click', async () => {
        keep.disabled = true
        const box = await caches.open('jiangyi-read')
        let count = 0, failed = 0
        for (const card of document.querySelectorAll('.card')) {
            const needed = [...card.querySelectorAll('h3 a, .read')].map(link => link.href)
            const [cover] = card.getElementsByTagName('img')
            if (cover) needed.push(cover.src)
            if (index.get(card.dataset.slug)?.hasText) needed.push(locateText(card.dataset.slug))
            try {
                await box.addAll(needed)
                $('status').textContent = say('kept', ++count)
            } catch {
                failed++
            }
        }
        if (failed) $('status').textContent = say('keep_failed')
        keep.disabled = false
    })
}

// Search: how characters are compared is the same as in the program that made the index ---------------------

const words = JSON.parse($('words')?.textContent ?? '{}')
const say = (name, count) => words[name].replace('{count}', count)
const folds = new Map()
const fold = character => {
    let plain = folds.get(character)
    if (plain === undefined) {
        plain = /[\s\u00ad\u200b\ufeff]/.test(character) ? '' : character.normalize('NFKC').toLowerCase().replace(/\s/g, '')
        folds.set(character, plain)
    }
    return plain
}
const folded = text => Array.from(text, fold).join('')
const paired = /[0-9a-z\u3400-\u4dbf\u4e00-\u9fff]+/g

// A line in its folded form, with the place in the line of each character of it.
const traced = line => {
    let plain = '', at = 0
    const places = []
    for (const character of line) {
        for (const one of fold(character).split('')) {
            plain += one
            places.push(at)
        }
        at += character.length
    }
    return { plain, places: [...places, line.length] }
}

const unpacked = text => Uint8Array.from(atob(text), character => character.charCodeAt(0))
const passes = (filter, term) => {
    const bits = 8 * filter.length
    return (term.match(paired) ?? []).every(run => {
        for (let at = 1; at < run.length; at++) {
            const hash = (Math.imul(run.charCodeAt(at) << 16 | run.charCodeAt(at - 1), 0x9E3779B1) >>> 0) % bits
            if (!(filter[hash >> 3] >> (hash & 7) & 1)) return false
        }
        return true
    })
}

const texts = new Map(), waiting = new Map()
window.jiangyiText = (slug, text) => texts.set(slug, text.split('\n').map(line => ({ line, plain: folded(line) })))
const loaded = slug => {
    if (texts.has(slug)) return Promise.resolve()
    if (!waiting.has(slug)) waiting.set(slug, new Promise(resolve => {
        const script = make('script', '', { src: locateText(slug), onload: resolve })
        script.onerror = () => { texts.set(slug, []); resolve() }
        document.head.append(script)
    }))
    return waiting.get(slug)
}

const AROUND = 28, MOST = 60, AT_ONCE = 16

// The part of a line around the first place of a term, which is marked and leads to these words on the page to read.
const excerpt = (line, term, page) => {
    const { plain, places } = traced(line)
    const at = plain.indexOf(term)
    const start = places[at], end = Math.max(places[at + term.length], start + 1)
    const from = Math.max(0, start - AROUND), to = Math.min(line.length, end + AROUND), words = line.slice(start, end)
    const out = page ? make('a', '', { href: `${page}#:~:text=${encodeURIComponent(words).replace(/-/g, '%2D')}` })
      : document.createElement('span')
    out.append((from ? '…' : '') + line.slice(from, start), make('mark', words), line.slice(end, to) + (to < line.length ? '…' : ''))
    return out
}

if ($('search')) {
    const cards = Array.from(document.querySelectorAll('.card'), node => {
        const said = name => node.querySelector(name)?.textContent.trim() ?? ''
        const { slug, published, updated } = node.dataset, known = index.get(slug)
        const headings = (known?.headings ?? '').split('\n').filter(Boolean).map(line => ({ line, plain: folded(line) }))
        const title = said('h3')
        return {
            node, home: node.parentNode, slug, published, updated, title, headings,
            series: [said('.series')], subject: [said('.subject')], year: [published.slice(0, 4)],
            tag: Array.from(node.querySelectorAll('.tags a'), one => one.textContent),
            parts: [title, ['.subtitle', '.facts', '.tags'].map(said).join('\n'), headings.map(one => one.line).join('\n'),
              said('.summary')].map(folded),
            hasText: !!known?.hasText, filter: known?.filter ? unpacked(known.filter) : null,
        }
    })
    const filters = Array.from(document.querySelectorAll('[data-filter]'))
    const query = $('query'), order = $('order'), status = $('status'), more = $('more'), hits = $('hits')
    let turn = 0, most = MOST

    for (const filter of filters) {
        const kind = filter.dataset.filter
        const values = [...new Set(cards.flatMap(card => card[kind]))].filter(Boolean)
        if (kind === 'year') values.sort().reverse()
        filter.append(...values.map(value => make('option', value, { value })))
        filter.parentNode.hidden = values.length < 2
    }

    const orders = {
        new: (one, other) => (other.published || other.updated).localeCompare(one.published || one.updated),
        title: (one, other) => one.title.localeCompare(other.title, document.documentElement.lang),
    }

    // How well the words that are shown fit: the part in which each term is first found; null where one is in none of them.
    const rank = (card, terms) => {
        const found = terms.map(term => card.parts.findIndex(part => part.includes(term)))
        return found.includes(-1) ? null : Math.max(0, ...found)
    }
    const mayHave = (card, terms) => card.hasText && terms.every(term =>
        card.parts.some(part => part.includes(term)) || !card.filter || passes(card.filter, term))
    const hasAll = (card, terms) => terms.every(term =>
        card.parts.some(part => part.includes(term)) || (texts.get(card.slug) ?? []).some(line => line.plain.includes(term)))

    const restore = () => {
        for (const card of cards) card.home.append(card.node)
        document.querySelectorAll('.hits').forEach(node => node.remove())
        hits.replaceChildren()
    }
    const show = (card, terms) => {
        const lines = [...card.headings, ...texts.get(card.slug) ?? []]
        const quoted = terms.map(term => [term, card.parts[0].includes(term) ? null
          : lines.find(one => one.plain.includes(term))]).filter(([, line]) => line)
        if (quoted.length) {
            const page = card.node.querySelector('.read')?.href
            const place = card.node.querySelector('.about').appendChild(make('div', '', { className: 'hits' }))
            for (const [term, { line }] of quoted) place.appendChild(document.createElement('p')).append(excerpt(line, term, page))
        }
        hits.append(card.node)
    }

    async function search() {
        const own = ++turn
        const terms = [...new Set(query.value.split(/\s+/).map(folded).filter(Boolean))]
        const chosen = filters.filter(filter => filter.value)
        const isWhole = !terms.length && !chosen.length && !order.value
        restore()
        $('groups').hidden = !isWhole
        $('results').hidden = isWhole
        $('clear').hidden = isWhole
        more.hidden = true
        status.textContent = ''
        keepAddress()
        if (isWhole) return
        const fitting = cards.filter(card => chosen.every(filter => card[filter.dataset.filter].includes(filter.value)))
        if (order.value) fitting.sort(orders[order.value])
        const ranked = fitting.map(card => ({ card, rank: rank(card, terms) }))
        const first = ranked.filter(one => one.rank !== null)
        if (!order.value) first.sort((one, other) => one.rank - other.rank)
        for (const { card } of first) show(card, terms)
        const rest = ranked.filter(one => one.rank === null && mayHave(one.card, terms)).map(one => one.card)
        let count = first.length
        while (rest.length && count < most) {
            status.textContent = say('looking', count)
            const next = rest.splice(0, AT_ONCE)
            await Promise.all(next.map(card => loaded(card.slug)))
            if (own !== turn) return
            for (const card of next) {
                if (!hasAll(card, terms)) continue
                count++
                show(card, terms)
            }
        }
        more.hidden = !rest.length
        status.textContent = count ? say('found', count) : words.none
    }

    // The search is kept in the address, so that it can be passed on and survives a way back.
    const fields = () => [['q', query], ...filters.map(filter => [filter.dataset.filter, filter]), ['order', order]]
    function keepAddress() {
        const given = new URLSearchParams(fields().filter(([, field]) => field.value).map(([name, field]) => [name, field.value]))
        const hash = String(given)
        if (hash || /^#\w+=/.test(location.hash)) history.replaceState(null, '', hash ? `#${hash}` : location.pathname + location.search)
    }
    function readAddress() {
        if (!/^#\w+=/.test(location.hash)) return leaveSearch()
        const given = new URLSearchParams(location.hash.slice(1))
        for (const [name, field] of fields()) field.value = given.get(name) ?? ''
        start()
    }
    // A link to a part of the whole list shows it.
    function leaveSearch() {
        const part = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)))
        if (!part || !$('groups').contains(part) || $('results').hidden) return
        for (const [, field] of fields()) field.value = ''
        start()
        part.scrollIntoView()
    }
    const start = () => { most = MOST; search() }

    let delay
    $('search').hidden = false
    $('search').addEventListener('submit', event => { event.preventDefault(); start() })
    $('search').addEventListener('reset', () => setTimeout(() => { start(); query.focus() }))
    query.addEventListener('input', () => { clearTimeout(delay); delay = setTimeout(start, 120) })
    for (const field of [...filters, order]) field.addEventListener('change', start)
    more.addEventListener('click', () => { most += MOST; search() })
    document.addEventListener('click', event => {
        const tag = event.target.closest('.card .tags a')
        const filter = filters.find(one => one.dataset.filter === 'tag')
        if (!tag || event.ctrlKey || event.metaKey || event.shiftKey || filter.parentNode.hidden) return
        event.preventDefault()
        filter.value = tag.textContent
        start()
        filter.focus()
        scrollTo({ top: 0 })
    })
    document.addEventListener('keydown', event => {
        if (event.key === '/' && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) && !event.ctrlKey && !event.metaKey
          && !event.altKey) {
            event.preventDefault()
            query.focus()
        } else if (event.key === 'Escape' && event.target === query) {
            query.value = ''
            start()
        }
    })
    addEventListener('hashchange', readAddress)
    readAddress()
}
}
