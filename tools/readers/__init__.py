"""What PDF readers and e-readers make of our files: the text they extract, and the phrases they find, compared with what was laid out."""
