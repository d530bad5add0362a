// Which curve belongs where, how it is drawn and what it means. Colours: Okabe and Ito, with dashes for those who need them.

const GOODFELLOW = "Goodfellow et al. 2014"
const KINGMA = "Kingma and Welling 2014"

/**
 * A set of curves that are drawn together; with `log` their axis can be logarithmic. `side` is the chart they are in.
 * @typedef {{ id: string, title: string, log: boolean, unit: string, about: string, aboutVae?: string, side?: string }} Group
 */
/**
 * How a curve is drawn and what it means; a colour on light and one on dark.
 * @typedef {{ name: string, group: string, label: string, color: string[], dash: string, about: string }} Described
 */

/** @type {Group[]} */
export const GROUPS = [
  { id: "losses", title: "Losses", log: true, unit: "", about: "What each network tries to make small. In a game of two they need not fall: watch the pictures too.",
    aboutVae: `What a VAE makes small: what is lost on the way through z, plus beta times what z carries. The negative ELBO where beta is 1 and no bits are free. ${KINGMA}; Higgins et al. 2017` },
  { id: "dx", title: "D(x)", log: false, unit: "score (logit)", about: `D’s score, called logit: above 0 it says “real”, below 0 “fake”. What the discriminator says of real pictures (up is “real”) and of fake ones. Where both meet it cannot tell them apart. ${GOODFELLOW}` },
  { id: "parts", title: "Penalties", log: true, unit: "", about: "How steep the discriminator is near the data, before weighting. Penalised so that it cannot run away. Gulrajani 2017, Mescheder 2018" },
  { id: "language", title: "Language model", log: false, unit: "nats per word", about: "How surprised the language model is by the next word, in nats: 0 would be sure of every word. It cannot fall below the entropy of the grammar that the captions come from, the dotted line where that is known." },
  { id: "contrastive", title: "Contrastive term", log: false, unit: "nats", about: "InfoNCE: how hard it is to find a picture’s own caption among those of its batch. Less is better. van den Oord et al. 2018; Xu et al. 2018" },
  { id: "likeness", title: "Likeness", log: false, unit: "dB", about: "How near the student’s pictures are to its teacher’s, on 64 latents that never change: the quality that comes back. Under 20 dB one sees the difference at once, over 30 hardly." },
  { id: "attributes", side: "quality", title: "Attributes", log: false, unit: "%", about: "How many samples show what their caption asks for, attribute by attribute, as an independent reader sees them: the headline of a text model. Colour and place come first, shape last. All: the share with all five right." },
  { id: "unseen", side: "quality", title: "Unseen combinations", log: false, unit: "%", about: "The same of combinations that were kept out of training, such as a purple star: drawn right, the model has put together what it knows apart. Compositional generalisation." },
  { id: "quality", side: "quality", title: "Quality", log: true, unit: "", about: "Fréchet distance: how far the samples are from the real pictures as a trained network sees them. Less is better; the dotted line is what other real pictures reach. Heusel et al. 2017" },
  { id: "coverage", side: "quality", title: "Coverage", log: false, unit: "", about: "Precision: how much of what is generated looks real. Recall and coverage: how much of what is real is generated. A collapse keeps the first and loses the others. Kynkäänniemi et al. 2019, Naeem et al. 2020" },
  { id: "kinds", side: "quality", title: "Class balance", log: false, unit: "", about: "How many samples a reader is sure of, and how many classes are among them. Entropy is highest when all classes come equally often." },
  { id: "classes", side: "quality", title: "Classes", log: false, unit: "", about: "Class accuracy: the share of samples that are read as the class they were asked for. Guessing reaches the grey line; nothing is read better than real pictures are. Shmelkov et al. 2018" },
  { id: "bound", side: "quality", title: "Bound", log: false, unit: "nats", about: "The evidence lower bound on log p(x), without beta: how well the VAE explains pictures. More is better. Kingma and Welling 2014" },
  { id: "rebuilt", side: "quality", title: "Rebuilt", log: false, unit: "", about: "How near reconstructions are to their inputs: PSNR in dB, and SSIM of 100. More is better. Wang et al. 2004" },
  { id: "latents", side: "quality", title: "Latents", log: false, unit: "", about: "How many latent numbers say something about the picture. Where they fall to 0 the posterior has collapsed. Burda et al. 2016" },
  { id: "codebook", side: "quality", title: "Codebook", log: false, unit: "codes", about: "How many codes of the codebook say something. Perplexity is as many as would say as much were they used alike; a dead code is hardly ever nearest to anything, and becomes a random vector of the encoder. Watch perplexity rise: few codes make all pictures alike. van den Oord et al. 2017; Dhariwal et al. 2020" },
  { id: "prior", side: "quality", title: "Prior", log: false, unit: "bits per picture", about: "What a picture's codes cost: each by itself, and by the prior, which knows those before it. The gap is what the prior has learned of how codes lie together; as it opens, samples become whole. van den Oord et al. 2017, section 3.3" },
  { id: "kid", side: "quality", title: "KID", log: false, unit: "", about: "Kernel distance to real pictures: like the Fréchet distance, but right for few pictures too; 0, or chance around it, where nothing tells them apart. Bińkowski et al. 2018" },
  { id: "retrieval", side: "quality", title: "Retrieval", log: false, unit: "%", about: "For how many held-out pictures the model’s own encoder finds the caption that fits; the dotted line is guessing. It says how well the model’s two encoders agree, not how well it draws. Xu et al. 2018" },
  { id: "perplexity", side: "quality", title: "Perplexity", log: true, unit: "words", about: "e to the language model’s loss on held-out captions: among how many words it hesitates, on average." },
  { id: "spread", side: "quality", title: "Spread", log: false, unit: "% of the range", about: "How much pictures of one full caption differ: the standard deviation of a pixel over latents. Near 0 the noise decides nothing. A full caption leaves it little to decide: the dotted line is what real pictures of one caption have." },
  { id: "health", side: "quality", title: "Health", log: false, unit: "", about: "What the doctor reads: shares of dead units, distance to the nearest training picture (near 0: copies), spread of the samples (near 0: all alike), each over what real pictures have." },
  { id: "growth", title: "Growth", log: false, unit: "", about: "Of networks that grow: how many pixels wide pictures are now, and what share of them (alpha) the newest layers draw. Karras et al. 2018" },
  { id: "gradients", title: "Gradients", log: true, unit: "norm", about: "Length of the gradient, before clipping. A sudden jump is the first sign of trouble. Pascanu et al. 2013" },
  { id: "rates", title: "Learning rate", log: true, unit: "", about: "The learning rate as it is used, with warm-up and schedule. Loshchilov and Hutter 2017" },
  { id: "speed", title: "Speed", log: false, unit: "images/s", about: "Real pictures a second of unpaused training, drawing of samples included." },
  { id: "energy", title: "Energy", log: false, unit: "Wh", about: "Watt-hours since the start, pauses left out. Where nothing counts them a power is assumed: then it is time in other units." },
  { id: "other", title: "Other", log: false, unit: "", about: "What else the run wrote down." },
]

const BLUE = ["#0072B2", "#56B4E9"]
const VERMILLION = ["#D55E00", "#F08A3C"]
const GREEN = ["#009E73", "#2BC79B"]
const PINK = ["#B8578F", "#E59CC6"]
const ORANGE = ["#C98500", "#E69F00"]
const GREY = ["#5B6770", "#A9B4BC"]
const SPARE = [BLUE, VERMILLION, GREEN, PINK, ORANGE, GREY]
/** @type {[string, string, string[], string][]} name, label, colours, dash */
const ATTRIBUTES = [["all", "All five", GREY, "solid"], ["colour", "Colour", VERMILLION, "dash"], ["place", "Place", BLUE, "dot"],
  ["background", "Background", ORANGE, "dashdot"], ["size", "Size", GREEN, "longdash"], ["shape", "Shape", PINK, "longdashdot"]]
const DASHES = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"]

/**
 * The curves of what a text model draws as asked; all of it first, since that is the hardest.
 * @param {string} prefix
 * @param {string} group
 * @returns {Record<string, [string, string, string[], string, string]>}
 */
function attributeCurves(prefix, group) {
  return Object.fromEntries(ATTRIBUTES.map(([name, label, color, dash], index) => [`${prefix}${name}`,
    [group, `${label}, %`, color, dash, index ? `Share of the samples whose ${name} is read as the caption asks.` : "Share of the samples of which all five are read as asked."]]))
}

/** @type {Record<string, [string, string, string[], string, string]>} group, label, colours, dash, meaning */
const KNOWN = {
  "G/loss": ["losses", "Generator", BLUE, "solid", `How well D still sees through G. ${GOODFELLOW}`],
  "D/loss": ["losses", "Discriminator", VERMILLION, "dash", `How badly D tells real from fake; its penalties are curves of their own. ${GOODFELLOW}`],
  "VAE/loss": ["losses", "VAE loss", BLUE, "solid", `Reconstruction plus beta times KL, free bits left out, nats per image: the negative ELBO only where beta is 1 and no bits are free. ${KINGMA}; Higgins et al. 2017`],
  "VAE/reconstruction": ["losses", "Reconstruction", GREEN, "dash", `−log p(x | z), nats per image: what is lost on the way through z. ${KINGMA}`],
  "VAE/kl": ["losses", "KL", VERMILLION, "dot", `How far q(z | x) is from the prior, nats per image: what z carries. ${KINGMA}`],
  "AE/loss": ["losses", "Autoencoder loss", BLUE, "solid", "Squared error plus beta times the codes’ length plus lambda times the decoder’s. Ghosh et al. 2020"],
  "AE/reconstruction": ["losses", "Squared error", GREEN, "dash", "Between pictures and their reconstructions, summed over a picture. Ghosh et al. 2020"],
  "AE/code": ["losses", "Length of the codes", VERMILLION, "dot", "Half the squared length of a code, on average and without its weight. Ghosh et al. 2020"],
  "AE/decoder": ["other", "Weights of the decoder", ORANGE, "dashdot", "The sum of the squares of the decoder’s parameters, without its weight. Ghosh et al. 2020"],
  "VQ/loss": ["losses", "VQ-VAE loss", BLUE, "solid", "Squared error, plus beta times the distance to the chosen codes, plus the prior’s nats. van den Oord et al. 2017"],
  "VQ/reconstruction": ["losses", "Squared error", GREEN, "dash", "Between pictures and their reconstructions through the nearest codes, summed over a picture. van den Oord et al. 2017, equation 3"],
  "VQ/commitment": ["losses", "Distance to the codes", VERMILLION, "dot", "Squared distance between what the encoder says and the codes that were chosen, summed over a picture, without its weight beta. van den Oord et al. 2017, equation 3"],
  "VQ/perplexity": ["codebook", "Perplexity", BLUE, "solid", "e to the entropy of how often each code was chosen in a batch: the number of codes where all are used alike, 1 where one is. van den Oord et al. 2017"],
  "VQ/used_codes": ["codebook", "Used in a batch", GREEN, "dash", "Codes that were nearest to something at least once in a batch."],
  "VQ/dead_codes": ["codebook", "Dead", VERMILLION, "dot", "Codes whose moving average of use fell below the line “dead below” in a step; each was made a random vector of the encoder. Dhariwal et al. 2020, Jukebox"],
  "VQ/prior_bits": ["prior", "By the prior", BLUE, "solid", "−log2 p(codes) of the batch’s pictures, each code given those before it. Less is better. van den Oord et al. 2017"],
  "VQ/code_bits": ["prior", "One by one", GREY, "dash", "What the same codes would cost were each drawn by itself from how often codes are used: places times log2 of the perplexity. Shannon 1948"],
  "VQ/dead": ["health", "Dead units, %", BLUE, "solid", "Share of rectified units that say the same whatever the input."],
  "V/loss": ["losses", "Velocity loss", BLUE, "solid", "Mean square error of the velocity at random times. It cannot reach 0, since many lines cross at each place: watch the pictures when it hardly falls. Lipman et al. 2023"],
  "D/real": ["dx", "D(real)", GREEN, "solid", "Mean score (logit) of real pictures."],
  "D/fake": ["dx", "D(fake)", PINK, "dash", "Mean score (logit) of fake pictures."],
  "D/wasserstein": ["dx", "Wasserstein estimate", BLUE, "solid", "D(real) less D(fake), without the penalty: the critic’s estimate of the distance, up to the steepness that it is held at. It falls as pictures improve. Arjovsky et al. 2017"],
  "D/mismatched": ["dx", "D(mismatched)", ORANGE, "dot", "Mean logit of real pictures with captions of others. Below D(real), D reads the captions. Reed et al. 2016"],
  "D/sentence_r1": ["parts", "R1 of the sentence", PINK, "dot", "Squared gradient of D at real pictures’ sentence embeddings. Tao et al. 2022"],
  "T/language_model": ["language", "Language model", BLUE, "solid", "−log p(next word | words so far), mean over the words of the batch’s captions, their end included: nats per word."],
  "T/caption": ["language", "With the picture", GREEN, "dash", "The same with the picture put before the sentence: lower, since a picture tells what its caption says."],
  "T/held_out": ["language", "Held out", VERMILLION, "dot", "The averaged language model’s loss on captions that it never learned."],
  "T/perplexity": ["perplexity", "Perplexity", BLUE, "solid", "e to the loss on held-out captions."],
  "T/contrastive": ["contrastive", "Real pictures", GREEN, "solid", "InfoNCE of real pictures with their captions: the picture encoder and the text network learn from it. van den Oord et al. 2018"],
  "G/contrastive": ["contrastive", "Fakes", PINK, "dash", "InfoNCE of generated pictures with the captions they were asked for: only G learns from it. Xu et al. 2018"],
  ...attributeCurves("text/", "attributes"),
  ...attributeCurves("text/unseen/", "unseen"),
  "text/retrieval": ["retrieval", "Nearest caption, %", BLUE, "solid", "Share of held-out pictures whose own caption is the nearest of all of theirs: R-precision."],
  "text/retrieval_5": ["retrieval", "Among the nearest five, %", GREEN, "dash", "Share of held-out pictures whose own caption is among the nearest five."],
  "text/spread": ["spread", "Spread, %", BLUE, "solid", "Standard deviation of a pixel over pictures of one full caption, as a share of its range."],
  "D/r1": ["parts", "R1", BLUE, "solid", "Squared gradient of D at real pictures. Mescheder et al. 2018"],
  "D/r2": ["parts", "R2", VERMILLION, "dash", "Squared gradient of D at fake pictures. Mescheder et al. 2018; Huang et al. 2024"],
  "D/gradient_penalty": ["parts", "Gradient penalty", GREEN, "solid", "How far D’s slope is from 1 between real and fake. Gulrajani et al. 2017"],
  "D/held_out": ["dx", "D(held out)", ORANGE, "dot", "Mean logit of real pictures that were kept out of training. Far below those it has seen, D has memorised. Karras et al. 2020"],
  "D/seen": ["dx", "D(seen)", GREY, "dashdot", "Mean logit of as many training pictures, scored in the same way."],
  "quality/frechet": ["quality", "Fréchet distance", BLUE, "solid", "Between samples and real pictures, on features made for such pictures. Less is better. Heusel et al. 2017"],
  "quality/kid": ["kid", "KID", BLUE, "solid", "Kernel distance between samples and real pictures. Less is better. Bińkowski et al. 2018"],
  "quality/precision": ["coverage", "Precision", GREEN, "solid", "Share of the samples that lie among real pictures. Kynkäänniemi et al. 2019"],
  "quality/recall": ["coverage", "Recall", VERMILLION, "dash", "Share of the real pictures that lie among samples. Kynkäänniemi et al. 2019"],
  "quality/density": ["coverage", "Density", PINK, "dot", "How densely real pictures lie around the samples: 1 as in the data, and it may be more. Naeem et al. 2020"],
  "quality/coverage": ["coverage", "Coverage", BLUE, "dashdot", "Share of the real pictures that have a sample near by. Naeem et al. 2020"],
  "modes/recognised": ["kinds", "Readable, %", GREEN, "solid", "Share of the samples that the reader is sure of."],
  "modes/kinds": ["kinds", "Classes", ORANGE, "dash", "How many different classes are among them."],
  "modes/entropy": ["kinds", "Entropy, nats", BLUE, "dot", "Of the classes' shares: the logarithm of their number where all are equally frequent."],
  "classes/accuracy": ["classes", "Class accuracy, %", BLUE, "solid", "Share of the samples that are read as the class that was asked for. More is better. Shmelkov et al. 2018"],
  "classes/readable": ["classes", "Readable, %", GREEN, "dash", "Share of the samples of which any class is read: accuracy cannot be higher."],
  "classes/chance": ["classes", "By guessing, %", GREY, "dot", "What a model would reach that draws these classes as often, whatever it is asked for."],
  "VAE/elbo": ["bound", "ELBO", BLUE, "solid", "Evidence lower bound in nats per image, beta left out. More is better. Kingma and Welling 2014"],
  "VAE/bits_per_dim": ["other", "Bits per dimension", PINK, "dash", "What a byte of the picture costs in bits by this model, at most. Less is better. Salimans et al. 2017"],
  "VAE/psnr": ["rebuilt", "PSNR, dB", BLUE, "solid", "10 log10(range² / mean square error) of reconstructions."],
  "VAE/ssim": ["rebuilt", "SSIM, of 100", GREEN, "dash", "Structural similarity of reconstructions to their inputs. Wang et al. 2004"],
  "VAE/active_units": ["latents", "Active units", BLUE, "solid", "Latent numbers whose mean differs between pictures, variance above 0.01. Burda et al. 2016"],
  "VAE/kl_units": ["latents", "Units that carry something", ORANGE, "dash", "Latent numbers with a KL above 0.01 nats."],
  "G/dead": ["health", "Dead units of G, %", BLUE, "solid", "Share of rectified units that say the same whatever the input."],
  "D/dead": ["health", "Dead units of D, %", VERMILLION, "dash", "Share of rectified units that say the same whatever the input."],
  "AE/dead": ["health", "Dead units, %", BLUE, "solid", "Share of rectified units that say the same whatever the input."],
  "VAE/dead": ["health", "Dead units, %", BLUE, "solid", "Share of rectified units that say the same whatever the input."],
  "G/nearest": ["health", "Nearest, % of real", GREEN, "dot", "Median distance of samples to the nearest training picture, over that of real pictures to the nearest other one."],
  "G/spread": ["health", "Spread, % of real", ORANGE, "dashdot", "Mean distance between samples over that between real pictures."],
  "energy/wh": ["energy", "Energy, Wh", GREEN, "solid", "Watt-hours since the start of the run."],
  "watch/share": ["other", "Measuring, % of training", GREY, "dash", "Time for metrics over the time of training."],
  "digits/recognised": ["kinds", "Readable, %", GREEN, "solid", "Share of 100 samples that the classifier is over 90 % sure of."],
  "digits/kinds": ["kinds", "Classes, of 10", ORANGE, "dash", "How many different digits are among them."],
  "VAE/beta": ["other", "Beta", ORANGE, "solid", "Weight of the KL part. Higgins et al. 2017"],
  "VAE/log_sigma": ["other", "log sigma", GREY, "dash", "The learned spread of the pixels."],
  "distil/psnr": ["likeness", "PSNR to the teacher", BLUE, "solid", "10 log10(range² / mean square difference), of the averaged student."],
  "distil/psnr/75": ["likeness", "with 75 % of the channels", GREEN, "dash", "PSNR to the teacher with the first 75 % of the channels. Lin et al. 2021"],
  "distil/psnr/50": ["likeness", "with 50 % of the channels", ORANGE, "dot", "PSNR to the teacher with the first half of the channels. Lin et al. 2021"],
  "distil/psnr/25": ["likeness", "with 25 % of the channels", VERMILLION, "dashdot", "PSNR to the teacher with the first quarter of the channels. Lin et al. 2021"],
  "distil/loss": ["losses", "All, weighted", BLUE, "solid", "What the student makes small. Hinton et al. 2015"],
  "distil/output": ["losses", "Pictures", GREEN, "dash", "Difference of the student’s from the teacher’s pictures of the same latents. Aguinaldo et al. 2019"],
  "distil/feature": ["losses", "Features", PINK, "dot", "Difference of features, as a share of the teacher’s own spread. Romero et al. 2015"],
  "distil/encoding": ["losses", "Codes", VERMILLION, "dashdot", "KL divergence of the student’s code of a picture from the teacher’s, in nats."],
  "distil/adversarial": ["other", "Taken for the teacher", PINK, "solid", "Minus the discriminator’s logit of the student’s pictures. Li et al. 2020"],
  "distil/frechet": ["other", "Fréchet distance to the teacher", ORANGE, "solid", "On features made for such pictures and the same latents, 0 when equal; not to be put beside distances to real pictures."],
  "growth/size": ["growth", "Pixels", BLUE, "solid", "Width of what G draws and D sees, before its pixels are repeated for the grid. Karras et al. 2018"],
  "growth/alpha": ["growth", "Alpha, %", ORANGE, "dash", "Share of the newest layers in the picture: 0 to 100 % while they fade in. Karras et al. 2018"],
  speed: ["speed", "Images/s", BLUE, "solid", "Real pictures a second."],
  skipped: ["other", "Skipped updates", VERMILLION, "solid", "Updates that the fp16 gradient scaler left out because a gradient overflowed."],
}
// Shown in hundredths.
export const PERCENT = [...ATTRIBUTES.flatMap(([name]) => [`text/${name}`, `text/unseen/${name}`]), "text/retrieval", "text/retrieval_5", "text/spread", "digits/recognised", "modes/recognised", "classes/accuracy", "classes/readable", "classes/chance", "VAE/ssim", "G/dead", "D/dead", "VAE/dead", "AE/dead", "VQ/dead", "G/nearest", "G/spread", "watch/share", "growth/alpha"]
// How the measures are called that a best generator is kept by.
/** @type {Record<string, string>} */
export const BESTS = { "quality/frechet": "Fréchet distance", "quality/kid": "KID", "quality/precision": "precision", "quality/recall": "recall", "quality/coverage": "coverage",
  "modes/recognised": "readable", "modes/kinds": "classes", "classes/accuracy": "class accuracy", "text/all": "all five attributes right", "text/retrieval": "retrieval", "VAE/elbo": "ELBO", "VAE/psnr": "PSNR", "VAE/ssim": "SSIM" }
// What is said otherwise of a run on points in the plane, by group or curve.
/** @type {Record<string, { title?: string, label?: string, unit?: string, about?: string }>} */
const ON_POINTS = {
  losses: { about: "What each network tries to make small. In a game of two they need not fall: watch the points too." },
  kinds: { title: "Modes", about: "How many of the points lie on a mode, and on how many different modes. Entropy is highest when all modes are equally full." },
  speed: { unit: "points/s", label: "Points/s", about: "Real points a second of unpaused training, drawing of samples included." },
  "modes/recognised": { label: "Points on a mode, %", about: "Share of the points within three standard deviations of the middle of a mode: of perfect ones 98.9 %." },
  "modes/kinds": { label: "Modes", about: "On how many different modes they lie." },
  "modes/entropy": { about: "Of the modes' shares: the logarithm of their number where all are equally full." },
}

/**
 * @template {Group | Described} Each
 * @param {Each} each
 * @returns {Each}
 */
export function ofPoints(each) {
  return { ...each, ...ON_POINTS["name" in each ? each.name : each.id] }
}

/** @type {Record<string, [string, string[], string]>} */
const PLAYERS = { G: ["Generator", BLUE, "solid"], D: ["Discriminator", VERMILLION, "dash"], VAE: ["VAE", BLUE, "solid"], AE: ["Autoencoder", BLUE, "solid"], VQ: ["VQ-VAE", BLUE, "solid"], V: ["Velocity", BLUE, "solid"] }
/** @type {Record<string, string>} */
const ENDINGS = { grad_norm: "gradients", lr: "rates" }

/**
 * Of any curve; `index` tells those apart that nobody knows.
 * @param {string} name
 * @returns {Described}
 */
export function describe(name, index = 0) {
  const known = KNOWN[name]
  if (known) return { name, group: known[0], label: known[1], color: known[2], dash: known[3], about: known[4] }
  const [player, ending] = name.split("/")
  if (ENDINGS[ending] && PLAYERS[player]) {
    const [label, color, dash] = PLAYERS[player]
    return { name, group: ENDINGS[ending], label, color, dash, about: name }
  }
  const group = name.endsWith("/loss") ? "losses" : "other"
  return { name, group, label: name, color: SPARE[index % SPARE.length], dash: DASHES[index % DASHES.length], about: name }
}
