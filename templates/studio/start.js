// The first screen.

export function mount() {}
