"""Writes gan_more.json and gan_more.safetensors beside the traces it is given the folder of: more adversarial runs of PyTorch (made with 1.13.1 on the CPU).

They start from gan_init and take the samples and the noise of gan_data, as the runs in gan.json do: each step of the discriminator takes the next batch of
real samples and of noise_d, each step of the generator the next batch of noise_g. "gp" is the penalty of Gulrajani et al. over a small convolution network.
"""
import json
import struct
import sys

import torch
from torch import nn
from torch.nn import functional as F

TYPES = {torch.float32: "F32", torch.float64: "F64", torch.int64: "I64"}
STEPS = 60


def read(path):
    with open(path, "rb") as file:
        content = file.read()
    size = struct.unpack("<Q", content[:8])[0]
    names = {"F32": torch.float32, "I64": torch.int64}
    return {name: torch.frombuffer(bytearray(content[8 + size + entry["data_offsets"][0]:8 + size + entry["data_offsets"][1]]), dtype=names[entry["dtype"]]).reshape(entry["shape"])
            for name, entry in json.loads(content[8:8 + size]).items() if name != "__metadata__"}


def write(path, tensors):
    header, body = {}, b""
    for name, tensor in tensors.items():
        data = tensor.detach().contiguous().numpy().tobytes()
        header[name] = {"dtype": TYPES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [len(body), len(body) + len(data)]}
        body += data
    head = json.dumps(header).encode()
    head += b" " * (-len(head) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(head)) + head + body)


def network(outputs, norm):
    middle = [nn.Linear(16, 16, bias=False), nn.BatchNorm1d(16)] if norm else [nn.Linear(16, 16)]
    return nn.Sequential(nn.Linear(2, 16), nn.LeakyReLU(0.2), *middle, nn.LeakyReLU(0.2), nn.Linear(16, outputs))


def losses(kind, smoothing):
    bce = lambda outputs, target: F.binary_cross_entropy_with_logits(outputs, torch.full_like(outputs, target))
    mse = lambda outputs, target: F.mse_loss(outputs, torch.full_like(outputs, target))
    return {
        "Standard": (lambda r, f: bce(r, 1 - smoothing) + bce(f, 0.0), lambda f: bce(f, 1.0)),
        "LeastSquares": (lambda r, f: mse(r, 1 - smoothing) + mse(f, 0.0), lambda f: mse(f, 1.0)),
        "Wasserstein": (lambda r, f: f.mean() - r.mean(), lambda f: -f.mean()),
        "Hinge": (lambda r, f: F.relu(1 - r).mean() + F.relu(1 + f).mean(), lambda f: -f.mean()),
    }[kind]


OPTIMIZERS = {
    "Adam": lambda p: torch.optim.Adam(p, lr=2e-3, betas=(0.5, 0.999)),
    "SGD": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.5),
    "RMSprop": lambda p: torch.optim.RMSprop(p, lr=1e-3),
}

CASES = [
    {"name": "two_critic_steps", "optimizer": "Adam", "d_steps": 2},
    {"name": "two_generator_steps", "optimizer": "SGD", "g_steps": 2},
    {"name": "bn_d_train_in_g", "optimizer": "SGD", "d_norm": True},
    {"name": "bn_in_both", "optimizer": "Adam", "d_norm": True, "g_norm": True},
    {"name": "smoothing", "optimizer": "Adam", "smoothing": 0.1},
    {"name": "least_squares", "optimizer": "SGD", "loss": "LeastSquares", "smoothing": 0.1},
    {"name": "wasserstein_clip", "optimizer": "RMSprop", "loss": "Wasserstein", "clip": 0.1, "d_steps": 3},
    {"name": "hinge", "optimizer": "SGD", "loss": "Hinge"},
]


def run(case, data, start, dtype):
    torch.manual_seed(0)
    g, d = network(2, case.get("g_norm")).to(dtype), network(1, case.get("d_norm")).to(dtype)
    for prefix, net in (("G.", g), ("D.", d)):
        net.load_state_dict({key: value for key, value in start[prefix + ("bn" if case.get(prefix[0].lower() + "_norm") else "plain")].items()})
    d_opt, g_opt = OPTIMIZERS[case["optimizer"]](d.parameters()), OPTIMIZERS[case["optimizer"]](g.parameters())
    d_loss, g_loss = losses(case.get("loss", "Standard"), case.get("smoothing", 0.0))
    d_losses, g_losses, d_taken, g_taken = [], [], 0, 0
    for _ in range(STEPS):
        for _ in range(case.get("d_steps", 1)):
            real, noise = (data[name][d_taken % STEPS].to(dtype) for name in ("real", "noise_d"))
            d_taken += 1
            d_opt.zero_grad()
            with torch.no_grad():
                fake = g(noise)
            loss = d_loss(d(real), d(fake))
            loss.backward()
            d_opt.step()
            d_losses.append(loss.item())
            if "clip" in case:
                with torch.no_grad():
                    for parameter in d.parameters():
                        parameter.clamp_(-case["clip"], case["clip"])
        for parameter in d.parameters():
            parameter.requires_grad_(False)
        for _ in range(case.get("g_steps", 1)):
            noise = data["noise_g"][g_taken % STEPS].to(dtype)
            g_taken += 1
            g_opt.zero_grad()
            loss = g_loss(d(g(noise)))
            loss.backward()
            g_opt.step()
            g_losses.append(loss.item())
        for parameter in d.parameters():
            parameter.requires_grad_(True)
    finals = {f"{prefix}{name}": value for prefix, net in (("G.", g), ("D.", d)) for name, value in net.named_parameters()}
    return {"loss_d": d_losses, "loss_g": g_losses}, finals


def penalty(dtype):
    torch.manual_seed(5)
    net = nn.Sequential(nn.Conv2d(2, 4, 3, padding=1), nn.BatchNorm2d(4), nn.LeakyReLU(0.2), nn.Conv2d(4, 1, 6)).to(torch.float32)
    real, fake, shares = torch.randn(5, 2, 6, 6), torch.randn(5, 2, 6, 6), torch.rand(5)
    tensors = {"gp.real": real, "gp.fake": fake, "gp.shares": shares, **{f"gp.{name}": value.clone() for name, value in net.state_dict().items()}}
    net = net.to(dtype)
    real, fake, share = real.to(dtype), fake.to(dtype), shares.to(dtype).reshape(-1, 1, 1, 1)
    points = (share * real + (1 - share) * fake).requires_grad_()
    outputs = net(points)
    gradient = torch.autograd.grad(outputs, points, torch.ones_like(outputs), create_graph=True)[0]
    value = ((gradient.flatten(1).norm(2, dim=1) - 1) ** 2).mean()
    value.backward()
    tensors["gp.value"] = value.detach()
    # The last bias has no part in a slope.
    tensors.update({f"gp.grad.{name}": own.grad for name, own in net.named_parameters() if own.grad is not None})
    return tensors


def main(folder):
    data = read(f"{folder}/gan_data.safetensors")
    plain, norm = read(f"{folder}/gan_init.safetensors"), read(f"{folder}/gan_init_bn.safetensors")
    pick = lambda tensors, prefix: {name[2:]: value for name, value in tensors.items() if name.startswith(prefix)}
    start = {"G.plain": pick(plain, "G."), "D.plain": pick(plain, "D."), "D.bn": pick(norm, "D.")}
    torch.manual_seed(3)
    start["G.bn"] = network(2, True).state_dict()
    tensors = {f"start.G.{name}": value for name, value in start["G.bn"].items()}
    for case in CASES:
        for suffix, dtype in (("f32", torch.float32), ("f64", torch.float64)):
            case[f"trace_{suffix}"], finals = run(case, data, start, dtype)
            tensors.update({f"{case['name']}.{suffix}.{name}": value for name, value in finals.items()})
    tensors.update({f"f64.{name}": value for name, value in penalty(torch.float64).items()})
    write(f"{folder}/gan_more.safetensors", tensors)
    with open(f"{folder}/gan_more.json", "w") as file:
        json.dump(CASES, file)


main(sys.argv[1])
