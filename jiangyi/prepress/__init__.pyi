from .cost import cost_lines as cost_lines
from .cost import estimate_costs as estimate_costs
from .options import SHEETS as SHEETS
from .options import ImpositionOptions as ImpositionOptions
from .sheets import list_versions as list_versions
from .sheets import plan_file as plan_file
from .sheets import prepare_for_print as prepare_for_print
from .streams import compress as compress
