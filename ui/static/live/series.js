// The curves as this browser holds them: shared x columns and one column of values (or null) a curve.

const MAX_ROWS = 1000
const UPDATES = "updates"
const AXES = ["step", "images", "seconds"]

export class Series {
  constructor() {
    this.clear()
  }

  clear() {
    this.step = []
    this.images = []
    this.seconds = []
    this.values = {}
    this.last = 0
    this.changes = (this.changes ?? 0) + 1
  }

  take(rows) {
    if (rows.reset) this.clear()
    this.last = rows.last
    if (!rows.step.length) return
    const before = this.step.length
    for (const axis of AXES) this[axis].push(...rows[axis])
    for (const [name, column] of Object.entries(rows.values)) {
      const known = (this.values[name] ??= new Array(before).fill(null))
      known.push(...column)
    }
    for (const column of Object.values(this.values)) while (column.length < this.step.length) column.push(null)
    this.changes += 1
  }

  // Too long to be drawn quickly: the server will send the whole anew, thinned.
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

  /** Whether a curve has the two points that a line needs. */
  isLine(name) {
    const column = this.values[name] ?? []
    const first = column.findIndex((each) => each !== null)
    return first >= 0 && column.findLastIndex((each) => each !== null) > first
  }

  latest(name) {
    return this.values[name]?.findLast((each) => each !== null) ?? null
  }
}

// `whole`, with the stretch that `detail` covers taken from there.
export function withDetail(whole, detail) {
  if (!detail?.step.length) return whole
  const first = detail.step[0]
  const last = detail.step.at(-1)
  let from = whole.step.findIndex((step) => step >= first)
  if (from < 0) from = whole.step.length
  let to = whole.step.findIndex((step) => step > last)
  if (to < 0) to = whole.step.length
  const join = (column, middle) => [...column.slice(0, from), ...middle, ...column.slice(to)]
  const merged = { values: {} }
  for (const axis of AXES) merged[axis] = join(whole[axis], detail[axis])
  const none = new Array(detail.step.length).fill(null)
  for (const name of Object.keys(whole.values)) merged.values[name] = join(whole.values[name], detail.values[name] ?? none)
  return merged
}

// One curve without its gaps: {step, x, y}.
export function curve(series, name, axis) {
  const column = series.values[name] ?? []
  const out = { step: [], x: [], y: [] }
  const x = places(series, axis)
  for (let index = 0; index < column.length; index++) {
    if (column[index] === null) continue
    out.step.push(series.step[index])
    out.x.push(x[index])
    out.y.push(column[index])
  }
  return out
}

// Where rows stand on an axis: on that of steps, half-steps count as the rows say.
function places(series, axis) {
  const told = series.values[UPDATES]
  if (axis !== "step" || !told) return series[axis]
  let ahead = 0
  return series.step.map((step, index) => {
    if (told[index] !== null) ahead = told[index] - step
    return step + ahead
  })
}

// images/s between rows at least a quarter of a second apart.
export function speed(series, axis) {
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

// Exponential moving average with a half-life in steps, corrected for its start, so that it starts where the curve does.
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
