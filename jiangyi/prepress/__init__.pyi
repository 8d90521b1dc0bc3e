from .cost import sums as sums
from .options import SHEETS as SHEETS
from .options import Kit as Kit
from .sheets import finished as finished
from .sheets import version as version
