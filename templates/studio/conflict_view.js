// Two versions of a file whose edits concern the same lines, side by side, and the choice between them.

import { makeComparison } from './diff_view.js'
import { askUser, make, post, report, say } from './kit.js'

// Show the conflict of a SourceStore in a dialog, and do what the user decides; without a decision it stays
export async function openConflict(source) {
    const { mine, other } = source.conflict
    try {
        const { rows } = await post('/api/sources/compare', { before: mine, after: other })
        const body = make(
            'div',
            { className: 'conflict' },
            make('p', {}, say('conflict_about', { name: source.name })),
            make('div', { className: 'conflict-rows', tabIndex: 0 }, makeComparison(rows, [say('conflict_mine'), say('conflict_other')])),
        )
        const choice = await askUser(say('conflict'), body, [
            ['both', say('conflict_both')],
            ['other', say('conflict_use_other')],
            ['mine', say('conflict_use_mine')],
        ])
        if (choice && source.conflict) await source.resolve(choice)
    } catch (error) {
        report(error)
    }
}
