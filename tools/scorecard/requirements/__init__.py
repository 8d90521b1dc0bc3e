"""The requirements by subject, in the order of CLREQ's sections."""

from tools.scorecard.requirements import punctuation

REQUIREMENTS = (*punctuation.REQUIREMENTS,)
