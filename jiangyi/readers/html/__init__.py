"""HTML among the Markdown of a handout: its elements by their meaning, as a tree, as blocks and as inline Markdown."""
