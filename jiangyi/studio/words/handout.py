"""The texts of the screen of a handout: list, pages, e-book, problems."""

from jiangyi.core import Message

WORDS = {
    "preview": Message("Preview", "预览"),
    "handouts": Message("Handouts", "讲义"),
    "find": Message("Find  /", "查找  /"),
    "find_label": Message("Find a handout", "查找讲义"),
    "pages": Message("Pages", "页面"),
    "page": Message("Page {number}", "第 {number} 页"),
    "page_of": Message("{number} / {count}", "{number} / {count}"),
    "book": Message("E-book", "电子书"),
    "remarks": Message("Problems", "问题与建议"),
    "nothing": Message("No problems found.", "没有发现问题。"),
    "none": Message(
        "There are no handouts in content/ yet. Create one with `new NAME`.", "content/ 中还没有讲义，可以用“new 名称”命令新建一份。"
    ),
    "no_match": Message("No handout matches.", "没有匹配的讲义。"),
    "waiting": Message("waiting", "等待排版"),
    "building": Message("typesetting …", "正在排版……"),
    "fresh": Message("up to date", "已是最新"),
    "error": Message("has errors", "有错误"),
    "last_good": Message("This handout has errors. The last good pages are shown.", "讲义有错误，这里显示的是上一次正确的页面。"),
    "no_pages": Message("This handout has errors, so there are no pages yet.", "讲义有错误，改正后才有页面。"),
    "lost": Message("The preview has stopped. It reconnects when `serve` runs again.", "预览已停止，重新运行 serve 后会自动恢复。"),
    "open": Message("Open in the editor", "在编辑器中打开"),
    "close": Message("Close", "关闭"),
    "line": Message("line {line}", "第 {line} 行"),
    "smaller": Message("Zoom out", "缩小"),
    "larger": Message("Zoom in", "放大"),
    "before": Message("Previous chapter", "上一章"),
    "after": Message("Next chapter", "下一章"),
    "chapter": Message("Chapter", "章节"),
    "download_pdf": Message("Save as PDF", "保存为 PDF"),
    "download_epub": Message("Save as EPUB", "保存为 EPUB"),
    "errors": Message("errors: {count}", "错误 {count}"),
    "warnings": Message("warnings: {count}", "警告 {count}"),
}
