"""The option `--theme`, which commands share."""

from jiangyi.commands.common import find_named
from jiangyi.commands.options import add_option
from jiangyi.core import Message
from jiangyi.project import Workspace

THEME = Message("theme", "主题")
theme_option = add_option(
    "--theme", "theme of all handouts; by default that of each", "主题，如 仿宋、黑白、素雅；不写则用各讲义自己的", default=""
)


def select_theme(place: Workspace, word: str) -> str:
    """The theme that the option names, `default` for the usual appearance; "" where it is not given, wrong usage for an unknown one."""
    from jiangyi.theme import NO_THEME, describe_themes, find_theme  # late: most commands are called without it

    return (find_named(word, find_theme, describe_themes, place, THEME) or NO_THEME) if word else ""
