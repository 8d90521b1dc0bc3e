"""The texts of the screen of the book: chapters, settings, pages."""

from jiangyi.core import Message

WORDS = {
    "book_chapters": Message("Chapters", "章节"),
    "book_text": Message("Title and text", "书名与文字"),
    "book_look": Message("Appearance", "外观"),
    "book_answers": Message("Answers and editions", "答案与版本"),
    "book_printing": Message("Printing", "印刷"),
    "book_ebook": Message("E-book and share", "电子书与分享"),
    "book_more": Message("More", "其他"),
    "book_parts": Message("Parts of the book", "书的各部分设置"),
    "book_settings": Message("Settings", "设置"),
    "book_order": Message(
        "Drag the handles to change the order, or press the up and down keys on one.",
        "拖动左边的手柄调整顺序，也可以选中手柄后按上下方向键。",
    ),
    "book_move": Message("Move {title}: up and down keys", "移动“{title}”（按上下方向键）"),
    "book_moved": Message("{title} is number {number} of {count}.", "“{title}”现在是第 {number} 份，共 {count} 份。"),
    "book_remove": Message("Take {title} out of the book", "把“{title}”移出本书"),
    "book_removed": Message("{title} is no longer in the book. The handout itself is kept.", "“{title}”已移出本书，讲义文件还在。"),
    "book_add": Message("Add {title} to the book", "把“{title}”加入本书"),
    "book_added": Message("{title} is in the book.", "“{title}”已加入本书。"),
    "book_others": Message("Not in the book", "未收入的讲义"),
    "book_all_in": Message("All handouts are in the book.", "全部讲义都已收入。"),
    "book_missing": Message("There is no such file.", "没有这个文件。"),
    "book_open": Message("Edit {title}", "编辑“{title}”"),
    "book_none": Message(
        "A book joins the handouts of this folder: one cover, one table of contents, page numbers throughout.",
        "“书”把这个文件夹里的讲义合成一本：一个封面、一份目录、连续页码。",
    ),
    "book_create": Message("Make a book of {count:handout|handouts}", "用 {count} 份讲义成书"),
    "book_nothing": Message("There are no handouts yet.", "还没有讲义。"),
    "book_saved": Message("saved", "已保存"),
    "book_saving": Message("saving …", "正在保存……"),
    "book_unsaved": Message("not saved", "没有保存"),
}
