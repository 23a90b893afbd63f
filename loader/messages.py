"""What the pages say themselves, in Chinese and in English (`wording/*.toml`), and which of the two a reader gets."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # type: ignore[import-not-found,unused-ignore]

LANGUAGES = ("zh-Hans", "en")
COOKIE = "baolan_lang"

FOLDER = Path(__file__).resolve().parent / "wording"


def load_messages(folder: Path = FOLDER) -> dict[str, tuple[str, str]]:
    """Every message of `wording/*.toml` by its key: (Chinese, English). A key said twice is refused (ValueError)."""
    messages: dict[str, tuple[str, str]] = {}
    for file in sorted(folder.glob("*.toml")):
        for key, (chinese, english) in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if key in messages:
                raise ValueError(f"{file.name}: the message {key!r} is said twice. Give one of them another key.")
            messages[key] = (chinese, english)
    return messages


MESSAGES = load_messages()

WEEKDAYS = "一二三四五六日"
# strftime speaks the language of the server
ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True)
class Words:
    """The messages in one language: `words("line", n=3)`."""

    lang: str

    def __call__(self, key: str, **values: object) -> str:
        return MESSAGES[key][LANGUAGES.index(self.lang)].format(**values)

    def count(self, key: str, n: int, **values: object) -> str:
        """A message with a number in it; English says `1 article`, not `1 articles`."""
        return self(f"{key}-one" if n == 1 else key, n=f"{n:,}", **values)

    def label(self, kind: str, name: str) -> str:
        """The name of a role, field or basis; one we do not know stands for itself."""
        key = f"{kind}-{name}"
        return self(key) if key in MESSAGES else name

    def doubt(self, note: str) -> str:
        """The note of a flag, which archives have in English; one that we do not know stands as it is."""
        for key, (_, english) in MESSAGES.items():
            before, what, after = english.partition("{what}")
            if key.startswith("doubt-") and note.startswith(before) and note.endswith(after):
                if what or note == english:
                    return self(key, what=note[len(before) : len(note) - len(after)])
        return note

    def day(self, date: str | None) -> str:
        """`2020-02-13` as a reader writes it; what is not an ISO date is left as it is."""
        if not date:
            return self("unknown-date")
        try:
            day = datetime.date.fromisoformat(date)
        except ValueError:
            return date
        if self.lang == "en":
            return f"{ENGLISH_DAYS[day.weekday()]} {day.day} {ENGLISH_MONTHS[day.month - 1]} {day.year}"
        return f"{day.year}年{day.month}月{day.day}日 星期{WEEKDAYS[day.weekday()]}"

    def month(self, month: str) -> str:
        """`2020-02` or `2020` as a reader writes it; what is neither is left as it is."""
        year, dash, number = month.partition("-")
        if not (dash and number.isdigit() and 1 <= int(number) <= 12):
            return f"{month}年" if self.lang != "en" and year.isdigit() else month
        return f"{ENGLISH_MONTHS[int(number) - 1]} {year}" if self.lang == "en" else f"{year}年{int(number)}月"

    def short(self, n: int) -> str:
        """A number for a small square, in four characters at most: `812`, `12k`, `1.2万`."""
        unit, sign = (10_000, "万") if self.lang != "en" else (1_000, "k")
        if n < 10_000:
            return str(n)
        digits = 1 if n < 10 * unit else 0
        return f"{n / unit:.{digits}f}{sign}"

    @property
    def other(self) -> str:
        return LANGUAGES[1 - LANGUAGES.index(self.lang)]


def known_language(tag: str | None) -> str | None:
    """`zh-CN`, `zh_TW` and `zh` are `zh-Hans`, `en-GB` is `en`; anything else is unknown (None)."""
    primary = (tag or "").strip().lower().replace("_", "-").split("-")[0]
    return {"zh": "zh-Hans", "en": "en"}.get(primary)


def choose_language(asked: str | None, cookie: str | None, headers: Mapping[str, str]) -> str:
    """What the address asks for, else what was chosen before, else the browser's first known language, else Chinese."""
    for tag in (asked, cookie):
        if known := known_language(tag):
            return known
    accepted: list[tuple[float, int, str | None]] = []
    for item in headers.get("accept-language", "")[:500].split(","):
        tag, _, weight = item.partition(";q=")
        try:
            accepted.append((-float(weight or 1), len(accepted), known_language(tag)))
        except ValueError:
            continue
    return next((known for _, _, known in sorted(accepted, key=lambda one: one[:2]) if known), LANGUAGES[0])
