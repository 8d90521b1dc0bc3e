// Completion of blocks, fields, values, ids and pictures. What there is comes from the model: /api/completions (forms).

import { ask } from './kit.js'

const HAN = /[\u3400-\u9fff]/
const WORD = '[\\w\\u3400-\\u9fff-]*'
const KNOWN = 10_000 // ms that the names in a handout are known for
const PLAIN = new Set(['text', 'inline', 'number', 'flag', 'choice', 'choices', 'names', 'map'])

export function createCompletions(file) {
    const query = `?name=${encodeURIComponent(file)}`
    let model = null,
        names = null,
        asked = 0
    const getModel = () =>
        (model ??= ask(`/api/completions${query}`).catch(() => {
            model = null
            return null
        }))
    function getNames() {
        if (!names || Date.now() - asked > KNOWN) {
            asked = Date.now()
            names = ask(`/api/completions/names${query}`).catch(() => {
                names = null
                return {}
            })
        }
        return names
    }

    return async context => {
        const { state, pos } = context,
            line = state.doc.lineAt(pos),
            before = line.text.slice(0, pos - line.from)
        const data = await getModel()
        if (!data || context.aborted) return null
        const find = data.format === 'markdown' && !isInFrontMatter(state.doc, line.number) ? findInMarkdown : findInYaml
        return find({ data, getNames, state, pos, line, before, isAsked: context.explicit })
    }
}

function isInFrontMatter(doc, number) {
    if (number < 2 || doc.line(1).text !== '---') return false
    for (let n = 2; n < number; n++) if (/^(---|\.\.\.)\s*$/.test(doc.line(n).text)) return false
    return true
}

// Options ------------------------------------------------------------------------------------------------------

// The options of a thing with its own name and its words in Chinese: these where Chinese is typed
function optionsOf(name, { label = '', info = '', words = [] }, typed, finish = {}) {
    const shown = HAN.test(typed) ? words.filter(word => HAN.test(word)) : [name]
    return shown.map(word => ({ label: word, detail: label === word ? '' : label, info: info || undefined, ...finish(word) }))
}
const plain = () => ({})
const result = (pos, typed, options) => (options.length ? { from: pos - typed.length, options, validFor: new RegExp(`^${WORD}$`) } : null)

// Markdown -----------------------------------------------------------------------------------------------------

async function findInMarkdown(found) {
    const { before, pos, data, getNames, isAsked, line } = found
    let match
    if ((match = before.match(new RegExp(`^[ \\t]*[:：]{3,}[ \\t]*(${WORD})$`)))) return completeContainer(found, match[1])
    if ((match = before.match(/\[#([\w\u3400-\u9fff.-]*)$/))) return completeIds(await getNames(), pos, match[1], ']', line)
    if ((match = before.match(/!\[[^\]\n]*\]\(<?([^()\n<>]*)$/))) return completePictures(await getNames(), pos, match[1])
    if ((match = before.match(/\{([^{}\n]*)$/)) && before[match.index - 1] !== '{')
        return completeAttributes(found, match[1], before.slice(0, match.index))
    if (isAsked && /^[ \t]*$/.test(before))
        return result(
            pos,
            '',
            data.blocks
                .filter(block => block.is_offered && block.source)
                .map(block => ({ label: block.label, detail: block.type, info: block.info, apply: block.source })),
        )
    return null
}

function completeContainer({ data, state, pos, line }, typed) {
    const closes = needsClosing(state.doc, line.number),
        isWhole = !line.text.slice(pos - line.from).trim()
    const finish = block => word => ({
        apply: (view, _, from, to) => {
            const tail = closes && isWhole ? '\n\n:::' : '',
                insert = `${word} ${tail}`,
                caret = from + word.length + 1
            view.dispatch({
                changes: { from, to, insert },
                selection: { anchor: block.title || !tail ? caret : caret + 1 },
                userEvent: 'input.complete',
            })
        },
    })
    const options = data.blocks
        .filter(block => block.is_offered !== false)
        .flatMap(block =>
            block.containers.flatMap(one =>
                optionsOf(one.name, { label: one.label, info: block.info, words: one.words }, typed, finish(block)),
            ),
        )
    return result(pos, typed, options)
}

// Whether more containers are opened than closed, apart from a line
function needsClosing(doc, number) {
    let open = 0
    for (let n = 1; n <= doc.lines; n++) {
        const found = n !== number && /^[ \t]*[:：]{3,}[ \t]*(\S?)/.exec(doc.line(n).text)
        if (found) open += found[1] ? 1 : -1
    }
    return open >= 0
}

// The block that the braces of a line belong to
function findBlock(data, head) {
    const container = head.match(new RegExp(`^[ \\t]*[:：]{3,}[ \\t]*(${WORD})`))?.[1]
    const type =
        container === undefined ? (/^[ \t]*#{1,6}\s/.test(head) ? 'section' : /!\[[^\]]*\]\([^)]*\)$/.test(head) ? 'figure' : '') : ''
    return data.blocks.find(block =>
        type ? block.type === type : block.containers.some(one => one.name === container || one.words.includes(container)),
    )
}

function listAttributes(data, block) {
    const fields = (data.nodes[block.node] ?? []).filter(field => PLAIN.has(field.kind) && field.name !== block.title)
    const parts = (block.attributes ?? []).map(([name, path]) => {
        const part = path
            .split('.')
            .reduce(
                (node, step) => (data.nodes[typeof node === 'string' ? node : node?.node] ?? []).find(field => field.name === step),
                block.node,
            )
        return part && typeof part !== 'string' ? { ...part, name } : null
    })
    return [...fields, ...parts.filter(Boolean)]
}

async function completeAttributes({ data, pos, getNames }, inside, head) {
    const block = findBlock(data, head)
    if (!block) return null
    const fields = listAttributes(data, block),
        value = inside.match(new RegExp(`([\\w\\u3400-\\u9fff-]+)=["“]?(${WORD})$`))
    if (value) {
        const field = fields.find(one => one.name === value[1] || one.words?.includes(value[1]))
        return field ? result(pos, value[2], await listValues(field, value[2], getNames)) : null
    }
    const typed = inside.match(new RegExp(`(?:^|[ \\t])(${WORD})$`))?.[1]
    if (typed === undefined) return null
    return result(
        pos,
        typed,
        fields.flatMap(field => optionsOf(field.name, field, typed, word => ({ apply: `${word}=` }))),
    )
}

async function listValues(field, typed, getNames) {
    const named = field.names ? ((await getNames())[field.names] ?? []) : []
    const listed = named.map(one => ({ label: one.value ?? one.id ?? one.name, detail: one.label ?? one.title ?? '' }))
    return [...(field.values ?? []).flatMap(one => optionsOf(String(one.value), one, typed, plain)), ...listed]
}

function completeIds({ ids = [] }, pos, typed, closing, line) {
    const isClosed = line.text[pos - line.from] === closing
    const options = ids.map(one => ({ label: one.id, detail: one.title || one.label, apply: isClosed ? one.id : one.id + closing }))
    return options.length ? { from: pos - typed.length, options, validFor: /^[\w\u3400-\u9fff.-]*$/ } : null
}

function completePictures({ pictures = [] }, pos, typed) {
    const options = pictures.map(one => ({
        label: one.name,
        detail: one.title ?? '',
        apply: /[ ()]/.test(one.name) ? `<${one.name}>` : one.name,
    }))
    return options.length ? { from: pos - typed.length, options, validFor: /^[^()\n<>]*$/ } : null
}

// YAML, also in front matter -----------------------------------------------------------------------------------

async function findInYaml(found) {
    const { before, pos, data, getNames, isAsked } = found
    const value = before.match(new RegExp(`^(\\s*(?:- +)*)([\\w\\u3400-\\u9fff-]+):[ \\t]+["“']?(${WORD})$`))
    if (value) {
        const [, lead, key, typed] = value
        if (key === 'type')
            return result(
                pos,
                typed,
                data.blocks
                    .filter(block => block.is_offered !== false)
                    .flatMap(block => optionsOf(block.type, { label: block.label, info: block.info, words: block.words }, typed, plain)),
            )
        const field = listFields(found, lead.length).find(one => one.name === key || one.words?.includes(key))
        return field ? result(pos, typed, await listValues(field, typed, getNames)) : null
    }
    const key = before.match(new RegExp(`^(\\s*(?:- +)*)(${WORD})$`))
    if (!key || (!key[2] && !isAsked)) return null
    const fields = listFields(found, key[1].length)
    return result(
        pos,
        key[2],
        fields.flatMap(field => optionsOf(field.name, field, key[2], word => ({ apply: `${word}: ` }))),
    )
}

// The fields that a line with an indent may have: those of the node that it is in, by the lines above it
function listFields({ data, state, line }, indent) {
    const path = []
    for (let n = line.number, depth = indent; n >= 1 && (depth > 0 || n === line.number); n--) {
        const { text } = state.doc.line(n)
        const found = text.match(/^(\s*(?:- +)*)([\w\u3400-\u9fff-]+):[ \t]*([^\s#]*)/)
        if (!found) continue
        const at = found[1].length
        if ((at === depth && found[2] === 'type') || (at === indent && found[2] === 'type')) return fieldsOfBlock(data, found[3])
        if (at < depth && n !== line.number) {
            path.unshift(found[2])
            depth = at
        }
        if (at === indent && /- /.test(found[1]) && n !== line.number) break
    }
    return followFields(data, path)
}

const fieldsOfBlock = (data, type) => data.nodes[data.blocks.find(block => block.type === type || block.words.includes(type))?.node] ?? []

function followFields(data, path) {
    let fields = data.nodes[data.head] ?? []
    for (const step of path) {
        const field = fields.find(one => one.name === step || one.words?.includes(step))
        if (!field?.node) return field ? [] : [{ name: 'type', label: '', words: [], info: '', kind: 'text', values: [] }]
        fields = data.nodes[field.node] ?? []
    }
    return fields
}
