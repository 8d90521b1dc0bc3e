from .requirements import REQUIREMENTS as REQUIREMENTS
from .style_rules import STYLE_RULES as STYLE_RULES
from .style_rules import StyleRule as StyleRule
from .style_rules import find_broken_rules as find_broken_rules
