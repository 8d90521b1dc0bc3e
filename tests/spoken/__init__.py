"""A reader of the tag tree of a PDF as a screen reader speaks it, and the reviewed transcripts of the shipped handouts."""
