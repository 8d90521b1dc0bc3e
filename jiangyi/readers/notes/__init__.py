"""What notes of other programs have besides their lines: keys of the head, links to headings, and markup inside a line."""
