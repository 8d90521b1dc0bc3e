/* The controls of the HTML edition: contents, printed pages, search, appearance, the place that was read last. The page is whole
   without them. It runs in the head, so that the page is drawn once, in the colours that were chosen; the rest waits for the text. */
'use strict'
{
    const root = document.documentElement
    const SIZES = [0.8, 0.9, 1, 1.15, 1.3, 1.5, 1.75, 2]
    const MODES = ['system', 'light', 'paper', 'dark']

    // what is remembered: nothing where a browser keeps no storage for files from a disk
    const recall = key => { try { return JSON.parse(localStorage.getItem(key)) || {} } catch { return {} } }
    const keep = (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)) } catch { /* the page works without */ } }
    const LOOK = 'jiangyi look', PLACE = `jiangyi place ${location.pathname}`
    const look = Object.assign({ size: 2, mode: 'system', keys: true }, recall(LOOK))

    const apply = () => {
        if (look.mode === 'system') delete root.dataset.mode
        else root.dataset.mode = look.mode
        root.style.setProperty('--scale', SIZES[look.size] || 1)
    }
    apply()

    // Folded text: what is searched for and in --------------------------------------------------------------------

    const DROPPED = /[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff]/g
    const QUOTES = { '“': '"', '”': '"', '„': '"', '‘': "'", '’': "'" }
    const SPACED = /[\p{L}\p{N}]/u, UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}]/u
    const isWord = sign => sign !== undefined && SPACED.test(sign) && !UNSPACED.test(sign)

    const FOLDED = new Map()
    const foldSign = sign => {
        if (!FOLDED.has(sign)) FOLDED.set(sign, QUOTES[sign] || sign.normalize('NFKD').toLowerCase().replace(DROPPED, ''))
        return FOLDED.get(sign)
    }
    /* A text without case, width of characters, accents, and spaces except between words of letters. `places` gets, for each unit
       of the result, where it is in the text. */
    const fold = (text, places) => {
        let folded = '', gap = -1, at = 0
        for (const sign of text) {
            const code = sign.codePointAt(0)
            let own = sign
            if (code < 0x4e00 || code > 0x9fff) {
                own = foldSign(sign)
                if (own && !own.trim()) {
                    if (gap < 0) gap = at
                    own = ''
                }
            }
            if (own) {
                if (gap >= 0 && isWord(folded.slice(-1)) && isWord(own[0])) {
                    folded += ' '
                    if (places) places.push(gap)
                }
                gap = -1
                folded += own
                if (places) for (let unit = 0; unit < own.length; unit++) places.push(at)
            }
            at += sign.length
        }
        return folded
    }

    const start = () => {
        const $ = id => document.getElementById(id)
        const text = $('text'), contents = $('contents'), bar = document.querySelector('.bar')
        if (!text || !bar) return
        const all = (selector, from = text) => [...from.querySelectorAll(selector)]
        const fill = (words, ...values) => words.replace(/\{\}/g, () => values.shift())
        const narrow = matchMedia('(max-width: 63.99rem)'), isNarrow = () => narrow.matches
        const create = (tag, words, kind) => {
            const made = document.createElement(tag)
            if (words) made.textContent = words
            if (kind) made.className = kind
            return made
        }

        // Dialogs ---------------------------------------------------------------------------------------------------

        const dialogs = all('dialog', document.body)
        const open = (dialog, isModal = true) => {
            if (dialog.open) return
            dialogs.filter(other => other.open).forEach(close)
            if (!dialog.show) dialog.setAttribute('open', '') // Safari before 15.4
            else if (isModal) dialog.showModal()
            else dialog.show()
        }
        const isOutside = ({ target, clientX, clientY }) => {
            const { left, right, top, bottom } = target.getBoundingClientRect()
            return clientX < left || clientX > right || clientY < top || clientY > bottom
        }
        const close = dialog => {
            if (dialog.close) dialog.close()
            else dialog.removeAttribute('open')
            if (dialog.contains(document.activeElement)) document.activeElement.blur() // where nothing had the focus before
        }

        // Places ----------------------------------------------------------------------------------------------------

        const marks = all('[role="doc-pagebreak"]')
        const labelOf = mark => mark.title
        const links = contents ? all('a', contents) : []
        const heads = links.map(link => $(decodeURIComponent(link.hash.slice(1))))
        const topLine = () => bar.getBoundingClientRect().bottom + 1
        /* Where an element is drawn; one in a folded answer is where that is. */
        const placed = node => {
            for (let outer = node.parentElement.closest('details'); outer; outer = outer.parentElement.closest('details')) {
                if (!outer.open) node = outer
            }
            return node.getBoundingClientRect()
        }
        /* The number of the last of some elements, which are in the order of the text, for which a condition holds; -1 for none. */
        const findLast = (nodes, holds) => {
            let low = 0, high = nodes.length
            while (low < high) {
                const middle = (low + high) >> 1
                if (nodes[middle] && holds(nodes[middle])) low = middle + 1
                else high = middle
            }
            return low - 1
        }
        const isAbove = line => node => placed(node).top <= line
        const isBefore = node => other => other === node || (other.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING) > 0
        const unfold = node => {
            for (let outer = node.parentElement.closest('details'); outer; outer = outer.parentElement.closest('details')) outer.open = true
        }
        const go = node => {
            unfold(node)
            node.scrollIntoView({ block: 'start' })
            history.replaceState(null, '', `#${encodeURIComponent(node.id)}`)
        }

        let current = null
        const showPlace = () => {
            const line = topLine() + parseFloat(getComputedStyle(root).fontSize)
            const link = links[findLast(heads, isAbove(line))] || null
            if (link !== current) {
                if (current) current.removeAttribute('aria-current')
                if (link) link.setAttribute('aria-current', 'location')
                $('here').textContent = link ? link.textContent : $('here').dataset.title
                current = link
                if (link && !isNarrow()) reveal(link)
            }
            const mark = marks[Math.max(0, findLast(marks, isAbove(line)))]
            if (mark) $('folio').textContent = fill($('folio').dataset.words, labelOf(mark))
        }
        /* Scrolls the contents, and only these, to a link. */
        const reveal = link => {
            const box = contents.getBoundingClientRect(), own = link.getBoundingClientRect()
            if (own.top < box.top || own.bottom > box.bottom) contents.scrollTop += own.top - box.top - box.height / 3
        }

        const blocks = all('h1, h2, h3, h4, h5, h6, p, li, tr, pre, figure, dt, math[display]')
        const em = () => parseFloat(getComputedStyle(text).fontSize)
        const rememberPlace = () => {
            const number = findLast(blocks, isAbove(topLine()))
            const below = number < 0 ? 0 : (topLine() - placed(blocks[number]).top) / em()
            keep(PLACE, number < 0 || scrollY === 0 ? {} : { number, of: blocks.length, below })
        }
        const resume = () => {
            const { number, of, below } = recall(PLACE)
            if (of !== blocks.length || location.hash || scrollY > 0) return // another text, or another place
            scrollBy(0, placed(blocks[number]).top - topLine() + below * em())
            if (scrollY > innerHeight / 2) $('resumed').hidden = false
        }

        let due = false, timer
        addEventListener('scroll', () => {
            if (!due) requestAnimationFrame(() => { due = false; showPlace() })
            due = true
            clearTimeout(timer)
            timer = setTimeout(rememberPlace, 300)
        }, { passive: true })
        addEventListener('resize', showPlace)
        addEventListener('pagehide', rememberPlace)
        const arrive = () => {
            const node = location.hash && $(decodeURIComponent(location.hash.slice(1)))
            if (node) { unfold(node); node.scrollIntoView() }
        }
        addEventListener('hashchange', arrive)

        // Printed pages: 12, xii, p12, 第12页 ------------------------------------------------------------------------

        const pageNamed = words => {
            const wanted = fold(words).replace(/^(第|p\.?|page)/, '').replace(/[页頁]$/, '').trim()
            return marks.find(mark => fold(labelOf(mark)) === wanted)
        }
        const range = $('range'), sayRange = (words, ...more) => {
            range.textContent = fill(words, ...more, labelOf(marks[0]), labelOf(marks[marks.length - 1]))
        }
        $('pages').querySelector('form').addEventListener('submit', event => {
            event.preventDefault()
            const mark = pageNamed($('page').value)
            if (mark) { close($('pages')); go(mark) } else sayRange(range.dataset.none, $('page').value.trim())
        })

        // Search ----------------------------------------------------------------------------------------------------

        const INLINE = new Set(('A ABBR B BDI BDO BUTTON CITE CODE DATA DEL DFN EM I IMG INS KBD LABEL MARK Q RB RP RT RUBY S SAMP SMALL '
            + 'SPAN STRONG SUB SUP TIME U VAR WBR').split(' '))
        const COVERED = 'button.cloze[aria-expanded="false"]'
        const SKIPPED = `[hidden], [role="doc-noteref"], [role="doc-backlink"], [role="doc-pagebreak"], rp, ${COVERED}`
        let index = null
        /* The text of each block as pieces of text nodes; readings are texts of their own, so that the words below them stay together. */
        const collect = () => {
            const found = []
            let block, reading
            const begin = () => ({ nodes: [], starts: [], text: '' })
            const flush = () => {
                for (const one of [block, reading]) if (one && one.text.trim()) found.push(one)
                block = begin()
                reading = begin()
            }
            const add = (to, node, words) => {
                to.nodes.push(node)
                to.starts.push(to.text.length)
                to.text += words
            }
            const walk = (parent, to) => {
                for (const node of parent.childNodes) {
                    if (node.nodeType === Node.TEXT_NODE) add(to ? reading : block, node, node.data)
                    else if (node.nodeType !== Node.ELEMENT_NODE || node.matches(SKIPPED)) continue
                    else if (node.localName === 'math') add(block, node, ` ${node.getAttribute('alttext') || node.textContent} `)
                    else if (node.localName === 'br') add(block, node, ' ')
                    else if (node.localName === 'rt') { walk(node, true); add(reading, node, ' ') }
                    else if (INLINE.has(node.tagName)) walk(node, to)
                    else { flush(); walk(node, false); flush() }
                }
            }
            flush()
            walk(text, false)
            flush()
            const starts = []
            let whole = ''
            for (const one of found) {
                starts.push(whole.length)
                whole += `${fold(one.text)}\n`
            }
            return { blocks: found, starts, whole }
        }
        const lastUpTo = (numbers, limit) => {
            let low = 0, high = numbers.length
            while (low < high) {
                const middle = (low + high) >> 1
                if (numbers[middle] <= limit) low = middle + 1
                else high = middle
            }
            return low - 1
        }
        /* Every place of some words: the block, and where they are in its folded text. */
        const find = words => {
            const wanted = fold(words), found = []
            if (!wanted) return found
            for (let at = index.whole.indexOf(wanted); at >= 0; at = index.whole.indexOf(wanted, at + wanted.length)) {
                const number = lastUpTo(index.starts, at)
                found.push({ block: index.blocks[number], first: at - index.starts[number], size: wanted.length })
            }
            return found
        }
        /* A place in the text of its block, of which it is only computed for what is shown. */
        const locate = hit => {
            const { block, first, size } = hit
            if (hit.to === undefined) {
                if (!block.places) fold(block.text, block.places = [])
                const last = block.places[first + size - 1]
                hit.from = block.places[first]
                hit.to = last + (block.text.codePointAt(last) > 0xffff ? 2 : 1)
            }
            return hit
        }
        const rangeOf = hit => {
            const { block, from, to } = locate(hit), made = document.createRange(), set = (at, isEnd) => {
                const piece = lastUpTo(block.starts, isEnd ? at - 1 : at), node = block.nodes[piece]
                if (node.nodeType === Node.TEXT_NODE) made[isEnd ? 'setEnd' : 'setStart'](node, at - block.starts[piece])
                else made[isEnd ? 'setEndAfter' : 'setStartBefore'](node)
            }
            set(from, false)
            set(to, true)
            return made
        }

        const BEFORE = 14, AFTER = 46, LISTED = 60
        const box = $('find'), input = $('words'), said = $('found'), list = $('hits')
        let hits = [], chosen = -1
        const paint = () => {
            if (!window.CSS || !CSS.highlights) return
            CSS.highlights.clear()
            if (hits.length) CSS.highlights.set('found', new Highlight(...hits.slice(0, 2000).map(rangeOf)))
            if (chosen >= 0) {
                const own = new Highlight(rangeOf(hits[chosen]))
                own.priority = 1
                CSS.highlights.set('chosen', own)
            }
        }
        const describe = hit => {
            const node = hit.block.nodes[lastUpTo(hit.block.starts, hit.from)]
            const mark = marks[Math.max(0, findLast(marks, isBefore(node)))], link = links[findLast(heads, isBefore(node))]
            return [mark && fill($('folio').dataset.words, labelOf(mark)), link && link.textContent].filter(Boolean).join(' · ')
        }
        const listHits = () => {
            const from = list.children.length
            for (const [number, hit] of hits.slice(from, from + LISTED).map(locate).entries()) {
                const whole = hit.block.text, item = create('li'), button = create('button')
                const first = Math.max(0, hit.from - BEFORE)
                button.type = 'button'
                button.dataset.hit = from + number
                const end = hit.to + AFTER
                button.append(create('small', describe(hit)), `${first ? '…' : ''}${whole.slice(first, hit.from)}`,
                    create('mark', whole.slice(hit.from, hit.to)), `${whole.slice(hit.to, end)}${end < whole.length ? '…' : ''}`)
                item.append(button)
                list.append(item)
            }
            const left = hits.length - list.children.length
            $('more').hidden = left <= 0
            $('more').textContent = fill($('more').dataset.words, Math.min(left, LISTED))
        }
        const search = () => {
            if (!index) index = collect() // before the words are typed
            hits = find(input.value)
            chosen = -1
            box.classList.remove('brief')
            list.textContent = ''
            listHits()
            const { hint, some, none } = said.dataset
            said.textContent = !fold(input.value) ? hint : hits.length ? fill(some, hits.length) : none
            requestAnimationFrame(paint)
        }
        /* Shows a place that was found, from 0; from the last one on to the first. */
        const choose = number => {
            if (!hits.length) return
            const before = list.querySelector('[aria-current]')
            if (before) before.removeAttribute('aria-current')
            chosen = (number + hits.length) % hits.length
            while (list.children.length <= chosen) listHits()
            const item = list.children[chosen].firstChild, found = rangeOf(hits[chosen])
            item.setAttribute('aria-current', 'true')
            said.textContent = fill(said.dataset.at, chosen + 1, hits.length)
            if (isNarrow()) box.classList.add('brief')
            else item.scrollIntoView({ block: 'nearest' })
            const { startContainer: node } = found
            unfold(node.nodeType === Node.TEXT_NODE ? node : node.childNodes[found.startOffset])
            const { top } = found.getBoundingClientRect(), inner = node.parentElement.closest('.scroll')
            if (inner) inner.scrollLeft += found.getBoundingClientRect().left - inner.getBoundingClientRect().left - inner.clientWidth / 2
            scrollBy(0, top - topLine() - innerHeight / 4)
            paint()
        }
        input.addEventListener('input', search)
        box.querySelector('form').addEventListener('submit', event => { event.preventDefault(); choose(chosen + 1) })
        input.addEventListener('keydown', event => {
            if (event.key === 'Enter' && event.shiftKey) { event.preventDefault(); choose(chosen < 0 ? -1 : chosen - 1) }
        })
        list.addEventListener('click', event => {
            const button = event.target.closest('button')
            if (button) choose(Number(button.dataset.hit))
        })
        box.addEventListener('close', () => { hits = []; chosen = -1; paint() })

        // Answers and words to recall -------------------------------------------------------------------------------

        const answers = all('details'), words = all('button.cloze')
        const show = (button, isShown) => {
            button.setAttribute('aria-expanded', String(isShown))
            const name = isShown ? 'aria-label' : 'data-label' // the words are spoken once they are shown
            if (button.hasAttribute(name)) button.setAttribute(isShown ? 'data-label' : 'aria-label', button.getAttribute(name))
            if (isShown) button.removeAttribute('aria-label')
            index = null // a word that is covered is not found
        }
        $('all-answers').hidden = !answers.length
        $('all-words').hidden = !words.length
        text.addEventListener('click', event => {
            const button = event.target.closest('button.cloze')
            if (button) show(button, button.getAttribute('aria-expanded') !== 'true')
        })
        let folded = []
        addEventListener('beforeprint', () => {
            folded = answers.filter(one => !one.open)
            folded.forEach(one => { one.open = true })
        })
        addEventListener('afterprint', () => folded.forEach(one => { one.open = false }))

        // Appearance ------------------------------------------------------------------------------------------------

        const showLook = () => {
            apply()
            $('scale').textContent = `${Math.round(SIZES[look.size] * 100)}%`
            all('[name="mode"]', $('look')).forEach(one => { one.checked = one.value === look.mode })
            $('keys').checked = look.keys
        }
        /* Changes how the text looks; what is read stays in its place. */
        const change = changes => {
            const node = blocks[findLast(blocks, isAbove(topLine()))], before = node && placed(node).top
            Object.assign(look, changes)
            keep(LOOK, look)
            showLook()
            if (node && scrollY > 0) scrollBy(0, placed(node).top - before)
            showPlace()
        }
        $('look').addEventListener('change', event => { if (event.target.name === 'mode') change({ mode: event.target.value }) })
        $('keys').addEventListener('change', event => change({ keys: event.target.checked }))

        // Commands --------------------------------------------------------------------------------------------------

        const drawer = $('drawer'), home = document.createComment('')
        if (contents) contents.before(home)
        const toggle = bar.querySelector('[data-do="contents"]')
        const isShown = () => isNarrow() ? drawer.open : root.dataset.contents !== 'closed'
        const showContents = () => {
            if (!contents) return
            if (!isNarrow()) {
                if (isShown()) root.dataset.contents = 'closed'
                else delete root.dataset.contents
            } else if (drawer.open) close(drawer)
            else {
                drawer.append(contents)
                open(drawer)
                if (current) { reveal(current); current.focus() }
            }
            toggle.setAttribute('aria-expanded', String(isShown()))
        }
        const putBack = () => {
            home.after(contents)
            toggle.setAttribute('aria-expanded', String(isShown()))
        }
        drawer.addEventListener('close', putBack)
        drawer.addEventListener('click', event => { if (event.target.closest('a')) close(drawer) })
        narrow.addEventListener('change', () => { close(drawer); putBack() })

        const section = step => {
            const head = heads[Math.max(0, findLast(heads, isAbove(topLine() + 20)) + step)]
            if (head) go(head)
        }
        const COMMANDS = {
            contents: showContents,
            pages: () => { if (marks.length) { open($('pages')); sayRange(range.dataset.words); $('page').select() } },
            find: () => { open(box, false); input.focus(); input.select(); setTimeout(search) },
            look: () => open($('look')),
            help: () => open($('help')),
            more: listHits,
            next: () => choose(chosen + 1),
            previous: () => choose(chosen < 0 ? -1 : chosen - 1),
            smaller: () => change({ size: Math.max(0, look.size - 1) }),
            larger: () => change({ size: Math.min(SIZES.length - 1, look.size + 1) }),
            mode: () => change({ mode: MODES[(MODES.indexOf(look.mode) + 1) % MODES.length] }),
            before: () => section(-1),
            after: () => section(1),
            restart: () => { scrollTo(0, 0); COMMANDS.dismiss() },
            dismiss: () => { $('resumed').hidden = true },
            'answers-open': () => answers.forEach(one => { one.open = true }),
            'answers-fold': () => answers.forEach(one => { one.open = false }),
            'words-show': () => words.forEach(one => show(one, true)),
            'words-hide': () => words.forEach(one => show(one, false)),
        }
        const KEYS = { c: 'contents', '/': 'find', n: 'next', N: 'previous', g: 'pages', '[': 'before', ']': 'after', '+': 'larger',
            '=': 'larger', '-': 'smaller', m: 'mode', '?': 'help' }
        document.addEventListener('click', event => {
            const button = event.target.closest('[data-do]')
            if (!button) {
                if (event.target.localName === 'dialog' && isOutside(event)) close(event.target) // on what is around it
            } else if (button.dataset.do === 'close') close(button.closest('dialog'))
            else COMMANDS[button.dataset.do]()
        })
        document.addEventListener('keydown', event => {
            if (event.key === 'Escape') dialogs.filter(one => one.open).forEach(close)
            const command = KEYS[event.key], isTyped = event.target.matches('#words, #page')
            if (!command || !look.keys || isTyped || event.ctrlKey || event.metaKey || event.altKey) return
            event.preventDefault()
            COMMANDS[command]()
        })

        bar.hidden = false
        bar.querySelector('.folio').hidden = !marks.length
        root.classList.add('live')
        toggle.setAttribute('aria-expanded', String(isShown()))
        showLook()
        arrive()
        resume()
        showPlace()
    }
    if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start)
    else start()
}
