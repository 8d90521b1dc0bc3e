"""Detect the kind of a section by its title."""

import re

KIND_PATTERNS = (
    ("events", r"热点事件|事件(?:汇总|回顾|背景|概述)|新闻(?:背景|事件|回顾|链接)|背景(?:链接|材料|事件)|時事|^(?:相关|典型)?事件$"),
    ("events", r"案例(?!分析|评析|解读)|事例(?!分析)|典型(?:做法|经验)"),
    ("exam", r"真题|试题|習題|习题|练习|测验|测试|选择题|自测|模拟题|例题|检测"),
    ("quotes", r"金句|名言|名句|警句|论述摘|重要论述|权威论述|古语|语录|引文|引言集|用典"),
    ("vocabulary", r"成语|词汇|规范词|词语|名词解释|概念"),
    ("essay", r"范文|例文|作文|佳作"),
    ("homework", r"作业|课后|拓展延伸"),
    ("reading", r"给定资料|阅读材料|给定材料|延伸阅读"),
    ("problem", r"问题|困境|不足|难点|短板|痛点|堵点|挑战|危害|难题|問題"),
    ("cause", r"原因|成因|根源|归因"),
    ("measure", r"对策|措施|建议|路径|举措|解决办法|怎么办|如何|對策"),
    ("meaning", r"意义|特性|特点|重要性|必要性|价值|作用|内涵|為何|为什么|意義"),
    ("analysis", r"分析|解读|话题|评析|论证|阐述|观点"),
)
"""Kinds with a pattern of their titles; the first match counts."""
CASES = re.compile(r"案例|事例")
ANSWERS_HEADING = re.compile(r"^(?:参考)?答案(?:[与及和]解析)?[：:]?$")
"""A heading over the answers of a whole paper."""
ARGUING_KINDS = ("problem", "cause", "measure", "meaning", "analysis")
"""Kinds of sections that argue point by point."""


def detect_section_kind(title: str) -> str:
    """The kind of a section by its title, or ""."""
    return next((kind for kind, words in KIND_PATTERNS if re.search(words, title)), "")


def detect_event_type(title: str) -> str:
    """The type of the blocks of a section of events: event or case."""
    return "case" if CASES.search(title) else "event"
