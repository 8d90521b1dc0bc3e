from .cleaning import CONTROL as CONTROL
from .cleaning import clean_text as clean_text
from .encoding import decode_text as decode_text
from .folded_marks import restore_folded_marks as restore_folded_marks
from .language import HAN_CHARACTER as HAN_CHARACTER
from .language import detect_language as detect_language
