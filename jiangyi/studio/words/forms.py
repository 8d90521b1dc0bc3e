"""The texts of forms that are made from the model."""

from jiangyi.core import Message

WORDS = {
    "form_default": Message("default", "默认"),
    "form_default_is": Message("default: {value}", "默认：{value}"),
    "form_required": Message("needed", "必填"),
    "form_add_item": Message("Add: {label}", "添加{label}"),
    "form_remove": Message("Remove", "删除"),
    "form_remove_item": Message("Remove {label} {number}", "删除第 {number} 项：{label}"),
    "form_move": Message("Move {label} {number}: up and down keys", "移动第 {number} 项：{label}（按上下方向键）"),
    "form_add_row": Message("Add a row", "加一行"),
    "form_add_column": Message("Add a column", "加一列"),
    "form_remove_row": Message("Remove row {number}", "删除第 {number} 行"),
    "form_remove_column": Message("Remove column {number}", "删除第 {number} 列"),
    "form_cell": Message("Row {row}, column {column}", "第 {row} 行第 {column} 列"),
    "form_separated": Message("several are separated by commas", "多个用顿号或逗号分开"),
    "form_name": Message("Name", "名称"),
    "form_in_editor": Message("Change this in the editor.", "这一项请在编辑器里修改。"),
    "form_insert": Message("Insert", "插入"),
    "form_insert_block": Message("Insert: {label}", "插入：{label}"),
    "form_edit_block": Message("Edit: {label}", "编辑：{label}"),
    "form_apply": Message("Apply", "确定修改"),
    "form_picture": Message("How it will look", "排版效果"),
    "form_no_picture": Message("Fill in what is needed, and the block is shown here.", "填好必填的内容，这里就会显示排版效果。"),
    "form_no_print": Message("This prints nothing visible.", "这一块不印出内容。"),
    "form_more": Message("More settings", "更多设置"),
}
