"""The editor of sources: its modules from npm, corrections of a text, and pasted text as our Markdown."""
