// What the user made, by the name of the element: an element that Streamlit mounts anew goes on where it was.

/** @template Value */
export class Memory {
  /** @type {Map<string, Value>} */
  kept = new Map()

  /** @param {number} most as many are kept, the latest ones */
  constructor(most) {
    this.most = most
  }

  /** @param {string} id */
  get(id) {
    return this.kept.get(id)
  }

  /**
   * @param {string} id
   * @param {Value} value
   */
  set(id, value) {
    this.kept.delete(id)
    this.kept.set(id, value)
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= this.most) break
      this.kept.delete(oldest)
    }
    return value
  }
}
