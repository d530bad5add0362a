// A plane of latent space as one endless picture of pictures: what is seen is decoded, roughly first, then finer the
// nearer one comes, from the middle outward; what was decoded is kept.
import { paint } from "./pixels.js"
import { joined } from "./plane.js"

const SIDE = 20 // pictures across the map at zoom 0
const TILE = 5 // pictures across a tile, which is one canvas
const KEPT_BYTES = 48e6
const ROUGHER = 2 // levels: a sixteenth of the pictures
const BUSY = 12 // milliseconds of decoding at a time, about: what is under the finger waits no longer
const FEWEST = 8, MOST = 64

export class Tiles {
  /** plane as plane.js has it, home {u, v, width}; heard.changed() asks for a drawing, failed(error) is told. */
  constructor(decoder, shape, plane, home, heard) {
    Object.assign(this, { decoder, shape, plane, home, heard, tiles: new Map(), portion: 16, clock: 0 })
    this.left = home.u - home.width / 2
    this.top = home.v + home.width / 2
  }

  width(level) {
    return this.home.width / SIDE / 2 ** level
  }

  /** The cells [from, to) in columns and rows that the camera sees of a level, and `margin` more all round. */
  seen(camera, level, margin = 0) {
    const width = this.width(level), half = camera.side / camera.scale / 2
    const first = (value) => Math.floor(value / width) - margin, last = (value) => Math.ceil(value / width) + margin
    const x = camera.u - this.left, y = this.top - camera.v
    return [first(x - half), last(x + half), first(y - half), last(y + half)]
  }

  tile(level, column, row) {
    const name = `${level}:${column}:${row}`
    let found = this.tiles.get(name)
    if (!found) {
      const canvas = document.createElement("canvas"), size = TILE * this.shape.size
      Object.assign(canvas, { width: size, height: size })
      found = { canvas, level, column, row, done: new Set() }
      this.tiles.set(name, found)
    }
    found.used = ++this.clock
    return found
  }

  /** Cells that are seen and not there yet, those next to the middle first. */
  missing(camera, level, margin) {
    const [c0, c1, r0, r1] = this.seen(camera, level, margin), middle = [(c0 + c1 - 1) / 2, (r0 + r1 - 1) / 2], found = []
    for (let row = r0; row < r1; row++)
      for (let column = c0; column < c1; column++) {
        const tile = this.tile(level, Math.floor(column / TILE), Math.floor(row / TILE))
        const x = column - tile.column * TILE, y = row - tile.row * TILE
        if (!tile.done.has(y * TILE + x)) found.push({ tile, x, y, column, row, level, far: Math.hypot(column - middle[0], row - middle[1]) })
      }
    return found.sort((a, b) => a.far - b.far)
  }

  /** See to it that all the camera sees gets decoded. */
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

  /** All that is seen is there: so many pictures in so many milliseconds. */
  tell(started, count) {
    if (!this.closed) this.heard.done(count, performance.now() - started)
    return [performance.now(), 0]
  }

  /** What to decode next: where much is missing a rougher level, then what is seen, then what lies just outside. */
  next() {
    const level = Math.round(this.camera.zoom), fine = this.missing(this.camera, level, 0)
    this.whole = !fine.length
    if (this.whole) return this.missing(this.camera, level, 2)
    const rough = fine.length > MOST ? this.missing(this.camera, level - ROUGHER, 0) : []
    return rough.length ? rough : fine
  }

  async decode(cells) {
    const places = cells.map(({ level, column, row }) => {
      const width = this.width(level)
      return [this.left + (column + 0.5) * width, this.top - (row + 0.5) * width]
    })
    const z = joined(places.map((place) => this.plane.z(...place)))
    const y = this.plane.y ? joined(places.map((place) => this.plane.label(...place))) : null
    const { rgba, ms } = await this.decoder.decode(z, y, cells.length)
    if (this.closed) return
    const { size } = this.shape
    cells.forEach(({ tile, x, y }, index) => {
      paint(tile.canvas, rgba, index, size, x * size, y * size)
      tile.done.add(y * TILE + x)
    })
    const fitting = Math.round((BUSY * cells.length) / Math.max(0.1, ms))
    this.portion = this.decoder.name === "fragment" ? MOST : Math.min(MOST, Math.max(FEWEST, fitting)) // a rerun costs more than its pictures
    this.heard.changed(ms / cells.length)
    this.tidy()
  }

  tidy() {
    const kept = Math.max(100, Math.floor(KEPT_BYTES / (4 * (TILE * this.shape.size) ** 2)))
    if (this.tiles.size <= kept) return
    const oldest = [...this.tiles].sort(([, a], [, b]) => a.used - b.used)
    for (const [name] of oldest.slice(0, this.tiles.size - kept)) this.tiles.delete(name)
  }

  /** Draw what is there: other levels below, the present one on top. `dots` are pixels of the screen for one of CSS. */
  draw(context, camera, dots) {
    const level = Math.round(camera.zoom)
    const whole = !this.missing(camera, level, 0).length
    const shown = [...this.tiles.values()].filter((tile) => tile.done.size && (tile.level === level || !whole))
    const order = (tile) => (tile.level === level ? 1e6 : tile.level)
    shown.sort((a, b) => order(a) - order(b))
    for (const tile of shown) {
      const width = this.width(tile.level) * TILE
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
