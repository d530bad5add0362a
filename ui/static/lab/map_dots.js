// The real pictures on a map: where they lie, what they are called, and the latents that an encoder gave them.
import { oneHot } from "../../../gan_core/web/decoder.js"
import { unpacked } from "./packed.js"
import { Scatter } from "./scatter.js"

/** @import { Shape } from "../../../gan_core/web/decoder.js" */
/**
 * Real pictures: where they lie and their latents, packed; a group and a label each, where there are any; all in one sheet.
 * @typedef {Object} Points
 * @property {string} version
 * @property {number} count
 * @property {string} at
 * @property {string} mu
 * @property {number[] | null} groups
 * @property {string[]} names of the groups
 * @property {number[] | null} labels
 * @property {string} pictures
 */

export class Dots {
  sheet = new Image()

  /**
   * @param {Points} data
   * @param {Shape} shape
   */
  constructor(data, shape) {
    this.data = data
    this.shape = shape
    this.scatter = new Scatter(unpacked(data.at), data.groups, data.names)
    this.latents = unpacked(data.mu)
    this.columns = Math.ceil(Math.sqrt(data.count)) // of the sheet
    this.sheet.src = data.pictures
  }

  /** @param {number} index */
  name(index) {
    const { groups, names } = this.data
    return groups ? names[groups[index]] : `picture ${index + 1}`
  }

  /**
   * The latent of a dot, and its label's weights.
   * @param {number} index
   */
  latent(index) {
    const { latentDim, numClasses } = this.shape, { labels } = this.data
    const z = this.latents.slice(index * latentDim, (index + 1) * latentDim)
    return { z, y: numClasses && labels ? oneHot(labels[index], numClasses) : null }
  }
}
