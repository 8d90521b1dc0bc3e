"""The texts of the first screen, and of what is done with handouts in the list."""

from jiangyi.core import Message

WORDS = {
    "start_new": Message("New handout", "新建讲义"),
    "start_new_hint": Message("Begin with an example of its kind, and replace the words.", "从一份样例开始，把文字换成自己的。"),
    "start_import": Message("Bring in what you have", "导入已有资料"),
    "start_import_hint": Message(
        "Drop it here: Word, text, Markdown, web pages, ZIP, or a whole folder.",
        "拖到这里：Word、文本、Markdown、网页、压缩包，或整个文件夹。",
    ),
    "start_import_open": Message("Import …", "去导入"),
    "start_recent": Message("Go on with", "接着写"),
    "start_all": Message("All handouts", "全部讲义"),
    "start_all_folders": Message("All folders …", "全部文件夹……"),
    "start_folders": Message("Folders", "文件夹"),
    "start_folder_hint": Message("Folders that were opened here before.", "以前在这里打开过的文件夹。"),
    "start_forget": Message("Take “{name}” off this list", "把“{name}”从列表里去掉"),
    "start_current": Message("open", "已打开"),
    "start_example": Message("See an example", "看一份完整的例子"),
    "start_example_open": Message("Open the example", "打开例子"),
    "start_example_hint": Message(
        "A whole handout with every kind of block. It is copied into your folder.",
        "各种内容块都用到的一份讲义，会复制到你的文件夹里。",
    ),
    "start_title": Message("Title of the handout", "讲义标题"),
    "start_create": Message("Create", "新建"),
    "start_creating": Message("New: {kind}", "新建：{kind}"),
    "start_no_writing": Message(
        "Here you can only read. To write, use the computer on which the studio was started.",
        "这里只能查看。要修改，请到启动程序的那台电脑上操作。",
    ),
    "handout_more": Message("More: {title}", "更多操作：{title}"),
    "handout_new": Message("New handout", "新建讲义"),
    "handout_rename": Message("Rename the file …", "改文件名……"),
    "handout_rename_label": Message("File name (the title is in the handout itself)", "文件名（标题在讲义里面改）"),
    "handout_rename_do": Message("Rename", "改名"),
    "handout_duplicate": Message("Duplicate", "复制一份"),
    "handout_delete": Message("Delete", "删除"),
    "handout_deleted": Message("“{title}” has been deleted.", "已删除“{title}”。"),
    "handout_undone": Message("“{title}” is back.", "“{title}”恢复了。"),
    "undo": Message("Undo", "撤销"),
    "phone": Message("On a phone", "手机查看"),
    "phone_code": Message("QR code of the address", "地址的二维码"),
    "phone_hint": Message(
        "Scan this with a phone in the same network. Whoever has the address can read.",
        "用同一网络里的手机扫码即可查看。知道这个地址的人都能看。",
    ),
}
