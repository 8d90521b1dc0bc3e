"""Diagnostics about lists of names and the copies that are made by them."""

from jiangyi.core.catalogue.entry import ERROR, INFO, CatalogueEntry, CatalogueExample, Severity
from jiangyi.core.i18n import Message

BAD_LIST, GOOD_LIST = CatalogueExample("张三\n李四", "名单.csv"), CatalogueExample("姓名,学号\n张三,001\n李四,002", "名单.csv")
"""A list of names is no content: it is given to `copies`."""
WHY_NUMBERS = Message(
    "A copy is known by its number, so no copies are made by a list with an error.", "每份靠编号区分，所以名单有错误时一份也不生成。"
)
AS_CSV = Message("save the list as .xlsx or as “CSV UTF-8” in Excel or WPS", "在 Excel 或 WPS 里把名单另存为 .xlsx，或者“CSV UTF-8”")


def _entry(name: str, severity: Severity, message: Message, *hints: Message, why: Message = WHY_NUMBERS) -> CatalogueEntry:
    return CatalogueEntry(name, severity, message, hints, why, BAD_LIST, GOOD_LIST)


COPIES = (
    _entry("names-unreadable", ERROR, Message("the list of names cannot be read: {reason}", "读不了名单：{reason}"), AS_CSV),
    _entry("names-encoding", ERROR, Message("the characters of the list cannot be decoded", "名单里的文字无法识别"), AS_CSV),
    _entry(
        "names-header",
        ERROR,
        Message("the first row of the list does not name its columns", "名单的第一行没有写明各列是什么"),
        Message(
            "write a first row such as `name,number,note`; only the name is required",
            "在最上面加一行，如“姓名,学号,备注”；只有姓名是必需的",
        ),
    ),
    _entry(
        "names-empty",
        ERROR,
        Message("the list names nobody", "名单里一个人也没有"),
        Message("below the first row, write a name in each row", "在第一行下面，每行写一个姓名"),
    ),
    _entry(
        "names-blank",
        ERROR,
        Message("the row has no name", "这一行没有姓名"),
        Message("add the name, or delete the row", "补上姓名，或者删去这一行"),
    ),
    _entry(
        "names-quote",
        ERROR,
        Message("a quotation mark in this row is not closed, or text follows it", "这一行的英文引号没有成对，或者后引号之后还有字"),
        Message('close the "quotation marks", or delete them', '把英文引号 " " 补成一对，或者删去'),
    ),
    _entry(
        "names-cells",
        ERROR,
        Message("the row has {count:cell|cells}, and the first row only {known}", "这一行有 {count} 格，第一行只有 {known} 格"),
        Message('put a cell that contains a comma in "quotation marks"', '格子里有逗号时，用英文引号 " " 把这一格括起来'),
    ),
    _entry(
        "names-control",
        ERROR,
        Message("“{name}” contains an invisible control character", "“{name}”里有不可见的控制字符"),
        Message("type it again by hand", "把它重新手打一遍"),
    ),
    _entry(
        "names-private",
        ERROR,
        Message(
            "“{name}” contains a character of an old system, which other computers do not have ({sign})",
            "“{name}”里有旧系统的自造字（{sign}），别的电脑上显示不出来",
        ),
        Message("type it with a present-day input method", "用现在的输入法重新打这个字"),
        why=Message("A name is printed in full or not at all.", "姓名要么印全，要么不印。"),
    ),
    _entry(
        "names-number-twice",
        ERROR,
        Message("the number {name} is also that of line {line}", "编号 {name} 和第 {line} 行的重复了"),
        Message("give each row a number of its own", "让每一行的编号各不相同"),
    ),
    _entry(
        "names-twice",
        INFO,
        Message(
            "“{name}” is in the list twice (line {line}): each gets a copy with a number of its own",
            "“{name}”在名单里不止一次（第 {line} 行也有）：各做一份，编号不同",
        ),
        why=Message("Two people may have the same name.", "同名的可能是两个人。"),
    ),
    _entry(
        "names-glyph",
        ERROR,
        Message("no installed font has the character {name}", "已安装的字体里都没有“{name}”这个字"),
        Message("install a font that has it, such as Noto Serif CJK or BabelStone Han", "安装有这个字的字体，如思源宋体或 BabelStone Han"),
        why=Message("A name is printed in full or not at all.", "姓名要么印全，要么不印。"),
    ),
    _entry(
        "copies-pattern",
        ERROR,
        Message("the pattern of file names has an unknown word: {name}", "文件名的写法里有不认识的词：{name}"),
        Message("these can be used: {known}", "可以用：{known}"),
        why=Message("Every file of a copy needs a name.", "每份文件都要有名称。"),
    ),
    _entry(
        "copies-folder",
        ERROR,
        Message("the folder {name} holds other files", "文件夹“{name}”里有别的文件"),
        Message("choose an empty or a new folder with `--output`", "用 --output 指定一个空的或新的文件夹"),
        why=Message("Nothing that the program has not written is replaced.", "不是本程序写的文件，一概不动。"),
    ),
    _entry(
        "copies-foreign",
        ERROR,
        Message("the folder has a file that is not ours by the name of a copy: {name}", "文件夹里有一个同名的文件，不是本程序写的：{name}"),
        Message("move it away, or choose another folder with `--output`", "把它移走，或者用 --output 另选一个文件夹"),
        why=Message("Nothing that the program has not written is replaced.", "不是本程序写的文件，一概不动。"),
    ),
)
