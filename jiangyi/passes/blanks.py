"""Words that a copy leaves blank: what of them remains in titles, and in lists of what the text contains."""

from collections.abc import Callable, Container

from jiangyi.model import Cloze, InlineMath, Str, Text, inline

LINE = "＿＿"
"""What stands in a title for words that are left blank."""


def clear_blanks(text: Text, blank: Container[str]) -> Text:
    """A text without the words that are left blank, and without the notes and marks among them."""
    return _replace_blanks(text, lambda item: Cloze((), item.id) if item.id in blank else item)


def name_without_blanks(text: Text, blank: Container[str]) -> str:
    """The plain text of a title in one line, with formulas as linear text, and a rule in place of words that are left blank."""

    def name(item: inline.Inline) -> inline.Inline:
        if isinstance(item, InlineMath):
            from jiangyi.notation import write_formula_text  # loads the library for formulas

            return Str(write_formula_text(item.tex))
        return Str(LINE) if isinstance(item, Cloze) and item.id in blank else item

    return str(Text(inline.map_inlines(name, text.inlines))).replace("\n", " ")


def _replace_blanks(text: Text, replacement: Callable[[Cloze], inline.Inline]) -> Text:
    return Text(inline.map_inlines(lambda item: replacement(item) if isinstance(item, Cloze) else item, text.inlines))
