"""Writes corners.json: PyTorch's local derivatives where conventions matter (kinks, poles, NaN, infinities).

    python3 test/engine/corners.py > test/engine/corners.json && npx biome format --write test/engine/corners.json

Made with PyTorch 1.13. Each row is {op, operands, locals}; numbers that JSON lacks are strings.
"""

import itertools
import json
import math

import torch

INF, NAN = math.inf, math.nan
LINE = [0.0, -0.0, 0.5, -0.5, 1.0, -1.0, 1.5, -1.5, 2.0, -2.0, 1e-8, -1e-8, 30.0, -30.0, INF, -INF, NAN]
PLANE = [0.0, -0.0, 1.0, -1.0, 2.0, -2.0, 0.5, -2.5, INF, -INF, NAN]
SPACE = [0.0, 1.0, -1.0, 2.0, INF]

UNARY = {
    name: getattr(torch, name)
    for name in (
        "abs acos acosh asin asinh atan atanh ceil cos cosh exp expm1 floor log log10 log1p log2 neg round sign "
        "sin sinh sqrt tan tanh trunc"
    ).split()
}
UNARY["fround"] = lambda x: x.float().double()
BINARY = {
    "add": torch.add,
    "sub": torch.sub,
    "mul": torch.mul,
    "div": torch.div,
    "mod": torch.fmod,
    "pow": torch.pow,
    "atan2": torch.atan2,
    "hypot": torch.hypot,
    "max": torch.maximum,
    "min": torch.minimum,
}
TERNARY = {
    "max": lambda *xs: torch.stack(xs).amax(),
    "min": lambda *xs: torch.stack(xs).amin(),
}


def local_derivatives(function, operands):
    leaves = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in operands]
    return [gradient.item() for gradient in torch.autograd.grad(function(*leaves), leaves)]


def as_json(x):
    if math.isnan(x):
        return "NaN"
    return x if math.isfinite(x) else "Infinity" if x > 0 else "-Infinity"


def rows():
    for table, points in (
        (UNARY, [(x,) for x in LINE]),
        (BINARY, list(itertools.product(PLANE, repeat=2))),
        (TERNARY, list(itertools.product(SPACE, repeat=3))),
    ):
        for op, function in table.items():
            for operands in points:
                yield op, operands, local_derivatives(function, operands)


lines = [
    json.dumps({"op": op, "operands": [as_json(x) for x in operands], "locals": [as_json(x) for x in locals_]})
    for op, operands, locals_ in rows()
]
print("[\n" + ",\n".join(lines) + "\n]")
