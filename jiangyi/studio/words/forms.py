"""The texts of forms that are made from the model."""

from jiangyi.core import Message

WORDS = {
    "form_default": Message("default", "默认"),
    "form_default_is": Message("default: {value}", "默认：{value}"),
    "form_required": Message("needed", "必填"),
    "form_add": Message("Add", "添加"),
    "form_add_item": Message("Add: {label}", "添加{label}"),
    "form_remove": Message("Remove", "删除"),
    "form_remove_item": Message("Remove {label} {number}", "删除第 {number} 项：{label}"),
    "form_move": Message("Move {label} {number}: up and down keys", "移动第 {number} 项：{label}（按上下方向键）"),
    "form_moved": Message("Now number {number} of {count}", "现在是第 {number} 项，共 {count} 项"),
    "form_paragraph": Message("Text", "文字"),
    "form_add_block": Message("Add a block", "添加内容块"),
    "form_row": Message("row", "行"),
    "form_column": Message("column", "列"),
    "form_add_row": Message("Add a row", "加一行"),
    "form_add_column": Message("Add a column", "加一列"),
    "form_remove_row": Message("Remove row {number}", "删除第 {number} 行"),
    "form_remove_column": Message("Remove column {number}", "删除第 {number} 列"),
    "form_cell": Message("Row {row}, column {column}", "第 {row} 行第 {column} 列"),
    "form_separated": Message("several are separated by commas", "多个用顿号或逗号分开"),
    "form_name": Message("Name", "名称"),
    "form_in_editor": Message("Change this in the editor.", "这一项请在编辑器里修改。"),
    "form_more": Message("More settings", "更多设置"),
}
