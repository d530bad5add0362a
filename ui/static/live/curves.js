// Which curve belongs where, how it is drawn and what it means. Colours: Okabe and Ito, with dashes for those who need them.

const GOODFELLOW = "Goodfellow et al. 2014"
const KINGMA = "Kingma and Welling 2014"

export const GROUPS = [
  { id: "losses", title: "Losses", log: true, unit: "", about: "What each network tries to make small. In a game of two they need not fall: watch the pictures too.",
    aboutVae: `The bound that a VAE makes small: what is lost on the way through z, plus beta times what z carries. ${KINGMA}` },
  { id: "dx", title: "D(x)", log: false, unit: "logit", about: `What the discriminator says of real pictures (up is “real”) and of made ones. Where both meet it cannot tell them apart. ${GOODFELLOW}` },
  { id: "parts", title: "Penalties", log: true, unit: "", about: "How steep the discriminator is near the data, before weighting. Penalised so that it cannot run away. Gulrajani 2017, Mescheder 2018" },
  { id: "likeness", title: "Likeness", log: false, unit: "dB", about: "How near the student’s pictures are to its teacher’s, on 64 latents that never change: the quality that comes back. Under 20 dB one sees the difference at once, over 30 hardly." },
  { id: "digits", title: "Digits", log: false, unit: "", about: "Of 100 samples, read by the small digit classifier that ships with the app: how many it is over 90 % sure of, and how many kinds." },
  { id: "gradients", title: "Gradients", log: true, unit: "norm", about: "Length of the gradient, before clipping. A sudden jump is the first sign of trouble. Pascanu et al. 2013" },
  { id: "rates", title: "Rates", log: true, unit: "", about: "Learning rates as they are used, with warm-up and schedule. Loshchilov and Hutter 2017" },
  { id: "speed", title: "Speed", log: false, unit: "images/s", about: "Real pictures a second of unpaused training, drawing of samples included." },
  { id: "other", title: "Other", log: false, unit: "", about: "What else the run wrote down." },
]

const BLUE = ["#0072B2", "#56B4E9"]
const VERMILLION = ["#D55E00", "#F08A3C"]
const GREEN = ["#009E73", "#2BC79B"]
const PINK = ["#B8578F", "#E59CC6"]
const ORANGE = ["#C98500", "#E69F00"]
const GREY = ["#5B6770", "#A9B4BC"]
const SPARE = [BLUE, VERMILLION, GREEN, PINK, ORANGE, GREY]
const DASHES = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"]

const KNOWN = {
  "G/loss": ["losses", "Generator", BLUE, "solid", `How well D still sees through G. ${GOODFELLOW}`],
  "D/loss": ["losses", "Discriminator", VERMILLION, "dash", `How badly D tells real from made. ${GOODFELLOW}`],
  "VAE/loss": ["losses", "VAE loss", BLUE, "solid", `The negative evidence lower bound, nats per image. ${KINGMA}`],
  "VAE/reconstruction": ["losses", "Reconstruction", GREEN, "dash", `−log p(x | z), nats per image: what is lost on the way through z. ${KINGMA}`],
  "VAE/kl": ["losses", "KL", VERMILLION, "dot", `How far q(z | x) is from the prior, nats per image: what z carries. ${KINGMA}`],
  "D/real": ["dx", "D(real)", GREEN, "solid", "Mean logit of real pictures."],
  "D/fake": ["dx", "D(made)", PINK, "dash", "Mean logit of made pictures."],
  "D/r1": ["parts", "R1", BLUE, "solid", "Squared gradient of D at real pictures. Mescheder et al. 2018"],
  "D/r2": ["parts", "R2", VERMILLION, "dash", "Squared gradient of D at made pictures. Mescheder et al. 2018; Huang et al. 2024"],
  "D/gradient_penalty": ["parts", "Gradient penalty", GREEN, "solid", "How far D’s slope is from 1 between real and made. Gulrajani et al. 2017"],
  "digits/recognised": ["digits", "Recognised, %", GREEN, "solid", "Share of 100 samples that the classifier is over 90 % sure of."],
  "digits/kinds": ["digits", "Kinds, of 10", ORANGE, "dash", "How many different digits are among them."],
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
  "distil/adversarial": ["other", "Taken for the teacher", PINK, "solid", "Minus the judge’s logit of the student’s pictures. Li et al. 2020"],
  "distil/frechet": ["other", "Frechet distance to the teacher", ORANGE, "solid", "On features made for such pictures and the same latents, 0 when equal; not to be put beside distances to real pictures."],
  speed: ["speed", "Images/s", BLUE, "solid", "Real pictures a second."],
  skipped: ["other", "Skipped updates", VERMILLION, "solid", "Updates that the fp16 gradient scaler left out because a gradient overflowed."],
}
const PLAYERS = { G: ["Generator", BLUE, "solid"], D: ["Discriminator", VERMILLION, "dash"], VAE: ["VAE", BLUE, "solid"] }
const ENDINGS = { grad_norm: "gradients", lr: "rates" }

// {group, label, color: [on light, on dark], dash, about} of any curve name.
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
