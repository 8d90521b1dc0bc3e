from . import decisions as decisions
from . import import_files as import_files
from .convert import FORMATS as FORMATS
from .text import Choice as Choice
