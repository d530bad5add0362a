// Some samples out of a grid, each with a figure under it: cut in the browser from the picture that the run has drawn.
import { element, say } from "../../../gan_core/web/dom.js"
import { newest } from "../../../gan_core/web/latest.js"
import { pen } from "../../../gan_core/web/pixels.js"

/** @import { Frame } from "./feed.js" */
/** @import { Pictures } from "./pictures.js" */
/** @typedef {{ picture: string, count: number, columns: number, index: number[] }} Cut which samples of which grid */
/** @typedef {{ x: number, y: number, width: number, height: number }} Place in a grid, in its pixels */
/** @typedef {{ panel: Panel, cut: Cut, frame: Frame | undefined, row?: number, rowsEach?: number }} Cutting what a panel is to show */

const GAP = 2 // between the samples of a grid; see gan_core/grid.py

/**
 * Where the samples lie in a grid of that size. `row` moves down by rows, for grids of pairs, which have `rowsEach` for one.
 * @param {{ width: number, height: number }} grid
 * @param {Cut} cut
 * @param {number} rowsEach
 * @returns {Place[]}
 */
export function placesOf(grid, { count, columns, index }, row = 0, rowsEach = 1) {
  const rows = Math.ceil(count / columns) * rowsEach
  const width = (grid.width + GAP) / columns - GAP
  const height = (grid.height + GAP) / rows - GAP
  return index.map((each) => ({
    x: (each % columns) * (width + GAP),
    y: (Math.floor(each / columns) * rowsEach + row) * (height + GAP),
    width,
    height,
  }))
}

/**
 * Which of `count` samples are shown: at most `most`, spread over all of them.
 * @param {number} count
 * @param {number} most
 */
export function spread(count, most) {
  const shown = Math.min(most, count)
  return Array.from({ length: shown }, (_, place) => Math.round((place * (count - 1)) / Math.max(1, shown - 1)))
}

/**
 * The newest picture of that step, or the newest of all where none is known.
 * @param {Frame[]} frames
 * @param {number | undefined} step
 */
export function frameOf(frames, step) {
  return (step === undefined ? undefined : frames.findLast((each) => each.step === step)) ?? frames.at(-1)
}

/**
 * Figures of a step, or none where the picture is of another one.
 * @template Figure
 * @param {Figure[] | undefined} figures
 * @param {Frame | undefined} frame
 * @param {number | undefined} step
 * @returns {Figure[]}
 */
export const figuresOf = (figures, frame, step) => (figures && (step === undefined || frame?.step === step) ? figures : [])

/**
 * Draws all panels at once and then calls `told`, once every picture is here: a picture that is still on its way never
 * stands above the figures of a newer one. Of several wishes meanwhile the last one counts, and the one under way is shown.
 * @param {Pick<Pictures, "load">} pictures
 * @returns {(wish: { cuttings: Cutting[], told: () => void }) => void}
 */
export const drawTogether = (pictures) => newest(async ({ cuttings, told }) => {
  const images = await Promise.all(cuttings.map(({ cut, frame }) => (frame ? pictures.load(cut.picture, frame) : null)))
  for (const [index, { panel, cut, frame, row, rowsEach }] of cuttings.entries()) panel.draw(images[index], cut, frame, row, rowsEach)
  told()
}, () => {}) // a picture that did not come is asked for again with the next news

export class Panel {
  list = element("ol", { class: "gd-tiles" })
  title = element("figcaption", {})
  about = element("span", { class: "gd-quiet" })
  shown = ""
  /** @type {{ node: HTMLElement, canvas: HTMLCanvasElement, figure: HTMLElement }[]} */
  tiles = []

  /**
   * @param {string} name the class
   * @param {string} one what a sample is called
   * @param {string} help shown where a pointer rests on it
   */
  constructor(name, one, title = "", help = "") {
    this.one = one
    this.title.append(element("strong", {}, title), " ", this.about)
    this.node = element("figure", { class: `gd-panel ${name}`, ...(help ? { title: help } : {}) }, this.title, this.list)
  }

  /**
   * Tiles and what stands under them; `words` is what a screen reader is told of each.
   * @param {number} count
   */
  make(count) {
    if (this.tiles.length === count) return
    this.tiles = Array.from({ length: count }, () => {
      const canvas = element("canvas", { "aria-hidden": "true" }), figure = element("span", {})
      return { canvas, figure, node: element("li", {}, canvas, figure) }
    })
    this.list.style.setProperty("--across", String(Math.ceil(Math.sqrt(count))))
    this.list.replaceChildren(...this.tiles.map((tile) => tile.node))
  }

  /**
   * @param {{ title: string, help: string }} words
   */
  rename({ title, help }) {
    const [name] = this.title.children
    say(name, title)
    this.node.title = help
  }

  /**
   * What is said where no picture is to be seen yet.
   * @param {boolean} known whether there is one, on its way
   */
  wait(known) {
    if (!this.shown) say(this.about, known ? "loading…" : "none yet")
  }

  /**
   * @param {HTMLImageElement | null} image
   * @param {Cut} cut
   * @param {Frame | undefined} frame
   */
  draw(image, cut, frame, row = 0, rowsEach = 1) {
    this.make(cut.index.length)
    if (!frame || !image) return
    const key = `${cut.picture}-${frame.id}`
    if (key === this.shown) return
    this.shown = key
    const places = placesOf({ width: image.naturalWidth, height: image.naturalHeight }, cut, row, rowsEach)
    for (const [index, { x, y, width, height }] of places.entries()) {
      const { canvas } = this.tiles[index]
      if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height })
      pen(canvas).drawImage(image, x, y, width, height, 0, 0, width, height)
    }
    this.node.dataset.step = String(frame.step)
  }

  /**
   * What stands under each tile; "" for nothing.
   * @param {string[]} figures
   * @param {string} meaning for a screen reader, as "score"
   */
  say(figures, meaning) {
    for (const [index, tile] of this.tiles.entries()) {
      const words = figures[index] ?? ""
      say(tile.figure, words)
      const label = words ? `${this.one} ${index + 1}: ${meaning} ${words.replace("\n", ", ")}` : `${this.one} ${index + 1}`
      if (tile.node.getAttribute("aria-label") !== label) tile.node.setAttribute("aria-label", label)
    }
  }
}
