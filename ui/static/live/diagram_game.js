// The game of two: z -> G -> fakes -> D <- reals, with the samples that are in it now and what D says of each.
import { element, say } from "../../../gan_core/web/dom.js"
import { arrow } from "./arrow.js"
import { gameWords, lights, mean, ofStep, score } from "./game_words.js"
import { REAL } from "./growth.js"
import { NetworkBox, rateOf } from "./network_box.js"
import { Noise } from "./noise.js"
import { drawTogether, figuresOf, frameOf, Panel } from "./panel.js"
import { ScoreTable } from "./score_table.js"
import { Verdicts } from "./verdicts.js"

/** @import { Drawing, Host, Moment } from "./diagram.js" */
/** @import { Frame } from "./feed.js" */
/** @import { Cut } from "./panel.js" */
/** @typedef {Cut & { scores?: (number | null)[] }} Side the fakes or the reals, with D's logits of them */
/** @typedef {{ step?: number, learned: string[], fakes: Side, reals: Side, z?: number[][], latent_dim?: number }} Game */

const USUAL = 16 // samples in a panel

/**
 * @param {Host} host
 * @returns {Drawing}
 */
export const draw = (host) => new GameDrawing(host)

class GameDrawing {
  noise = new Noise()
  verdicts = new Verdicts(["real", "fake"])
  words = element("p", { class: "gd-words" })
  figures = new ScoreTable()

  /** @param {Host} host */
  constructor(host) {
    const { networks, points } = host.about
    this.host = host
    this.points = points
    this.together = drawTogether(host.pictures)
    this.fakes = new Panel("gd-fakes", "Fake", "Fakes", "Fakes: what G makes of each row of z. G never sees a real picture. The number under each is D’s score of it: higher means “more like real”.")
    this.reals = new Panel("gd-reals", points ? "Data" : "Real picture", points ? "The data" : "Real pictures", "Examples from the data. D sees these and fakes, and learns to score these higher.")
    this.G = new NetworkBox(host, { network: "G", title: networks.G.title, rate: rateOf(networks.G), task: "turns noise into fakes, and learns to raise their score", alone: "g_step" })
    this.D = new NetworkBox(host, { network: "D", title: networks.D.title, rate: rateOf(networks.D), task: "scores both, and learns to tell fake from real", alone: "d_step" })
    this.D.extra.append(this.verdicts.node)
    for (const panel of [this.fakes, this.reals]) panel.make(points ? 1 : USUAL) // room for what is coming
    const back = element("p", { class: "gd-back" }, element("span", {}, "what would raise the score of a fake: G learns from this"))
    this.node = element("section", { class: "gd-game", "aria-label": "The game: z, G, fakes, D and real pictures" },
      element("div", { class: "gd-stage" }, this.noise.node, arrow("right"), this.G.node, arrow("right"), this.fakes.node, arrow("right"), this.D.node, arrow("left"), this.reals.node, back),
      element("div", { class: "gd-foot" }, this.words, this.figures.node))
  }

  /** @param {Moment} moment */
  show(moment) {
    const { news, series } = moment
    const game = /** @type {Game | null} */ (news.diagram ?? null)
    const { state } = news.status
    const { frames } = this.host.pictures
    const lit = lights(state, game?.learned ?? [])
    this.G.show(moment, lit.G.word, lit.G.lit)
    this.D.show(moment, lit.D.word, lit.D.lit)
    if (news.growth) this.reals.rename(REAL)
    for (const panel of [this.fakes, this.reals]) panel.wait(Boolean(game?.fakes))
    if (!game?.fakes || !game.reals || !this.fakes.shown) say(this.words, gameWords(state, [], null, null, 0))
    if (!game?.fakes || !game.reals) return
    const fakes = frameOf(frames.samples ?? [], game.step), reals = frames.real?.at(-1)
    const latest = { fakes: series.latest("D/fake"), reals: series.latest("D/real") }
    this.together({
      cuttings: [{ panel: this.fakes, cut: game.fakes, frame: fakes }, { panel: this.reals, cut: game.reals, frame: reals }],
      told: () => this.tell(state, game, fakes, latest),
    })
  }

  /**
   * All that belongs to the pictures that are shown now.
   * @param {string} state
   * @param {Game} game
   * @param {Frame | undefined} frame of the fakes
   * @param {{ fakes: number | null, reals: number | null }} latest D's mean scores as the curves have them
   */
  tell(state, game, frame, latest) {
    this.noise.show(game.z ?? [], game.latent_dim)
    const [fakes, reals] = [game.fakes, game.reals].map((each) => figuresOf(each.scores, frame, game.step))
    const [onFakes, onReals] = [fakes, reals].map((each) => each.filter((one) => one !== null))
    const means = { fakes: mean(onFakes) ?? latest.fakes, reals: mean(onReals) ?? latest.reals }
    this.panel(this.fakes, fakes, ofStep(frame?.step, means.fakes))
    this.panel(this.reals, reals, ofStep(undefined, means.reals))
    this.verdicts.show({ real: { scores: onReals, mean: means.reals }, fake: { scores: onFakes, mean: means.fakes } })
    say(this.words, gameWords(state, game.learned, onFakes, onReals, game.step ?? 0))
    this.figures.show([["Fakes", means.fakes, onFakes], ["Real", means.reals, onReals]])
    this.node.dataset.step = String(game.step ?? "")
  }

  /**
   * @param {Panel} panel
   * @param {(number | null)[]} scores
   * @param {string} about
   */
  panel(panel, scores, about) {
    say(panel.about, about)
    panel.say(this.points ? [] : scores.map(score), "D’s score")
  }

  close() {
    this.G.close()
    this.D.close()
  }
}
