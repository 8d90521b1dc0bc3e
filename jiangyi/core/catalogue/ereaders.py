"""Diagnostics about what some e-readers refuse, which only the author can change."""

from jiangyi.core.catalogue.entry import INFO, CatalogueEntry, CatalogueExample
from jiangyi.core.i18n import Message

ANY = CatalogueExample("title: 例")
"""No source alone shows it: it takes an EPUB."""
EREADERS = (
    CatalogueEntry(
        "ereader-table",
        INFO,
        Message(
            "the table “{table}” is too large for Kindle: {size} {what}, where at most {limit} are advised",
            "表格“{table}”对 Kindle 来说太大：{what}为 {size}，宜在 {limit} 以内",
        ),
        (Message("split it into several tables", "把它拆成几张小表"),),
        Message("Kindle cuts such tables off, or shows them too small to read.", "Kindle 会截去这样的表格，或者缩得看不清。"),
        ANY,
        ANY,
    ),
    CatalogueEntry(
        "ereader-language",
        INFO,
        Message("Send to Kindle refuses books in the language `{lang}`", "Send to Kindle 不接收语言为“{lang}”的电子书"),
        (
            Message(
                "it takes zh-Hans, zh-Hant, en, ja and some others; `lang:` in the head states the language",
                "它接收 zh-Hans、zh-Hant、en、ja 等语言；在开头用“语言:”写明",
            ),
        ),
        Message("Other e-readers open the book.", "其他阅读器可以打开这本书。"),
        ANY,
        ANY,
    ),
    CatalogueEntry(
        "ereader-size",
        INFO,
        Message(
            "the EPUB has {size} MB: an e-mail to a Kindle may have {limit} MB",
            "EPUB 有 {size} MB；用邮件发到 Kindle 不能超过 {limit} MB",
        ),
        (
            Message(
                "`picture_size: 1000` in the head makes the pictures smaller; or copy the file by USB cable",
                "在开头写“图片大小: 1000”可以缩小图片；也可以用数据线拷到 Kindle",
            ),
        ),
        Message("Amazon does not deliver larger books.", "更大的电子书亚马逊不会投递。"),
        ANY,
        ANY,
    ),
    CatalogueEntry(
        "ereader-formulas",
        INFO,
        Message(
            "Send to Kindle may refuse this book: its formulas have {size} characters, of which each is there twice and one is hidden",
            "Send to Kindle 可能不接收这本书：公式共 {size} 个字符，每个公式存了两份，其中一份是隐藏的",
        ),
        (
            Message(
                "if it does, divide the book into several, or send the PDF to the Kindle",
                "如果不接收，请把书分成几本，或者把 PDF 发到 Kindle",
            ),
        ),
        Message(
            "Amazon's converter takes at most 10,000 hidden characters. Other e-readers open the book.",
            "亚马逊的转换程序最多允许 10000 个隐藏的字符。其他阅读器可以打开这本书。",
        ),
        ANY,
        ANY,
    ),
)
