"""Exercises: a question with its options, space for the answer, the answer, an explanation and scoring points."""

import re
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from jiangyi.core import fold_word
from jiangyi.model import inline
from jiangyi.model.blocks.base import ID_PATTERN, Block, Blocks, Names, Node, NumberField, TitleField, iter_children
from jiangyi.model.blocks.container import Container
from jiangyi.model.blocks.option import OptionField, list_options
from jiangyi.model.blocks.paragraph import Paragraph
from jiangyi.model.names import Aliases, Choices, Flag
from jiangyi.model.typed_answers import RIGHT_WORDS, WRONG_WORDS, AnswersDifferError, move_typed_answer

ExerciseKind = Literal["single", "multiple", "indefinite", "judge", "fill", "short", "essay"]
"""The kinds of exercises, by how they are answered."""
KINDS = {
    "single": "单选 单选题 单项选择 单项选择题 选择 选择题 single",
    "multiple": "多选 多选题 多项选择 多项选择题 multiple",
    "indefinite": "不定项 不定项题 不定项选择 不定项选择题 indefinite",
    "judge": "判断 判断题 判断正误 judge",
    "fill": "填空 填空题 fill",
    "short": "简答 简答题 问答 问答题 short",
    "essay": "申论 写作 作文 大作文 essay",
}
NAMES_OF_QUESTIONS = tuple(dict.fromkeys(word for words in KINDS.values() for word in words.split() if word.endswith("题")))
"""Words for kinds that are used for the exercise itself: `::: 单选题`."""
KIND_BY_WORD = {word: kind for kind, words in KINDS.items() for word in words.split()}
"""Exercise kinds by the words that name them."""
CHOICES = ("single", "multiple", "indefinite")
"""The kinds whose answers are letters of options."""
OPTION_LETTERS = "ABCDEFGHIJ"
"""The letters of options."""
BRIEF_LENGTH = 6
"""The longest answer, in characters, that is brief: several such answers are joined in one line."""
YEAR = re.compile(r"^(?P<year>\d{4})\s*年?\s*(?P<rest>.*)$")
WORDS = re.compile(r"(?P<first>\d+)(?:\s*(?:-|–|—+|～|~|至|到|to)\s*(?P<second>\d+))?(?P<rest>.*)$", re.DOTALL)
MOST_WORDS = 10_000
MOST_POINTS = 10_000
AT_LEAST = re.compile(r"不少于|不低于|至少|以上|at least|\+\s*$", re.IGNORECASE)
ABOUT = re.compile(r"左右|上下|大约|about", re.IGNORECASE)
SPACES = {
    "none": "none 不留 无",
    "lines": "lines 横线",
    "box": "box 方框",
    "grid": "grid 作文格 方格",
    "blank": "blank 空白 留白",
}
"""Kinds of answer space, each with the words that name it."""
SPACE_BY_WORD = {word: kind for kind, words in SPACES.items() for word in words.split()}
SPACE = re.compile(rf"^(?P<kind>{'|'.join(SPACE_BY_WORD)})(?:[\s-]*(?P<size>\d{{1,3}})\s*(?:行|lines?|rows?)?)?$", re.IGNORECASE)
CHOSEN = re.compile(rf"^[{OPTION_LETTERS}\s,，、；]+$")
POINTS = re.compile(r"\s*(\d{1,6}(?:\.\d{1,6})?)\s*(?:分|points?|marks?)?\s*")
NAME_SEPARATORS = re.compile(r"[\s,，、;；]+")
VERDICT = re.compile(r"^(?:对|错|正确|错误|[√✓✔×✗✘]|true|false|right|wrong)[。.]?$", re.IGNORECASE)


def _inherit(exercise: dict[str, Any], question: Any) -> Any:
    """A question that is to be filled in or judged like all of its exercise; without space where they all share that of the exercise."""
    if isinstance(question, str):
        question = {"stem": question}
    if not isinstance(question, dict):
        return question
    kind = {"kind": exercise["kind"]} if exercise.get("kind") in INHERITED and not question.get("options") else {}
    space = {"space": "none"} if exercise.get("space") else {}
    return kind | space | question


def _to_list(value: Any) -> list[Any]:
    return [value] if isinstance(value, str) else list(value)


class Exam(Node):
    """The examination that a question comes from; it may be given as a string such as 2023 国考 副省级."""

    has_line_form: ClassVar = True

    year: Annotated[str, Aliases("年份")] = ""
    """The year | 年份"""
    province: Annotated[str, Aliases("地区 考试")] = ""
    """The region or the examination | 地区或考试，如国考、浙江"""
    paper: Annotated[str, Aliases("卷别 试卷")] = ""
    """The version of the examination paper | 卷别"""

    @model_validator(mode="before")
    @classmethod
    def _parse_string(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        found = YEAR.match(value.strip())
        year, rest = (found["year"], found["rest"]) if found else ("", value.strip())
        province, _, paper = rest.partition(" ")
        return {"year": year, "province": province, "paper": paper.strip()}


class WordLimit(Node):
    """The length of an answer; it may be given as a string such as 300, 800-1000, 300左右 or 不少于800."""

    has_line_form: ClassVar = True

    words: Annotated[int, Aliases("上限 字数")] = Field(gt=0, le=MOST_WORDS)
    """The maximum | 字数上限"""
    least: Annotated[int, Aliases("下限")] = Field(default=0, ge=0, le=MOST_WORDS)
    """The minimum | 字数下限"""
    about: Annotated[Flag, Aliases("左右")] = False
    """Whether up to a tenth more is allowed | 是否为“左右”（可多写一成）"""
    open_ended: Annotated[Flag, Aliases("不封顶")] = False
    """Whether it is the minimum, and any more is allowed | 是否为“不少于”（字数不封顶）"""

    @model_validator(mode="before")
    @classmethod
    def _parse_string(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        found = WORDS.search(value)
        if not found:
            raise PydanticCustomError("limit_unknown", "", {"limit": value})
        numbers = (found["first"], found["second"] or found["first"])
        least = found["first"] if found["second"] else "0"
        about, open_ended = (str(bool(words.search(value))).lower() for words in (ABOUT, AT_LEAST))
        return {"words": numbers[1], "least": least, "about": about, "open_ended": open_ended}

    @property
    def max_words(self) -> int:
        """The largest number of words that is not too long."""
        if self.open_ended:
            return MOST_WORDS
        return self.words * 11 // 10 if self.about else self.words


class AnswerSpace(Node):
    """Space for an answer; it may be given as a string such as none, lines 6, box 8, blank 6 or grid 12 (lines or rows)."""

    has_line_form: ClassVar = True

    kind: Annotated[Literal["none", "lines", "box", "blank", "grid"], Choices(*SPACES.values()), Aliases("方式")]
    """none, lines, box, blank (room without rules) or grid | none 不留、lines 横线、box 方框、blank 空白（不画线）、grid 作文格"""
    size: Annotated[int, Aliases("行数")] = Field(default=0, ge=0, le=999)
    """The number of lines or rows; 0 is the default | 行数；0 表示默认"""

    @model_validator(mode="before")
    @classmethod
    def _parse_string(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        found = SPACE.match(value.strip())
        if not found:
            raise PydanticCustomError("space_unknown", "", {"space": value})
        return {"kind": SPACE_BY_WORD[found["kind"].lower()], "size": found["size"] or "0"}


class ScoringPoint(Node):
    """A point that an answer gets marks for."""

    text: Annotated[TitleField, Aliases("要点")]
    """What the answer must contain | 要点"""
    points: Annotated[float, Aliases("分值 分数")] = Field(default=0, ge=0, le=MOST_POINTS)
    """The points it earns | 分值"""


DEFAULT_SPACE: dict[ExerciseKind, AnswerSpace] = {
    "single": AnswerSpace(kind="none"),
    "multiple": AnswerSpace(kind="none"),
    "indefinite": AnswerSpace(kind="none"),
    "judge": AnswerSpace(kind="none"),
    "fill": AnswerSpace(kind="none"),
    "short": AnswerSpace(kind="lines"),
    "essay": AnswerSpace(kind="grid"),
}
"""The default answer space of each kind."""
INHERITED = ("fill", "judge")
"""The kinds that an exercise has in common with its questions."""
NO_SPACE = AnswerSpace(kind="none")


class Exercise(Block):
    """A question with its answer."""

    type: ClassVar = "exercise"
    numbering_key: ClassVar = "exercise"
    reference_fields: ClassVar = ("reads",)
    summary: ClassVar = (
        "A question: choice, true or false, fill-in, short answer or essay, with its answer, explanation and scoring points, "
        "or several questions （1）（2） with an answer each; the edition decides where the answer is printed | "
        "练习题：选择、判断、填空、简答、写作，可带答案、解析、采分点，也可分为（1）（2）等小题，各有答案；答案的位置由版本决定"
    )
    container: ClassVar = Container(
        ("exercise", "question"),
        aliases=(f"exercise 练习 练习题 习题 题目 试题 真题 {' '.join(NAMES_OF_QUESTIONS)}", "question 小题 小问 子题"),
        converter="exercise",
    )

    n: NumberField = ""
    """A number, or a label that is printed as typed; automatic when empty | 序号，或照原样印出的标号；不写则自动编号"""
    kind: Annotated[ExerciseKind | None, Choices(*(f"{kind} {words}" for kind, words in KINDS.items())), Aliases("题型")] = None
    """single, multiple, indefinite (one or several answers), judge, fill, short or essay; by default detected from the content
    | 题型：single 单选、multiple 多选、indefinite 不定项、judge 判断、fill 填空、short 简答、essay 写作；不写则自动判断"""
    materials: Annotated[Blocks, Aliases("材料 给定材料 给定资料 资料")] = ()
    """The text to read first, or the ids of `material` blocks | 给定材料的内容，或 material 内容块的 id"""
    reads: Annotated[Names, Aliases("另读")] = ()
    """The ids of further materials to read | 另外要读的材料的 id"""
    stem: Annotated[Blocks, Aliases("题干 题目 问题")]
    """The question; words in {{ }} are blanks to fill in | 题干；{{ }} 中的词是要填的空"""
    options: Annotated[tuple[OptionField, ...], Aliases("选项")] = Field(default=(), max_length=len(OPTION_LETTERS))
    """The options, without letters; an option may be a picture: `![alt](src)`, or src, alt, caption, width, height
    | 选项，不写字母；选项可以是图片：`![替代文字](文件)`，或写 src、alt、caption、width、height"""
    points: Annotated[str, Aliases("分值 分数")] = ""
    """The points it is worth | 分值"""
    difficulty: Annotated[int, Aliases("难度")] = Field(default=0, ge=0, le=5)
    """The difficulty, 1 to 5 | 难度，1 到 5"""
    source: Annotated[Exam | None, Aliases("来源 真题出处")] = None
    """The examination that it is from: year, province, paper; or one line | 真题出处：年份、地区、卷别，也可写成一行"""
    limit: Annotated[WordLimit | None, Aliases("字数 字数要求")] = None  # type: ignore[assignment] # of its answer, where other blocks have their own
    """The word limit: 300, 800-1000, 300左右 or 不少于800; the question says it if its text does not
    | 字数要求：300、800-1000、300左右 或 不少于800；题干里没写时自动补上"""
    space: Annotated[AnswerSpace | None, Aliases("作答 作答空间")] = None
    """The answer space: none, lines 6, box 8, blank 6 (without rules) or grid; by default chosen by the kind and the limit
    | 作答空间：none 不留、lines 6 横线、box 8 方框、blank 6 空白、grid 作文格；不写则按题型和字数要求"""
    questions: Annotated[tuple["Exercise", ...], Aliases("小题")] = ()
    """Its questions （1）（2）, each written like an exercise: stem, points, space, answer …
    | 小题（1）（2）……，写法与练习题相同：stem、points、space、answer 等"""
    answer: Annotated[Blocks, Aliases("答案 参考答案 标准答案 正确答案 参考作答 范文")] = ()
    """The answer: letters, words, or paragraphs; a first line all in bold is the title of a model essay
    | 答案：字母、词语或段落；第一行整行加粗，即为范文的标题"""
    explanation: Annotated[Blocks, Aliases("解析 答案解析 分析")] = ()
    """The explanation | 解析"""
    scoring: Annotated[tuple[ScoringPoint, ...], Aliases("采分点 评分标准 评分要点 得分点")] = ()
    """The scoring points: text, points | 采分点：text 要点、points 分值"""

    @field_validator("options", mode="before")
    @classmethod
    def _list_options(cls, value: Any) -> Any:
        return list_options(value)

    @model_validator(mode="before")
    @classmethod
    def _parse_question(cls, value: Any) -> Any:
        """A question may be its text alone, or have the type that its place implies; an exercise with questions needs no stem."""
        if isinstance(value, str):
            return {"stem": value}
        if not isinstance(value, dict):
            return value
        own = {key: item for key, item in value.items() if (key, item) != ("type", cls.type)}
        questions = own.get("questions")
        if not questions or not isinstance(questions, list | tuple):
            return own
        return {"stem": ()} | own | {"questions": [_inherit(own, question) for question in questions]}

    @model_validator(mode="before")
    @classmethod
    def _move_ids(cls, value: Any) -> Any:
        """Move `materials` that are ids to `reads`."""
        given = value.get("materials") if isinstance(value, dict) else None
        names = NAME_SEPARATORS.split(given.strip()) if isinstance(given, str) else given
        if isinstance(names, list | tuple) and names and all(isinstance(name, str) and ID_PATTERN.match(name) for name in names):
            rest = {key: item for key, item in value.items() if key != "materials"}
            return rest | {"reads": [*_to_list(value.get("reads", ())), *names]}
        return value

    @model_validator(mode="before")
    @classmethod
    def _move_answer(cls, value: Any) -> Any:
        """Move the answer that the question gives away, in its bracket or on its blanks, to `answer`, which editions can hide."""
        if not isinstance(value, dict):
            return value
        try:
            return move_typed_answer(value)
        except AnswersDifferError as error:
            raise PydanticCustomError("answers_differ", "", dict(zip(("typed", "given", "other"), error.args, strict=False))) from error

    @model_validator(mode="before")
    @classmethod
    def _name_kind(cls, value: Any) -> Any:
        """Give a kind that is named in Chinese its name here. Of validators of this mode the last one runs first."""
        kind = value.get("kind") if isinstance(value, dict) else None
        known = KIND_BY_WORD.get(fold_word(kind)) if isinstance(kind, str) else None
        return {**value, "kind": known} if known and known != kind else value

    @property
    def effective_kind(self) -> ExerciseKind:
        """Its kind: the author's, or inferred from the other fields."""
        if self.kind or self.questions:
            return self.kind or "short"
        if self.options:
            return "multiple" if len(self.chosen_letters) > 1 else "single"
        if self.limit or (self.space and self.space.kind == "grid"):
            return "essay"
        if self.blanks:
            return "fill"
        return "judge" if VERDICT.match(self.brief_answer) else "short"

    @property
    def answer_space(self) -> AnswerSpace:
        """Its answer space: the author's, or the default of its kind; of size 0 where the paper and the limit decide."""
        return self.space or (NO_SPACE if self.questions else DEFAULT_SPACE[self.effective_kind])

    @property
    def blanks(self) -> tuple[inline.Cloze, ...]:
        """The blanks in its question."""
        return tuple(item for item in _walk_inlines((*self.materials, *self.stem, *self.options)) if isinstance(item, inline.Cloze))

    @property
    def brief_answer(self) -> str:
        """The answer where it fits in one line; empty where it is longer."""
        if not self.answer:
            return "；".join(inline.to_plain_text(blank.content) for blank in self.blanks)
        words = [str(getattr(block, "text", "")) for block in self.answer if isinstance(block, Paragraph)]
        several = bool(self.options or self.blanks) and max(map(len, words), default=0) <= BRIEF_LENGTH
        whole = len(words) == len(self.answer) and (len(words) == 1 or several)
        return "；".join(words) if whole else ""

    @property
    def chosen_letters(self) -> str:
        """The letters of the correct options; empty where the answer is not made of letters."""
        words = self.brief_answer.rstrip("。.")
        return "".join(letter for letter in words if letter in OPTION_LETTERS) if CHOSEN.match(words) else ""

    @property
    def has_answer(self) -> bool:
        """True if there is an answer to print."""
        return bool(self.answer or self.blanks)

    @property
    def has_solution(self) -> bool:
        """True if anything about it belongs in the answer key."""
        return self.has_answer or bool(self.explanation or self.scoring)

    @property
    def total_points(self) -> str:
        """The points it is worth: the author's, or the sum of those of its questions where all have some."""
        worth = [parse_points(question.total_points) for question in self.questions]
        return self.points or (f"{sum(worth):g}" if worth and all(worth) else "")


def parse_points(points: str) -> float:
    """Points as a number; 0 where they are none."""
    found = POINTS.fullmatch(points)
    return float(found[1]) if found else 0.0


def is_number_of_points(points: str) -> bool:
    """True if points are a number, with or without 分."""
    return POINTS.fullmatch(points) is not None


def is_verdict(answer: str) -> bool:
    """True for 对, 错 and other words and signs for right and wrong."""
    return VERDICT.match(answer) is not None or answer.strip("。. ").upper() in (*RIGHT_WORDS, *WRONG_WORDS)


def _walk_inlines(content: tuple[Node | inline.Text, ...]) -> Iterator[inline.Inline]:
    """The inline content of texts and blocks, at any depth, in reading order."""
    for item in content:
        if isinstance(item, inline.Text):
            yield from inline.walk_inlines(item.inlines)
        else:
            yield from _walk_inlines(tuple(child for _, child in iter_children(item)))
