// Asks the server what is new, twice a second, one question at a time; less often when nothing can change.

const BUSY_MS = 500
const QUIET_MS = 3000
const PATIENCE_MS = 10000
const GOING = ["queued", "running", "paused"]

export class Feed {
  constructor(run, url, hear) {
    this.run = run
    this.url = url
    this.hear = hear
    this.seen = { epoch: "", after: 0, pictures_after: 0, log_after: 0 }
    this.delay = BUSY_MS
    this.asking = null
    this.timer = 0
    this.closed = false
    this.onVisible = () => this.wake()
    document.addEventListener("visibilitychange", this.onVisible)
    this.ask()
  }

  wake() {
    clearTimeout(this.timer)
    if (!document.hidden && !this.asking) this.ask()
  }

  // The next answer brings the whole of the curves again.
  startOver() {
    this.seen.after = 0
  }

  async ask() {
    if (this.closed || this.asking) return
    const asking = (this.asking = new AbortController())
    const giveUp = setTimeout(() => asking.abort(), PATIENCE_MS)
    try {
      const address = this.url(`api/runs/${this.run}/live?${new URLSearchParams(this.seen)}`)
      const answer = await fetch(address, { signal: asking.signal })
      const news = await answer.json()
      if (this.closed) return
      if (answer.ok) this.take(news)
      else this.refuse(news.error)
    } catch (error) {
      if (this.closed) return
      if (!(error instanceof TypeError || error.name === "AbortError" || error instanceof SyntaxError)) console.error(error)
      this.delay = QUIET_MS
      this.hear.away()
    } finally {
      clearTimeout(giveUp)
      this.asking = null
      if (!this.closed && !document.hidden) this.timer = setTimeout(() => this.ask(), this.delay)
    }
  }

  take(news) {
    const lines = news.log.length ? news.log.at(-1)[0] : this.seen.log_after
    this.seen = { epoch: news.epoch, after: news.rows.last, pictures_after: news.pictures.last, log_after: lines }
    this.delay = GOING.includes(news.status.state) ? BUSY_MS : QUIET_MS
    this.hear.news(news)
  }

  refuse(sentence) {
    this.seen = { epoch: "", after: 0, pictures_after: 0, log_after: this.seen.log_after }
    this.delay = QUIET_MS
    this.hear.gone(sentence)
  }

  // Frames of sample grids: the number in the address changes whenever a file is written anew.
  pictureUrl(kind, frame) {
    const file = `${kind}-${String(frame.step).padStart(9, "0")}.png`
    return this.url(`api/runs/${this.run}/pictures/${file}?v=${frame.id}`)
  }

  async window(from, to, axis) {
    const answer = await fetch(this.url(`api/runs/${this.run}/window?${new URLSearchParams({ from, to, axis })}`))
    return answer.ok ? answer.json() : null
  }

  close() {
    this.closed = true
    clearTimeout(this.timer)
    this.asking?.abort()
    document.removeEventListener("visibilitychange", this.onVisible)
  }
}
