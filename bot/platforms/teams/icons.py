"""The icons of the app, drawn: a flame, in colour and as an outline.

Its own module because pictures are no words; drawn here, they come with the code and need no tool to make.
"""

import struct
import zlib
from collections.abc import Iterator, Sequence

Point = tuple[float, float]
Colour = tuple[int, int, int, int]

EARTH, FLAME, GLOW, WHITE = (122, 59, 29, 255), (242, 163, 58, 255), (255, 241, 208, 255), (255, 255, 255, 255)
CLEAR = (0, 0, 0, 0)
FINE = 4  # samples across a pixel
# A flame on a field of 100 by 100: where it begins, and curves of two handles and an end each.
OUTER: tuple[Point, ...] = (
    *((54, 10), (58, 30), (82, 40), (82, 64)),
    *((82, 82), (68, 92), (50, 92)),
    *((32, 92), (18, 81), (18, 63)),
    *((18, 48), (30, 42), (33, 28)),
    *((42, 33), (45, 38), (46, 44)),
    *((54, 36), (56, 24), (54, 10)),
)
INNER: tuple[Point, ...] = (
    *((52, 52), (58, 60), (66, 64), (66, 73)),
    *((66, 81), (59, 86), (50, 86)),
    *((41, 86), (34, 81), (34, 73)),
    *((34, 66), (40, 63), (42, 57)),
    *((46, 60), (47, 61), (48, 63)),
    *((51, 60), (53, 57), (52, 52)),
)
A, B, C, D = (-60, -60), (160, -60), (160, 160), (-60, 160)
GROUND: tuple[Point, ...] = (A, A, B, B, B, C, C, C, D, D, D, A, A)  # larger than the picture, whatever it shrinks by


def colour() -> bytes:
    """Give the icon in colour, 192 pixels wide."""
    return _png(192, [(GROUND, EARTH), (OUTER, FLAME), (INNER, GLOW)], shrink=0.72)


def small() -> bytes:
    """Give the same, 32 pixels wide and without its ground."""
    return _png(32, [(OUTER, FLAME), (INNER, GLOW)])


def outline() -> bytes:
    """Give the outline, 32 pixels wide, white on nothing."""
    return _png(32, [(OUTER, WHITE), (INNER, CLEAR)])


def _png(size: int, shapes: Sequence[tuple[Sequence[Point], Colour]], *, shrink: float = 1.0) -> bytes:
    layers = [(_polygon(curves, size * FINE, shrink), fill) for curves, fill in shapes]
    rows = b"".join(b"\0" + _row(line, size, layers) for line in range(size))
    head = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _polygon(curves: Sequence[Point], size: int, shrink: float) -> list[Point]:
    """Give a shape's curves as short straight lines, around the middle of the picture."""
    scale, shift = size * shrink / 100, size * (1 - shrink) / 2
    start, points = curves[0], [curves[0]]
    for number in range(1, len(curves) - 2, 3):
        one, two, end = curves[number : number + 3]
        points += [_at(start, one, two, end, step / 24) for step in range(1, 25)]
        start = end
    return [(x * scale + shift, y * scale + shift) for x, y in points]


def _at(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    u = 1 - t
    x, y = (u**3 * p + 3 * u * u * t * q + 3 * u * t * t * r + t**3 * s for p, q, r, s in zip(a, b, c, d, strict=True))
    return x, y


def _row(line: int, size: int, layers: Sequence[tuple[list[Point], Colour]]) -> bytes:
    pixels: list[Colour] = [CLEAR] * size
    for polygon, fill in layers:
        cover = [0] * size
        for part in range(FINE):
            for left, right in _spans(polygon, line * FINE + part + 0.5):
                for x in range(max(0, round(left)), min(size * FINE, round(right))):
                    cover[x // FINE] += 1
        pixels = [_over(below, fill, covered / FINE**2) for below, covered in zip(pixels, cover, strict=True)]
    return b"".join(bytes(pixel) for pixel in pixels)


def _spans(polygon: Sequence[Point], y: float) -> Iterator[tuple[float, float]]:
    """Give where a line across lies inside a shape."""
    edges = zip(polygon, [*polygon[1:], polygon[0]], strict=True)
    crossed = sorted(x + (y - a) / (b - a) * (z - x) for (x, a), (z, b) in edges if (a <= y) != (b <= y))
    yield from zip(crossed[::2], crossed[1::2], strict=False)


def _over(below: Colour, fill: Colour, covered: float) -> Colour:
    """Lay a colour over another; one that is clear takes away what lies below."""
    if not covered:
        return below
    alpha = covered * fill[3] + (1 - covered) * below[3]
    if fill[3] == 0 or below[3] == 0:
        red, green, blue = (fill if below[3] == 0 else below)[:3]
    else:
        red, green, blue = (round(covered * f + (1 - covered) * b) for f, b in zip(fill[:3], below[:3], strict=True))
    return red, green, blue, round(alpha)
