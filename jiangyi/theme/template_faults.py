"""What is wrong with a template, in the terms of its author: the file, the line, and a reason."""

import re
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError

from jiangyi.core import Diagnostic, Message, Report, Span, escape_placeholders
from jiangyi.project import find_shipped_folder, walk_files
from jiangyi.theme.template_errors import TemplateFileError
from jiangyi.theme.template_markup import MarkupProblem
from jiangyi.theme.template_words import translate_jinja
from jiangyi.theme.template_work import TooMuchWork

MAX_WORDS = 160
"""Characters of the words of an exception in a message."""
NAME = re.compile(r"'(\w+)'")
"""A name in a message of Jinja; the last one is what was looked for."""
REASONS: tuple[tuple[type[Exception], str, str], ...] = (
    (UndefinedError, "there is no `{words}` here", "这里没有“{words}”"),
    (TemplateNotFound, "there is no template `{words}`", "没有名为“{words}”的模板"),
    (SecurityError, "templates may not do this: {words}", "模板不能这样做：{words}"),
    (RecursionError, "it includes or calls itself without end", "模板没完没了地套用自己"),
    (OverflowError, "a number is too large: {words}", "数值太大：{words}"),
    (Exception, "{words}", "{words}"),
)
"""What is said about an exception, by its type: the first that matches."""


def describe_fault(environment: Environment, error: Exception) -> Diagnostic | None:
    """The diagnostic of an exception that a template has caused; None where only the program's own templates were running."""
    report = Report()
    if isinstance(error, TemplateFileError):
        report.add("template-failed", _find_span(environment, str(error.path), 0), problem=error.problem)
    elif isinstance(error, MarkupProblem):
        report.add("template-failed", _find_word(environment, error.word), problem=error.message)
    elif isinstance(error, TemplateSyntaxError):
        place = _find_span(environment, error.filename or "", error.lineno)
        report.add("template-syntax", place, problem=translate_jinja(" ".join((error.message or "").split())[:MAX_WORDS]))
    else:
        foreign = [(path, line) for path, line in _iter_places(error) if not Path(path).is_relative_to(find_shipped_folder("templates"))]
        place = _find_span(environment, *foreign[-1]) if foreign else _find_word(environment, "")
        if isinstance(error, TooMuchWork):
            error.limit.report(report, place)
        elif foreign:
            report.add("template-failed", place, problem=_explain(error))
        else:
            return None
    return report.diagnostics[0]


def _iter_places(error: Exception) -> Iterator[tuple[str, int]]:
    """The path and line of each template that was running, the innermost last."""
    trace = error.__traceback__
    while trace:
        template = trace.tb_frame.f_globals.get("__jinja_template__")
        if template is not None and template.filename:
            yield template.filename, template.get_corresponding_lineno(trace.tb_lineno)
        trace = trace.tb_next


def _explain(error: Exception) -> Message:
    if error.args and isinstance(error.args[0], Message):
        return error.args[0]
    en, zh = next((en, zh) for kind, en, zh in REASONS if isinstance(error, kind))
    words = " ".join(str(error).split())[:MAX_WORDS] or type(error).__name__
    if isinstance(error, UndefinedError) and (names := NAME.findall(words)):
        words = names[-1]
    said = translate_jinja(words) if isinstance(error, SecurityError) or en == zh else None
    words = escape_placeholders(words)
    return Message(en.replace("{words}", words), zh.replace("{words}", said.zh if said else words))


def _find_word(environment: Environment, word: str) -> Span:
    """The first line with a word in the templates of the workspace or of plug-ins.

    Where no line has it, or the word is empty, it is the only template that there is, or their folder.
    """
    own, names = find_shipped_folder("templates"), list[str]()
    for folder in _list_folders(environment):
        for name, _ in walk_files(folder, ".j2") if folder != own else ():
            names.append(f"{folder.name}/{name}")
            for number, line in enumerate(_read_lines(environment, name), 1):
                if word and word.lower() in line.lower():
                    return Span(names[-1], number, excerpt=line)
    return Span(names[0] if len(names) == 1 else own.name)


def _read_lines(environment: Environment, name: str) -> list[str]:
    """The lines of a template; none where it cannot be read."""
    try:
        return environment.loader.get_source(environment, name)[0].splitlines() if environment.loader else []
    except (TemplateFileError, TemplateNotFound, OSError):
        return []


def _list_folders(environment: Environment) -> list[Path]:
    loader = environment.loader
    return [Path(folder) for folder in loader.searchpath] if isinstance(loader, FileSystemLoader) else []


def _find_span(environment: Environment, path: str, line: int) -> Span:
    """A line of a template, named by its path in templates/; line 0 for the whole file."""
    for folder in _list_folders(environment):
        if Path(path).is_relative_to(folder):
            name = Path(path).relative_to(folder).as_posix()
            lines = _read_lines(environment, name) if line else []
            return Span(f"{folder.name}/{name}", line, excerpt=lines[line - 1] if 0 < line <= len(lines) else "")
    return Span(path, line)
