// x -> encoder -> code -> decoder -> x', with inputs, their codes and what becomes of them: a VAE with mu and sigma, an
// autoencoder with z alone.
import { element, say, set } from "../../../gan_core/web/dom.js"
import { arrow } from "./arrow.js"
import { autoencoderWords, bottleneckWords, ellipse, unit } from "./bottleneck_words.js"
import { count } from "./format.js"
import { NetworkBox, rateOf } from "./network_box.js"
import { drawTogether, figuresOf, frameOf, Panel } from "./panel.js"

/** @import { Drawing, Host, Moment } from "./diagram.js" */
/** @import { Frame } from "./feed.js" */
/** @import { Cut } from "./panel.js" */
/**
 * `mu` and `sigma` are those of the two latent numbers in `latents`, for each shown input; an autoencoder has `length`
 * instead of `sigma` and `kl`. `unit` is the standard deviation by which codes are drawn.
 * @typedef {{ step?: number, learned: string[], inputs: Cut, rebuilt: { psnr: (number | null)[] }, latents: number[], latent_dim: number,
 *   mu: (number | null)[][], sigma?: (number | null)[][], kl?: (number | null)[], length?: (number | null)[], unit: number | null }} Codes
 */
/**
 * What differs between the two. `figures` are the columns of the table behind the input's number, without PSNR.
 * @typedef {Object} Kind
 * @property {string} network
 * @property {string} code
 * @property {string} of
 * @property {string} carries under the inputs
 * @property {string} circles
 * @property {string[]} figures
 * @property {(codes: Codes) => (number | null)[]} amount of each input, under it
 * @property {string} measured in
 * @property {(latest: (name: string) => number | null, points: boolean) => string} words
 */

const SIZE = 180
const USUAL = 16 // samples in a panel
const LOW = "₀₁₂₃₄₅₆₇₈₉"

/** @type {Kind} */
const VAE = {
  network: "VAE",
  code: "μ, σ → z",
  of: "The VAE: inputs, encoder, code, decoder and reconstructions",
  carries: "its code carries",
  circles: "a dot for μ, an ellipse for σ; of all latent numbers these carry most; the circles are one and two standard deviations of the prior",
  figures: ["μ", "σ", "KL, nats"],
  amount: (codes) => codes.kl ?? [],
  measured: "nats",
  words: (latest, points) => bottleneckWords(latest("VAE/reconstruction"), latest("VAE/kl"), points),
}

/** @type {Kind} */
const AUTOENCODER = {
  network: "AE",
  code: "z",
  of: "The autoencoder: inputs, encoder, code, decoder and reconstructions",
  carries: "½‖z‖² of its code",
  circles: "a dot each; of all latent numbers these vary most; the circles are one and two standard deviations of these codes around 0",
  figures: ["z", "½‖z‖²"],
  amount: (codes) => codes.length ?? [],
  measured: "",
  words: (latest, points) => autoencoderWords(latest("AE/reconstruction"), latest("AE/code"), points),
}

/**
 * @param {Host} host
 * @returns {Drawing}
 */
export const draw = (host) => new BottleneckDrawing(host, VAE)

/**
 * @param {Host} host
 * @returns {Drawing}
 */
export const drawWithoutNoise = (host) => new BottleneckDrawing(host, AUTOENCODER)

class BottleneckDrawing {
  plane = element("span", { class: "gd-plane", role: "img", "aria-label": "Codes of the inputs" })
  planeAbout = element("span", { class: "gd-quiet" })
  words = element("p", { class: "gd-words" })
  twin = element("tbody", {})
  drawn = ""

  /**
   * @param {Host} host
   * @param {Kind} kind
   */
  constructor(host, kind) {
    this.kind = kind
    const { networks, points } = host.about
    this.host = host
    this.points = points
    this.together = drawTogether(host.pictures)
    this.inputs = new Panel("gd-inputs", points ? "Data" : "Input", points ? "Points, and what became of them" : "Inputs x")
    this.rebuilt = new Panel("gd-rebuilt", "Reconstruction", "Reconstructions x′")
    const { network } = kind
    this.network = new NetworkBox(host, { network, title: networks[network].title, rate: rateOf(networks[network]), task: "squeezes each input into a code, and rebuilds it from there" })
    for (const panel of [this.inputs, this.rebuilt]) panel.make(points ? 1 : USUAL) // room for what is coming
    const code = element("figure", { class: "gd-code" }, element("figcaption", {}, element("strong", {}, kind.code)), this.plane, this.planeAbout)
    this.network.extra.append(element("div", { class: "gd-bottleneck" }, element("span", { class: "gd-funnel" }, "encoder"), code, element("span", { class: "gd-funnel gd-out" }, "decoder")))
    const details = element("details", { class: "gd-twin" }, element("summary", {}, "In figures"),
      element("table", {}, element("thead", {}, element("tr", {}, ...["Input", ...kind.figures, "PSNR, dB"].map((each) => element("th", { scope: "col" }, each)))), this.twin))
    const ends = points ? [] : [arrow("right"), this.rebuilt.node]
    this.node = element("section", { class: `gd-vae${points ? " gd-one" : ""}`, "aria-label": kind.of },
      element("div", { class: "gd-stage" }, this.inputs.node, arrow("right"), this.network.node, ...ends),
      element("div", { class: "gd-foot" }, this.words, details))
  }

  /** @param {Moment} moment */
  show(moment) {
    const { news, series } = moment
    const codes = /** @type {Codes | null} */ (news.diagram ?? null)
    const { state } = news.status
    this.network.show(moment, state === "running" ? "learning" : state === "paused" ? "waiting" : "", state === "running" ? "now" : "")
    say(this.words, this.kind.words((name) => series.latest(name), this.points))
    for (const panel of [this.inputs, this.rebuilt]) panel.wait(Boolean(codes?.inputs))
    if (!codes?.inputs || !codes.mu) return
    const frame = frameOf(this.host.pictures.frames.reconstructions ?? [], codes.step), cut = codes.inputs
    const rebuilt = this.points ? [] : [{ panel: this.rebuilt, cut, frame, row: 1, rowsEach: 2 }]
    this.together({
      cuttings: [{ panel: this.inputs, cut, frame, row: 0, rowsEach: this.points ? 1 : 2 }, ...rebuilt],
      told: () => this.tell(codes, frame),
    })
  }

  /**
   * All that belongs to the pictures that are shown now.
   * @param {Codes} codes
   * @param {Frame | undefined} frame
   */
  tell(codes, frame) {
    say(this.inputs.about, "")
    say(this.rebuilt.about, frame ? `step ${count(frame.step)}` : "")
    if (!this.points) {
      this.inputs.say(figuresOf(this.kind.amount(codes), frame, codes.step).map((each) => unit(each, this.kind.measured)), this.kind.carries)
      this.rebuilt.say(figuresOf(codes.rebuilt.psnr, frame, codes.step).map((each) => unit(each, "dB")), "PSNR")
    }
    this.node.dataset.step = String(codes.step ?? "")
    const key = JSON.stringify(codes)
    if (key === this.drawn) return
    this.drawn = key
    this.drawPlane(codes)
    this.twin.replaceChildren(...codes.mu.map((mu, index) => element("tr", {}, element("th", { scope: "row" }, String(index + 1)),
      ...[pair(mu), ...(codes.sigma ? [pair(codes.sigma[index])] : []), unit(this.kind.amount(codes)[index], ""), unit(codes.rebuilt.psnr[index], "")]
        .map((each) => element("td", {}, each)))))
  }

  /** @param {Codes} codes */
  drawPlane({ mu, sigma, latents, latent_dim, unit: deviation }) {
    const all = mu.flatMap((each, index) => ellipse(each, sigma ? sigma[index] : [0, 0], SIZE, deviation || 1))
    const circle = (/** @type {number} */ radius) => `<circle class="gd-prior" cx="${SIZE / 2}" cy="${SIZE / 2}" r="${(radius * SIZE) / 6}"/>`
    const shapes = all.map(({ x, y, across, down }) => `<ellipse class="gd-sigma" cx="${x}" cy="${y}" rx="${across}" ry="${down}"/><circle class="gd-mu" cx="${x}" cy="${y}" r="2.2"/>`).join("")
    this.plane.innerHTML = `<svg viewBox="0 0 ${SIZE} ${SIZE}">${circle(1)}${circle(2)}${shapes}</svg>`
    const which = latents.map((each) => `z${[...String(each + 1)].map((digit) => LOW[Number(digit)]).join("")}`).join(" and ")
    set(this.plane, "aria-label", `Codes of ${mu.length} inputs on ${which}: ${this.kind.circles}`)
    say(this.planeAbout, latent_dim > 2 ? `${which} of ${latent_dim}` : `${which}: all that the decoder is told`)
  }

  close() {
    this.network.close()
  }
}

/** @param {(number | null)[]} two */
const pair = (two) => two.map((each) => (each === null ? "–" : each.toFixed(2).replace("-", "−"))).join(", ")
