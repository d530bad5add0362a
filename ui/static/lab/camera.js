// Which part of a map one sees: a place in the middle, and how near. Screens count y downward, maps v upward.
import { clamp } from "../../../gan_core/web/numbers.js"

/** @import { Point } from "../../../gan_core/web/latent_plane.js" */
/** @typedef {{ u: number, v: number, width: number }} Home the square that is seen at zoom 0 */

const FARTHEST = -1, NEAREST = 6

export class Camera {
  side = 1 // the screen's, in CSS pixels
  u = 0
  v = 0
  zoom = 0

  /** @param {Home} home each zoom more doubles everything */
  constructor(home) {
    this.home = home
    this.go(home.u, home.v, 0)
  }

  /**
   * @param {number} u
   * @param {number} v
   * @param {number} zoom
   */
  go(u, v, zoom) {
    const { home } = this
    this.zoom = clamp(zoom, FARTHEST, NEAREST)
    this.u = clamp(u, home.u - home.width, home.u + home.width)
    this.v = clamp(v, home.v - home.width, home.v + home.width)
  }

  /** Pixels for one unit of u. */
  get scale() {
    return (this.side / this.home.width) * 2 ** this.zoom
  }

  /**
   * @param {number} u
   * @param {number} v
   * @returns {Point}
   */
  toScreen(u, v) {
    return [this.side / 2 + (u - this.u) * this.scale, this.side / 2 - (v - this.v) * this.scale]
  }

  /**
   * @param {number} x
   * @param {number} y
   * @returns {Point}
   */
  toMap(x, y) {
    return [this.u + (x - this.side / 2) / this.scale, this.v - (y - this.side / 2) / this.scale]
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  pan(x, y) {
    this.go(this.u - x / this.scale, this.v + y / this.scale, this.zoom)
  }

  /**
   * Nearer by `by`, with what is at (x, y) of the screen staying there. False at the end of the way.
   * @param {number} x
   * @param {number} y
   * @param {number} by
   */
  zoomAt(x, y, by) {
    const before = this.zoom, [u, v] = this.toMap(x, y)
    this.go(this.u, this.v, this.zoom + by)
    const [nowU, nowV] = this.toMap(x, y)
    this.go(this.u + u - nowU, this.v + v - nowV, this.zoom)
    return this.zoom !== before
  }
}
