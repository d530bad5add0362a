// What moves under the finger stands behind the # of the address: it costs no request, and a copied link carries it.
// Streamlit drops it when a rerun changes the rest of the address, so it is written again after each.

const kept = new URLSearchParams(location.hash.slice(1))

export class Address {
  later = 0

  /** @param {string} name of the view */
  constructor(name) {
    this.name = name
  }

  /**
   * The numbers that the link carried for this view; null when there are none that make sense.
   * @param {number} count
   */
  numbers(count) {
    const found = (kept.get(this.name) ?? "").split(",").map(Number)
    return found.length === count && found.every(Number.isFinite) && kept.get(this.name) ? found : null
  }

  /**
   * A place on a plane that the link carried, as shares.
   * @returns {import("../../../gan_core/web/latent_plane.js").Point | undefined}
   */
  place() {
    const found = this.numbers(2)
    return found ? [found[0], found[1]] : undefined
  }

  /** @param {number[]} numbers */
  put(numbers) {
    kept.set(this.name, numbers.map((number) => Number(number.toFixed(3))).join(","))
    this.write()
  }

  /** Now, and once more when Streamlit has put its own part of a rerun into the address. */
  write() {
    this.restore()
    clearTimeout(this.later)
    this.later = setTimeout(() => this.restore(), 250)
  }

  restore() {
    const words = [...kept].map(([name, value]) => `${name}=${value}`).join("&")
    if (words && location.hash.slice(1) !== words) history.replaceState(history.state, "", `#${words}`)
  }

  forget() {
    clearTimeout(this.later)
    kept.delete(this.name)
  }
}
