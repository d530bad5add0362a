// A map of latent space to pan and zoom in, with real pictures as dots on it and the prior's contours.
import { button, make, press } from "../../../gan_core/web/dom.js"
import { pen } from "../../../gan_core/web/pixels.js"
import { Plane } from "../../../gan_core/web/latent_plane.js"
import { Camera } from "./camera.js"
import { Gestures } from "./gestures.js"
import { legend } from "./legend.js"
import { Dots } from "./map_dots.js"
import { Panel } from "./map_panel.js"
import { contours } from "./prior.js"
import { Tiles } from "./tiles.js"

/** @import { Mark } from "../../../gan_core/web/pad.js" */
/** @import { PlaneData, Point } from "../../../gan_core/web/latent_plane.js" */
/** @import { Home } from "./camera.js" */
/** @import { Lab, LabData } from "./lab.js" */
/** @import { Points } from "./map_dots.js" */
/** @import { Prior } from "./prior.js" */
/** @typedef {LabData & { plane: PlaneData | null, home: Home, prior: Prior | null, points: Points | null, marks: Mark[] }} Data */
/** @typedef {"pictures" | "dots" | "prior"} Layer */

const NEAR = 16 // pixels from the pointer to a dot
/** @type {[Layer, string][]} in the order of their bits in a link */
const LAYERS = [
  ["pictures", "Decoded pictures"],
  ["dots", "Real pictures"],
  ["prior", "Prior"],
]
const MOST_DENSE = 2 // of a dense screen: what is finer costs more than it shows

export class View {
  field = make("div", "gl-map-field")
  below = make("canvas", "gl-map-canvas")
  above = make("canvas", "gl-map-canvas")
  marks = make("div", "gl-map-marks")
  ring = make("div", "gl-map-ring")
  spot = make("div", "gl-map-spot")
  legend = make("div", "gl-map-legend")
  node = make("div", "gl-map")
  keep = button("Keep this picture", () => this.keepIt(), "Adds it to your pictures, for use in the other parts")
  layers = { pictures: true, dots: true, prior: true }
  switches = { pictures: this.layer("pictures"), dots: this.layer("dots"), prior: this.layer("prior") }
  /** @type {Point | null} where one clicked last */
  pin = null
  chosen = -1 // of the dots
  version = "none yet" // of the points
  ground = "" // of the plane
  /** @type {Plane | null} */
  plane = null
  /** @type {Tiles | null} */
  tiles = null
  /** @type {Dots | null} */
  dots = null
  density = 1 // pixels of the screen for one of CSS
  waiting = 0 // for the next frame of the screen
  watch = new ResizeObserver(() => this.measure())

  /**
   * @param {Element} root
   * @param {Lab<Data>} lab
   */
  constructor(root, lab) {
    this.lab = lab
    this.camera = new Camera(lab.data.home)
    this.camera.side = 0 // nothing is drawn before it is measured
    this.panel = new Panel(lab)
    this.build(root)
    this.gestures = this.listen()
    const link = lab.address.numbers(4)
    if (link) for (const [bit, [name]] of LAYERS.entries()) this.layers[name] = Boolean(link[3] & (1 << bit))
    this.update(lab.data)
    if (link) this.camera.go(link[0], link[1], link[2])
    this.watch.observe(this.field)
    this.measure()
  }

  /** @param {Element} root */
  build(root) {
    this.field.tabIndex = 0
    this.field.setAttribute("role", "application")
    this.field.setAttribute("aria-label", "Map of latent space. Drag or arrow keys to move, plus and minus to zoom, 0 for the whole map.")
    this.field.append(this.below, this.above, this.marks, this.spot, this.ring, this.buttons())
    const bar = make("div", "gl-lab-bar"), left = make("div"), right = make("div")
    bar.append(this.keep, ...Object.values(this.switches))
    left.append(this.field, bar)
    right.append(this.panel.node, this.legend)
    this.node.append(left, right)
    root.append(this.node)
  }

  buttons() {
    const box = make("div", "gl-map-buttons"), half = () => this.camera.side / 2
    /** @param {number} by */
    const zoom = (by) => () => this.moved(() => this.camera.zoomAt(half(), half(), by))
    const made = [button("+", zoom(1), "Nearer"), button("−", zoom(-1), "Farther"), button("⌂", () => this.moved(() => this.goHome()), "The whole map")]
    for (const each of made) each.setAttribute("aria-label", each.title)
    box.append(...made)
    return box
  }

  /** @param {Layer} name */
  layer(name) {
    const made = button(new Map(LAYERS).get(name) ?? name, () => {
      this.layers[name] = !this.layers[name]
      press(made, this.layers[name])
      this.moved()
    })
    made.className = "gl-map-layer"
    return made
  }

  listen() {
    return new Gestures(this.field, {
      camera: () => this.camera,
      moved: () => this.look(),
      settled: () => this.remember(),
      pointed: (at) => this.inspect(at ? this.camera.toMap(...at) : null),
      clicked: (at) => {
        this.pin = this.camera.toMap(...at)
        this.look()
      },
      typed: () => {
        this.pin = null
      },
      home: () => this.goHome(),
    })
  }

  goHome() {
    const { home } = this.camera
    this.pin = null
    this.camera.go(home.u, home.v, 0)
  }

  moved(act = () => {}) {
    act()
    this.look()
    this.remember()
  }

  /** The view is another one: draw it with the next frame of the screen, and decode what it lacks. */
  look() {
    if (!this.camera.side) return
    if (this.on("pictures")) this.tiles?.want(this.camera)
    this.inspect()
    this.soon()
  }

  soon() {
    this.waiting ||= requestAnimationFrame(() => {
      this.waiting = 0
      this.draw()
    })
  }

  measure() {
    const side = this.field.clientWidth
    if (!side) return
    this.density = Math.min(MOST_DENSE, devicePixelRatio || 1)
    for (const canvas of [this.below, this.above]) canvas.width = canvas.height = Math.round(side * this.density)
    this.camera.side = side
    this.look()
  }

  draw() {
    this.below.classList.toggle("gl-map-dim", this.on("dots"))
    if (this.chosen >= 0) this.ring.hidden = !this.on("dots")
    const { camera, density, dots } = this, { prior, marks } = this.lab.data, below = pen(this.below), above = pen(this.above)
    for (const context of [below, above]) context.clearRect(0, 0, this.below.width, this.below.height)
    if (this.on("pictures")) this.tiles?.draw(below, camera, density)
    if (this.on("dots")) dots?.scatter.draw(above, camera, density)
    if (this.on("prior") && prior) contours(above, prior, camera, density)
    /**
     * @param {HTMLElement} node
     * @param {number} u
     * @param {number} v
     */
    const put = (node, u, v) => {
      const [x, y] = camera.toScreen(u, v)
      node.style.transform = `translate(${x}px, ${y}px) translate(-50%, -50%)`
    }
    for (const [index, { u, v }] of marks.entries()) put(/** @type {HTMLElement} */ (this.marks.children[index]), u, v)
    put(this.spot, ...this.place)
    if (dots && this.chosen >= 0) put(this.ring, dots.scatter.at[2 * this.chosen], dots.scatter.at[2 * this.chosen + 1])
    this.node.dataset.zoom = camera.zoom.toFixed(2)
  }

  /**
   * The place that Keep takes: where one clicked last, else the middle.
   * @returns {Point}
   */
  get place() {
    return this.pin ?? [this.camera.u, this.camera.v]
  }

  /**
   * Show what is at that place of the map; without one, what is at the place that Keep takes.
   * @param {Point | null} at
   */
  inspect(at = null) {
    const place = at || this.place, { plane } = this, { prior } = this.lab.data
    if (plane) {
      const words = place.map((value) => value.toFixed(2).replace("-", "−")).join(", ")
      const far = prior ? `, ${Math.hypot(place[0] - prior.u, place[1] - prior.v).toFixed(1)}σ from the middle` : ""
      this.panel.place(plane.z(...place), plane.label(...place), words + far)
    }
    if (!this.dots || !this.on("dots")) return
    const found = this.dots.scatter.nearest(...place, NEAR / this.camera.scale)
    if (found >= 0 && found !== this.chosen) this.choose(found)
  }

  /** @param {number} index */
  choose(index) {
    if (!this.dots) return
    const { z, y } = this.dots.latent(index)
    this.chosen = index
    this.ring.hidden = false
    this.panel.dot(this.dots.sheet, index, this.dots.columns, z, y, this.dots.name(index))
    this.soon()
  }

  /** The latent that Keep takes; null where there is none. */
  taken() {
    const { plane, place, dots, chosen } = this
    if (plane) return { z: plane.z(...place), y: plane.label(...place) }
    return dots && chosen >= 0 ? dots.latent(chosen) : null
  }

  keepIt() {
    const taken = this.taken()
    if (!taken) return this.lab.say("Point at a dot first: only dots can be decoded on this map.")
    const { z, y } = taken
    this.lab.send("keep", { z: [...z], y: y && [...y] })
  }

  remember() {
    const { u, v, zoom } = this.camera, bits = LAYERS.reduce((sum, [name], bit) => sum + (Number(this.layers[name]) << bit), 0)
    this.lab.address.put([u, v, zoom, bits])
  }

  /**
   * Whether this map has such a layer.
   * @param {Layer} name
   */
  offered(name) {
    const { plane, points, prior } = this.lab.data
    return Boolean({ pictures: plane, dots: points, prior }[name])
  }

  /**
   * Whether it is to be seen: what cannot be switched off always is.
   * @param {Layer} name
   */
  on(name) {
    return this.offered(name) && (this.layers[name] || Boolean(this.switches[name].hidden))
  }

  /**
   * What Python says is to be seen: another plane starts from its own whole view.
   * @param {Data} data
   */
  update(data) {
    const ground = JSON.stringify([data.plane, data.home])
    if (ground !== this.ground) {
      this.ground = ground
      const { side } = this.camera
      this.camera = new Camera(data.home)
      this.camera.side = side
      this.pin = null
      this.plane = data.plane && new Plane(data.plane, data.shape)
      this.tiles?.close()
      this.tiles = this.plane && new Tiles(this.lab.decoder, data.shape, this.plane, data.home, {
        changed: (ms) => {
          this.soon()
          this.lab.drawn({ ms })
        },
        done: (count, ms) => {
          this.node.dataset.cells = String(count)
          this.node.dataset.milliseconds = ms.toFixed(1)
        },
        failed: (error) => this.lab.failed(error),
      })
    }
    if ((data.points?.version ?? "") !== this.version) this.pointsAre(data.points)
    this.marks.replaceChildren(...data.marks.map(({ text }) => make("span", "gw-mark", text)))
    for (const [name] of LAYERS) {
      const each = this.switches[name]
      each.hidden = !this.offered(name) || (name === "pictures" && !data.points)
      press(each, this.layers[name])
    }
    this.spot.hidden = !data.plane
    this.look()
  }

  /** @param {Points | null} data */
  pointsAre(data) {
    this.version = data?.version ?? ""
    this.chosen = -1
    this.ring.hidden = true
    this.dots = null
    this.panel.offer(Boolean(this.plane), Boolean(data))
    this.legend.replaceChildren()
    if (!data) return
    const dots = new Dots(data, this.lab.data.shape)
    this.dots = dots
    dots.sheet.addEventListener("load", () => {
      if (this.dots === dots && this.chosen >= 0) this.choose(this.chosen)
    })
    this.legend.append(...legend(data.names, dots.scatter, () => this.soon()))
  }

  close() {
    cancelAnimationFrame(this.waiting)
    this.watch.disconnect()
    this.gestures.close()
    this.tiles?.close()
    this.panel.close()
    this.node.remove()
  }
}
