"""The problems of a workspace by kind: listed, corrected all at once, or left as they are."""
