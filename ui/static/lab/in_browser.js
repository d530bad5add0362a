// Measuring a ledger's variants in the reader's own browser: a button, how far it is, and what came of it to Python.
import { button, make } from "./keys.js"

export function mount(parent, component, url) {
  const bench = new Bench(parent, component, url)
  return { update: (next) => (bench.component = next), close: () => bench.close() }
}

class Bench {
  constructor(parent, component, url) {
    Object.assign(this, { component, url })
    this.node = make("div", "gan-lab gl-in-browser")
    this.start = button("Measure in this browser", () => (this.worker ? this.stop("Cancelled.") : this.measure()), "Some seconds for each batch size; leave the page alone meanwhile")
    this.bar = Object.assign(make("progress"), { max: 1, value: 0, hidden: true })
    this.words = make("span", "gl-lab-quiet")
    this.words.setAttribute("role", "status")
    const row = make("div", "gl-lab-bar")
    row.append(this.start, this.bar, this.words)
    this.node.append(row)
    parent.append(this.node)
  }

  measure() {
    const { run, version, runtime, variants, batches, rounds, budgetMs, latentDim, numClasses, numPictures } = this.component.data
    const at = (file) => this.url(`api/ledger/${run}/${file}`)
    try {
      this.worker = new Worker(this.url(`api/lab/js/${version}/in_browser_worker.js`), { type: "module" })
    } catch (error) {
      return this.stop(`This browser starts no worker: ${error.message}`)
    }
    this.worker.onmessage = ({ data }) => this.hear(data)
    this.worker.onerror = () => this.stop("The measuring could not be started here. Reload the page and try again.")
    this.worker.postMessage({
      runtime: Object.fromEntries(["ort.wasm.min.mjs", "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm"].map((file) => [file, this.url(`${runtime}/${file}`)])),
      variants: variants.map((name, index) => ({ name, model: at(`${index}.onnx`), pictures: at(`${index}.f32`) })),
      latents: at("z.f32"),
      batches, rounds, budgetMs, latentDim, numClasses, numPictures,
    })
    this.start.textContent = "Cancel"
    this.bar.hidden = false
    this.tell(0, "Fetching the runtime…")
    this.node.dataset.state = "measuring"
  }

  hear({ share, words, found, error }) {
    if (error) return this.stop(error)
    if (!found) return this.tell(share, words)
    const { hardwareConcurrency, userAgent } = navigator
    this.component.setStateValue("measured", { ...found, cores: hardwareConcurrency || 0, agent: userAgent, number: Date.now() })
    this.stop("")
    this.node.dataset.state = "measured"
  }

  tell(share, words) {
    this.bar.value = share
    this.words.textContent = words
  }

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
