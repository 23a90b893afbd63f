"""What makes splitting quick must not change what is seen of a line."""

from __future__ import annotations

from pathlib import Path

from loader.cohesion import affinities
from loader.conventions import SCOPES, load_conventions
from loader.features import SIGNS, TELLS, _signs
from loader.model import Block
from loader.normalize import even

SEEDS = [path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parents[1] / "seeds").glob("*.txt"))]
# Pieces of lines, so that signs stand at the start and at the end of a text too.
PIECES = sorted(
    {even(line[at : at + 12].strip()) for page in SEEDS for line in page.split("\n") for at in range(0, 60)}
)
RULES = load_conventions().rules


def test_a_sign_is_found_wherever_its_pattern_matches():
    examples = [even(text) for rule in RULES for text in (*rule.yes, *rule.no)]
    for plain in (*PIECES, *examples):
        telling = TELLS.findall(plain)
        digits = sum(map(str.isdigit, plain))
        assert digits == sum(map(str.isdigit, telling))
        found = _signs(plain, telling, digits)
        assert found == [name for name, pattern in SIGNS if pattern.search(plain)], plain


def test_the_first_rule_that_matches_is_found():
    conventions = load_conventions()
    for text in (*PIECES[:2000], *(text for rule in RULES for text in (*rule.yes, *rule.no))):
        for scope in SCOPES:
            found = conventions.first(scope, text)
            first = next((rule for rule in conventions.scoped[scope] if rule.match(even(text))), None)
            assert (found[0] if found else None) is first, (scope, text)


def test_a_line_is_like_the_text_that_shares_its_words():
    texts = ["春耕生产全面展开", "全市春耕生产现场会昨天在城关镇召开，各县区负责人参加。", "图书馆新馆开放",
             "市图书馆新馆昨天正式向读者开放，首日接待读者三千余人。"]  # fmt: skip
    blocks = [Block(at, 0, 0, text, ()) for at, text in enumerate(texts)]
    like = affinities(blocks)
    assert like[0] == ["cohere-1", "like-up0", "like-down3", "like4", "like4|cohere-1"]
    assert like[2][1:3] == ["like-up0", "like-down3"]
