"""The table of gaps between characters by their classes."""

from dataclasses import dataclass

from jiangyi.typeset.unbreakable import BAD, FREE, HYPHENATED, NEVER, POOR

RULES = """
         HAN SYMBOL OPEN CLOSE STOP DASH DOTS SMALL WAVE LETTER DIGIT ( ) % - / & MATH SPACE NOTE OBJECT FORMULA LEADER SCRIPT
HAN       +    +     +     .    .    !    !     ^    .     |      |   + . . ~ . +  ~     .    .     +       |      +      .
SYMBOL    +    +     +     .    .    !    !     .    .     +      +   + . . ~ . +  ~     .    .     +       +      +      .
OPEN      .    .     .     .    .    .    .     .    .     .      .   . . . . . .  .     .    .     .       .      .      .
CLOSE     +    +     +     .    .    !    !     .    .     +      +   + . . + . +  ~     .    .     +       +      +      .
STOP      +    +     +     .    .    !    !     .    .     +      +   + . . + . +  ~     .    .     +       +      +      .
DASH      =    =     =     .    .    .    !     .    .     =      =   = . . = . =  =     .    .     =       =      =      .
DOTS      =    =     =     .    .    !    .     .    .     =      =   = . . = . =  =     .    .     =       =      =      .
SMALL     +    +     +     .    .    !    !     ^    .     +      +   + . . ~ . +  ~     .    .     +       |      +      .
WAVE      =    =     =     .    .    .    !     .    .     =      =   = . . = . =  =     .    .     =       =      =      .
LETTER    |    +     +     .    .    !    !     .    .     .      .   . . . . . .  .     .    .     |       .      +      .
DIGIT     |    +     +     .    .    !    !     .    .     .      .   . . . . . .  .     .    .     |       .      +      .
(         .    .     .     .    .    .    .     .    .     .      .   . . . . . .  .     .    .     .       .      .      .
)         +    +     +     .    .    !    !     .    .     .      .   . . . . . .  .     .    .     +       .      +      .
%         |    +     +     .    .    !    !     .    .     .      .   . . . . . .  .     .    .     |       .      +      .
-         +    +     +     .    .    !    !     .    .     -      .   . . . . . .  .     .    .     +       .      +      .
/         !    !     !     .    .    !    !     .    .     !      !   . . . . . .  .     .    .     !       .      !      .
&         +    +     +     .    .    !    !     .    .     .      .   . . . . . .  .     .    .     +       .      +      .
MATH      =    =     =     .    .    !    !     .    .     .      .   . . . . . .  .     .    .     =       .      =      .
SPACE     _    _     _     _    _    _    _     _    _     _      _   _ _ _ _ _ _  _     .    .     _       _      _      _
NOTE      +    +     +     .    .    !    !     .    .     +      +   + . . + . +  ~     .    .     +       +      +      .
OBJECT    +    +     +     .    .    !    !     .    .     |      |   + . . ~ . +  ~     .    .     +       |      +      .
FORMULA   |    +     +     .    .    !    !     .    .     .      .   . . . . . .  .     .    .     |       :      +      .
LEADER    .    .     .     .    .    .    .     .    .     .      .   . . . . . .  .     .    .     .       .      .      .
SCRIPT    +    +     +     .    .    !    !     .    .     .      .   . . . . . .  .     .    .     +       .      +      .
"""
"""The gap between a character of a row's class and one of a column's:

`.` no space, and no line ends here   `^` the same, and justification may open it   `+` no space, a line may end here, and
justification may open it   `=` the same, and it is not opened   `|` like `+`, with a quarter of an em (CLREQ §3.2.2, Chinese beside
Latin)   `~` a line should not end here, since the next one would begin with a sign or a hyphen   `!` a line ends here where hardly
anything else fits, since the next one would begin with —— or …… (CLREQ §3.1.4, strict)   `-` a line may end here at a penalty, and
justification opens none of these   `:` like `-`, and it is opened   `_` a word space.

No line begins with a closing mark or ends with an opening one, and —— and …… stay whole: CLREQ §3.1.4, GB/T 15834 §5.1.
"""

COSTS = {".": NEVER, "^": NEVER, "+": FREE, "=": FREE, "|": FREE, "~": POOR, "-": HYPHENATED, ":": HYPHENATED, "!": BAD, "_": FREE}
OPENING_RULES = "^+|:"
"""The entries of `RULES` that justification may open."""


@dataclass(frozen=True, slots=True)
class GapRule:
    """An entry of `RULES`."""

    cost: int
    """The penalty of a line end."""
    opens: bool
    """Whether justification may open the gap."""
    autospace: bool
    word: bool
    """Whether it is a word space."""


def _parse_rules(table: str) -> tuple[tuple[GapRule, ...], ...]:
    rules = {sign: GapRule(cost, sign in OPENING_RULES, sign == "|", sign == "_") for sign, cost in COSTS.items()}
    return tuple(tuple(map(rules.__getitem__, line.split()[1:])) for line in table.strip().splitlines()[1:])


GAP_RULES = _parse_rules(RULES)
"""`RULES` by the class of the character before the gap and that of the one after it."""
