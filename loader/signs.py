"""Signs that a short line has or has not, as features of the sequence model: a date, 记者, the name of a paper."""

from __future__ import annotations

import re

HAN = "\u4e00-\u9fff"
NUMERALS = "一二三四五六七八九十"
# Patterns begin with a set of characters and look back behind it: `re` runs to the next one of them, where it would try
# each character for several words. So the verb stands first, and the name before it is looked for behind.
SAYING = ("说", "表示", "介绍", "指出", "强调", "认为", "告诉", "要求", "透露", "称", "坦言", "回忆")


def _verbs(length: int) -> str:
    return "|".join(verb for verb in SAYING if len(verb) == length)


SIGNS = (
    ("saying", re.compile(f"(?:(?:{_verbs(1)})(?<=[{HAN}].)|(?:{_verbs(2)})(?<=[{HAN}]..))[，：:﹕,“]")),
    ("aspect", re.compile(rf"[{HAN}][了着][{HAN}]|[过被把][{HAN}]")),
    ("speaker", re.compile(rf"^[{HAN}]{{1,8}}[：:﹕]")),
    (
        "date",
        re.compile(
            r"(?:19|20)\d\d\s?[年.\-/]|\d{1,2}\s?月\s?\d{1,2}\s?日|[一二三四五六七八九十]月[一二三四五六七八九十]+日"
        ),
    ),
    ("weekday", re.compile(r"(?:星期|周|礼拜)[一二三四五六日天]")),
    ("credit", re.compile(r"责任?编辑|责编|美编|校对|组版|版式|审读|视觉|值班|主编|总编")),
    ("page", re.compile(r"第?\s?[A-Z]?[\d一二三四五六七八九十]{1,3}\s?版|[A-Z]\d{1,2}")),
    ("reporter", re.compile(r"记者|通讯员|实习生|特约|编译|文/|图/|摄")),
    (
        "list",
        re.compile(
            rf"[{NUMERALS}\d（(①-⑳●■◆▲★□○](?:(?<=[{NUMERALS}\d])[、．.](?!\d)|(?<=[（(])[{NUMERALS}\d]{{1,3}}[）)]|(?<=[①-⑳●■◆▲★□○]))"
        ),
    ),
    ("paper", re.compile(rf"[{HAN}]{{2,6}}(?:日报|晚报|晨报|早报|都市报|时报|商报|快报)")),
    (
        "contact",
        re.compile(
            r"[热电邮地网\d@w](?:(?<=热)线|(?<=电)话|(?<=邮)[箱编]|(?<=[地网])址|(?<=\d)\d{6}|(?<=@)|(?<=w)ww)"
        ),
    ),
    ("space", re.compile(r"(?<=\S)[ \u3000](?=\S)")),
    ("pause", re.compile("、")),
    ("colon", re.compile(r"[：:﹕](?!$)")),
    ("quote", re.compile("[“”‘’「」\"]")),
    ("bang", re.compile(r"[！!？?﹖﹗](?!$)")),
    ("bracket", re.compile(r"[（）()]")),
    ("dots", re.compile(r"…|\.{2,}|·")),
    ("slash", re.compile(r"[/｜|]")),
    ("title", re.compile("[《》]")),
    ("cut-clause", re.compile(r"[，,、][^，,、]{1,2}$")),
)  # fmt: skip
PRESENT = frozenset({"pause", "quote", "bracket", "slash", "title"})  # any of their characters is the sign
