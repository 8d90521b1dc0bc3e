"""Check the answers of exercises."""

import re

from jiangyi.core import Message, Report
from jiangyi.model import (
    CHOICES,
    KINDS,
    OPTION_LETTERS,
    Exercise,
    Manuscript,
    Paragraph,
    Str,
    find_typed_limit,
    is_number_of_points,
    is_verdict,
    iter_texts,
    parse_points,
    question_words,
    says_number,
)

LABEL = re.compile(r"[（(]\d{1,2}[）)]")
FAR_BELOW = 0.4
"""The part of the length that is asked for below which a model answer is no model."""
NO_MODEL = 3
"""The words of an answer such as 略 that is no model answer."""
LETTERED = re.compile(rf"\s*(?P<letter>[{OPTION_LETTERS}])[.．、)）]")
TYPED_POINTS = re.compile(r"[（(]\s*(\d+(?:\.\d+)?)\s*(?:分|points?|marks?)\s*[）)]\s*$")


def check_exercise_answers(manuscript: Manuscript, report: Report) -> None:
    """Report exercises and questions without an answer, which the teacher's edition and the answer key print."""
    exercises = manuscript.find_blocks(Exercise)
    answered = {question.id for exercise in exercises if exercise.answer for question in exercise.questions}
    for exercise in exercises:
        if not (exercise.has_answer or exercise.questions or exercise.id in answered):
            report.add("exercise-unanswered", manuscript.locate(exercise))


def check_answer_options(manuscript: Manuscript, report: Report) -> None:
    """Report letters of an answer that are not among the options."""
    for exercise in manuscript.find_blocks(Exercise):
        known = OPTION_LETTERS[: len(exercise.options)]
        wrong = [letter for letter in exercise.chosen_letters if letter not in known]
        if exercise.options and wrong:
            report.add("answer-no-option", manuscript.locate(exercise, wrong[0]), letter=wrong[0], known="、".join(known))


def check_options(manuscript: Manuscript, report: Report) -> None:
    """Report questions of choice with fewer than two options, and options whose letters do not follow each other."""
    for exercise in manuscript.find_blocks(Exercise):
        letters = _list_lettered(exercise)
        if letters[:1] == ["A"] and len(letters) > 1 and letters != list(OPTION_LETTERS[: len(letters)]):
            report.add("options-gap", manuscript.locate(exercise), letters="、".join(letters))
        elif exercise.kind in CHOICES and len(exercise.options) < 2 and not exercise.questions:
            report.add("options-missing", manuscript.locate(exercise), count=len(exercise.options))


def _list_lettered(exercise: Exercise) -> list[str]:
    """The letters that lines of a question begin with, and its options with them."""
    texts = [str(block.text) for block in exercise.stem if isinstance(block, Paragraph)] if not exercise.options else []
    for letter, option in zip(OPTION_LETTERS, exercise.options, strict=False):  # each line of an option begins an inline of its own
        texts += [f"{letter}.", *(item.text for item in option.inlines[1:] if isinstance(item, Str))]
    return [match["letter"] for text in texts for line in text.split("\n") if (match := LETTERED.match(line))]


def check_answer_kinds(manuscript: Manuscript, report: Report) -> None:
    """Report answers that do not suit the kind of their question: several letters for one option, one for several, no verdict."""
    for exercise in manuscript.find_blocks(Exercise):
        letters, brief, given = exercise.chosen_letters, exercise.brief_answer, exercise.kind
        if letters and given and (given, len(letters) > 1) in (("single", True), ("multiple", False)):
            kind = Message(given, KINDS[given].split()[0])
            report.add("answer-count", manuscript.locate(exercise, letters), letters=letters, count=len(letters), kind=kind)
        if given == "judge" and brief and not exercise.questions and not is_verdict(brief):
            report.add("answer-no-verdict", manuscript.locate(exercise, brief), answer=brief)


def check_points(manuscript: Manuscript, report: Report) -> None:
    """Report points that are no number."""
    for exercise in manuscript.find_blocks(Exercise):
        if exercise.points.strip() and not is_number_of_points(exercise.points):
            report.add("points-no-number", manuscript.locate(exercise, exercise.points), points=exercise.points)


def check_scoring_sum(manuscript: Manuscript, report: Report) -> None:
    """Report scoring points, all of them with points, whose sum differs from the points of the exercise."""
    for exercise in manuscript.find_blocks(Exercise):
        marks = [point.points for point in exercise.scoring]
        try:
            worth = float(exercise.points)
        except ValueError:
            continue
        if marks and all(marks) and sum(marks) != worth:
            report.add("scoring-sum", manuscript.locate(exercise), sum=f"{sum(marks):g}", points=f"{worth:g}")


def check_question_points(manuscript: Manuscript, report: Report) -> None:
    """Report questions, all of them with points, whose sum differs from the points of their exercise."""
    for exercise in manuscript.find_blocks(Exercise):
        worth, parts = parse_points(exercise.points), [find_points(question) for question in exercise.questions]
        if worth and parts and all(parts) and sum(parts) != worth:
            report.add("question-points-sum", manuscript.locate(exercise), sum=f"{sum(parts):g}", points=f"{worth:g}")


def find_points(question: Exercise) -> float:
    """The points of a question: its own, or those typed at the end of its text; 0 where there are none."""
    typed = TYPED_POINTS.search("".join(str(text) for block in question.stem[-1:] for text in iter_texts(block)))
    return parse_points(question.total_points) or (float(typed[1]) if typed else 0.0)


def check_unassigned_answers(manuscript: Manuscript, report: Report) -> None:
    """Report answers that name a question （3） by its number but stand in the answer of the whole exercise."""
    for exercise in manuscript.find_blocks(Exercise):
        if not exercise.questions:
            continue
        for block in exercise.answer:
            label = LABEL.match("".join(str(text) for text in iter_texts(block)))
            if label:
                report.add("answer-of-no-question", manuscript.locate(block), label=label[0], count=len(exercise.questions))


def check_typed_limits(manuscript: Manuscript, report: Report) -> None:
    """Report questions whose text asks for another length than their limit."""
    for exercise in manuscript.find_blocks(Exercise):
        words = question_words(exercise)
        typed = find_typed_limit(words)
        if exercise.limit and typed and not says_number(words, exercise.limit):
            report.add("limit-differs", manuscript.locate(exercise, typed), typed=typed, limit=exercise.limit.words)


def check_model_answer_length(manuscript: Manuscript, report: Report) -> None:
    """Report model answers over the limit, counted in cells of squared paper, and those that are far below it."""
    limits = [(exercise, exercise.limit) for exercise in manuscript.find_blocks(Exercise) if exercise.limit and exercise.answer]
    if not limits:
        return
    from jiangyi.model import COLUMNS, SquaredPaperRules, count_filled_cells, extract_model_answer, fill_cells

    grid = manuscript.handout.grid
    rules = SquaredPaperRules(grid.columns or COLUMNS, grid.quotes, grid.dashes)
    for exercise, limit in limits:
        words = count_filled_cells(fill_cells(extract_model_answer(exercise), rules))
        most, asked = limit.max_words, limit.least or limit.words
        if words > most:
            report.add("limit-exceeded", manuscript.locate(exercise), count=words, limit=most, over=words - most)
        if NO_MODEL < words < asked * FAR_BELOW:
            report.add("answer-short", manuscript.locate(exercise), count=words, limit=asked)
