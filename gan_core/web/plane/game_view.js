// One game on the page: its plane, the line and the figures under it, its curves and the text twin of them all.
import { drawCurves } from "./charts.js"
import { DigitStage, ellipses, paintDigits, reachOf } from "./digit_stage.js"
import { fitted, h } from "./dom.js"
import { PERFECT_ON_MODES } from "./metrics.js"
import { Stage } from "./stage.js"
import { caption, NATS, twin } from "./words.js"

/** @typedef {import("./settings.js").Settings} Settings */
/** @typedef {import("./theme.js").Theme} Theme */
/** @typedef {import("./stage.js").Scene} Scene */
/** @typedef {import("./stage.js").Opened} Opened */

/** Draws what the worker tells of one game. */
export class GameView {
  /** @param {number} index @param {{ onDecode: (index: number, z: number[]) => void }} listen */
  constructor(index, { onDecode }) {
    this.index = index
    this.onDecode = onDecode
    this.canvas = h("canvas", { class: "gp-plane", role: "img", "aria-label": "The plane" })
    this.stage = new Stage(this.canvas)
    this.digits = new DigitStage(this.canvas)
    this.heading = h("h2", { class: "gp-game", hidden: true })
    this.line = h("p", { class: "gp-caption" })
    this.figures = h("dl", { class: "gp-figures" })
    this.twinBody = h("tbody", {})
    this.twin = h("details", { class: "gp-twin", toggle: () => this.#twin() }, h("summary", {}, "In figures"), h("table", {}, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "What"), h("th", { scope: "col" }, "Now"), h("th", { scope: "col" }, "Perfect"))), this.twinBody))
    this.element = h("article", { class: "gp-one" }, this.heading, this.line, this.canvas)
    this.nats = h("p", { class: "gp-quiet gp-nats" }, NATS)
    this.twin.append(h("p", { class: "gp-quiet" }, NATS))
    this.below = h("article", { class: "gp-one" }, this.figures, this.nats, this.twin)
    this.losses = h("canvas", { class: "gp-curve", role: "img", "aria-label": "Curve of the losses" })
    this.scores = h("canvas", { class: "gp-curve", role: "img", "aria-label": "Curve of the JS divergence" })
    this.latent = h("canvas", { class: "gp-latent", role: "img", "aria-label": "The latent plane: the encoder's ellipse for each sample" })
    this.latentPart = h("figure", { hidden: true }, h("figcaption", {}, "Latent plane z, with posterior ellipses"), this.latent)
    this.rebuilt = h("canvas", { class: "gp-rebuilt", role: "img", "aria-label": "Digits, each with its reconstruction by the VAE below" })
    this.rebuiltPart = h("figure", { hidden: true }, h("figcaption", {}, "Digits and their reconstructions by the VAE"), this.rebuilt)
    this.lossTitle = h("figcaption", {}, "Losses")
    this.chartTitle = h("h2", {}, "Curves")
    this.scorePart = h("figure", {}, h("figcaption", {}, "JS divergence: how far apart fakes and real points are"), this.scores)
    this.charts = h("div", { class: "gp-chart" }, this.chartTitle, this.latentPart, this.rebuiltPart, h("figure", {}, this.lossTitle, this.losses), this.scorePart)
    /** @type {Scene | null} */
    this.scene = null
    /** @type {Opened | null} */
    this.opened = null
    /** @type {Record<string, number>} */
    this.values = {}
    this.arrived = 0
    this.gap = 33
    /** @type {import("./session.js").Told | null} what the latest measurement saw: the line and the figures are of it alone */
    this.told = null
    this.chartsDue = false
    /** @type {Theme | null} */
    this.charted = null
    /** @type {number[] | null} */
    this.at = null
    /** @type {Float32Array | null} */
    this.under = null
    this.canvas.addEventListener("pointermove", (event) => this.#point(event))
    this.canvas.addEventListener("pointerdown", (event) => this.#point(event))
    this.canvas.addEventListener("keydown", (event) => this.#key(event))
  }

  remove() {
    this.element.remove()
    this.below.remove()
    this.charts.remove()
  }

  /** @param {Settings} settings @param {string} title */
  set(settings, title) {
    this.settings = settings
    this.isDigits = settings.data === "digits"
    this.heading.textContent = title
    this.heading.hidden = !title
    this.chartTitle.textContent = title ? `Curves of ${title}` : "Curves"
    const vae = settings.family === "vae"
    this.nats.hidden = !vae
    this.latentPart.hidden = !vae || this.isDigits
    this.rebuiltPart.hidden = !vae || !this.isDigits
    this.scorePart.hidden = Boolean(this.isDigits)
    this.lossTitle.textContent = vae ? "Losses in nats: reconstruction and KL" : "Losses of D and G"
    this.canvas.tabIndex = this.isDigits ? 0 : -1
    this.canvas.setAttribute("role", this.isDigits ? "application" : "img") // the arrow keys go over the map
  }

  /** @param {Opened & { parameters: { G: number, D: number } }} opened */
  open(opened) {
    this.opened = opened
    this.parameters = opened.parameters
    this.scene = null
    this.latest = null
    this.values = {}
    this.under = null
    this.told = null
  }

  /** @param {any} game @param {{ step: number, broken: string | null, last: number }} about */
  see(game, about) {
    if (!this.opened) return
    const now = performance.now()
    this.gap = Math.min(120, Math.max(16, now - this.arrived))
    this.arrived = now
    this.values = game.values
    this.latest = game
    this.about = about
    const { measured, look } = game
    this.chartsDue = true
    this.scene = {
      opened: this.opened,
      look,
      before: this.scene?.look ?? null,
      share: 0,
      morph: 0,
      grown: 1,
      layers: new Set(),
      best: measured?.best ?? null,
      found: measured?.modes?.found ?? null,
      drawn: null,
      cursor: null,
    }
    if (this.isDigits && this.at) this.onDecode(this.index, this.at)
    const changed = about.broken !== this.broken
    this.broken = about.broken
    if (game.told.count === this.told?.count && !changed) return
    this.told = game.told
    this.#words()
  }

  #words() {
    if (!this.told || !this.latest) return
    const { measured } = this.latest
    const { step, rate, values, arrows, settings, playing } = this.told
    const words = caption(settings, step, measured, values, this.broken ?? null, arrows)
    if (this.line.textContent !== words) this.line.textContent = words
    this.canvas.setAttribute("aria-label", `${this.isDigits ? "Map of digits" : "The plane with real points and fakes"}, step ${step}. ${words}`)
    /** @type {[string, string, string][]} */
    const rows = []
    if (measured?.modes) {
      rows.push(["Modes found", `${measured.modes.numFound} of ${measured.modes.counts.length}`, `perfect: ${measured.modes.counts.length}`])
      rows.push(["Points on a mode", `${(100 * measured.modes.onModes).toFixed(0)} %`, `perfect: ${(100 * PERFECT_ON_MODES).toFixed(1)} %`])
    }
    if (measured) {
      rows.push(["JS divergence", measured.js.toFixed(3), `perfect: ${measured.floor.toFixed(3)}`])
      rows.push(["KL divergence", measured.kl.toFixed(2), `perfect: ${measured.klFloor.toFixed(2)}`])
    }
    rows.push(["Speed", rate ? rate.toFixed(0) : playing ? "–" : "paused", "steps per second"])
    this.figures.replaceChildren(...rows.map(([name, value, best]) => h("div", {}, h("dt", {}, name), h("dd", {}, value), h("dd", { class: "gp-best" }, best))))
    this.losses.setAttribute("aria-label", `Curve of the losses: ${Object.entries(values).filter(([key]) => key.endsWith("loss")).map(([key, value]) => `${key} ${value.toFixed(2)}`).join(", ")}`)
    this.scores.setAttribute("aria-label", measured ? `Curve of the JS divergence: now ${measured.js.toFixed(3)}, perfect ${measured.floor.toFixed(3)}` : "Curve of the JS divergence")
    this.#twin()
  }

  #twin() {
    if (!this.twin.open || !this.told || !this.latest) return
    const { measured, losses, look } = this.latest
    const { settings, step, values, rate } = this.told
    const rows = twin({ settings, step, measured, values, rate, losses, predictions: look.predictions, parameters: this.parameters ?? null })
    this.twinBody.replaceChildren(...rows.map(([name, now, best]) => h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, now), h("td", {}, best))))
  }

  get uniform() {
    return this.settings?.family === "gan" && String(this.settings.latent).startsWith("uniform")
  }

  /** @param {PointerEvent} event */
  #point(event) {
    if (!this.isDigits) return
    const box = this.canvas.getBoundingClientRect()
    const reach = reachOf(Boolean(this.uniform))
    this.#goTo([((2 * (event.clientX - box.left)) / box.width - 1) * reach, (1 - (2 * (event.clientY - box.top)) / box.height) * reach])
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key]
    if (!this.isDigits || !way) return
    event.preventDefault()
    const reach = reachOf(Boolean(this.uniform))
    const [x, y] = this.at ?? [0, 0]
    this.#goTo([x + (way[0] * reach) / 12, y + (way[1] * reach) / 12])
  }

  /** @param {number[]} z */
  #goTo(z) {
    const reach = reachOf(Boolean(this.uniform))
    this.at = z.map((value) => Math.max(-reach, Math.min(reach, value)))
    this.onDecode(this.index, this.at)
  }

  /** @param {number[]} z @param {Float32Array} picture */
  decoded(z, picture) {
    this.under = picture
    this.canvas.dataset.z = z.map((value) => value.toFixed(2)).join(",")
  }

  /** Whether the picture is still on its way to the latest look. @param {number} now */
  moving(now) {
    return Boolean(this.scene) && (this.chartsDue || now - this.arrived < this.gap + 40)
  }

  /** @param {{ now: number, theme: Theme, layers: Set<string>, morph: number, grown: number, drawing: import("./spray.js").Spray | null, still: boolean }} how */
  draw({ now, theme, layers, morph, grown, drawing, still }) {
    const { scene } = this
    if (!scene || !this.latest || !this.about) return
    scene.share = still ? 1 : Math.min(1, (now - this.arrived) / this.gap)
    scene.morph = morph
    scene.grown = grown
    scene.layers = layers
    if (this.isDigits) {
      if (!scene.look.map) return
      this.digits.draw({ ...scene, uniform: Boolean(this.uniform), at: this.at, under: this.under }, theme)
    } else if (scene.look.map) return
    else if (drawing) {
      const look = { ...scene.look, heat: null, manifold: null, field: null, arrows: null, joined: null }
      this.stage.draw({ ...scene, look, layers: new Set(), drawn: Float32Array.from(drawing.points), cursor: drawing.cursor }, theme)
    } else {
      const look = { ...scene.look }
      if (!layers.has("heat")) look.heat = null
      if (!layers.has("manifold") && !(morph && grown === 1)) look.manifold = null
      this.stage.draw({ ...scene, look, before: scene.before && { ...scene.before } }, theme)
    }
    this.#charts(now, theme)
  }

  /** @param {number} now @param {Theme} theme */
  #charts(now, theme) {
    if (!this.settings || !this.charts.isConnected) this.chartsDue = false
    if (now - (this.chartsAt ?? 0) < 90 || !(this.chartsDue || theme !== this.charted)) return
    if (!this.settings) return
    this.chartsAt = now
    this.charted = theme
    this.chartsDue = false
    const { losses, scores, measured, look } = this.latest
    const { step, last } = this.about ?? { step: 0, last: 0 }
    const vae = this.settings.family === "vae"
    const names = vae ? ["rebuilt", "KL"] : ["D", "G"]
    drawCurves(this.losses, losses, 2, [{ name: names[0], colour: theme.D, dash: [5, 3], column: 1 }, { name: names[1], colour: theme.G, dash: [], column: 2 }], theme, { now: step, last })
    const floor = measured ? { value: measured.floor, name: "perfect" } : null
    if (!this.scorePart.hidden) drawCurves(this.scores, scores, 2, [{ name: "JS", colour: theme.fake, dash: [], column: 1 }], theme, { floor, now: step, last })
    if (!this.latentPart.hidden && look.codes) this.#latent(theme)
    if (!this.rebuiltPart.hidden && look.joined && this.opened?.inputs) this.#rebuilt(look.joined, this.opened.inputs, theme)
  }

  /** @param {Theme} theme */
  #latent(theme) {
    const fit = fitted(this.latent)
    if (!fit) return
    const { context: c, width: side } = fit
    c.fillStyle = theme.plane
    c.fillRect(0, 0, side, side)
    c.strokeStyle = theme.quiet
    c.setLineDash([4, 4])
    for (const radius of [1, 2]) {
      c.beginPath()
      c.arc(side / 2, side / 2, (radius * side) / 6, 0, 2 * Math.PI)
      c.stroke()
    }
    c.setLineDash([])
    ellipses(c, this.latest.look.codes, null, side, 3, theme)
  }

  /** @param {Float32Array} joined @param {Float32Array} inputs @param {Theme} theme */
  #rebuilt(joined, inputs, theme) {
    const fit = fitted(this.rebuilt)
    if (!fit) return
    const { context: c, width, height } = fit
    const small = document.createElement("canvas")
    const count = 12
    small.width = 10 * count
    small.height = 20
    small.getContext("2d")?.putImageData(paintDigits(inputs.subarray(0, 64 * count), count, theme.dark, 1), 0, 0)
    small.getContext("2d")?.putImageData(paintDigits(joined.subarray(0, 64 * count), count, theme.dark, 1), 0, 10)
    c.imageSmoothingEnabled = false
    c.drawImage(small, 0, 0, width, height)
  }
}
