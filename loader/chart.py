"""Line charts as SVG: several series over one calendar, legible in black and white, with gaps where nothing is known.

Our own, for want of one that serves: pygal (LGPL) tells series apart by colour alone and wants a script for its values,
leather (MIT) knows no gaps and no dashes. Series differ by colour, dash and marker, and each is named at its end. The
colours are those of M. Okabe and K. Ito, “Color universal design” (2008), darkened where they would be faint on paper.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

WIDTH, HEIGHT = 960, 400
LEFT, RIGHT, TOP, BOTTOM = 64, 168, 34, 40
MARKED = 80  # points of a series that are all marked; of more, only those that stand alone and the last
TICKS = 5
DATES = 9  # dates that fit under the axis
LABEL = 10  # characters of a name at the end of its line
LINE = 17  # between two such names
COLOURS = ("#0072b2", "#b3301a", "#00795a", "#8a5a9e", "#a86800", "#2a8fbd", "#1f1b16", "#c0447f")
DARK = ("#56b4e9", "#f0836b", "#3fc79a", "#cc9ade", "#e6b450", "#9ad2f2", "#e6dfd3", "#f092bd")
PAPER, DARK_PAPER = "#fffdf8", "#1f1c18"
DASHES = ("none", "7 3", "2 3", "10 3 2 3", "none", "7 3", "2 3", "10 3 2 3")
# Drawn around 0,0. The second four are hollow.
MARKERS = (
    '<circle r="3.6"/>',
    '<rect x="-3.2" y="-3.2" width="6.4" height="6.4"/>',
    '<path d="M0-4.4 4.2 3.2H-4.2Z"/>',
    '<path d="M0-4.6 4.6 0 0 4.6-4.6 0Z"/>',
)
MOST = len(COLOURS)


class Series(NamedTuple):
    """A named line. `values`: one for each period, None where there is a gap; `links`: an address for each, or none."""

    name: str
    values: Sequence[float | None]
    links: Sequence[str] = ()


class Texts(NamedTuple):
    """What a chart says of itself: its title, a description for who cannot see it, and what the upward axis counts."""

    title: str
    description: str
    axis: str


def line_chart(periods: Sequence[str], series: Sequence[Series], texts: Texts) -> Markup:
    """A whole SVG document that can stand in a page or by itself. At most `MOST` series."""
    top, step = scale(max((value for one in series for value in one.values if value is not None), default=0))
    places = [_x(n, len(periods)) for n in range(len(periods))]
    drawn = Markup("").join(_series(n, one, periods, places, top) for n, one in enumerate(series[:MOST]))
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="baolan-chart" viewBox="0 0 {width} {height}" role="group" '
        'aria-labelledby="chart-title chart-description">\n'
        '<title id="chart-title">{title}</title>\n<desc id="chart-description">{description}</desc>\n'
        "<style>{style}</style>\n{grid}{names}{drawn}</svg>\n"
    ).format(
        width=WIDTH,
        height=HEIGHT,
        title=texts.title,
        description=texts.description,
        style=Markup(style()),
        grid=_grid(top, step, texts.axis) + _dates(periods, places),
        names=_names(series[:MOST], top, places),
        drawn=drawn,
    )


def scale(largest: float) -> tuple[float, float]:
    """Where the axis that begins at 0 ends, and the distance of its ticks: 1, 2 or 5 times a power of ten."""
    if largest <= 0:
        return 1.0, 1.0
    rough = largest / TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * (1 - 1e-9))
    return step * math.ceil(largest / step - 1e-9), step


def figure(value: float) -> str:
    """A number with as many decimals as a reader can use: three significant digits below a hundred."""
    if value == int(value):
        return f"{int(value):,}"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:,.{digits}f}"


def _x(n: int, periods: int) -> float:
    room = WIDTH - LEFT - RIGHT
    return LEFT + (room / 2 if periods < 2 else 12 + (room - 24) * n / (periods - 1))


def _y(value: float, top: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top


def _grid(top: float, step: float, axis: str) -> Markup:
    parts = [Markup('<text x="{}" y="16" fill="currentColor">{}</text>\n').format(8, axis)]
    for n in range(round(top / step) + 1):
        y = f"{_y(n * step, top):.1f}"
        strength = "1" if n == 0 else ".14"
        parts.append(
            Markup('<path d="M{} {}H{}" stroke="currentColor" opacity="{}"/>').format(LEFT, y, WIDTH - RIGHT, strength)
        )
        parts.append(
            Markup(
                '<text class="tick" text-anchor="end" x="{}" y="{}" dy=".35em" fill="currentColor">{}</text>\n'
            ).format(LEFT - 8, y, f"{n * step:,.9g}")
        )
    return Markup("").join(parts)


def _dates(periods: Sequence[str], places: Sequence[float]) -> Markup:
    """Names of periods under the axis, as many as fit, beginning with the first."""
    every = max(1, math.ceil(len(periods) / DATES))
    return Markup("").join(
        Markup(
            '<path d="M{x:.1f} {y}v5" stroke="currentColor"/>'
            '<text text-anchor="middle" x="{x:.1f}" y="{below}" fill="currentColor">{name}</text>\n'
        ).format(x=places[n], y=HEIGHT - BOTTOM, below=HEIGHT - BOTTOM + 20, name=periods[n])
        for n in range(0, len(periods), every)
    )


def _series(number: int, series: Series, periods: Sequence[str], places: Sequence[float], top: float) -> Markup:
    points = [None if value is None else (places[n], _y(value, top)) for n, value in enumerate(series.values)]
    path = "".join(
        f"{'L' if n and points[n - 1] else 'M'}{point[0]:.1f} {point[1]:.1f}" if point else ""
        for n, point in enumerate(points)
    )
    dashes = Markup(' stroke-dasharray="{}"').format(DASHES[number]) if DASHES[number] != "none" else ""
    kept = _marked(points)
    marks = [_mark(number, n, point, series, periods) for n, point in enumerate(points) if point and n in kept]
    line = Markup('<path d="{}" fill="none" stroke-width="1.8"{}/>').format(path, dashes)
    return Markup("{}{}{}</g>\n").format(_group(number), line, Markup("").join(marks))


def _marked(points: Sequence[object]) -> set[int]:
    """Which points get a marker."""
    known = [n for n, point in enumerate(points) if point]
    if len(known) <= MARKED:
        return set(known)
    return {n for n in known if {n - 1, n + 1}.isdisjoint(known) or n == known[-1]}


def _group(number: int) -> Markup:
    """The opening tag of what belongs to a series: its colours, as attributes, which every program understands."""
    fill = PAPER if number >= len(MARKERS) else COLOURS[number]
    return Markup('<g class="s{}" stroke="{}" fill="{}" stroke-width="1.6">').format(number, COLOURS[number], fill)


def _mark(number: int, n: int, point: tuple[float, float], series: Series, periods: Sequence[str]) -> Markup:
    """A marker that says its value when pointed at, and leads on."""
    mark = Markup('<g transform="translate({x:.1f} {y:.1f})"><title>{said}</title>{marker}</g>').format(
        x=point[0],
        y=point[1],
        said=f"{series.name} · {periods[n]} · {figure(series.values[n] or 0)}",
        marker=Markup(MARKERS[number % len(MARKERS)]),
    )
    return Markup('<a href="{}">{}</a>').format(series.links[n], mark) if series.links and series.links[n] else mark


def _names(series: Sequence[Series], top: float, places: Sequence[float]) -> Markup:
    """The name of each line at its end, moved apart where two would overlap."""
    ends = []
    for number, one in enumerate(series):
        last = next((n for n in range(len(one.values) - 1, -1, -1) if one.values[n] is not None), None)
        if last is not None:
            ends.append((_y(one.values[last] or 0, top), number, places[last], one.name))
    ends.sort()
    at = [end[0] for end in ends]
    for n in range(1, len(at)):
        at[n] = max(at[n], at[n - 1] + LINE)
    over = at[-1] - (HEIGHT - BOTTOM) if at else 0
    if over > 0:  # push the lowest up again, and those above it as far as they are in the way
        at[-1] -= over
        for n in range(len(at) - 2, -1, -1):
            at[n] = min(at[n], at[n + 1] - LINE)
    x = WIDTH - RIGHT + 30
    return Markup("").join(
        Markup(
            '{group}<path d="M{end:.1f} {y:.1f}L{near} {at:.1f}" fill="none" stroke-dasharray="1 3" opacity=".5"/>'
            '<g transform="translate({x} {at:.1f})">{marker}</g></g>'
            '<text x="{beside}" y="{at:.1f}" dy=".35em" fill="currentColor"><title>{whole}</title>{name}</text>\n'
        ).format(
            group=_group(number),
            end=end + 6,
            y=y,
            near=x - 8,
            at=place,
            x=x,
            marker=Markup(MARKERS[number % len(MARKERS)]),
            beside=x + 10,
            whole=name,
            name=name if len(name) <= LABEL else name[: LABEL - 1] + "…",
        )
        for (y, number, end, name), place in zip(ends, at, strict=True)
    )


def style() -> str:
    """Fonts, and the colours of a dark page."""
    dark = "".join(
        f".baolan-chart .s{number}{{stroke:{colour};fill:{DARK_PAPER if number >= len(MARKERS) else colour}}}"
        for number, colour in enumerate(DARK)
    )
    return (
        ".baolan-chart{font:13px 'Noto Sans CJK SC','PingFang SC','Microsoft YaHei',Arial,sans-serif;color:#1f1b16}"
        ".baolan-chart .tick{font-variant-numeric:tabular-nums}.baolan-chart a:hover{stroke-width:5}"
        f"@media (prefers-color-scheme:dark){{.baolan-chart{{color:#e6dfd3}}{dark}}}"
    )
