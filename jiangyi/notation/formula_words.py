"""The words that formulas are read aloud with, in Chinese and in English.

In a phrase, `{a}`, `{b}` and `{c}` are parts of the formula in the order in which they are named in it. A phrase that ends with a word of
its own (次方, end root) is used where its content is more than one symbol, so that it is heard where the content ends.
"""

from collections.abc import Mapping

Words = Mapping[str, tuple[str, str]]
"""Chinese and English, by the name or the character."""
PHRASES: Words = {
    "fraction": ("{b}分之{a}", "{a} over {b}"),
    "long fraction": ("分式，分子{a}，分母{b}，分式完，", "the fraction {a}, over {b}, end fraction,"),
    "mixed": ("{a}又{b}", "{a} and {b}"), "percent": ("百分之{a}", "{a} percent"), "permille": ("千分之{a}", "{a} per mille"),
    "square": ("{a}的平方", "{a} squared"), "cube": ("{a}的立方", "{a} cubed"), "power": ("{a}的{b}次方", "{a} to the power {b},"),
    "long power": ("{a}的{b}次方，", "{a} to the power {b}, end power,"), "index": ("{a}下标{b}", "{a} sub {b}"),
    "long index": ("{a}下标{b}，下标完，", "{a} sub {b}, end sub,"), "raised": ("{a}上标{b}", "{a} superscript {b}"),
    "root": ("根号{a}", "the square root of {a}"), "long root": ("根号下{a}，根号完，", "the square root of {a}, end root,"),
    "nth root": ("{b}次根号{a}", "the root of order {b} of {a}"),
    "long nth root": ("{b}次根号下{a}，根号完，", "the root of order {b} of {a}, end root,"),
    "binomial": ("从{a}中取{b}的组合数", "{a} choose {b}"), "limits": ("{a}从{b}到{c}，", "{a} from {b} to {c}, of"),
    "from": ("对{b}{a}，", "{a} over {b}, of"), "to": ("{a}到{b}，", "{a} to {b}, of"), "limit": ("当{b}时的{a}，", "the {a} as {b}, of"),
    "log": ("以{b}为底的{a}，", "{a} base {b}, of"), "minus": ("负", "minus"), "plus": ("正", "plus"),
    "absolute": ("{a}的绝对值", "the absolute value of {a}"),
    "long absolute": ("绝对值{a}，绝对值完，", "the absolute value of {a}, end absolute value,"),
    "cases": ("大括号，{a}，大括号完，", "brace, {a}, end brace,"),
    "matrix": ("{b}行{c}列矩阵，{a}，矩阵完，", "the {b} by {c} matrix, {a}, end matrix,"),
    "determinant": ("{b}行{c}列行列式，{a}，行列式完，", "the {b} by {c} determinant, {a}, end determinant,"),
    "line": ("第{b}行{a}", "line {b}: {a}"), "above": ("{a}，条件是{b}，", "{a}, with {b},"), "per": ("每", "per"),
    "noted": ("{a}，注{b}，", "{a}, note {b},"), "compound": ("{a}{b}", "{a} {b}"),
    "charge": ("{a}带{b}个{c}电荷，", "{a} with charge {b} {c},"), "celsius": ("摄氏度", "degrees Celsius"), "yields": ("生成", "yields"),
    "approaches": ("趋于", "approaches"),
}  # fmt: skip
SIGNS: Words = {
    "+": ("加", "plus"), "−": ("减", "minus"), "-": ("减", "minus"), "±": ("正负", "plus or minus"), "∓": ("负正", "minus or plus"),
    "×": ("乘", "times"), "⋅": ("乘", "times"), "·": ("乘", "times"), "∗": ("星", "star"), "*": ("星", "star"),
    "÷": ("除以", "divided by"), "/": ("除以", "divided by"), "=": ("等于", "equals"), "≠": ("不等于", "does not equal"),
    "≈": ("约等于", "is about"), "≡": ("恒等于", "is identical to"), "<": ("小于", "is less than"), ">": ("大于", "is greater than"),
    "≤": ("小于等于", "is at most"), "⩽": ("小于等于", "is at most"), "≥": ("大于等于", "is at least"), "⩾": ("大于等于", "is at least"),
    "≪": ("远小于", "is much less than"), "≫": ("远大于", "is much greater than"), "∝": ("正比于", "is proportional to"),
    "~": ("相似于", "is similar to"), "∼": ("相似于", "is similar to"), "∽": ("相似于", "is similar to"),
    "≅": ("全等于", "is congruent to"),
    "∥": ("平行于", "is parallel to"), "⊥": ("垂直于", "is perpendicular to"), "∠": ("角", "angle"), "△": ("三角形", "triangle"),
    "⊙": ("圆", "circle"), "▱": ("平行四边形", "parallelogram"), "∵": ("因为", "because"), "∴": ("所以", "therefore"),
    "∈": ("属于", "is in"), "∉": ("不属于", "is not in"), "∋": ("包含元素", "contains"), "⊂": ("真包含于", "is a proper subset of"),
    "⊆": ("包含于", "is a subset of"), "⊃": ("真包含", "is a proper superset of"), "⊇": ("包含", "is a superset of"),
    "⊄": ("不包含于", "is not a subset of"), "∩": ("交", "intersection"), "∪": ("并", "union"), "∅": ("空集", "the empty set"),
    "∖": ("差", "without"), "∀": ("任意", "for all"), "∃": ("存在", "there is"), "¬": ("非", "not"), "∧": ("且", "and"),
    "∨": ("或", "or"), "→": ("箭头", "arrow"), "←": ("左箭头", "left arrow"), "↔": ("双向箭头", "double arrow"), "⇒": ("推出", "implies"),
    "⇐": ("被推出", "is implied by"), "⇔": ("等价于", "is equivalent to"), "↦": ("映射到", "maps to"),
    "⇌": ("可逆生成", "in equilibrium with"), "↑": ("，气体，", ", gas,"), "↓": ("，沉淀，", ", precipitate,"),
    "∞": ("无穷大", "infinity"), "∂": ("偏", "partial"), "∇": ("梯度", "nabla"), "°": ("度", "degrees"), "′": ("撇", "prime"),
    "″": ("两撇", "double prime"), "‴": ("三撇", "triple prime"), "!": ("的阶乘", "factorial"), "%": ("百分号", "percent"),
    "‰": ("千分号", "per mille"), ",": ("，", ","), "，": ("，", ","), ";": ("；", ";"), ":": ("比", "to"), "∶": ("比", "to"),
    "∦": ("不平行于", "is not parallel to"), "≃": ("渐近等于", "is asymptotically equal to"), "⊊": ("真包含于", "is a proper subset of"),
    "⊋": ("真包含", "is a proper superset of"), "⊈": ("不包含于", "is not a subset of"), "⊉": ("不包含", "is not a superset of"),
    "∁": ("补集", "the complement of"), "∄": ("不存在", "there is no"), "⋆": ("星", "star"), "□": ("方框", "box"), "∡": ("角", "angle"),
    "≐": ("约等于", "is about"), "≺": ("先于", "precedes"), "≻": ("后于", "succeeds"), "≍": ("等阶于", "is of the order of"),
    "⊧": ("满足", "satisfies"), "⊢": ("推得", "proves"), "⊤": ("真", "true"), "↪": ("嵌入到", "is embedded in"),
    "↗": ("上升", "rises to"), "↘": ("下降", "falls to"), "≔": ("定义为", "is defined as"), "≜": ("定义为", "is defined as"),
    "‖": ("双竖线", "double bar"), "&": ("和", "and"), "#": ("井号", "number sign"), "_": ("下划线", "underscore"),
    "|": ("竖线", "bar"), "∤": ("不整除", "does not divide"), "∑": ("求和", "the sum"), "∏": ("连乘", "the product"),
    "∫": ("积分", "the integral"), "∬": ("二重积分", "the double integral"), "∭": ("三重积分", "the triple integral"),
    "∮": ("环路积分", "the contour integral"), "⋃": ("并", "the union"), "⋂": ("交", "the intersection"),
    "(": ("左括号", "open parenthesis"), ")": ("右括号", "close parenthesis"), "（": ("左括号", "open parenthesis"),
    "）": ("右括号", "close parenthesis"), "[": ("左方括号", "open bracket"), "]": ("右方括号", "close bracket"),
    "{": ("左花括号", "open brace"), "}": ("右花括号", "close brace"), "⌊": ("下取整", "floor"), "⌋": ("取整完", "end floor"),
    "⌈": ("上取整", "ceiling"), "⌉": ("取整完", "end ceiling"), "⟨": ("左尖括号", "open angle bracket"),
    "⟩": ("右尖括号", "close angle bracket"), "…": ("省略号", "dots"), "⋯": ("省略号", "dots"), "⋮": ("竖省略号", "vertical dots"),
    "⋱": ("斜省略号", "diagonal dots"), "⊕": ("异或", "exclusive or"), "⊗": ("张量乘", "tensor"), "∘": ("复合", "composed with"),
    "∣": ("竖线", "bar"), "•": ("点", "dot"), "$": ("美元", "dollars"), "￥": ("元", "yuan"), "¥": ("元", "yuan"), "?": ("？", "?"),
    "\u0338": ("非", "not"),
}  # fmt: skip
FUNCTIONS: Words = {
    "sin": ("正弦", "sine"), "cos": ("余弦", "cosine"), "tan": ("正切", "tangent"), "cot": ("余切", "cotangent"),
    "sec": ("正割", "secant"), "csc": ("余割", "cosecant"), "arcsin": ("反正弦", "arc sine"), "arccos": ("反余弦", "arc cosine"),
    "arctan": ("反正切", "arc tangent"), "sinh": ("双曲正弦", "hyperbolic sine"), "cosh": ("双曲余弦", "hyperbolic cosine"),
    "tanh": ("双曲正切", "hyperbolic tangent"), "log": ("对数", "log"), "ln": ("自然对数", "natural log"),
    "lg": ("常用对数", "common log"), "exp": ("指数函数", "exponential"), "lim": ("极限", "limit"), "max": ("最大值", "maximum"),
    "min": ("最小值", "minimum"), "sup": ("上确界", "supremum"), "inf": ("下确界", "infimum"), "det": ("行列式", "determinant"),
    "dim": ("维数", "dimension"), "gcd": ("最大公约数", "greatest common divisor"), "deg": ("次数", "degree"),
    "arg": ("辐角", "argument"),
}  # fmt: skip
ACCENTS: Words = {
    "→": ("向量{a}", "vector {a}"), "←": ("反向量{a}", "left vector {a}"), "―": ("{a}上横线", "{a} bar"), "‾": ("{a}上横线", "{a} bar"),
    "¯": ("{a}上横线", "{a} bar"), "_": ("{a}下横线", "{a} underlined"), "\u0332": ("{a}下横线", "{a} underlined"),
    "^": ("{a}尖帽", "{a} hat"), "ˆ": ("{a}尖帽", "{a} hat"), "˙": ("{a}上一点", "{a} dot"), "¨": ("{a}上两点", "{a} double dot"),
    "~": ("{a}波浪", "{a} tilde"), "˜": ("{a}波浪", "{a} tilde"), "⌢": ("弧{a}", "arc {a}"), "⏞": ("上括{a}，", "overbrace {a},"),
    "⏟": ("下括{a}，", "underbrace {a},"),
}  # fmt: skip
"""What is said with a base `{a}` that has a mark over or under it."""
LETTERS: Words = {
    "α": ("阿尔法", "alpha"), "β": ("贝塔", "beta"), "γ": ("伽马", "gamma"), "δ": ("德尔塔", "delta"), "ε": ("艾普西隆", "epsilon"),
    "ϵ": ("艾普西隆", "epsilon"), "ζ": ("泽塔", "zeta"), "η": ("伊塔", "eta"), "θ": ("西塔", "theta"), "ι": ("约塔", "iota"),
    "κ": ("卡帕", "kappa"), "λ": ("兰布达", "lambda"), "μ": ("缪", "mu"), "ν": ("纽", "nu"), "ξ": ("克西", "xi"),
    "ο": ("奥米克戎", "omicron"), "π": ("派", "pi"), "ρ": ("柔", "rho"), "σ": ("西格马", "sigma"), "τ": ("陶", "tau"),
    "υ": ("宇普西隆", "upsilon"), "φ": ("斐", "phi"), "ϕ": ("斐", "phi"), "χ": ("希", "chi"), "ψ": ("普西", "psi"),
    "ϑ": ("西塔", "theta"), "ϱ": ("柔", "rho"), "ς": ("西格马", "sigma"), "ℓ": ("l", "l"), "ℏ": ("h拔", "h bar"), "ℵ": ("阿列夫", "aleph"),
    "ℜ": ("实部", "the real part of"), "ℑ": ("虚部", "the imaginary part of"), "℘": ("佩", "p"), "ω": ("奥米伽", "omega"),
    "Γ": ("大写伽马", "capital gamma"), "Δ": ("大写德尔塔", "capital delta"),
    "Θ": ("大写西塔", "capital theta"), "Λ": ("大写兰布达", "capital lambda"), "Ξ": ("大写克西", "capital xi"),
    "Π": ("大写派", "capital pi"), "Σ": ("大写西格马", "capital sigma"), "Φ": ("大写斐", "capital phi"), "Ψ": ("大写普西", "capital psi"),
    "Ω": ("大写奥米伽", "capital omega"), "ℝ": ("实数集", "the real numbers"), "ℕ": ("自然数集", "the natural numbers"),
    "ℤ": ("整数集", "the integers"), "ℚ": ("有理数集", "the rational numbers"), "ℂ": ("复数集", "the complex numbers"),
}  # fmt: skip
"""Greek letters, and sets of numbers (GB/T 3102.11)."""
PAUSES = "，", ", "
