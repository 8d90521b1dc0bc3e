from .options import CommandEntry as CommandEntry
from .options import Group as Group
