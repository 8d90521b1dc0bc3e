from .handout import structure_as_chosen as structure_as_chosen
from .lead_sentences import split_lead_sentence as split_lead_sentence
from .typed_questions import report_questions as report_questions
