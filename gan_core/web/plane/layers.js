// What can be shown on the plane, each for itself.
import { SOURCES } from "./data.js"
import { h } from "./dom.js"

/** @typedef {import("./settings.js").Settings} Settings */

/** @type {[string, string, "gan" | "vae" | "", string][]} name, title, family, and a sentence for the moment it is switched on */
const LAYERS = [
  ["real", "Real points", "", ""],
  ["fake", "Fakes", "", ""],
  ["modes", "Modes", "", "A ring surrounds each mode at three standard deviations; it is solid once the mode gets a fifth of its share of the fakes."],
  ["heat", "What D says", "gan", ""],
  ["arrows", "Arrows: pull on each fake", "gan", "Each arrow is minus the gradient of G's own loss with respect to that fake: the way G wants it to move. An arrow that has shrunk to a dot teaches G nothing."],
  ["field", "Arrows everywhere", "gan", "The pull on a fake at each place."],
  ["slope", "Arrows of D instead of G's loss", "gan", "The arrows now show where D rises fastest, whatever the loss. Switch it off to see where the loss of G really pulls."],
  ["manifold", "How G bends noise", "", "A grid of noise, bent by G: where it is dense, and therefore dark, G puts many fakes."],
  ["best", "Optimal D", "gan", "The optimal D is p / (p + q): p is the density of the data and q that of the fakes, both smoothed. The nearer the fakes are to the data, the paler it gets."],
  ["joined", "Reconstructed", "vae", "A line joins each real point to its reconstruction by the VAE."],
  ["codes", "Posterior ellipses", "vae", "Each ellipse is the encoder's answer for one digit: one standard deviation around its code."],
]
export const START_LAYERS = ["real", "fake", "modes", "heat", "arrows", "joined", "codes"]

/** The buttons that switch layers. */
export class LayerBar {
  /** @param {(name: string, words: string) => void} onToggle */
  constructor(onToggle) {
    this.element = h("div", { class: "gp-layers", role: "group", "aria-label": "Layers" })
    /** @type {Map<string, HTMLButtonElement>} */
    this.buttons = new Map()
    for (const [name, title, , words] of LAYERS) {
      const button = h("button", { type: "button", "data-layer": name, title: words, click: () => onToggle(name, words) }, title)
      this.buttons.set(name, button)
      this.element.append(button)
    }
  }

  /** @param {Set<string>} layers @param {Settings} settings */
  show(layers, settings) {
    const digits = settings.data === "digits"
    const modes = Boolean(SOURCES[String(settings.data)]?.centres)
    const net = this.buttons.get("manifold")
    if (net) net.textContent = settings.family === "vae" ? "How the decoder bends z" : "How G bends noise"
    for (const [name, , family] of LAYERS) {
      const button = this.buttons.get(name)
      if (!button) continue
      button.setAttribute("aria-pressed", String(layers.has(name)))
      button.hidden = (family !== "" && family !== settings.family) || (digits ? name !== "codes" : name === "codes") || (name === "modes" && !modes)
    }
  }
}

/** What the colours and shapes mean. @param {Settings} settings @returns {(HTMLElement | string)[]} */
export function legend({ family, data }) {
  const vae = family === "vae"
  if (data === "digits") {
    return [h("span", {}, `Every place of this map is ${vae ? "a code z; the digit there is what the decoder" : "noise z; the digit there is what G"} makes of it.`)]
  }
  const points = [h("span", { class: "gp-key" }, h("i", { class: "gp-dot" }), "real"), h("span", { class: "gp-key" }, h("i", { class: "gp-diamond" }), vae ? "decoded" : "fake")]
  return vae ? points : [...points, h("span", { class: "gp-key" }, "D says fake", h("i", { class: "gp-scale" }), "D says real")]
}
