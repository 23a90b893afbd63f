"""Who took a picture or drew it, out of its caption."""

from __future__ import annotations

import re

from loader.bylines import has_surname, taken_as
from loader.characters import even
from loader.conventions import Conventions
from loader.model import Person
from loader.printed import Printed

# A name set apart as a compositor does, or run together; with a role before it any name will do: 本报记者 强宇摄.
_NAME = r"(?:(?<![\u4e00-\u9fff])[\u4e00-\u9fff][\s\u3000]{1,2}[\u4e00-\u9fff]|[\u4e00-\u9fff]{2,4}(?<!翻))"
PHOTOGRAPHER = re.compile(
    rf"(?:(?P<led>(?:本报|新华社|资料)?(?:首席|见习|实习|特约|摄影|全媒体)?(?:记者|通讯员))?[\s\u3000/:：]*"
    rf"(?P<name>{_NAME})[\s\u3000/]*(?:翻?摄(?:影报道|影)?|(?<=/)[作绘图])"
    rf"|(?P<task>(?:本报|特约)?摄影(?:记者|师)?[\s\u3000:：/]+|[图摄][:：/]\s?)(?P<named>{_NAME}))[）)]?$"
)
NO_NAME = re.compile(r"[在从向正所为的拍新]|.{4}")
APART = (" ", "\u3000", "。", "，", "！", "？", "（", "(")  # what stands before a name that is none of the sentence


def photographer(printed: Printed, conventions: Conventions) -> Person | None:
    """Who took the picture, from the end of a caption (林平 摄)."""
    plain = even(printed.text)
    found = PHOTOGRAPHER.search(plain, max(0, len(plain) - 40))
    if not found:
        return None
    span = found.span("named" if found["task"] else "name")
    name = re.sub(r"[\s\u3000]", "", printed.text[slice(*span)])
    apart = plain[: span[0]].endswith(APART) and plain[span[1] :].startswith(("/", " /"))
    if not ((found["led"] or apart) and not NO_NAME.search(even(name)) or has_surname(name, conventions)):
        return None
    return Person(name, taken_as(printed.text), *printed.span(*span))
