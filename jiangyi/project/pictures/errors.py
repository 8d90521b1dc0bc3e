"""Why an image cannot be used."""

from jiangyi.core import Report, Span, limits


class ImageError(ValueError):
    """An image that cannot be used; its first argument is the reason, in both languages."""

    def report(self, report: Report, place: Span, src: str) -> None:
        """Report the image that is named at this place."""
        report.add("picture-broken", place, src=src, problem=self.args[0])


class LimitError(ImageError):
    """An image that is beyond a limit."""

    def __init__(self, limit: limits.Limit) -> None:
        """Name the limit as the diagnostic does."""
        super().__init__(limit.explain())
        self.limit = limit

    def report(self, report: Report, place: Span, src: str) -> None:  # noqa: ARG002 - the place names the image
        """Report the limit."""
        self.limit.report(report, place)
