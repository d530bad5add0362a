// Which part of a map one sees: a place in the middle, and how near. Screens count y downward, maps v upward.
const FARTHEST = -1, NEAREST = 6

export class Camera {
  /** home {u, v, width}: the square that is seen at zoom 0; each zoom more doubles everything. */
  constructor(home) {
    this.home = home
    this.side = 1
    this.go(home.u, home.v, 0)
  }

  go(u, v, zoom) {
    const { home } = this, within = (value, middle) => Math.min(middle + home.width, Math.max(middle - home.width, value))
    this.zoom = Math.min(NEAREST, Math.max(FARTHEST, zoom))
    this.u = within(u, home.u)
    this.v = within(v, home.v)
  }

  /** Pixels for one unit of u. */
  get scale() {
    return (this.side / this.home.width) * 2 ** this.zoom
  }

  toScreen(u, v) {
    return [this.side / 2 + (u - this.u) * this.scale, this.side / 2 - (v - this.v) * this.scale]
  }

  toMap(x, y) {
    return [this.u + (x - this.side / 2) / this.scale, this.v - (y - this.side / 2) / this.scale]
  }

  pan(x, y) {
    this.go(this.u - x / this.scale, this.v + y / this.scale, this.zoom)
  }

  /** Nearer by `by`, with what is at (x, y) of the screen staying there. False at the end of the way. */
  zoomAt(x, y, by) {
    const before = this.zoom, [u, v] = this.toMap(x, y)
    this.go(this.u, this.v, this.zoom + by)
    const [nowU, nowV] = this.toMap(x, y)
    this.go(this.u + u - nowU, this.v + v - nowV, this.zoom)
    return this.zoom !== before
  }
}
