"""A process that stands by for a while after a command, with everything loaded, so that the next command need not load it again."""
