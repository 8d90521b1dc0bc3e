from .options import CommandEntry as CommandEntry
from .options import Group as Group
from .streams import SYSTEM_PREVENTS as SYSTEM_PREVENTS
from .streams import open_closed_streams as open_closed_streams
from .streams import print_failure as print_failure
from .streams import replace_unknown_characters as replace_unknown_characters
