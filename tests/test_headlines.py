"""Headings that have no headline among them."""

from __future__ import annotations

from loader.headlines import name_headlines
from loader.model import Block, Labelled


def test_a_kicker_without_a_headline_is_one():
    lines = (
        ("kicker", "A"),
        ("slogan", "P"),
        ("deck", "P"),
        ("body", "P"),
        ("kicker", "A"),
        ("headline", "P"),
        ("deck", "A"),
    )
    labels = [Labelled(Block(at, 0, 2, "稻田", ()), role, "model", mark) for at, (role, mark) in enumerate(lines)]
    named = [label.role for label in name_headlines(labels)]
    assert named == ["headline", "slogan", "deck", "body", "kicker", "headline", "headline"]
