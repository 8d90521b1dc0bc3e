"""What the program costs beside its peers, as ratios of one run; nothing stands by, but where that is what is measured."""

import os

from jiangyi.standby.door import SWITCH

os.environ[SWITCH] = "0"
