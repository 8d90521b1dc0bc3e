from .callouts import CalloutConverter as CalloutConverter
from .lines import FENCE as FENCE
from .lines import NumberedLine as NumberedLine
from .lines import find_code_lines as find_code_lines
from .lines import find_fence_end as find_fence_end
from .remarks import RemarkLog as RemarkLog
from .translation import translate_lines as translate_lines
