// The samples of a text model, each with the caption that it was asked for: cut from the grid that the run has drawn.
import { drawTogether, Panel, spread } from "./panel.js"

/** @import { Frame, Text } from "./feed.js" */
/** @import { Pictures } from "./pictures.js" */

const MOST = 16

export class CaptionWall {
  panel = new Panel("gl-wall", "Sample")
  node = this.panel.node
  /** @type {ReturnType<typeof drawTogether> | undefined} */
  together

  constructor() {
    this.node.hidden = true
  }

  /**
   * @param {Pictures} pictures
   * @param {Text} text
   * @param {Frame} frame
   */
  show(pictures, { captions, columns }, frame, told = () => {}) {
    this.together ??= drawTogether(pictures)
    const index = spread(captions.length, MOST)
    this.together({
      cuttings: [{ panel: this.panel, cut: { picture: "samples", count: captions.length, columns, index }, frame }],
      told: () => {
        this.panel.say(index.map((each) => captions[each]), "asked for")
        told()
      },
    })
  }
}
