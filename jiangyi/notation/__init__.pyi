from .formulas import FormulaDrawing as FormulaDrawing
from .formulas import FormulaError as FormulaError
from .formulas import FormulaLimitError as FormulaLimitError
from .formulas import convert_to_mathml as convert_to_mathml
from .formulas import draw_formula as draw_formula
from .formulas import draw_formula_parts as draw_formula_parts
from .formulas import typeset_formulas as typeset_formulas
from .qr_codes import draw_qr_code as draw_qr_code
