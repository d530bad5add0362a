// The curves as this browser holds them: shared x columns and one column of values (or null) a curve.

/** @typedef {"step" | "images" | "seconds"} Axis */
/** @typedef {Record<string, (number | null)[]>} Values a column for each curve, as long as the axes */
/** @typedef {Record<Axis, number[]> & { values: Values }} Columns */
/**
 * New rows: with `reset` they are all there are; `last` is the number of the last one.
 * @typedef {Columns & { last: number, reset: boolean }} Rows
 */
/**
 * One curve without its gaps.
 * @typedef {{ step: number[], x: number[], y: number[] }} Curve
 */

const MAX_ROWS = 1000
const UPDATES = "updates"
/** @type {Axis[]} */
const AXES = ["step", "images", "seconds"]

export class Series {
  /** @type {number[]} */
  step = []
  /** @type {number[]} */
  images = []
  /** @type {number[]} */
  seconds = []
  /** @type {Values} */
  values = {}
  last = 0
  changes = 0
  points = false // whether the run makes points and no pictures

  clear() {
    this.step = []
    this.images = []
    this.seconds = []
    this.values = {}
    this.last = 0
    this.changes += 1
  }

  /** @param {Rows} rows */
  take(rows) {
    if (rows.reset) this.clear()
    this.last = rows.last
    if (!rows.step.length) return
    const before = this.step.length
    for (const axis of AXES) this[axis].push(...rows[axis])
    for (const [name, column] of Object.entries(rows.values)) {
      this.values[name] ??= new Array(before).fill(null)
      this.values[name].push(...column)
    }
    for (const column of Object.values(this.values)) while (column.length < this.step.length) column.push(null)
    this.changes += 1
  }

  /** Too long to be drawn quickly: the server will send the whole anew, thinned. */
  get full() {
    return this.step.length > MAX_ROWS
  }

  get names() {
    return Object.keys(this.values).filter((name) => name !== UPDATES)
  }

  /** Whether there were updates of D or G alone: the axis of steps then counts them too. */
  get hasHalfSteps() {
    return UPDATES in this.values
  }

  /**
   * Whether a curve has the two points that a line needs.
   * @param {string} name
   */
  isLine(name) {
    const column = this.values[name] ?? []
    const first = column.findIndex((each) => each !== null)
    return first >= 0 && column.findLastIndex((each) => each !== null) > first
  }

  /** @param {string} name */
  latest(name) {
    return this.values[name]?.findLast((each) => each !== null) ?? null
  }
}

/**
 * `whole`, with the stretch that `detail` covers taken from there.
 * @param {Columns} whole
 * @param {Columns | null} detail
 * @returns {Columns}
 */
export function withDetail(whole, detail) {
  if (!detail?.step.length) return whole
  const first = detail.step[0]
  const last = detail.step[detail.step.length - 1]
  let from = whole.step.findIndex((step) => step >= first)
  if (from < 0) from = whole.step.length
  let to = whole.step.findIndex((step) => step > last)
  if (to < 0) to = whole.step.length
  /**
   * @template T
   * @param {T[]} column
   * @param {T[]} middle
   */
  const join = (column, middle) => [...column.slice(0, from), ...middle, ...column.slice(to)]
  /** @type {Columns} */
  const merged = { step: [], images: [], seconds: [], values: {} }
  for (const axis of AXES) merged[axis] = join(whole[axis], detail[axis])
  /** @type {null[]} */
  const none = new Array(detail.step.length).fill(null)
  for (const name of Object.keys(whole.values)) merged.values[name] = join(whole.values[name], detail.values[name] ?? none)
  return merged
}

/**
 * One curve without its gaps.
 * @param {Columns} series
 * @param {string} name
 * @param {Axis} axis
 */
export function curve(series, name, axis) {
  const column = series.values[name] ?? []
  /** @type {Curve} */
  const out = { step: [], x: [], y: [] }
  const x = places(series, axis)
  for (const [index, y] of column.entries()) {
    if (y === null) continue
    out.step.push(series.step[index])
    out.x.push(x[index])
    out.y.push(y)
  }
  return out
}

/**
 * Where rows stand on an axis: on that of steps, half-steps count as the rows say.
 * @param {Columns} series
 * @param {Axis} axis
 */
function places(series, axis) {
  const told = series.values[UPDATES]
  if (axis !== "step" || !told) return series[axis]
  let ahead = 0
  return series.step.map((step, index) => {
    ahead = (told[index] ?? step + ahead) - step
    return step + ahead
  })
}

/**
 * images/s between rows at least a quarter of a second apart.
 * @param {Columns} series
 * @param {Axis} axis
 */
export function speed(series, axis) {
  /** @type {Curve} */
  const out = { step: [], x: [], y: [] }
  for (let index = 1, before = 0; index < series.step.length; index++) {
    const passed = series.seconds[index] - series.seconds[before]
    if (passed < 0.25) continue
    out.step.push(series.step[index])
    out.x.push(series[axis][index])
    out.y.push((series.images[index] - series.images[before]) / passed)
    before = index
  }
  return out
}

/**
 * Exponential moving average with a half-life in steps, corrected for its start, so that it starts where the curve does.
 * @param {number[]} steps
 * @param {number[]} y
 * @param {number} halflife
 */
export function smooth(steps, y, halflife) {
  let mean = 0
  let weight = 0
  return y.map((each, index) => {
    const passed = index ? Math.max(steps[index] - steps[index - 1], 0.5) : 1
    const keep = 0.5 ** (passed / halflife)
    mean = keep * mean + (1 - keep) * each
    weight = keep * weight + (1 - keep)
    return mean / weight
  })
}
