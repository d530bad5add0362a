// A map of latent space to pan and zoom in, with real pictures as dots on it and the prior's contours.
import { Camera } from "./camera.js"
import { Gestures } from "./gestures.js"
import { button, make } from "./keys.js"
import { legend } from "./legend.js"
import { Panel } from "./map_panel.js"
import { unpacked } from "./packed.js"
import { Plane } from "./plane.js"
import { contours } from "./prior.js"
import { Scatter } from "./scatter.js"
import { Tiles } from "./tiles.js"

const NEAR = 16 // pixels from the pointer to a dot
const LAYERS = { pictures: "Decoded pictures", dots: "Real pictures", prior: "Prior" }
const MOST_DOTS = 2 // of a dense screen: what is finer costs more than it shows

export class View {
  constructor(root, lab) {
    Object.assign(this, { lab, pin: null, chosen: -1, version: "none yet" })
    this.layers = { pictures: true, dots: true, prior: true }
    this.panel = new Panel(lab)
    this.build(root)
    this.listen()
    const link = lab.address.numbers(4)
    if (link) Object.keys(LAYERS).forEach((name, bit) => (this.layers[name] = Boolean(link[3] & (1 << bit))))
    this.update(lab.data)
    if (link) this.camera.go(link[0], link[1], link[2])
    this.watch = new ResizeObserver(() => this.measure())
    this.watch.observe(this.field)
    this.measure()
  }

  build(root) {
    this.field = make("div", "gl-map-field")
    this.field.tabIndex = 0
    this.field.setAttribute("role", "application")
    this.field.setAttribute("aria-label", "Map of latent space. Drag or arrow keys to move, plus and minus to zoom, 0 for the whole map.")
    this.below = make("canvas", "gl-map-canvas")
    this.above = make("canvas", "gl-map-canvas")
    ;[this.marks, this.ring, this.spot] = ["marks", "ring", "spot"].map((name) => make("div", `gl-map-${name}`))
    this.field.append(this.below, this.above, this.marks, this.spot, this.ring, this.buttons())
    this.switches = Object.fromEntries(Object.entries(LAYERS).map(([name, words]) => [name, this.layer(name, words)]))
    this.keep = button("Keep this picture", () => this.keepIt(), "It is among your pictures then: go on from it in the other parts")
    this.legend = make("div", "gl-map-legend")
    const bar = make("div", "gl-lab-bar")
    bar.append(this.keep, ...Object.values(this.switches))
    const left = make("div", ""), right = make("div", "")
    left.append(this.field, bar)
    right.append(this.panel.node, this.legend)
    this.node = make("div", "gl-map")
    this.node.append(left, right)
    root.append(this.node)
  }

  buttons() {
    const box = make("div", "gl-map-buttons"), half = () => this.camera.side / 2
    const zoom = (by) => () => this.moved(() => this.camera.zoomAt(half(), half(), by))
    const made = [button("+", zoom(1), "Nearer"), button("−", zoom(-1), "Farther"), button("⌂", () => this.moved(() => this.goHome()), "The whole map")]
    made.forEach((each) => each.setAttribute("aria-label", each.title))
    box.append(...made)
    return box
  }

  layer(name, words) {
    const made = button(words, () => {
      this.layers[name] = !this.layers[name]
      made.setAttribute("aria-pressed", String(this.layers[name]))
      this.moved()
    })
    made.className = "gl-map-layer"
    return made
  }

  listen() {
    this.gestures = new Gestures(this.field, {
      camera: () => this.camera,
      moved: () => this.look(),
      settled: () => this.remember(),
      pointed: (at) => this.inspect(at && this.camera.toMap(...at)),
      clicked: (at) => {
        this.pin = this.camera.toMap(...at)
        this.look()
      },
      typed: () => (this.pin = null),
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
    if (!this.camera || !this.camera.side) return
    if (this.on("pictures")) this.tiles?.want(this.camera)
    this.inspect()
    this.soon()
  }

  soon() {
    this.waiting ??= requestAnimationFrame(() => {
      this.waiting = null
      this.draw()
    })
  }

  measure() {
    const side = this.field.clientWidth
    if (!side) return
    this.dots = Math.min(MOST_DOTS, devicePixelRatio || 1)
    for (const canvas of [this.below, this.above]) canvas.width = canvas.height = Math.round(side * this.dots)
    this.camera.side = side
    this.look()
  }

  draw() {
    this.below.classList.toggle("gl-map-dim", this.on("dots"))
    if (this.chosen >= 0) this.ring.hidden = !this.on("dots")
    const { camera, dots } = this, [below, above] = [this.below, this.above].map((canvas) => canvas.getContext("2d"))
    for (const pen of [below, above]) pen.clearRect(0, 0, this.below.width, this.below.height)
    if (this.on("pictures")) this.tiles?.draw(below, camera, dots)
    if (this.on("dots")) this.scatter?.draw(above, camera, dots)
    if (this.on("prior")) contours(above, this.lab.data.prior, camera, dots)
    const put = (node, u, v) => {
      const [x, y] = camera.toScreen(u, v)
      node.style.transform = `translate(${x}px, ${y}px) translate(-50%, -50%)`
    }
    ;[...this.marks.children].forEach((node, index) => put(node, this.lab.data.marks[index].u, this.lab.data.marks[index].v))
    put(this.spot, ...this.place)
    if (this.chosen >= 0) put(this.ring, ...this.scatter.at.subarray(2 * this.chosen, 2 * this.chosen + 2))
    this.node.dataset.zoom = camera.zoom.toFixed(2)
  }

  /** The place that Keep takes: where one clicked last, else the middle. */
  get place() {
    return this.pin ?? [this.camera.u, this.camera.v]
  }

  /** Show what is at that place of the map; without one, what is at the place that Keep takes. */
  inspect(at) {
    const place = at || this.place, { plane } = this, { prior } = this.lab.data
    if (plane) {
      const words = place.map((value) => value.toFixed(2).replace("-", "−")).join(", ")
      const far = prior ? `, ${Math.hypot(place[0] - prior.u, place[1] - prior.v).toFixed(1)}σ from the middle` : ""
      this.panel.place(plane.z(...place), plane.label(...place), words + far)
    }
    if (!this.on("dots")) return
    const found = this.scatter.nearest(...place, NEAR / this.camera.scale)
    if (found >= 0 && found !== this.chosen) this.choose(found)
  }

  choose(index) {
    const { points } = this.lab.data
    this.chosen = index
    this.ring.hidden = false
    const name = points.groups ? points.names[points.groups[index]] : `picture ${index + 1}`
    this.panel.dot(this.pictures, index, this.columns, this.mu(index), this.labelOf(index), name)
    this.soon()
  }

  mu(index) {
    const { latentDim } = this.lab.data.shape
    return this.latents.slice(index * latentDim, (index + 1) * latentDim)
  }

  labelOf(index) {
    const { labels } = this.lab.data.points, { numClasses } = this.lab.data.shape
    return numClasses && labels ? Float32Array.from({ length: numClasses }, (_, label) => Number(label === labels[index])) : null
  }

  keepIt() {
    if (!this.plane && this.chosen < 0) return this.lab.say("Point at a dot first: on this map only dots can be decoded.")
    const z = this.plane ? this.plane.z(...this.place) : this.mu(this.chosen)
    const y = this.plane ? this.plane.label(...this.place) : this.labelOf(this.chosen)
    this.lab.send("keep", { z: [...z], y: y && [...y] })
  }

  remember() {
    const { u, v, zoom } = this.camera, bits = Object.keys(LAYERS).reduce((sum, name, bit) => sum + (this.layers[name] << bit), 0)
    this.lab.address.put([u, v, zoom, bits])
  }

  /** Whether this map has such a layer. */
  offered(name) {
    const { plane, points, prior } = this.lab.data
    return Boolean({ pictures: plane, dots: points, prior }[name])
  }

  /** Whether it is to be seen: what cannot be switched off always is. */
  on(name) {
    return this.offered(name) && (this.layers[name] || this.switches[name].hidden)
  }

  /** What Python says is to be seen: another plane starts from its own whole view. */
  update(data) {
    const ground = JSON.stringify([data.plane, data.home])
    if (ground !== this.ground) {
      this.ground = ground
      const side = this.camera?.side ?? 0
      this.camera = Object.assign(new Camera(data.home), { side })
      this.pin = null
      this.plane = data.plane && new Plane(data.plane)
      this.tiles?.close()
      this.tiles = this.plane && new Tiles(this.lab.decoder, data.shape, this.plane, data.home, {
        changed: (ms) => (this.soon(), this.lab.drawn({ ms })),
        done: (count, ms) => Object.assign(this.node.dataset, { cells: String(count), milliseconds: ms.toFixed(1) }),
        failed: (error) => this.lab.say(error.message),
      })
    }
    if (data.points?.version !== this.version) this.scatterOf(data.points)
    this.marks.replaceChildren(...data.marks.map(({ text }) => make("span", "gw-mark", text)))
    for (const [name, each] of Object.entries(this.switches)) {
      each.hidden = !this.offered(name) || (name === "pictures" && !data.points)
      each.setAttribute("aria-pressed", String(this.layers[name]))
    }
    this.spot.hidden = !data.plane
    this.look()
  }

  scatterOf(points) {
    this.version = points?.version
    this.chosen = -1
    this.ring.hidden = true
    this.scatter = points && new Scatter(unpacked(points.at), points.groups, points.names)
    this.panel.offer(Boolean(this.plane), Boolean(points))
    this.legend.replaceChildren()
    if (!points) return
    this.latents = unpacked(points.mu)
    this.columns = Math.ceil(Math.sqrt(points.count))
    const pictures = Object.assign(new Image(), { src: points.pictures })
    this.pictures = pictures
    pictures.addEventListener("load", () => this.pictures === pictures && this.chosen >= 0 && this.choose(this.chosen))
    this.legend.append(...legend(points.names, this.scatter, () => this.soon()))
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
