from .formulas import BadFormula as BadFormula
from .formulas import drawing as drawing
from .formulas import mathml as mathml
from .qr_codes import code as code
