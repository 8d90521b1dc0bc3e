"""The card writer: what a catalogue says of a book, as plain data beside its other files; made for a share, and not offered to users."""

from jiangyi.core import Message, Report
from jiangyi.writers.api import WriteContext, Writer, Written


class CardWriter(Writer):
    """Writes a card as JSON."""

    name = "card"
    label = Message("writing catalogue cards", "写目录卡片")
    media_type = "application/json"
    is_offered = False

    def write(self, context: WriteContext, report: Report) -> Written:
        """The card; the filter of its text, for which it is made, is stored."""
        import msgspec

        from jiangyi.writers.catalogue_card import describe_volume
        from jiangyi.writers.pair_filters import get_pair_filter

        card = describe_volume(context, report)
        get_pair_filter(card.text)
        return Written(msgspec.json.encode(card))
