"""Forms that are made from the model: what a block or the head of a book has, its source text, its picture, and what completes words."""
