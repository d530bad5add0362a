"""One training step of a GAN, from top to bottom, as plain torch; and that the engine does exactly this.

Read it from above: it is all that happens between two points of a curve. The engine adds what a run can switch on
(autocast, gradient scaling, clipping, penalties, augmentation), and nothing else.
"""

import copy

import torch

from gan_core.data import load_data, quiet
from gan_core.training.execution import Execution
from gan_core.training.loop import train
from gan_core.training.prepare import prepare_with
from tests.conftest import tiny


def test_one_step_of_the_engine_is_these_lines() -> None:
    config = tiny(training__num_steps=1, training__ema_halflife_images=100)
    state, data, _ = prepare_with(load_data(config.data), config, Execution("cpu", "fp32", False, 1), quiet)

    # Two networks with their own optimisers, and an average of the generator, which is what samples are drawn with.
    G, D, G_ema = (copy.deepcopy(each) for each in (state.networks["G"], state.networks["D"], state.ema))
    betas, latent_dim, batch_size = (config.optimiser.beta1, config.optimiser.beta2), 4, 8
    adam_G = torch.optim.Adam(G.parameters(), lr=config.optimiser.lr, betas=betas, fused=True)
    adam_D = torch.optim.Adam(D.parameters(), lr=config.optimiser.d_lr, betas=betas, fused=True)
    rng = torch.Generator().manual_seed(config.seed)  # every random number of the step comes from here

    # 1. The discriminator's turn: real samples x from the data, fake ones from G, which is not learning now.
    x, _ = data.next(rng)  # (8, 3, 16, 16) in [-1, 1]
    data.position = 0  # the engine below shall see the same
    z = torch.randn(batch_size, latent_dim, generator=rng)  # N(0, I)
    with torch.no_grad():
        fake = G(z)

    # 2. D says of each sample how real it finds it, as a logit, and learns to say 1 of real ones and 0 of fake ones.
    real_logits, fake_logits = D(x), D(fake)
    D_loss = 0.5 * (real_logits - 1).square().mean() + 0.5 * fake_logits.square().mean()  # least squares, Mao 2017
    adam_D.zero_grad()
    D_loss.backward()
    adam_D.step()

    # 3. The generator's turn: new latents, and D, which is not learning now, is to say 1 of what G makes of them.
    D.requires_grad_(False)
    z = torch.randn(batch_size, latent_dim, generator=rng)
    G_loss = 0.5 * (D(G(z)) - 1).square().mean()
    adam_G.zero_grad()
    G_loss.backward()
    adam_G.step()

    # 4. The average moves towards G: 0.2 of the images so far are its half-life at first, here 0.2 x 8.
    weight = 1 - 0.5 ** (batch_size / min(100, 0.2 * batch_size))
    with torch.no_grad():
        for average, now in zip(G_ema.parameters(), G.parameters(), strict=True):
            average.lerp_(now, weight)

    # And so does the engine, to the last bit.
    list(train(state, data, config))
    for mine, its in ((G, state.networks["G"]), (D, state.networks["D"]), (G_ema, state.ema)):
        assert all(torch.equal(a, b) for a, b in zip(mine.parameters(), its.parameters(), strict=True))
