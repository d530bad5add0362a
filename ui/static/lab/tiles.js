// A plane of latent space as one endless picture of pictures: what is seen is decoded, roughly first, then finer the
// nearer one comes, from the middle outward; what was decoded is kept.
import { clamp } from "../../../gan_core/web/numbers.js"
import { paint } from "../../../gan_core/web/pixels.js"

/** @import { Decoder, Shape } from "../../../gan_core/web/decoder.js" */
/** @import { Plane, Point } from "../../../gan_core/web/latent_plane.js" */
/** @import { Camera, Home } from "./camera.js" */
/** @typedef {{ canvas: HTMLCanvasElement, level: number, column: number, row: number, done: Set<number>, used: number }} Tile */
/** @typedef {{ tile: Tile, x: number, y: number, column: number, row: number, level: number, far: number }} Cell */
/**
 * changed asks for a drawing, done tells how many pictures came in how many ms.
 * @typedef {{ changed(ms: number): void, done(count: number, ms: number): void, failed(error: unknown): void }} Heard
 */

const SIDE = 20 // pictures across the map at zoom 0
const TILE = 5 // pictures across a tile, which is one canvas
const KEPT_BYTES = 48e6
const ROUGHER = 2 // levels: a sixteenth of the pictures
const BUSY = 12 // milliseconds of decoding at a time, about: what is under the finger waits no longer
const FEWEST = 8, MOST = 64

export class Tiles {
  /** @type {Map<string, Tile>} */
  tiles = new Map()
  /** @type {Camera | null} what is looked through */
  camera = null
  portion = 16
  clock = 0
  filling = false
  whole = false // whether all that is seen is there
  closed = false

  /**
   * @param {Pick<Decoder, "decode" | "name">} decoder
   * @param {Shape} shape
   * @param {Plane} plane
   * @param {Home} home
   * @param {Heard} heard
   */
  constructor(decoder, shape, plane, home, heard) {
    this.decoder = decoder
    this.shape = shape
    this.plane = plane
    this.home = home
    this.heard = heard
    this.left = home.u - home.width / 2
    this.top = home.v + home.width / 2
  }

  /** @param {number} level */
  width(level) {
    return this.home.width / SIDE / 2 ** level
  }

  /**
   * The cells [from, to) in columns and rows that the camera sees of a level, and `margin` more all round.
   * @param {Camera} camera
   * @param {number} level
   */
  seen(camera, level, margin = 0) {
    const width = this.width(level), half = camera.side / camera.scale / 2
    /** @param {number} value */
    const first = (value) => Math.floor(value / width) - margin
    /** @param {number} value */
    const last = (value) => Math.ceil(value / width) + margin
    const x = camera.u - this.left, y = this.top - camera.v
    return [first(x - half), last(x + half), first(y - half), last(y + half)]
  }

  /**
   * @param {number} level
   * @param {number} column
   * @param {number} row
   */
  tile(level, column, row) {
    const name = `${level}:${column}:${row}`
    let found = this.tiles.get(name)
    if (!found) {
      const canvas = document.createElement("canvas"), size = TILE * this.shape.size
      canvas.width = canvas.height = size
      found = { canvas, level, column, row, done: new Set(), used: 0 }
      this.tiles.set(name, found)
    }
    found.used = ++this.clock
    return found
  }

  /**
   * Cells that are seen and not there yet, those next to the middle first.
   * @param {Camera} camera
   * @param {number} level
   */
  missing(camera, level, margin = 0) {
    const [c0, c1, r0, r1] = this.seen(camera, level, margin), middle = [(c0 + c1 - 1) / 2, (r0 + r1 - 1) / 2]
    /** @type {Cell[]} */
    const found = []
    for (let row = r0; row < r1; row++)
      for (let column = c0; column < c1; column++) {
        const tile = this.tile(level, Math.floor(column / TILE), Math.floor(row / TILE))
        const x = column - tile.column * TILE, y = row - tile.row * TILE
        if (!tile.done.has(y * TILE + x)) found.push({ tile, x, y, column, row, level, far: Math.hypot(column - middle[0], row - middle[1]) })
      }
    return found.sort((a, b) => a.far - b.far)
  }

  /**
   * See to it that all the camera sees gets decoded.
   * @param {Camera} camera
   */
  want(camera) {
    this.camera = camera
    if (!this.filling) this.fill()
  }

  async fill() {
    this.filling = true
    let started = performance.now(), count = 0
    try {
      for (let cells = this.next(); cells.length && !this.closed; cells = this.next()) {
        const part = cells.slice(0, this.portion)
        if (this.whole && count) [started, count] = this.tell(started, count)
        await this.decode(part)
        count += this.whole ? 0 : part.length
      }
      if (count) this.tell(started, count)
    } catch (error) {
      if (!this.closed) this.heard.failed(error)
    }
    this.filling = false
  }

  /**
   * All that is seen is there: so many pictures in so many milliseconds.
   * @param {number} started
   * @param {number} count
   * @returns {[number, number]} of the next
   */
  tell(started, count) {
    if (!this.closed) this.heard.done(count, performance.now() - started)
    return [performance.now(), 0]
  }

  /** What to decode next: where much is missing a rougher level, then what is seen, then what lies just outside. */
  next() {
    if (!this.camera) return []
    const level = Math.round(this.camera.zoom), fine = this.missing(this.camera, level)
    this.whole = !fine.length
    if (this.whole) return this.missing(this.camera, level, 2)
    const rough = fine.length > MOST ? this.missing(this.camera, level - ROUGHER) : []
    return rough.length ? rough : fine
  }

  /**
   * The middle of a cell, on the plane.
   * @param {Cell} cell
   * @returns {Point}
   */
  middle({ level, column, row }) {
    const width = this.width(level)
    return [this.left + (column + 0.5) * width, this.top - (row + 0.5) * width]
  }

  /** @param {Cell[]} cells */
  async decode(cells) {
    const { z, y } = this.plane.all(cells.map((cell) => this.middle(cell)))
    const { rgba, ms } = await this.decoder.decode(z, y, cells.length)
    if (this.closed) return
    const { size } = this.shape
    cells.forEach(({ tile, x, y }, index) => {
      paint(tile.canvas, rgba, index, size, x * size, y * size)
      tile.done.add(y * TILE + x)
    })
    const fitting = Math.round((BUSY * cells.length) / Math.max(0.1, ms))
    this.portion = this.decoder.name === "fragment" ? MOST : clamp(fitting, FEWEST, MOST) // a rerun costs more than its pictures
    this.heard.changed(ms / cells.length)
    this.tidy()
  }

  tidy() {
    const kept = Math.max(100, Math.floor(KEPT_BYTES / (4 * (TILE * this.shape.size) ** 2)))
    if (this.tiles.size <= kept) return
    const oldest = [...this.tiles].sort(([, a], [, b]) => a.used - b.used)
    for (const [name] of oldest.slice(0, this.tiles.size - kept)) this.tiles.delete(name)
  }

  /**
   * Draw what is there: other levels below, the present one on top.
   * @param {CanvasRenderingContext2D} context
   * @param {Camera} camera
   * @param {number} dots pixels of the screen for one of CSS
   */
  draw(context, camera, dots) {
    const level = Math.round(camera.zoom)
    const whole = !this.missing(camera, level).length
    const shown = [...this.tiles.values()].filter((tile) => tile.done.size && (tile.level === level || !whole))
    /** @param {Tile} tile */
    const order = (tile) => (tile.level === level ? 1e6 : tile.level)
    shown.sort((a, b) => order(a) - order(b))
    for (const tile of shown) {
      const width = this.width(tile.level) * TILE
      /**
       * @param {number} column
       * @param {number} row
       */
      const edge = (column, row) => camera.toScreen(this.left + column * width, this.top - row * width).map((at) => Math.round(at * dots))
      const [x0, y0] = edge(tile.column, tile.row), [x1, y1] = edge(tile.column + 1, tile.row + 1)
      if (x1 < 0 || y1 < 0 || x0 > camera.side * dots || y0 > camera.side * dots) continue
      context.imageSmoothingEnabled = x1 - x0 < 2 * tile.canvas.width
      context.drawImage(tile.canvas, x0, y0, x1 - x0, y1 - y0)
    }
  }

  close() {
    this.closed = true
  }
}
