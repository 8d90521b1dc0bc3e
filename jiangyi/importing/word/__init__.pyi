from .container import WordFileError as WordFileError
from .document import read_word_file as read_word_file
