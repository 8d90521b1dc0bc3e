from . import decisions as decisions
from .convert import HANDOUT_FORMATS as HANDOUT_FORMATS
from .import_files import STANDARD_INPUT as STANDARD_INPUT
from .import_files import FileOutcome as FileOutcome
from .import_files import ImportRequest as ImportRequest
from .import_files import run_import as run_import
from .parse import RawTextOptions as RawTextOptions
