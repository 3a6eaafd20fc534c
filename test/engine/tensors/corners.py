"""Writes corners.json: PyTorch's values and gradients of operations on tensors, above all where conventions matter.

    python3 test/engine/tensors/corners.py > test/engine/tensors/corners.json && npx biome format --write test/engine/tensors/corners.json

Made with PyTorch 1.13. Each row is {op, attributes, operands, output, gradients}, of tensors {shape, data}; the gradients are
those of the sum of the output's elements times 1, 2, 3, …, null for an operand without one. Numbers that JSON lacks are strings.
Images are [batch, height, width, channels] as in TensorFlow.
"""

import json
import math

import torch
import torch.nn.functional as F

INF, NAN = math.inf, math.nan
LINE = [0.0, -0.0, 0.5, -0.5, 1.0, -1.0, 2.5, -2.5, 6.0, 7.0, 3.0, -3.0, 30.0, -30.0, 800.0, -800.0, INF, -INF, NAN]
PLANE = [0.0, -0.0, 1.0, -2.0, INF, -INF, NAN]
FINITE = [x for x in LINE if math.isfinite(x)]
TIED = [[1.0, 3.0, 3.0], [2.0, 2.0, 2.0], [-1.0, 0.0, -0.0]]


def as_json(x):
    if math.isnan(x):
        return "NaN"
    return x if math.isfinite(x) else "Infinity" if x > 0 else "-Infinity"


def as_tensor(t):
    return {"shape": list(t.shape), "data": [as_json(x) for x in t.detach().flatten().tolist()]}


def row(op, function, *operands, fixed=(), **attributes):
    """`fixed` are the slots that no gradient is taken by."""
    leaves = [torch.tensor(x, dtype=torch.float64, requires_grad=i not in fixed) for i, x in enumerate(operands)]
    output = function(*leaves)
    weights = torch.arange(1, output.numel() + 1, dtype=torch.float64).reshape(output.shape)
    (output * weights).sum().backward()
    return json.dumps(
        {
            "op": op,
            "attributes": {name: as_json(x) if isinstance(x, float) else x for name, x in attributes.items()},
            "operands": [as_tensor(t) for t in leaves],
            "output": as_tensor(output),
            "gradients": [None if t.grad is None else as_tensor(t.grad) for t in leaves],
        }
    )


def numbers(*shape):
    """Numbers without ties, in no order."""
    count = math.prod(shape)
    return torch.tensor([math.sin(12.9898 * i + 1) for i in range(count)], dtype=torch.float64).reshape(shape).tolist()


def images(function):
    """A function of channels-first images as one of channels-last images; filters are [height, width, channels, filters]."""

    def of_images(x, *filters):
        moved = [f.permute(3, 2, 0, 1) for f in filters]
        return function(x.permute(0, 3, 1, 2), *moved).permute(0, 2, 3, 1)

    return of_images


def depthwise(x, f):
    """The filter is [height, width, channels, multiplier]."""
    h, w, c, m = f.shape
    by_group = f.permute(2, 3, 0, 1).reshape(c * m, 1, h, w)
    return F.conv2d(x.permute(0, 3, 1, 2), by_group, groups=c, padding=1).permute(0, 2, 3, 1)


def rows():
    unary = {
        "sigmoid": torch.sigmoid,
        "logSigmoid": F.logsigmoid,
        "relu": F.relu,
        "relu6": F.relu6,
        "selu": F.selu,
        "softplus": F.softplus,
        "swish": F.silu,
        "gelu": F.gelu,
        "mish": F.mish,
        "softsign": F.softsign,
        "erf": torch.erf,
        "square": torch.square,
        "rsqrt": torch.rsqrt,
        "reciprocal": torch.reciprocal,
        "roundEven": torch.round,
        # TensorFlow's line in terms of PyTorch's, which is relu6(x + 3) / 6: the conventions at its ends are the same.
        "hardSigmoid": lambda x: F.hardsigmoid(x * 1.2),
    }
    for op, function in unary.items():
        yield row(op, function, LINE)
    yield row("leakyRelu", lambda x: F.leaky_relu(x, 0.2), LINE, alpha=0.2)
    yield row("elu", lambda x: F.elu(x, 1.5), LINE, alpha=1.5)
    yield row("clip", lambda x: torch.clamp(x, -2.5, 6), LINE, low=-2.5, high=6.0)
    yield row("prelu", lambda x, y: F.prelu(x, y), FINITE, [0.25])

    pairs = [(x, y) for x in PLANE for y in PLANE]
    xs, ys = [x for x, _ in pairs], [y for _, y in pairs]
    yield row("squaredDifference", lambda x, y: (x - y) ** 2, xs, ys)
    yield row("floorMod", torch.remainder, [5.0, -5.0, 5.0, -5.0, 0.5], [3.0, 3.0, -3.0, -3.0, 2.0])
    yield row("max", torch.maximum, xs, ys)
    yield row("min", torch.minimum, xs, ys)
    yield row("where", lambda c, x, y: torch.where(c != 0, x, y), [1.0, 0.0, 1.0, 0.0], [INF, NAN, 1.0, 2.0], [3.0, 4.0, NAN, INF], fixed=(0,))

    for op, function in {
        "sum": torch.sum,
        "mean": torch.mean,
        "amax": torch.amax,
        "amin": torch.amin,
        "logSumExp": torch.logsumexp,
    }.items():
        for axis in (0, 1):
            yield row(op, lambda x: function(x, axis), TIED, axes=[axis], keepDims=False)
        yield row(op, lambda x: function(x, (0, 1), keepdim=True), TIED, axes=[0, 1], keepDims=True)
    yield row("logSumExp", lambda x: torch.logsumexp(x, 1), [[1000.0, 999.0], [-1000.0, -INF]], axes=[1], keepDims=False)
    yield row("sum", lambda x: x.sum(1), [[], []], axes=[1], keepDims=False)
    for data in ([[1.0, 2.0, 3.0], [0.0, 2.0, 3.0], [0.0, 0.0, 3.0]], TIED):
        yield row("prod", lambda x: x.prod(1), data, axes=[1], keepDims=False)
    yield row("prod", lambda x: x.prod(1), [[], []], axes=[1], keepDims=False)
    for order in (1.0, 2.0, 3.0, INF):
        for data in ([[0.0, 0.0], [3.0, -4.0], [-2.0, 2.0]], numbers(2, 3)):
            yield row("norm", lambda x: torch.linalg.vector_norm(x, order, 1), data, axes=[1], keepDims=False, ord=order)
    yield row("cumsum", lambda x: x.cumsum(1), TIED, axis=1, exclusive=False, reverse=False)
    for data in (TIED, [[1000.0, 0.0], [-1000.0, 3.0], [-INF, 1.0]]):
        yield row("softmax", lambda x: x.softmax(1), data, axis=1)
        yield row("logSoftmax", lambda x: x.log_softmax(1), data, axis=1)

    yield row("matMul", torch.matmul, numbers(2, 3), numbers(3, 2), transposeX=False, transposeY=False)
    yield row("matMul", lambda x, y: x.mT @ y.mT, numbers(2, 1, 3, 2), numbers(3, 4, 3), transposeX=True, transposeY=True)
    yield row("dot", torch.dot, numbers(3), numbers(3))
    yield row("outerProduct", torch.outer, numbers(3), numbers(2))
    yield row("gather", lambda x, i: x[i.long()], numbers(3, 2), [2.0, 0.0, 2.0], fixed=(1,), axis=0)
    yield row("mirrorPad", lambda x: F.pad(x[None], (2, 1), "reflect")[0], numbers(2, 3), paddings=[0, 0, 2, 1], symmetric=False)

    for stride, dilation, padding in ((1, 1, 0), (2, 1, 1), (1, 2, 2)):
        sliding = {"strides": [stride] * 2, "dilations": [dilation] * 2, "padding": padding}
        function = images(lambda x, f: F.conv2d(x, f, stride=stride, dilation=dilation, padding=padding))
        yield row("conv2d", function, numbers(2, 5, 6, 2), numbers(3, 2, 2, 3), **sliding)
    yield row("depthwiseConv2d", depthwise, numbers(1, 4, 3, 2), numbers(3, 3, 2, 2), strides=[1, 1], dilations=[1, 1], padding=1)
    yield row(
        "conv1d",
        lambda x, f: F.conv1d(x.permute(0, 2, 1), f.permute(2, 1, 0), stride=2, padding=1).permute(0, 2, 1),
        numbers(2, 6, 2),
        numbers(3, 2, 3),
        strides=[2],
        dilations=[1],
        padding=1,
    )
    flat = torch.ones(1, 4, 4, 1).tolist()
    for data in (flat, numbers(2, 4, 5, 2)):
        pooling = {"size": [2, 2], "strides": [2, 1], "padding": 1}
        yield row("maxPool", images(lambda x: F.max_pool2d(x, 2, (2, 1), 1)), data, **pooling)
        # What lies in the padding does not count, as in TensorFlow.
        average = images(lambda x: F.avg_pool2d(x, 2, (2, 1), 1, count_include_pad=False))
        yield row("avgPool", average, data, **pooling)
    for data in (numbers(3, 4), [[2.0] * 4] * 3):
        yield row(
            "layerNorm",
            lambda x, scale, offset: F.layer_norm(x, (4,), scale, offset, 1e-3),
            data,
            numbers(4),
            numbers(4),
            axes=[1],
            epsilon=1e-3,
        )
    yield row(
        "batchNorm",
        lambda x, mean, variance, offset, scale: (x - mean) / torch.sqrt(variance + 1e-3) * scale + offset,
        numbers(3, 2),
        [0.1, -0.2],
        [0.5, 0.0],
        [1.0, 2.0],
        [0.5, -1.0],
        epsilon=1e-3,
    )


print("[\n" + ",\n".join(rows()) + "\n]")
