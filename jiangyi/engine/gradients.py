"""Refuse gradients that repeat too often: the engine makes a colour stop for each repetition."""

from math import hypot
from typing import Any

from weasyprint import images

from jiangyi.core import LimitReached, limits

_lay_out_linear, _repeat_radial = images.LinearGradient.layout, images.RadialGradient._repeat


def lay_out_linear(gradient: Any, width: float, height: float, style: Any) -> Any:
    """The stops of a gradient along a line. Replaces `LinearGradient.layout`. Raises LimitReached."""
    if gradient.repeating and len(gradient.colors) > 1:
        length = hypot(width, height)  # no gradient line is longer
        positions, _ = images.process_color_stops(length, gradient.stop_positions, gradient.color_hints, style)
        _check_repetitions(length, positions[-1] - positions[0])
    return _lay_out_linear(gradient, width, height, style)


def repeat_radial(gradient: Any, width: float, height: float, scale_y: float, points: Any, *rest: Any) -> Any:
    """The stops of a gradient around a point, repeated. Replaces `RadialGradient._repeat`. Raises LimitReached."""
    _check_repetitions(hypot(width, height / (scale_y or 1.0)) + points[2], points[5] - points[2])
    return _repeat_radial(gradient, width, height, scale_y, points, *rest)


def _check_repetitions(length: float, period: float) -> None:
    if 0 < period * limits.GRADIENT_REPETITIONS.value < length:
        raise LimitReached(limits.GRADIENT_REPETITIONS)
