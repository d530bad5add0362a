"""The playground's own engine against gan_core: the same weights and batch give the same losses and gradients."""

import json
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from gan_core.models.mlp_gan import Discriminator, Generator
from gan_core.models.mlp_vae import MlpVae
from gan_core.objectives import OBJECTIVES, Elbo, Game, elbo, penalties
from gan_core.shape import SampleShape
from tests.node import node

RUNNER = Path(__file__).parent / "plane" / "parity.mjs"
RELATIVE = 1e-4
BATCH = 16
POINTS = SampleShape(kind="points", channels=2, image_size=0, num_classes=0)
PICTURES = SampleShape(kind="image", channels=1, image_size=8, num_classes=0)
PENALTIES: dict[str, dict[str, float]] = {
    "none": {},
    "r1": {"r1_gamma": 0.3},
    "r1 and r2": {"r1_gamma": 0.1, "r2_gamma": 0.03, "penalty_interval": 4},
    "gradient penalty": {"gradient_penalty": 10},
    "all": {"r1_gamma": 0.3, "r2_gamma": 1, "gradient_penalty": 3, "penalty_interval": 2},
}
GAMES = [name for name, made in OBJECTIVES.items() if made.family == "gan"]


def engine(case: dict[str, Any], folder: Path) -> Any:
    """What the browser's engine makes of the case."""
    file = folder / "cases.json"
    file.write_text(json.dumps([case]), "utf-8")
    return json.loads(node(str(RUNNER), str(file)))[0]


def linears(*modules: nn.Module) -> list[nn.Linear]:
    return [layer for module in modules for layer in module.modules() if isinstance(layer, nn.Linear)]


def weights(layers: list[nn.Linear]) -> list[dict[str, Any]]:
    return [{"W": layer.weight.T.tolist(), "b": layer.bias.tolist()} for layer in layers]


def close(found: Any, expected: Any) -> None:
    """Within 1e-4 of the largest value of the same array; what cancels to 0 may leave 1e-7."""
    found, expected = np.asarray(found, np.float64), np.asarray(expected, np.float64)
    assert found.shape == expected.shape
    assert np.abs(found - expected).max() <= RELATIVE * max(np.abs(expected).max(), 1e-3)


def close_gradients(found: list[dict[str, Any]], layers: list[nn.Linear]) -> None:
    assert len(found) == len(layers)
    for made, layer in zip(found, layers, strict=True):
        close(made["W"], layer.weight.grad.T)
        close(made["b"], layer.bias.grad)


def networks(widths: tuple[int, ...], shape: SampleShape, latent_dim: int, tanh: bool) -> tuple[nn.Module, nn.Module]:
    torch.manual_seed(5)
    G = Generator(latent_dim=latent_dim, g_widths=widths, shape=shape, g_norm="none")
    D = Discriminator(d_widths=widths, shape=shape)
    for layer in linears(G, D):
        nn.init.normal_(layer.bias, std=0.3)  # biases of 0 would hide a gradient that goes missing
    for module in (G, D) if tanh else ():
        for parent in list(module.modules()):
            for name, child in list(parent.named_children()):
                if isinstance(child, nn.LeakyReLU):
                    setattr(parent, name, nn.Tanh())
    return G, D


@pytest.mark.parametrize("tanh", [False, True], ids=["leaky", "tanh"])
@pytest.mark.parametrize("penalty", PENALTIES)
@pytest.mark.parametrize("name", GAMES)
def test_game_gives_the_losses_and_gradients_of_gan_core(name: str, penalty: str, tanh: bool, tmp_path: Path) -> None:
    off = {"r1_gamma": 0.0, "r2_gamma": 0.0, "gradient_penalty": 0.0, "penalty_interval": 1}
    settings = off | PENALTIES[penalty]
    shape, latent_dim = (PICTURES, 1) if penalty == "all" else (POINTS, 2)
    G, D = networks((24, 20, 8), shape, latent_dim, tanh)
    game: Game = OBJECTIVES[name](**settings)
    x, z = torch.randn(BATCH, *shape.dims).clamp(-1, 1), torch.randn(BATCH, latent_dim)
    fake = G(z).detach()
    real_logits, fake_logits = D(x), D(fake)
    expected = {"D/real": real_logits.mean(), "D/fake": fake_logits.mean()}
    loss = game.d(real_logits, fake_logits)
    rng = torch.Generator().manual_seed(3)
    eps = torch.rand((BATCH, 1), generator=torch.Generator().manual_seed(3)).flatten()
    looked_at, looked_at_fake = x.clone().requires_grad_(), fake.clone().requires_grad_()
    makers = {
        "r1": lambda: penalties.r1(D(looked_at), looked_at),
        "r2": lambda: penalties.r2(D(looked_at_fake), looked_at_fake),
        "gradient_penalty": lambda: penalties.gradient_penalty(D, x, fake, generator=rng),
    }
    for each, weight in game.penalty_weights.items():
        expected[f"D/{each}"] = makers[each]()
        loss = loss + weight * expected[f"D/{each}"]
    expected["D/loss"] = loss
    loss.backward()

    case = {
        "kind": "gan",
        "simd": True,
        "settings": settings
        | {"objective": name, "batch_size": BATCH, "latent": f"gaussian{latent_dim}"}
        | {"activation": "tanh" if tanh else "leaky_relu"},
        "x": x.flatten(1).tolist(),
        "fake": fake.flatten(1).tolist(),
        "z": z.tolist(),
        "eps": eps.tolist(),
        "G": weights(linears(G)),
        "D": weights(linears(D)),
    }
    case["settings"] |= {
        "sizes": {"G": [latent_dim, 24, 20, 8, shape.num_values], "D": [shape.num_values, 24, 20, 8, 1]}
    }
    made = engine(case, tmp_path)
    assert made["d"]["values"].keys() == expected.keys()
    for key, value in expected.items():
        close(made["d"]["values"][key], value.item())
    close_gradients(made["d"]["gradients"], linears(D))

    g_loss = game.g(D(x).detach(), D(G(z)))
    g_loss.backward()
    close(made["g"]["values"]["G/loss"], g_loss.item())
    close_gradients(made["g"]["gradients"], linears(G))


@pytest.mark.parametrize("step", [0, 30, 1000])
@pytest.mark.parametrize(
    "settings",
    [{}, {"beta": 4.0}, {"kl_warmup_steps": 100}, {"free_bits": 1.0}],
    ids=["plain", "beta", "warmup", "free"],
)
@pytest.mark.parametrize("likelihood", ["gaussian", "bernoulli"])
def test_vae_gives_the_loss_and_gradients_of_gan_core(
    likelihood: str, settings: dict[str, float], step: int, tmp_path: Path
) -> None:
    torch.manual_seed(6)
    shape = POINTS if likelihood == "gaussian" else PICTURES
    VAE = MlpVae(shape=shape, latent_dim=2, widths=(24, 12), likelihood=likelihood)
    for layer in linears(VAE):
        nn.init.normal_(layer.bias, std=0.3)
    objective = Elbo(**settings)
    x, eps = torch.randn(BATCH, *shape.dims).clamp(-1, 1), torch.randn(BATCH, 2)
    raw, mu, logvar = VAE(x, eps=eps)
    if likelihood == "bernoulli":
        reconstruction = elbo.bernoulli_nll(raw, x)
    else:
        reconstruction = elbo.gaussian_nll(raw, VAE.log_sigma, x)
    kl_nats = elbo.kl(mu, logvar)
    loss = objective.loss(reconstruction, kl_nats, step)
    loss.backward()

    head = VAE.head
    both = {
        "W": torch.cat([head.mu.weight, head.logvar.weight]).T.tolist(),
        "b": [*head.mu.bias.tolist(), *head.logvar.bias.tolist()],
    }
    decoder = linears(VAE.project, VAE.decoder)
    case = {
        "kind": "vae",
        "simd": True,
        "step": step,
        "settings": settings
        | {"batch_size": BATCH, "activation": "relu"}
        | {"sizes": {"E": [shape.num_values, 24, 12, 4], "G": [2, 12, 24, shape.num_values]}},
        "x": x.flatten(1).tolist(),
        "eps": eps.tolist(),
        "encoder": [*weights(linears(VAE.encoder)), both],
        "decoder": weights(decoder),
        "logSigma": None if VAE.log_sigma is None else VAE.log_sigma.item(),
    }
    made = engine(case, tmp_path)
    close(made["values"]["VAE/loss"], loss.item())
    close(made["values"]["VAE/reconstruction"], reconstruction.item())
    close(made["values"]["VAE/kl"], kl_nats.sum(1).mean().item())
    close_gradients(made["decoder"], decoder)
    close_gradients(made["encoder"][:-1], linears(VAE.encoder))
    close(made["encoder"][-1]["W"], torch.cat([head.mu.weight.grad, head.logvar.weight.grad]).T)
    close(made["encoder"][-1]["b"], torch.cat([head.mu.bias.grad, head.logvar.bias.grad]))
    if VAE.log_sigma is not None:
        close(made["logSigma"], VAE.log_sigma.grad.item())


@pytest.mark.parametrize(("optimiser", "beta1"), [("adam", 0.0), ("adam", 0.5), ("adam", 0.9), ("sgd", 0.5)])
def test_optimiser_moves_as_torch(optimiser: str, beta1: float, tmp_path: Path) -> None:
    torch.manual_seed(7)
    G = Generator(latent_dim=2, g_widths=(6,), shape=POINTS, g_norm="none")
    case = {
        "kind": "adam",
        "updates": 7,
        "settings": {"optimiser": optimiser, "lr": 0.01, "beta1": beta1, "sizes": {"G": [2, 6, 2], "D": [2, 6, 1]}},
        "G": weights(linears(G)),
    }
    moves = torch.optim.Adam if optimiser == "adam" else torch.optim.SGD
    how = {"betas": (beta1, 0.99)} if optimiser == "adam" else {}
    mover = moves(G.parameters(), lr=0.01, **how)
    for _ in range(7):
        mover.zero_grad()
        sum((each * each - each).sum() for each in G.parameters()).backward()
        mover.step()
    made = engine(case, tmp_path)
    flat = [np.asarray(part).flatten() for layer in made for part in (layer["W"], layer["b"])]
    expected = [(layer.weight.detach().T.flatten(), layer.bias.detach()) for layer in linears(G)]
    close(np.concatenate(flat), np.concatenate(list(chain(*expected))))


def test_playground_offers_every_game_of_gan_core_under_its_name() -> None:
    objectives = RUNNER.parents[3] / "gan_core" / "web" / "plane" / "objectives.js"
    code = f"import({json.dumps(objectives.as_uri())}).then((m) => console.log(JSON.stringify(Object.keys(m.GAMES))))"
    assert sorted(json.loads(node("-e", code))) == sorted(GAMES)
