// Earlier versions of a file, each with what differs from the file as it is; one of them can be put back. Files that were removed, too.

import { go, locate } from './app.js'
import { makeComparison } from './diff_view.js'
import { ask, askUser, desk, language, make, notify, post, report, say, setTitle } from './kit.js'

const query = values => new URLSearchParams(values)

export function createVersions(screen) {
    const list = screen.querySelector('#version-list'),
        page = screen.querySelector('#version-page'),
        split = screen.querySelector('#check-versions')
    let name = '',
        base = '',
        turn = 0

    const asTime = time =>
        new Date(time).toLocaleString(language() === 'zh' ? 'zh-CN' : 'en-GB', { dateStyle: 'medium', timeStyle: 'short' })

    // The list of files, and of those that were removed
    async function showFiles(isCurrent) {
        const [{ files }, { files: removed }] = await Promise.all([ask('/api/check/files'), ask('/api/sources/removed')])
        if (!isCurrent()) return
        const row = (file, title, detail, state) =>
            make(
                'a',
                { href: locate('check', `versions/${file}`), className: 'row', ...(state ? { dataset: { state } } : {}) },
                make('span', { className: 'name' }, title, make('small', {}, detail)),
            )
        list.replaceChildren(
            ...files.map(file => row(file.name, file.title, file.name)),
            ...(removed.length ? [make('h2', { className: 'group' }, say('check_removed'))] : []),
            ...removed.map(file => row(file.name, file.name, asTime(file.time), 'waiting')),
        )
        page.replaceChildren(make('p', { className: 'empty' }, say('check_choose_file')))
    }

    // The versions of a file, newest first
    async function showVersions(isCurrent) {
        const { versions, version } = await ask(`/api/sources/history?${query({ name })}`)
        if (!isCurrent()) return
        base = version
        const seen = new Set([version])
        const rows = versions.map(one => {
            const isNow = one.version === version
            const button = make(
                'button',
                { type: 'button', className: 'row', onclick: () => choose(one, button) },
                make(
                    'span',
                    { className: 'name' },
                    asTime(one.time),
                    make('small', {}, say(isNow ? 'check_version_now' : `check_version_${one.kind}`)),
                ),
            )
            return button
        })
        list.replaceChildren(
            makeBack('versions'),
            make('h2', { className: 'group' }, name),
            ...rows,
            ...(rows.length ? [] : [make('p', { className: 'empty' }, say('check_no_versions'))]),
        )
        const first = versions.findIndex(one => !seen.has(one.version))
        if (rows.length) await choose(versions[Math.max(0, first)], rows[Math.max(0, first)], false)
    }

    async function choose(one, button, isAsked = true) {
        const now = ++turn
        for (const row of list.querySelectorAll('.row')) row.removeAttribute('aria-current')
        button.setAttribute('aria-current', 'true')
        split.dataset.open = String(isAsked)
        try {
            const { rows } = base ? await ask(`/api/sources/history/diff?${query({ name, id: one.id })}`) : { rows: null }
            const text = rows ? '' : (await ask(`/api/sources/history/text?${query({ name, id: one.id })}`)).text
            if (now !== turn) return
            const back = make(
                'button',
                { type: 'button', className: 'main', disabled: !desk.isWritable || one.version === base, onclick: () => putBack(one) },
                say('check_restore'),
            )
            page.replaceChildren(
                make(
                    'header',
                    {},
                    makeBack(`versions/${name}`, () => {
                        split.dataset.open = 'false'
                    }),
                    make('h2', {}, asTime(one.time)),
                    make('p', { className: 'hint' }, say(`check_version_${one.kind}`)),
                    make('div', { className: 'actions' }, back),
                ),
                rows
                    ? makeComparison(rows, [say('check_this_version'), say('check_version_now')])
                    : make('pre', { className: 'words' }, text),
            )
            page.scrollTop = 0
            if (isAsked) page.focus({ preventScroll: true })
        } catch (error) {
            report(error)
        }
    }

    async function putBack(one) {
        if (
            !(await askUser(say('check_restore'), say('check_restore_ask', { time: asTime(one.time), name }), [
                ['ok', say('check_restore')],
            ]))
        )
            return
        try {
            await post('/api/sources/restore', { name, id: one.id, base })
            notify(say('check_restored', { name }), { action: [say('check_open'), () => go('handout', name)] })
        } catch (error) {
            report(error)
        }
        open(name)
    }

    const makeBack = (place, act) => make('a', { className: 'back', href: locate('check', place), onclick: act ?? null }, say('check_back'))

    async function open(file) {
        const now = ++turn
        name = file
        split.dataset.open = 'false'
        if (name) setTitle(`${name} · ${say('check_versions')}`)
        try {
            await (name ? showVersions : showFiles)(() => now === turn)
        } catch (error) {
            if (now === turn) report(error)
        }
    }
    return { open }
}
