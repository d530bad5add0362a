// The line below a view: who draws, and what a picture costs.
const KEPT = 60, EVERY = 250

export class Gauge {
  constructor() {
    this.node = document.createElement("p")
    this.node.className = "gl-lab-gauge"
    this.costs = []
    this.told = 0
    this.words = "Waking the model…"
    this.show()
  }

  uses(decoder) {
    this.words = `Drawn ${decoder.words}`
    this.node.dataset.backend = decoder.name
    this.costs = []
    this.show()
  }

  add({ ms }) {
    this.costs.push(ms)
    if (this.costs.length > KEPT) this.costs.shift()
    const now = performance.now()
    if (now - this.told > EVERY) this.show(now)
  }

  show(now = performance.now()) {
    this.told = now
    const sorted = [...this.costs].sort((a, b) => a - b), middle = sorted[Math.floor(sorted.length / 2)]
    this.node.textContent = middle === undefined ? this.words : `${this.words} · ${middle.toFixed(middle < 10 ? 1 : 0)} ms a picture`
    if (middle !== undefined) this.node.dataset.milliseconds = middle.toFixed(2)
  }
}
