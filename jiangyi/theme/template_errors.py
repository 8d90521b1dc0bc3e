"""The errors of templates, apart from what looks for their places, which is loaded when there is one."""

from pathlib import Path

from jiangyi.core import Diagnostic, Message

OUTSIDE = Message("this is a link to a file outside the workspace", "这是指向工作区之外的链接")
NO_FILE = Message("this is a folder", "这是文件夹，不是文件")
NOT_UTF8 = Message("the file is not UTF-8", "文件不是 UTF-8 编码")
TOO_DEEP = Message("loops or brackets are nested too deeply", "循环或括号嵌套得太深")


class TemplateFault(Exception):
    """A template of a workspace or a plug-in is wrong; the diagnostic says where and why."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(str(diagnostic.span))
        self.diagnostic = diagnostic


class TemplateFileError(Exception):
    """The file of a template cannot be used."""

    def __init__(self, path: Path, problem: Message) -> None:
        super().__init__(str(path))
        self.path, self.problem = path, problem
