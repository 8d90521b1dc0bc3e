"""Check that formulas can be typeset, for print and for e-readers."""

from jiangyi.core import Report
from jiangyi.model import DisplayMath, InlineMath, Manuscript


def check_formulas(manuscript: Manuscript, report: Report) -> None:
    """Report formulas that MathML or drawing cannot express."""
    displayed = ((block, block.tex, True) for block in manuscript.find_blocks(DisplayMath))
    running = ((block, item.tex, item.display) for block, item in manuscript.find_inlines(InlineMath))
    formulas = (*displayed, *running)
    if not formulas:
        return
    from jiangyi.notation import FormulaError, convert_to_mathml, draw_formula, typeset_formulas

    try:
        typeset_formulas((tex, display) for _, tex, display in formulas)
    except FormulaError:
        for block, tex, display in formulas:
            try:
                convert_to_mathml(tex, display=display)
                draw_formula(tex, display=display)
            except FormulaError as error:
                report.add("math-broken", manuscript.locate(block, tex), problem=error.args[0])
