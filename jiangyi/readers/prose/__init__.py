"""The author's words with their places in the source, for punctuation rules, and corrections that keep the outline of the source."""
