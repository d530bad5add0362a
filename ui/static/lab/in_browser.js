// Measuring the variants of a measurement in the reader's own browser: a button, how far it is, and what came of it to Python.
import { button, make, reason } from "../../../gan_core/web/dom.js"

/** @import { Component, Mounted, Url } from "../mount.js" */
/** @import { Heard, Wish } from "./in_browser_worker.js" */
/**
 * `run` is the measurement, whose files lie at the server; `runtime` is where ONNX Runtime Web is.
 * @typedef {Pick<Wish, "batches" | "rounds" | "budgetMs" | "latentDim" | "numClasses" | "numPictures"> & { run: string, runtime: string, variants: string[] }} Data
 */

/**
 * @param {Element} parent
 * @param {Component<Data>} component
 * @param {Url} url
 * @returns {Mounted<Data>}
 */
export function mount(parent, component, url) {
  const bench = new Bench(parent, component, url)
  return {
    update(next) {
      bench.component = next
    },
    close: () => bench.close(),
  }
}

class Bench {
  node = make("div", "gan-lab gl-in-browser")
  start = button("Measure in this browser", () => (this.worker ? this.stop("Cancelled.") : this.measure()), "A few seconds per batch size; do not use the page during that time")
  bar = make("progress")
  words = make("span", "gl-lab-quiet")
  /** @type {Worker | null} */
  worker = null

  /**
   * @param {Element} parent
   * @param {Component<Data>} component
   * @param {Url} url
   */
  constructor(parent, component, url) {
    this.component = component
    this.url = url
    this.bar.max = 1
    this.bar.value = 0
    this.bar.hidden = true
    this.words.setAttribute("role", "status")
    const row = make("div", "gl-lab-bar")
    row.append(this.start, this.bar, this.words)
    this.node.append(row)
    parent.append(this.node)
  }

  measure() {
    const { run, runtime, variants, batches, rounds, budgetMs, latentDim, numClasses, numPictures } = this.component.data
    /** @param {string} file */
    const at = (file) => this.url(`api/ledger/${run}/${file}`)
    try {
      this.worker = new Worker(new URL("./in_browser_worker.js", import.meta.url), { type: "module" })
    } catch (error) {
      return this.stop(`This browser cannot start a worker: ${reason(error)}`)
    }
    this.worker.onmessage = ({ data }) => this.hear(data)
    this.worker.onerror = () => this.stop("The measurement could not be started. Reload the page and try again.")
    /** @type {Wish} */
    const wish = {
      runtime: {
        module: this.url(`${runtime}/ort.wasm.min.mjs`),
        mjs: this.url(`${runtime}/ort-wasm-simd-threaded.mjs`),
        wasm: this.url(`${runtime}/ort-wasm-simd-threaded.wasm`),
      },
      variants: variants.map((name, index) => ({ name, model: at(`${index}.onnx`), pictures: at(`${index}.f32`) })),
      latents: at("z.f32"),
      batches, rounds, budgetMs, latentDim, numClasses, numPictures,
    }
    this.worker.postMessage(wish)
    this.start.textContent = "Cancel"
    this.bar.hidden = false
    this.tell(0, "Downloading the runtime…")
    this.node.dataset.state = "measuring"
  }

  /** @param {Heard} heard from the worker */
  hear({ share = 0, words = "", found, error }) {
    if (error) return this.stop(error)
    if (!found) return this.tell(share, words)
    const { hardwareConcurrency, userAgent } = navigator
    this.component.setStateValue("measured", { ...found, cores: hardwareConcurrency || 0, agent: userAgent, number: Date.now() })
    this.stop("")
    this.node.dataset.state = "measured"
  }

  /**
   * @param {number} share
   * @param {string} words
   */
  tell(share, words) {
    this.bar.value = share
    this.words.textContent = words
  }

  /** @param {string} words */
  stop(words) {
    this.worker?.terminate()
    this.worker = null
    this.start.textContent = "Measure in this browser"
    this.bar.hidden = true
    this.words.textContent = words
    this.node.dataset.state = words ? "stopped" : ""
  }

  close() {
    this.worker?.terminate()
    this.node.remove()
  }
}
