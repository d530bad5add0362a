"""Sentences: read into words, drawn from a grammar, modelled by a language model, matched with pictures.

A text model is one whose generator holds its text network (`gan_core.models.text_gan`): its condition is a sentence's
embedding, float32 (N, condition_width). What a page or a terminal calls stands in `gan_core.latent.sentences`:

    model = load_text_model("shapes-text")           a TextModel around a TorchGenerator; UserError if it reads no text
    reading = model.read("a large red ball")         words, which of them are unknown, and the nearest known word
    y = model.embed(["a red circle", "a star"])      float32 (2, condition_width); interpolate or add these freely
    x = model.draw(["a red circle"] * 8, seed=0)     float32 (8, C, H, W) in [-1, 1], latents from draw_z(seed, 8)
    model.generator.decode(z, y)                     the same by hand, with any latents and embeddings
    model.xray("a large red circle", z)              XRay: which pixels each word decides (dropped, same latent z)
    model.swap("a red circle", 1, ["blue"], z)       XRay: the picture with each of the others in the word's place
    model.suggest("a large", count=5)                likeliest next words with their probabilities
    model.write(count=3, seed=0)                     sentences that the language model makes by itself
    model.describe(images)                           its own words for pictures (N, C, H, W), of any size
    model.find_captions(images, count=3)             the nearest captions by the contrastive head, with similarities
    model.examples                                   captions that it learned from

Of a run, facts()["text"] is {"captions": what the fixed samples were asked for, in their order, "step": N, "sentences":
three that the language model makes by itself at that step}, and facts()["text/N"] is {"sentences": those at step N} for
N = 0, 1, 2, 4, 8, ...: from babble to grammar. Curves are G/loss, D/loss, D/mismatched, T/language_model (nats a word),
T/perplexity, T/contrastive, text/<attribute> (share read right) and text/all.
Nothing in this package imports data sets, models or training; torch only in the modules that compute.
"""
