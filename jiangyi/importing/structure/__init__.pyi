from .handout import structure_handout as structure_handout
from .typed_questions import report_questions as report_questions
