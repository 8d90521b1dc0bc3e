"""The parser's tokens as the data of blocks: containers, exercises, tables, and paragraphs of typed lines."""
