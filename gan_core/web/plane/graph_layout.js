// Where the boxes of the overview stand, what each is, and what flows between them.

/** @typedef {{ name: string, title: string, x: number, y: number, words: string, morph?: string }} Node `morph` is said where noise can be seen to flow */
/** @typedef {{ name: string, from: string, to: string, d: string, kind: "real" | "fake" | "signal" | "gradient" }} Edge */

export const WIDE = 340
export const HIGH = 296
export const BOX_WIDE = 88
export const BOX_HIGH = 84

/** @type {{ nodes: Node[], edges: Edge[] }} */
export const GAN = {
  nodes: [
    { name: "z", title: "Noise z", x: 0, y: 0, words: "Noise z: the random numbers from which G starts. Different noise gives a different fake." },
    { name: "G", title: "Generator G", x: 126, y: 0, words: "The generator G: a network that turns noise into fakes. It never sees a real point; it learns only from what D says about its fakes.", morph: " Hover here, or press, to see noise become fakes." },
    { name: "fake", title: "Fake", x: 252, y: 0, words: "Fakes: what G makes of the noise. Their distribution should match that of the real points." },
    { name: "real", title: "Real", x: 252, y: 106, words: "Real points: a batch of the data that G has to imitate." },
    { name: "D", title: "Discriminator D", x: 126, y: 106, words: "The discriminator D: a network that says how real a point looks, at every place in the plane. Blue: real. Orange: fake." },
    { name: "said", title: "What D says", x: 0, y: 106, words: "What D says about real points (blue) and fakes (orange), from certainly fake on the left to certainly real on the right. At the end of a good game both look the same." },
    { name: "dLoss", title: "Loss of D", x: 40, y: 212, words: "The loss of D: small when it tells real from fake." },
    { name: "gLoss", title: "Loss of G", x: 212, y: 212, words: "The loss of G: small when D takes its fakes for real. Minus its gradient with respect to a fake is that fake's arrow." },
  ],
  edges: [
    { name: "z-G", from: "z", to: "G", d: "M88 42H124", kind: "fake" },
    { name: "G-fake", from: "G", to: "fake", d: "M214 42H250", kind: "fake" },
    { name: "fake-D", from: "fake", to: "D", d: "M270 84C266 104 240 122 216 130", kind: "fake" },
    { name: "real-D", from: "real", to: "D", d: "M252 152H216", kind: "real" },
    { name: "D-said", from: "D", to: "said", d: "M126 148H90", kind: "signal" },
    { name: "said-dLoss", from: "said", to: "dLoss", d: "M64 190V210", kind: "signal" },
    { name: "said-gLoss", from: "said", to: "gLoss", d: "M80 190C96 208 196 196 230 210", kind: "signal" },
    { name: "dLoss-D", from: "dLoss", to: "D", d: "M128 244C146 232 152 210 154 192", kind: "gradient" },
    { name: "gLoss-D", from: "gLoss", to: "D", d: "M212 250C196 238 188 214 186 192", kind: "gradient" },
    { name: "D-G", from: "D", to: "G", d: "M170 106V86", kind: "gradient" },
  ],
}

/** @type {{ nodes: Node[], edges: Edge[] }} */
export const VAE = {
  nodes: [
    { name: "real", title: "Real x", x: 0, y: 0, words: "The input is a real sample x." },
    { name: "E", title: "Encoder", x: 126, y: 0, words: "The encoder: says which codes could stand for x, as a mean and a width for each latent dimension." },
    { name: "z", title: "Latent z", x: 252, y: 0, words: "The latent plane: each ellipse is the encoder's answer for one sample; the ring is where most codes of the prior lie." },
    { name: "G", title: "Decoder", x: 126, y: 106, words: "The decoder, the generator of a VAE: turns a code into a sample.", morph: " Hover here, or press, to see codes become samples." },
    { name: "fake", title: "Decoded", x: 0, y: 106, words: "What the decoder makes of codes: new samples, if the codes come from the prior." },
    { name: "dLoss", title: "Reconstruction", x: 40, y: 212, words: "The reconstruction loss: small when the decoded sample is close to x." },
    { name: "gLoss", title: "KL to the prior", x: 212, y: 212, words: "The KL: small when the codes are distributed like the prior, so that new codes can be drawn from it." },
  ],
  edges: [
    { name: "real-E", from: "real", to: "E", d: "M88 42H124", kind: "real" },
    { name: "E-z", from: "E", to: "z", d: "M214 42H250", kind: "real" },
    { name: "z-G", from: "z", to: "G", d: "M270 84C266 108 240 140 216 146", kind: "fake" },
    { name: "G-fake", from: "G", to: "fake", d: "M126 148H90", kind: "fake" },
    { name: "fake-dLoss", from: "fake", to: "dLoss", d: "M44 190C46 196 60 204 70 211", kind: "signal" },
    { name: "z-gLoss", from: "z", to: "gLoss", d: "M306 84C310 140 300 180 280 211", kind: "signal" },
    { name: "dLoss-G", from: "dLoss", to: "G", d: "M128 244C146 232 152 210 154 192", kind: "gradient" },
    { name: "G-E", from: "G", to: "E", d: "M170 106V86", kind: "gradient" },
    { name: "gLoss-E", from: "gLoss", to: "E", d: "M236 212C232 150 214 110 190 86", kind: "gradient" },
  ],
}
