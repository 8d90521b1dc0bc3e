"""The web page of the preview: markup, stylesheet, script and texts.

Plug-ins may replace its files. A workspace may not: its script would run in the browser of whoever looks at it.
"""

from pathlib import Path
from typing import Any

from jiangyi.core import Message, is_chinese_locale
from jiangyi.project import Workspace, find_shipped_folder
from jiangyi.theme import create_environment

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
    "download": Message("Save as {kind}", "保存为 {kind}"),
    "errors": Message("errors: {count}", "错误 {count}"),
    "warnings": Message("warnings: {count}", "警告 {count}"),
}
"""The texts of the page, by the name that its template and script use. The script fills their placeholders."""
STATIC = {"preview.js": "text/javascript", "preview.css": "text/css"}
"""The files that the page loads, with their media types."""


def build_page(workspace: Workspace) -> str:
    """The markup of the page, in the language of the user."""
    texts: dict[str, Any] = {name: message.zh if is_chinese_locale() else message.en for name, message in WORDS.items()}
    template = create_environment(tuple(_list_folders(workspace, "templates"))).get_template("preview/index.html.j2")
    return template.render(words=texts, lang="zh-Hans" if is_chinese_locale() else "en", title=workspace.root.name)


def read_static_file(workspace: Workspace, name: str) -> bytes:
    """The script, or the stylesheet preceded by its tokens."""
    if name == "preview.js":
        return _read_first(workspace, "templates", "preview/preview.js")
    return b"\n".join(_read_first(workspace, "styles", f"preview/{sheet}.css") for sheet in ("tokens", "preview"))


def _read_first(workspace: Workspace, kind: str, name: str) -> bytes:
    """Read a template or stylesheet from the first folder that has it."""
    return next(path for folder in _list_folders(workspace, kind) if (path := folder / name).is_file()).read_bytes()


def _list_folders(workspace: Workspace, kind: str) -> list[Path]:
    """The folders of plug-ins and of the program."""
    own = workspace.root / kind
    return [folder for folder in workspace.list_folders(kind) if folder != own or folder == find_shipped_folder(kind)]


def format_editor_path(path: Path) -> str:
    """The absolute path of a file for a `vscode://file` address: with slashes, and one at the start, also on Windows."""
    return "/" + path.absolute().as_posix().lstrip("/")
