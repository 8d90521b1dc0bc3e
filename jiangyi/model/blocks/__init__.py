"""The block types, one module each: a class that says which fields a block has, and how it is written in Markdown."""
