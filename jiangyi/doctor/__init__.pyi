from .examination import PartState as PartState
from .examination import examine as examine
from .remedies import Remedy as Remedy
from .remedies import list_remedies as list_remedies
from .systems import System as System
from .systems import describe_machine as describe_machine
from .systems import detect_system as detect_system
