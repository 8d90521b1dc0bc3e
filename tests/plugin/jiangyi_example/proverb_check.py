"""A check: proverbs are short."""

from jiangyi.checks import PluginCheck
from jiangyi.core import CatalogueEntry, CatalogueExample, Message, Report, Severity
from jiangyi.model import Manuscript
from jiangyi_example.proverb import Proverb

LONGEST = 16
"""Characters."""


def proverbs_are_short(manuscript: Manuscript, report: Report) -> None:
    """Report each proverb that is too long."""
    for block in manuscript.blocks:
        if isinstance(block, Proverb) and len(str(block.saying)) > LONGEST:
            report.add("proverb-long", manuscript.locate(block, str(block.saying)), count=len(str(block.saying)))


PROVERB_LENGTH = PluginCheck(
    proverbs_are_short,
    (
        CatalogueEntry(
            "proverb-long",
            Severity.WARNING,
            Message("the proverb has {count} characters", "谚语有 {count} 字"),
            (Message("shorten it", "请缩短"),),
            Message("Nobody remembers a long proverb.", "谚语太长就记不住。"),
            CatalogueExample("---\ntitle: 例\n---\n\n::: proverb 一二三四五六七八九十一二三四五六七\n:::\n", "例.md"),
            CatalogueExample("---\ntitle: 例\n---\n\n::: proverb 熟能生巧\n:::\n", "例.md"),
        ),
    ),
)
