"""Diagnostics about notes of other programs: what was understood otherwise, guessed, kept as text or left out."""

from jiangyi.core.catalogue.entry import WARNING, CatalogueEntry, md
from jiangyi.core.i18n import Message

DIALECT = (
    CatalogueEntry(
        "callout-unknown",
        WARNING,
        Message(
            "“{kind}” is no known kind of box; it was made a tip with this title", "没有“{kind}”这一类提示框，已排成以它为标题的提示框"
        ),
        (
            Message(
                "write ::: key, tip, warning or memory, or a kind such as [!note]",
                "可以写 ::: key 重点、tip 提示、warning 易错、memory 口诀，或 [!注意] 这样的类别",
            ),
        ),
        Message("The colour and the label of the box depend on its kind.", "提示框的颜色和标签由类别决定。"),
        md("> [!咦] 甲\n> 乙"),
        md("> [!注意] 甲\n> 乙"),
    ),
    CatalogueEntry(
        "container-left",
        WARNING,
        Message(
            "a handout has no container like this; its contents are printed without it: {kind}",
            "讲义没有这种容器，只印出其中的内容：{kind}",
        ),
        (Message("delete the lines of colons, or use a container such as ::: tip", "请删去这两行冒号，或改用 ::: tip 之类的容器"),),
        Message("Columns and tabs of web pages do not exist on paper.", "网页上的分栏、标签页等，纸上没有对应的排法。"),
        md("::: columns\n甲\n:::"),
        md("甲"),
    ),
)
