// The text area of CodeMirror. It offers what plain_area.js does.

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { bracketMatching, syntaxHighlighting } from '@codemirror/language'
import { lintKeymap, setDiagnostics } from '@codemirror/lint'
import { highlightSelectionMatches, openSearchPanel, search, searchKeymap } from '@codemirror/search'
import { Compartment, EditorSelection, EditorState, Transaction } from '@codemirror/state'
import { EditorView, drawSelection, dropCursor, highlightActiveLine, keymap } from '@codemirror/view'

import { createCompletions } from './completions.js'
import { make, say } from './kit.js'
import { findChange } from './text_places.js'
import { highlighter, languageOf } from './source_language.js'

// The words of CodeMirror, by our names for them
const PHRASES = {
    Find: 'code_find',
    Replace: 'code_replace',
    next: 'code_next',
    previous: 'code_previous',
    all: 'code_all',
    'match case': 'code_case',
    regexp: 'code_regexp',
    'by word': 'code_word',
    replace: 'code_replace',
    'replace all': 'code_replace_all',
    close: 'close',
    'current match': 'code_current',
    'replaced $ matches': 'code_replaced',
    'on line': 'code_on_line',
    Completions: 'code_completions',
}
const MARGIN = 40 // px that stay visible above and below the cursor
const SEVERITIES = { error: 'error', warning: 'warning', info: 'info' }

export function createCodeArea(parent, { label, file, isYaml, onChange, onMove, onKey, onPaste }) {
    const reading = new Compartment()
    const readOnly = isReadOnly => [EditorState.readOnly.of(isReadOnly), EditorView.editable.of(!isReadOnly)]
    let awaited = null,
        cached = { doc: null, text: '' }

    const view = new EditorView({ parent, state: makeState('') })
    // The problems below take some of its height: the cursor stays visible
    const resized = new ResizeObserver(() => {
        if (view.hasFocus && !view.composing)
            view.dispatch({ effects: EditorView.scrollIntoView(view.state.selection.main.head, { yMargin: MARGIN }) })
    })
    resized.observe(parent)
    const area = {
        element: view.contentDOM,
        get text() {
            const { doc } = view.state
            if (cached.doc !== doc) cached = { doc, text: doc.toString() }
            return cached.text
        },
        start: text => view.setState(makeState(text)),
        replace: text => {
            const changes = findChange(area.text, text)
            view.dispatch({ changes, annotations: [Transaction.addToHistory.of(false), Transaction.remote.of(true)] })
        },
        edit: changes => view.dispatch({ changes, userEvent: 'input.correct' }),
        insert: text => view.dispatch({ ...view.state.replaceSelection(text), userEvent: 'input.paste', scrollIntoView: true }),
        get selection() {
            const { from, to } = view.state.selection.main
            return { from, to }
        },
        select: (from, to = from) => {
            const { length } = view.state.doc,
                selection = EditorSelection.range(Math.min(from, length), Math.min(to, length))
            view.dispatch({ selection, effects: EditorView.scrollIntoView(selection, { y: 'center' }) })
        },
        showProblems: found => {
            view.composing ? (awaited = found) : mark(found)
        },
        isComposing: () => view.composing,
        setReadOnly: isReadOnly => view.dispatch({ effects: reading.reconfigure(readOnly(isReadOnly)) }),
        focus: () => view.focus(),
        find: () => openSearchPanel(view),
        close: () => {
            resized.disconnect()
            view.destroy()
        },
    }

    function makeState(text) {
        return EditorState.create({
            doc: text,
            extensions: [
                EditorView.cspNonce.of(document.body.dataset.nonce),
                EditorState.phrases.of(Object.fromEntries(Object.entries(PHRASES).map(([theirs, ours]) => [theirs, say(ours)]))),
                EditorView.contentAttributes.of({
                    'aria-label': label,
                    tabindex: '0',
                    spellcheck: 'false',
                    autocorrect: 'off',
                    autocapitalize: 'off',
                }),
                history(),
                drawSelection(),
                dropCursor(),
                highlightActiveLine(),
                bracketMatching(),
                closeBrackets(),
                EditorView.lineWrapping,
                EditorView.scrollMargins.of(() => ({ top: MARGIN, bottom: MARGIN })),
                EditorState.allowMultipleSelections.of(true),
                highlightSelectionMatches({ minSelectionLength: 2 }),
                search({ top: true }),
                autocompletion({ override: [createCompletions(file)], icons: false, activateOnTyping: true }),
                languageOf(isYaml),
                syntaxHighlighting(highlighter),
                reading.of(readOnly(false)),
                keymap.of([
                    ...closeBracketsKeymap,
                    ...completionKeymap,
                    ...searchKeymap,
                    ...lintKeymap,
                    ...historyKeymap,
                    ...defaultKeymap,
                ]),
                EditorView.domEventHandlers({
                    paste: event => onPaste(event),
                    drop: (event, view) => {
                        const at = view.posAtCoords({ x: event.clientX, y: event.clientY })
                        if (at !== null && event.dataTransfer?.files.length) view.dispatch({ selection: { anchor: at } })
                        return onPaste(event)
                    },
                    keydown: event => {
                        if (!event.isComposing) onKey(event)
                    },
                    compositionend: () => {
                        setTimeout(() => {
                            if (awaited && !view.composing) {
                                mark(awaited)
                                awaited = null
                            }
                        })
                    },
                }),
                EditorView.updateListener.of(update => {
                    if (update.docChanged && !update.transactions.some(one => one.annotation(Transaction.remote))) onChange(area.text)
                    if (update.docChanged || update.selectionSet) onMove()
                }),
            ],
        })
    }

    // Problems under the words; one with a correction has a button for it
    function mark(found) {
        const { length } = view.state.doc
        view.dispatch(
            setDiagnostics(
                view.state,
                found
                    .filter(one => one.line)
                    .map(one => ({
                        from: Math.min(one.from, length),
                        to: Math.min(one.to, length),
                        severity: SEVERITIES[one.severity] ?? 'info',
                        message: one.message,
                        renderMessage: () => make('div', {}, one.message, ...one.hints.map(hint => make('small', {}, hint))),
                        actions: one.correct ? [{ name: say('editor_correct'), apply: () => one.correct() }] : [],
                    })),
            ),
        )
    }

    return area
}
