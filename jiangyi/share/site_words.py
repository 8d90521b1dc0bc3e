"""The words of the share's web pages, in the language of the catalogue."""

from collections.abc import Mapping

from jiangyi.core import Message

WORDS: Mapping[str, Message] = {
    "languages": Message("Languages", "语言"),
    "others": Message("In other languages", "其他语言"),
    "skip": Message("Skip to the list", "跳到讲义列表"),
    "home": Message("All handouts", "全部讲义"),
    "topics": Message("By topic and date", "分类与日期"),
    "codes": Message("Sheet of QR codes", "二维码页"),
    "search": Message("Search", "搜索"),
    "search_hint": Message("Titles, topics, text …", "搜标题、标签、正文……"),
    "series": Message("Series", "系列"),
    "subject": Message("Subject", "科目"),
    "tag": Message("Tag", "标签"),
    "date": Message("Date", "日期"),
    "year": Message("Year", "年份"),
    "order": Message("Order", "排序"),
    "any": Message("all", "全部"),
    "by_series": Message("by series", "按系列"),
    "newest": Message("newest first", "最新在前"),
    "by_title": Message("by title", "按标题"),
    "reset": Message("Clear", "清除"),
    "new": Message("What is new", "最近更新"),
    "book": Message("The collected book", "合集"),
    "other": Message("Other handouts", "其他讲义"),
    "count": Message("Handouts: {count}", "{count} 份讲义"),
    "updated": Message("updated {date}", "更新于 {date}"),
    "read": Message("Read", "在线阅读"),
    "details": Message("Details", "详情"),
    "files": Message("Files", "下载"),
    "file": Message("File", "文件"),
    "pages": Message("Pages", "页数"),
    "size": Message("Size", "大小"),
    "usual": Message("Handout", "讲义"),
    "contents": Message("Contents", "目录"),
    "share": Message("Pass it on", "转发"),
    "copy_link": Message("Copy the link", "复制链接"),
    "copied": Message("The link is copied.", "链接已复制。"),
    "not_copied": Message("Copy this address: ", "请手动复制这个地址："),
    "code": Message("QR code of the page: {title}", "本页二维码：{title}"),
    "code_hint": Message("Scan it to open this page on a phone.", "用手机扫一扫，打开本页。"),
    "before": Message("Previous", "上一份"),
    "after": Message("Next", "下一份"),
    "neighbours": Message("Handouts before and after this one", "前后的讲义"),
    "no_date": Message("No date", "没有日期"),
    "print_sheet": Message("Print this sheet", "打印本页"),
    "sheet_hint": Message(
        "Print it and cut it along the lines. Each code opens the page of a handout.", "打印后沿虚线剪开，每个二维码打开一份讲义的页面。"
    ),
    "feeds": Message("For e-reader apps (OPDS)", "阅读器订阅（OPDS）"),
    "sums": Message("Checksums", "校验值"),
    "hint": Message("Hint", "提示"),
    "in_app": Message(
        "Chat apps often cannot save files. Open this page in a browser: tap ··· in the corner, then “Open in browser”.",
        "聊天软件里常常无法下载文件。请在浏览器打开：点右上角的 ···，再选“在浏览器打开”。",
    ),
    "results": Message("What was found", "搜索结果"),
    "none": Message("Nothing found. Try fewer or shorter words.", "没有找到。可以少写几个字，或换个说法。"),
    "found": Message("Found: {count}", "找到 {count} 份"),
    "looking": Message("Found: {count}; searching the texts …", "找到 {count} 份，正在查正文……"),
    "more": Message("Search on", "继续查找"),
    "keep": Message("Keep all for reading offline", "全部保存到本机，离线可读"),
    "kept": Message("Saved: {count}", "已保存 {count} 份"),
    "keep_failed": Message("Not everything could be saved. Try again later.", "没有全部保存成功，请稍后再试。"),
}
"""By the names that templates and script use. The script fills its own placeholders."""
SCRIPT_WORDS = ("copied", "not_copied", "none", "found", "looking", "count", "kept", "keep_failed")
"""The words that the script needs."""
FORMATS: Mapping[str, Message] = {"html": Message("Web page", "网页"), "txt": Message("Plain text", "纯文本")}
"""Formats whose name is no word for people; the others are written in capitals."""
PAPERS: Mapping[str, Message] = {
    "16k": Message("16K", "16 开"),
    "a4-large-print": Message("A4 large print", "A4 大字"),
    "e-ink": Message("e-ink", "墨水屏"),
    "letter": Message("Letter", "Letter"),
    "phone": Message("phone", "手机"),
    "slides": Message("slides", "投影"),
}
"""Papers likewise."""


def choose_language(message: Message, lang: str) -> str:
    """A message in the language of a catalogue: Chinese for any kind of Chinese, else English."""
    return message.zh if lang.lower().startswith("zh") else message.en


def choose_words(lang: str) -> dict[str, str]:
    """All words in one language."""
    return {name: choose_language(message, lang) for name, message in WORDS.items()}


def label_kind(words: Mapping[str, Message], name: str, lang: str) -> str:
    """The words for a format or a paper."""
    return choose_language(words[name], lang) if name in words else name.upper()
