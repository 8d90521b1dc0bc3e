from .first_use import is_first_use as is_first_use
from .options import CommandEntry as CommandEntry
from .options import Group as Group
from .streams import open_closed_streams as open_closed_streams
from .streams import replace_unknown_characters as replace_unknown_characters
