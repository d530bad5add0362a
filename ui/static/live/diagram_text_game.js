// The game of a text model: captions -> language model -> y, with z -> G -> fakes -> D <- real pictures with their own
// captions and with captions of others; with the samples that are in it now and what D says of each.
import { element, say } from "../../../gan_core/web/dom.js"
import { arrow } from "./arrow.js"
import { value } from "./format.js"
import { mean, ofStep, score } from "./game_words.js"
import { NetworkBox, rateOf } from "./network_box.js"
import { Noise } from "./noise.js"
import { drawTogether, figuresOf, frameOf, Panel } from "./panel.js"
import { ScoreTable } from "./score_table.js"
import { ADAM, textGameWords, textLights, textTask, textTitle, WEIGHTS, weighsWords } from "./text_game_words.js"
import { Verdicts } from "./verdicts.js"

/** @import { Drawing, Host, Moment } from "./diagram.js" */
/** @import { Frame } from "./feed.js" */
/** @import { Cut } from "./panel.js" */
/** @typedef {Cut & { scores: (number | null)[], captions: string[] }} Side samples with their captions and D's logits of both */
/** @typedef {{ step?: number, learned: string[], fakes: Side, reals: Side, mismatched: Side, z: number[][], y: number[][], latent_dim: number, condition_width: number }} TextGame */

const USUAL = 6 // samples in a panel
const SENTENCES = { symbol: "y", name: "sentence", rows: "sentence embeddings", help: "What the text network makes of each caption: alike sentences have alike rows. It changes as the text network learns." }

/**
 * @param {Host} host
 * @returns {Drawing}
 */
export const draw = (host) => new TextGameDrawing(host)

class TextGameDrawing {
  y = new Noise(SENTENCES)
  z = new Noise()
  verdicts = new Verdicts(["real", "mismatched", "fake"])
  figures = new ScoreTable()
  words = element("p", { class: "gd-words" })
  said = element("ol", { class: "gd-said" })
  loss = element("p", { class: "gd-quiet" })
  fakes = new Panel("gd-fakes", "Fake", "Fakes")
  reals = new Panel("gd-reals", "Real picture", "Real, own caption")
  mismatched = new Panel("gd-mismatched", "Real picture", "Real, another’s caption")

  /** @param {Host} host */
  constructor(host) {
    const { networks: { G, D }, text } = host.about
    if (!text) throw new Error("a text model's drawing needs to be told of its text network")
    this.host = host
    this.text = text
    this.together = drawTogether(host.pictures)
    const weight = (/** @type {"T" | "G" | "D"} */ network) => ({ ...text.weights[network], ...WEIGHTS[network] })
    const predicts = weighsWords(text)
    this.T = new NetworkBox(host, { network: "T", title: textTitle(text), task: textTask(text), weight: predicts ? weight("T") : undefined })
    this.G = new NetworkBox(host, { network: "G", title: G.title, rate: rateOf(G), weight: weight("G"), task: "turns the sentence and noise into fakes, and learns to raise their score", alone: "g_step" })
    this.D = new NetworkBox(host, { network: "D", title: D.title, rate: rateOf(D), weight: weight("D"), task: "scores picture and caption together: is it real, and is it what the caption says?", alone: "d_step" })
    this.T.extra.append(this.loss)
    this.D.extra.append(this.verdicts.node)
    for (const panel of [this.fakes, this.reals, this.mismatched]) panel.make(USUAL) // room for what is coming
    const captions = element("figure", { class: "gd-captions" }, element("figcaption", {}, element("strong", {}, "Captions")), this.said)
    const vectors = element("div", { class: "gd-vectors" }, this.y.node, this.z.node)
    const back = element("p", { class: "gd-learns" }, "What would raise the score of a fake goes back to G, and through G to the text network.")
    this.node = element("section", { class: "gd-text-game", "aria-label": "The game: captions, text network, G, fakes, D and real pictures with captions" },
      element("div", { class: "gd-stage gd-draws" }, captions, arrow("right"), this.T.node, arrow("right"), vectors, arrow("right"), this.G.node),
      element("div", { class: "gd-turn" }, back, arrow("down")),
      element("div", { class: "gd-stage gd-scores" }, this.reals.node, this.mismatched.node, arrow("right"), this.D.node, arrow("left"), this.fakes.node),
      element("div", { class: "gd-foot" }, this.words, this.figures.node, this.sum(predicts)))
  }

  /**
   * The weighted sum in formulas, for fingers, which have no tooltips.
   * @param {boolean} predicts
   */
  sum(predicts) {
    const rows = (predicts ? /** @type {const} */ (["T", "G", "D"]) : /** @type {const} */ (["G", "D"])).map((network) => element("li", {}, WEIGHTS[network].formula))
    return element("details", { class: "gd-twin" }, element("summary", {}, "What the weights λ do"), element("p", {}, ADAM), element("ul", {}, ...rows))
  }

  /** @param {Moment} moment */
  show(moment) {
    const { news, series } = moment
    const game = /** @type {TextGame | null} */ (news.diagram ?? null)
    const { state } = news.status
    const lit = textLights(state, game?.learned ?? [], this.text.path)
    this.T.show(moment, lit.T.word, lit.T.lit)
    this.G.show(moment, lit.G.word, lit.G.lit)
    this.D.show(moment, lit.D.word, lit.D.lit)
    const loss = series.latest("T/language_model"), least = news.facts["watch/language"]?.floor
    say(this.loss, loss === null ? "" : `Loss ${value(loss)} nats per word${least ? `; the grammar allows ${value(least)}` : ""}`)
    for (const panel of [this.fakes, this.reals, this.mismatched]) panel.wait(Boolean(game?.mismatched))
    if (!game?.mismatched || !this.fakes.shown) say(this.words, textGameWords(state, [], null, 0, this.text.mismatched))
    if (!game?.mismatched) return
    const { frames } = this.host.pictures, frame = frameOf(frames.samples ?? [], game.step), real = frames.real?.at(-1)
    this.together({
      cuttings: [{ panel: this.fakes, cut: game.fakes, frame }, { panel: this.reals, cut: game.reals, frame: real }, { panel: this.mismatched, cut: game.mismatched, frame: real }],
      told: () => this.tell(state, game, frame),
    })
  }

  /**
   * All that belongs to the pictures that are shown now.
   * @param {string} state
   * @param {TextGame} game
   * @param {Frame | undefined} frame of the fakes
   */
  tell(state, game, frame) {
    this.y.show(game.y, game.condition_width, Math.max(...game.y.flat().map(Math.abs), 1e-6))
    this.z.show(game.z, game.latent_dim)
    if (this.said.dataset.said !== game.fakes.captions.join("\n")) {
      this.said.dataset.said = game.fakes.captions.join("\n")
      this.said.replaceChildren(...game.fakes.captions.map((each) => element("li", {}, each)))
    }
    const scored = [game.fakes, game.reals, game.mismatched].map((each) => figuresOf(each.scores, frame, game.step))
    const [fakes, reals, wrong] = scored.map((scores) => scores.filter((each) => each !== null))
    const means = [mean(fakes), mean(reals), mean(wrong)]
    for (const [index, [panel, side]] of /** @type {[Panel, Side][]} */ ([[this.fakes, game.fakes], [this.reals, game.reals], [this.mismatched, game.mismatched]]).entries()) {
      say(panel.about, ofStep(panel === this.fakes ? frame?.step : undefined, means[index]))
      panel.say(side.captions.map((each, place) => `${score(scored[index][place])}\n${each}`), "D’s score and caption")
    }
    this.verdicts.show({ fake: { scores: fakes, mean: means[0] }, real: { scores: reals, mean: means[1] }, mismatched: { scores: wrong, mean: means[2] } })
    const scores = fakes.length ? { fakes, reals, mismatched: wrong, own: ownScores(game) } : null
    say(this.words, textGameWords(state, game.learned, scores, game.step ?? 0, this.text.mismatched))
    this.figures.show([["Fakes", means[0], fakes], ["Real, own caption", means[1], reals], ["Real, another’s caption", means[2], wrong]])
    this.node.dataset.step = String(game.step ?? "")
  }

  close() {
    for (const each of [this.T, this.G, this.D]) each.close()
  }
}

/**
 * D's scores of the pictures in `mismatched` with their own captions, in that order.
 * @param {TextGame} game
 */
export function ownScores({ reals, mismatched }) {
  return mismatched.index.map((each) => reals.scores[reals.index.indexOf(each)] ?? Number.NaN)
}
