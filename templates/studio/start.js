// The first screen: begin a handout, bring in what there is, go on with what was changed last, open another folder.

import { go, locate, openFolder } from './app.js'
import { ask, desk, formatTime, make, post, report, say } from './kit.js'
import { createHandout } from './handout_files.js'

const MOST_RECENT = 6
const MOST_FOLDERS = 8

export function mount(root) {
    const find = name => root.querySelector(`#${name}`)

    function showStarters(starters) {
        find('starters').replaceChildren(
            ...starters.map(starter =>
                make(
                    'li',
                    {},
                    make(
                        'button',
                        { type: 'button', className: 'starter', dataset: { starter: starter.name }, onclick: () => createHandout(starter) },
                        make('span', { className: 'sheet-mark', 'aria-hidden': 'true', dataset: { kind: starter.name } }),
                        make('strong', {}, starter.title),
                        make('span', { className: 'hint' }, starter.summary),
                    ),
                ),
            ),
        )
    }

    function showRecent(handouts) {
        find('start-recent').hidden = !handouts.length
        find('recent').replaceChildren(
            ...handouts
                .slice(0, MOST_RECENT)
                .map(handout =>
                    make(
                        'li',
                        {},
                        make(
                            'a',
                            { className: 'line', href: locate('handout', handout.name) },
                            make('strong', {}, handout.title),
                            make('span', { className: 'hint' }, handout.name),
                            make('time', { className: 'hint' }, formatTime(handout.changed)),
                        ),
                    ),
                ),
        )
    }

    function showFolders(folders) {
        find('start-folders').hidden = folders.length < 2
        find('folders').replaceChildren(
            ...folders.slice(0, MOST_FOLDERS).map(folder => {
                const isOpen = folder.path === desk.path
                const words = [
                    make('strong', {}, folder.name),
                    make('span', { className: 'hint' }, folder.path),
                    make('span', { className: 'hint' }, isOpen ? say('start_current') : formatTime(folder.opened * 1000)),
                ]
                if (isOpen) return make('li', {}, make('div', { className: 'line', 'aria-current': 'true' }, ...words))
                const label = say('start_forget', { name: folder.name })
                return make(
                    'li',
                    {},
                    make('button', { type: 'button', className: 'line', onclick: () => openFolder(folder.path) }, ...words),
                    make(
                        'button',
                        { type: 'button', className: 'plain', title: label, 'aria-label': label, onclick: () => forget(folder.path) },
                        '×',
                    ),
                )
            }),
        )
    }

    async function forget(path) {
        try {
            showFolders((await post('/api/folders/forget', { path })).folders)
        } catch (error) {
            report(error)
        }
    }

    async function copyExample() {
        try {
            go('handout', (await post('/api/handouts/example')).name)
        } catch (error) {
            report(error)
        }
    }

    async function load() {
        try {
            const [{ handouts, starters }, { folders }] = await Promise.all([ask('/api/handouts'), ask('/api/folders')])
            showStarters(starters)
            showRecent(handouts)
            showFolders(folders)
        } catch (error) {
            report(error)
        }
    }

    find('start-closed').hidden = desk.isWritable
    for (const name of ['start-new', 'start-import', 'start-example']) find(name).hidden = !desk.isWritable
    find('example').addEventListener('click', copyExample)
    load()
    return { translate: load }
}
