"""Which formulas of imported texts can be typeset."""

from jiangyi.core import memoize
from jiangyi.notation import FormulaError, convert_to_mathml, draw_formula


@memoize(8192)
def can_typeset_formula(tex: str) -> bool:
    """Whether a formula can be converted both to MathML and to a drawing."""
    try:
        convert_to_mathml(tex, display=False)
        draw_formula(tex, display=False)  # as `check_formulas` calls it, so that each formula is drawn once
    except FormulaError:
        return False
    return True
