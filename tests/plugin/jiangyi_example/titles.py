"""A writer of the titles of a book, one a line."""

from jiangyi.core import Message, Report
from jiangyi.writers import WriteContext, Writer, Written


class TitlesWriter(Writer):
    """Writes the title of each handout as a line of UTF-8."""

    name = "titles"
    label = Message("writing titles", "写标题")

    def write(self, context: WriteContext, _report: Report) -> Written:
        """The text file."""
        return Written("".join(f"{handout.title}\n" for handout in context.book.handouts).encode())
