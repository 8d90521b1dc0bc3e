from . import line_layout as line_layout
from . import shaping as shaping
from .markup import Markup as Markup
