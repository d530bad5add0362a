// A recorded run, played over and over: says the same things as the feed of a live one, at the recorded times.

const TICK_MS = 250
const REST_SECONDS = 3

export class ReplayFeed {
  constructor(name, url, hear) {
    this.url = (file) => url(`api/replay/${name}${file}`)
    this.hear = hear
    this.closed = false
    this.onVisible = () => this.schedule()
    document.addEventListener("visibilitychange", this.onVisible)
    this.start()
  }

  async start() {
    try {
      const answer = await fetch(this.url(""))
      this.recording = await answer.json()
      if (this.closed) return
      if (!answer.ok) return this.hear.gone(this.recording.error)
      this.begin()
    } catch {
      if (!this.closed) this.timer = setTimeout(() => this.start(), 3000)
    }
  }

  begin() {
    this.clock = 0
    this.before = performance.now()
    this.told = { rows: 0, pictures: 0 }
    this.fresh = true
    this.tick()
  }

  schedule() {
    clearTimeout(this.timer)
    this.before = performance.now()
    if (!this.closed && !document.hidden && this.recording) this.timer = setTimeout(() => this.tick(), TICK_MS)
  }

  tick() {
    const now = performance.now()
    this.clock += Math.min(1, (now - this.before) / 1000)
    if (this.clock > this.recording.seconds + REST_SECONDS) return this.begin()
    this.say()
    this.schedule()
  }

  say() {
    const { rows, pictures, title, seconds } = this.recording
    const until = upTo(rows.at, this.clock)
    const part = (column) => column.slice(this.told.rows, until)
    const values = Object.fromEntries(Object.entries(rows.values).map(([name, column]) => [name, part(column)]))
    const shown = upTo(pictures.map((each) => each.at), this.clock)
    const kinds = {}
    for (const { name, step, id } of pictures.slice(this.told.pictures, shown)) {
      const kind = (kinds[name] ??= { id: [], step: [], last: [0, 0] })
      kind.id.push(id - kind.last[0])
      kind.step.push(step - kind.last[1])
      kind.last = [id, step]
    }
    const last = Math.max(0, until - 1)
    const share = Math.min(1, this.clock / seconds)
    const pace = rows.seconds.at(-1) / seconds
    this.hear.news({
      status: { state: "recording", note: title, step: rows.step[last], images: rows.images[last], seconds: rows.seconds[last],
        images_per_second: rows.images[last] / Math.max(0.1, this.clock * pace), share, seconds_left: null },
      rows: { last: until, reset: this.fresh, step: part(rows.step), images: part(rows.images), seconds: part(rows.seconds), values },
      pictures: { reset: this.fresh, kinds },
      kinds: kindsOf(this.recording.kinds, this.clock),
      facts: {},
      log: [],
    })
    this.told = { rows: until, pictures: shown }
    this.fresh = false
  }

  startOver() {}

  wake() {}

  pictureUrl(kind, frame) {
    return this.url(`/${this.recording.pictures.find((each) => each.id === frame.id).file}`)
  }

  async window() {
    return null
  }

  close() {
    this.closed = true
    clearTimeout(this.timer)
    document.removeEventListener("visibilitychange", this.onVisible)
  }
}

function kindsOf({ rows, names, num_images: number, reader }, clock) {
  const seen = rows.findLast((each) => each.at <= clock && clock <= 2 * each.at + 0.5) // older ones say nothing of now
  return seen ? { names, number, reader, ...seen } : null
}

function upTo(times, now) {
  const index = times.findIndex((each) => each > now)
  return index < 0 ? times.length : index
}
