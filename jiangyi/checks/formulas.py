"""Check that formulas can be typeset, for print and for e-readers."""

from jiangyi.core import Report, limits
from jiangyi.model import DisplayMath, InlineMath, Manuscript


def check_formulas(manuscript: Manuscript, report: Report) -> None:
    """Report formulas that MathML or drawing cannot express."""
    displayed = ((block, block.tex, True) for block in manuscript.find_blocks(DisplayMath))
    running = ((block, item.tex, item.display) for block, item in manuscript.find_inlines(InlineMath))
    formulas = (*displayed, *running)
    if not formulas:
        return
    distinct: set[str] = set()
    length = 0
    for block, tex, _ in formulas:
        length += 0 if tex in distinct else len(tex)
        distinct.add(tex)
        if length > limits.FORMULAS_LENGTH.value:
            limits.FORMULAS_LENGTH.report(report, manuscript.locate(block, tex))
            return
    from jiangyi.notation import FormulaError, FormulaLimitError, convert_to_mathml, draw_formula, typeset_formulas

    try:
        typeset_formulas((tex, display) for _, tex, display in formulas)
    except FormulaError:
        for block, tex, display in formulas:
            try:
                convert_to_mathml(tex, display=display)
                draw_formula(tex, display=display)
            except FormulaLimitError as error:
                error.limit.report(report, manuscript.locate(block, tex))
            except FormulaError as error:
                report.add("math-broken", manuscript.locate(block, tex), problem=error.args[0])
