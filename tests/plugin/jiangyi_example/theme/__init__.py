"""The folder of a theme, with the template and stylesheet of the block."""
