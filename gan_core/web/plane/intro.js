// What is played, in a few words: the standard term first, then what one sees.
import { h } from "./dom.js"

/** @typedef {import("./settings.js").Settings} Settings */

/** @type {Record<string, { term: string, warm: string, points: string, digits: string }>} */
const MODELS = {
  gan: {
    term: "GAN: generative adversarial network",
    warm: "two programs that play against each other.",
    points: "G (the generator), a forger, turns random numbers into orange points. D (the discriminator), an inspector, colours the plane: blue where it believes a point is real. An arrow shows where a fake should move to be believed.",
    digits: "G (the generator), a forger, turns random numbers into digits. D (the discriminator), an inspector, tries to tell them from handwritten ones.",
  },
  vae: {
    term: "VAE: variational autoencoder",
    warm: "one program that squeezes and one that unfolds.",
    points: "The encoder squeezes each blue point into a small ellipse of codes. The decoder turns codes into orange points: they are to lie where the blue ones do.",
    digits: "The encoder squeezes each digit into a small ellipse of codes. The decoder turns a code into a digit: every place of the map is a code.",
  },
}

/** @param {Settings[]} games @returns {{ term: string, warm: string, words: string }[]} one for each model that is played */
export function introOf(games) {
  const families = [...new Set(games.map(({ family }) => String(family)))]
  return families.map((family) => {
    const { term, warm, points, digits } = MODELS[family]
    return { term, warm, words: games[0].data === "digits" ? digits : points }
  })
}

/** The head of the playground. */
export class Intro {
  constructor() {
    this.element = h("header", { class: "gp-intro" })
  }

  /** @param {Settings[]} games */
  show(games) {
    const parts = introOf(games).flatMap(({ term, warm, words }) => [h("p", {}, h("strong", {}, term), `, ${warm}`), h("p", { class: "gp-quiet" }, words)])
    this.element.replaceChildren(...parts)
  }
}
