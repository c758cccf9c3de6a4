"""Answers the engine's tests with torchvision's networks: one request a line on standard input, one answer a line on standard output.

Request: name, input size, class count, folder, separated by tabs. Answer: "ok", or what went wrong. The folder then has
weights.pth (a state dict whose weights and statistics are moved away from their initial values), io.pth ("input", the evaluation-mode
"output", and, all in float64, the "gradient" of the output's mean square by the first convolution's weight) and fresh.pth (for every floating point entry of the state dict as torchvision initialises it, under its name: mean, standard
deviation and kurtosis of the first million elements) and settings.txt (constants of normalisation and dropout, a layer a line).
"""
import sys

import torch
import torchvision

SAMPLE = 1_000_000


def describe(tensor):
    values = tensor.flatten()[:SAMPLE].double()
    # PyTorch's trunc_normal_ gives its cuts, -2 and 2, once in ten million times where the deviation is 0.02: a rounding, not the distribution.
    values = values[values.abs() != 2]
    centred = values - values.mean()
    variance = centred.square().mean()
    kurtosis = (centred ** 4).mean() / variance.square() if variance > 0 else torch.zeros(())
    return torch.stack([values.mean(), variance.sqrt(), kurtosis.double()])


def disturb(network):
    """Gives meaning to what starts at zero, one or nearly nothing."""
    for name, tensor in network.state_dict().items():
        if name.endswith("running_mean"):
            tensor.normal_(0, 0.1)
        elif name.endswith("running_var"):
            tensor.uniform_(0.5, 1.5)
        elif name.endswith("num_batches_tracked"):
            tensor.fill_(7)
        elif name.endswith("layer_scale"):
            tensor.uniform_(0.1, 0.5)
        elif tensor.dim() == 1 and name.endswith("weight"):
            tensor.uniform_(0.8, 1.2)
        elif tensor.dim() == 1 or not tensor.any():
            tensor.normal_(0, 0.05)


def settings(network):
    """The constants of layers that neither weights nor one evaluation show."""
    for name, module in network.named_modules():
        kind = type(module).__name__
        if kind == "BatchNorm2d":
            yield f"{name} {module.eps!r} {module.momentum!r}"
        elif kind in ("LayerNorm", "LayerNorm2d"):
            yield f"{name} {module.eps!r}"
        elif kind in ("Dropout", "StochasticDepth"):
            yield f"{name} {module.p!r}"


def answer(name, size, classes, folder):
    torch.manual_seed(len(name) * 1000 + int(size))
    network = getattr(torchvision.models, name)(weights=None, num_classes=int(classes))
    fresh = {key: describe(value) for key, value in network.state_dict().items() if value.is_floating_point()}
    torch.save(fresh, folder + "/fresh.pth")
    with open(folder + "/settings.txt", "w", encoding="utf-8") as file:
        file.write("\n".join(settings(network)))
    with torch.no_grad():
        disturb(network)
        network.eval()
        images = torch.randn(2, 3, int(size), int(size))
        torch.save(dict(network.state_dict()), folder + "/weights.pth")
    with torch.no_grad():
        output = network(images)
    network.double()
    network(images.double()).square().mean().backward()
    first = next(module for module in network.modules() if isinstance(module, torch.nn.Conv2d))
    torch.save({"input": images, "output": output, "gradient": first.weight.grad}, folder + "/io.pth")


for line in sys.stdin:
    try:
        answer(*line.rstrip("\n").split("\t"))
        print("ok", flush=True)
    except Exception as error:  # The test reports it.
        print(f"{type(error).__name__}: {error}".replace("\n", " "), flush=True)
