"""The documents of a workspace, kept up to date while their files change: pages, e-books and diagnostics, one small task at a time."""
