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

In the browser: load(where, backend="onnx").files has "embed" (tokens int64 (N, max_words + 2) -> y) and "decode"
(z, y -> x). Tokens are those of model.tokeniser: PAD 0, START 1, END 2, unknown 3, then `tokeniser.words` from 4.

Of a run, facts()["text"] is {"captions": what the fixed samples were asked for, in their order, "step": N, "sentences":
three that the language model makes by itself at that step}, and facts()["text/N"] is {"sentences": those at step N} for
N = 0, 1, 2, 4, 8, ... or the first preview past each: from babble to grammar. facts()["watch/language"]["floor"] is the
grammar's entropy in nats a word. Curves are G/loss, D/loss, D/real, D/fake, D/mismatched, D/r1, D/sentence_r1,
G/contrastive, T/contrastive, T/language_model and T/caption (nats a word, as it learns), T/held_out and T/perplexity
(of captions never learned), text/<attribute> and text/all (shares read right), text/unseen/... (of held-out
combinations), text/spread and text/retrieval. Sliders of a running model: objective.lambda_g, objective.lambda_d,
objective.lambda_lm.
In an evaluation, Portrait.attributes holds the shares and Portrait.variety what is left within one caption;
attributes_words and variety_words of gan_core.evaluation.wording say them.

Nothing in this package imports data sets, models or training; torch only in the modules that compute.
"""
