// A curve that never grows beyond a few hundred points: when it is full, neighbours become their mean.

const MOST = 400

/** Values by step, evenly thinned. */
export class Curve {
  /** @param {number} width how many values a point has */
  constructor(width) {
    this.width = width
    /** @type {number[][]} [step, ...values] */
    this.points = []
    this.bucket = 1
    /** @type {number[][]} */
    this.waiting = []
  }

  /** @param {number} step @param {number[]} values */
  add(step, values) {
    this.waiting.push([step, ...values])
    if (this.waiting.length < this.bucket) return
    this.points.push(averaged(this.waiting))
    this.waiting = []
    if (this.points.length < MOST) return
    const [old, half] = [this.points, /** @type {number[][]} */ ([])]
    for (let i = 0; i + 1 < old.length; i += 2) half.push(averaged([old[i], old[i + 1]]))
    this.points = half
    this.bucket *= 2
  }

  /** Forget what lies after a step. @param {number} step */
  cut(step) {
    this.points = this.points.filter(([at]) => at <= step)
    this.waiting = []
  }

  /** All points in one array, `width` + 1 numbers each. */
  packed() {
    return Float32Array.from(this.points.flat())
  }
}

/** @param {number[][]} rows @returns {number[]} the last step, and the means */
function averaged(rows) {
  const out = [rows[rows.length - 1][0]]
  for (let c = 1; c < rows[0].length; c++) out.push(rows.reduce((sum, row) => sum + row[c], 0) / rows.length)
  return out
}
