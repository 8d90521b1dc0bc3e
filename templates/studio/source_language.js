// The highlighting of our Markdown and of YAML: CommonMark and tables by @lezer/markdown, and what handouts have beyond them.

import { Language, LRLanguage, defineLanguageFacet } from '@codemirror/language'
import { parseMixed } from '@lezer/common'
import { Tag, styleTags, tagHighlighter, tags } from '@lezer/highlight'
import { Strikethrough, Table, parser as markdown } from '@lezer/markdown'
import { parser as yaml } from '@lezer/yaml'

const own = Object.fromEntries(
    ['block', 'attribute', 'reference', 'cloze', 'highlight', 'formula', 'mark'].map(name => [name, Tag.define()]),
)

// Blocks: the front matter, and the lines that open and close a container --------------------------------------

const CONTAINER = /^[ \t]*([:：]{3,})[ \t]*([\w\u4e00-\u9fff-]+)?/
const ATTRIBUTES = /\{[^{}]*\}[ \t]*$/

const FrontMatter = {
    defineNodes: [{ name: 'FrontMatter', block: true }, 'FrontMatterMark'],
    parseBlock: [
        {
            name: 'FrontMatter',
            before: 'HorizontalRule',
            parse(cx, line) {
                if (cx.lineStart !== 0 || line.text !== '---') return false
                const marks = [cx.elt('FrontMatterMark', 0, 3)]
                while (cx.nextLine()) {
                    if (!/^(---|\.\.\.)[ \t]*$/.test(line.text)) continue
                    const end = cx.lineStart + line.text.length
                    marks.push(cx.elt('FrontMatterMark', cx.lineStart, end))
                    cx.nextLine()
                    cx.addElement(cx.elt('FrontMatter', 0, end, marks))
                    return true
                }
                cx.addElement(cx.elt('FrontMatter', 0, cx.prevLineEnd(), marks))
                return true
            },
        },
    ],
}

const Container = {
    defineNodes: [
        { name: 'ContainerLine', block: true },
        { name: 'ContainerMark', style: own.mark },
        { name: 'ContainerName', style: own.block },
        { name: 'ContainerTitle', style: tags.strong },
        { name: 'Attributes', style: own.attribute },
    ],
    parseBlock: [
        {
            name: 'ContainerLine',
            before: 'FencedCode',
            parse(cx, line) {
                const found = CONTAINER.exec(line.text)
                if (!found) return false
                const start = cx.lineStart,
                    [whole, colons, name = ''] = found,
                    attributes = ATTRIBUTES.exec(line.text)
                const from = start + line.text.indexOf(colons),
                    named = start + whole.length
                const ends = start + (attributes?.index ?? line.text.length)
                cx.addElement(
                    cx.elt('ContainerLine', from, start + line.text.length, [
                        cx.elt('ContainerMark', from, from + colons.length),
                        ...(name ? [cx.elt('ContainerName', named - name.length, named)] : []),
                        ...(ends > named ? [cx.elt('ContainerTitle', named, ends)] : []),
                        ...(attributes ? [cx.elt('Attributes', ends, start + line.text.length)] : []),
                    ]),
                )
                cx.nextLine()
                return true
            },
            endLeaf: (_, line) => CONTAINER.test(line.text),
        },
    ],
}

// Words: marked text, blanks, references, notes, attributes, formulas ------------------------------------------

const byPattern = (name, pattern, style) => ({
    defineNodes: [{ name, style }],
    parseInline: [
        {
            name,
            before: 'Link',
            parse(cx, _, pos) {
                pattern.lastIndex = pos - cx.offset
                const found = pattern.exec(cx.text)
                return found ? cx.addElement(cx.elt(name, pos, pos + found[0].length)) : -1
            },
        },
    ],
})

const between = (name, mark, style) => {
    const delimiter = { resolve: name, mark: `${name}Mark` },
        code = mark.charCodeAt(0)
    return {
        defineNodes: [
            { name, style: { [`${name}/...`]: style } },
            { name: `${name}Mark`, style: own.mark },
        ],
        parseInline: [
            {
                name,
                after: 'Emphasis',
                parse: (cx, next, pos) =>
                    next === code && cx.char(pos + 1) === code && cx.char(pos + 2) !== code
                        ? cx.addDelimiter(
                              delimiter,
                              pos,
                              pos + 2,
                              !/\s/.test(cx.slice(pos + 2, pos + 3) || ' '),
                              !/\s/.test(cx.slice(pos - 1, pos) || ' '),
                          )
                        : -1,
            },
        ],
    }
}

const EXTENSIONS = [
    Table,
    Strikethrough,
    FrontMatter,
    Container,
    byPattern('Cloze', /\{\{[^{}\n]+\}\}/y, own.cloze),
    byPattern('InlineAttributes', /\{[#.\w\u4e00-\u9fff][^{}\n]*\}/y, own.attribute),
    byPattern('EmphasisDots', /\{[^{}|\n]+\|[^{}\n]*\}/y, tags.strong),
    byPattern('Reference', /\[#[^\]\n]+\]|\[\[[^\]\n]+\]\]/y, own.reference),
    byPattern('Footnote', /\^\[[^\]\n]*\]|\[\^[^\]\n]+\]/y, tags.comment),
    byPattern('Formula', /\$[^\s$][^$\n]*\$/y, own.formula),
    between('Highlight', '==', own.highlight),
    { props: [styleTags({ FrontMatterMark: own.mark, 'HeaderMark QuoteMark ListMark EmphasisMark CodeMark': own.mark })] },
]

const nested = parseMixed(node => (node.type.name === 'FrontMatter' ? { parser: yaml, overlay: overlayOf(node) } : null))

function overlayOf(node) {
    const from = Math.min(4, node.to),
        last = node.node.lastChild
    const to = last && last.from > from ? last.from : node.to
    return to > from ? [{ from, to }] : []
}

const facet = defineLanguageFacet({
    commentTokens: { block: { open: '<!--', close: '-->' } },
    closeBrackets: { brackets: ['(', '[', '{', '（', '【', '《', '“', '‘'] },
})
const ourMarkdown = new Language(facet, markdown.configure([...EXTENSIONS, { wrap: nested }]), [], 'markdown')
const ourYaml = LRLanguage.define({ name: 'yaml', parser: yaml, languageData: { commentTokens: { line: '#' } } })
export const languageOf = isYaml => (isYaml ? ourYaml : ourMarkdown)

export const highlighter = tagHighlighter([
    { tag: [tags.heading, tags.heading1, tags.heading2, tags.heading3, tags.heading4, tags.heading5, tags.heading6], class: 'tok-heading' },
    { tag: own.mark, class: 'tok-mark' },
    { tag: [tags.processingInstruction, tags.punctuation, tags.separator, tags.squareBracket, tags.brace], class: 'tok-mark' },
    { tag: [tags.meta, tags.contentSeparator, tags.labelName], class: 'tok-meta' },
    { tag: [tags.comment, tags.lineComment, tags.blockComment], class: 'tok-comment' },
    { tag: own.block, class: 'tok-block' },
    { tag: own.attribute, class: 'tok-attribute' },
    { tag: [tags.propertyName, tags.definition(tags.propertyName)], class: 'tok-key' },
    { tag: [tags.string, tags.special(tags.string)], class: 'tok-string' },
    { tag: [tags.number, tags.bool, tags.keyword], class: 'tok-number' },
    { tag: tags.strong, class: 'tok-strong' },
    { tag: tags.emphasis, class: 'tok-emphasis' },
    { tag: tags.strikethrough, class: 'tok-strike' },
    { tag: own.highlight, class: 'tok-highlight' },
    { tag: own.cloze, class: 'tok-cloze' },
    { tag: own.reference, class: 'tok-reference' },
    { tag: [tags.link, tags.url], class: 'tok-link' },
    { tag: [tags.monospace, own.formula], class: 'tok-code' },
    { tag: tags.invalid, class: 'tok-error' },
])
