"""The texts of the frame of the application: screens, language, answers."""

from jiangyi.core import Message

WORDS = {
    "studio": Message("Jiangyi Studio", "讲义工作台"),
    "screens": Message("Screens", "页面导航"),
    "screen_start": Message("Start", "开始"),
    "screen_handout": Message("Handouts", "讲义"),
    "screen_import": Message("Import", "导入"),
    "screen_book": Message("Book", "成书"),
    "screen_output": Message("Output", "输出"),
    "screen_check": Message("Check", "检查"),
    "skip": Message("Skip to the content", "跳到正文"),
    "menu": Message("Menu", "菜单"),
    "folder_switch": Message("Open another folder", "切换文件夹"),
    "read_only": Message("view only", "只能查看"),
    "appearance": Message("Appearance", "外观"),
    "appearance_auto": Message("As the system", "跟随系统"),
    "appearance_light": Message("Light", "浅色"),
    "appearance_dark": Message("Dark", "深色"),
    "language": Message("中文", "English"),
    "cancel": Message("Cancel", "取消"),
    "ok": Message("OK", "确定"),
    "no_answer": Message("The program does not answer. Is it still running?", "程序没有回应，是不是已经关闭了？"),
}
