from . import decisions as decisions
from . import import_files as import_files
from .convert import FORMATS as FORMATS
from .parse.raw_text import RawTextOptions as RawTextOptions
