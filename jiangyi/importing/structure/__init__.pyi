from .handout import structure_as_chosen as structure_as_chosen
from .typed_questions import report_questions as report_questions
