// Light or dark, as chosen, else as the system has it. It runs before the page is painted; the event `appearance` has it look again.
;(() => {
    const system = matchMedia('(prefers-color-scheme: dark)')
    const stored = () => {
        try {
            return localStorage.getItem('jiangyi-appearance')
        } catch {
            return null
        }
    }
    const show = () => {
        const chosen = stored()
        document.documentElement.dataset.theme = ['light', 'dark'].includes(chosen) ? chosen : system.matches ? 'dark' : 'light'
    }
    system.addEventListener('change', show)
    addEventListener('appearance', show)
    show()
})()
