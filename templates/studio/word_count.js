// The length of a text as examiners count it (jiangyi/checks/text_length.py): Han characters and punctuation marks count one each, and so
// does a Latin word or a number; what only marks up the text does not count.

const COUNTED = /[A-Za-z0-9\u00c0-\u024f]+(?:[.,:'’%/-][A-Za-z0-9\u00c0-\u024f]+)*%?|\S/gu
const FRONT_MATTER = /^---\n[^]*?\n---[ \t]*(?:\n|$)/
const MARKS = [
    [/<!--[^]*?-->/g, ''],
    [/^[ \t]*(?::{3,}|：{3,})[ \t]*[\w\u4e00-\u9fff-]*(.*)$/gm, '$1'], // ::: event Title {…}
    [/^[ \t]*(?:`{3,}|~{3,}).*$/gm, ''],
    [/^[ \t]*\|?[ \t]*:?-{3,}:?[ \t]*(?:\|[ \t|:-]*)?$/gm, ''], // rules, and the line below the head of a table
    [/!\[\[[^\]\n]*\]\]/g, ''],
    [/(?<!\{)\{(?!\{)[#.\w\u4e00-\u9fff][^{}\n]*\}/g, ''], // attributes
    [/!?\[([^\]\n]*)\]\([^)\n]*\)/g, '$1'],
    [/\[#[\w-]+\]/g, ''],
    [/^[ \t]*(?:#{1,6}|[-*+>]|\d+[.)])[ \t]+/gm, ''],
    [/\*\*|==|~~|\{\{|\}\}|\^\[|(?<!\\)[*`|]/g, ''],
]
const YAML = [
    [/^[ \t]*#.*$/gm, ''],
    [/^[ \t]*(?:- +)*(?:[\w\u4e00-\u9fff-]+:(?: +[|>][-+]?)?(?: |$))?/gm, ''],
    [/(?:^|\s)#.*$/gm, ''],
]

function stripMarkup(text, isYaml = false) {
    const rules = isYaml ? [...YAML, ...MARKS] : [[FRONT_MATTER, ''], ...MARKS]
    return rules.reduce((left, [found, by]) => left.replace(found, by), text)
}

export const countCharacters = (text, isYaml = false) => stripMarkup(text, isYaml).match(COUNTED)?.length ?? 0
