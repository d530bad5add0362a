// Beside a map: the picture of a place, and the real picture of a dot with what the model makes of it.
import { make } from "./keys.js"
import { latest } from "./latest.js"
import { crisp, paint } from "./pixels.js"

export class Panel {
  constructor(lab) {
    const { size } = lab.data.shape
    Object.assign(this, { lab, size })
    this.here = this.figure("Here")
    this.real = this.figure("Real picture")
    this.again = this.figure("Its reconstruction")
    this.node = make("div", "gl-map-panel")
    this.node.append(this.here.node, this.real.node, this.again.node)
    const draws = (figure) =>
      latest(
        lab.decoder,
        (found) => {
          paint(figure.canvas, found.rgba, 0, size)
          figure.node.dataset.frames = String(Number(figure.node.dataset.frames ?? 0) + 1)
          lab.drawn(found)
        },
        (error) => lab.say(error.message),
      )
    this.drawHere = draws(this.here)
    this.drawAgain = draws(this.again)
  }

  figure(title) {
    const node = make("figure", "gl-map-figure"), canvas = crisp(this.size, this.size, "gw-big")
    const words = make("span", "gl-lab-quiet")
    canvas.setAttribute("role", "img")
    canvas.setAttribute("aria-label", title)
    const caption = make("figcaption", "", title)
    node.append(canvas, caption, words)
    return { node, canvas, words }
  }

  /** Which of the three there can be. */
  offer(places, dots) {
    this.here.node.hidden = !places
    this.real.node.hidden = this.again.node.hidden = !dots
    for (const { canvas, words } of [this.real, this.again]) {
      canvas.getContext("2d").clearRect(0, 0, this.size, this.size)
      words.textContent = ""
    }
    this.real.words.textContent = "point at a dot"
  }

  place(z, y, words) {
    this.drawHere.wish(z, y)
    this.here.words.textContent = words
  }

  /** Picture `index` of the sheet `pictures`, and the latent its encoder gave. */
  dot(pictures, index, columns, mu, y, name) {
    const { size } = this, pen = this.real.canvas.getContext("2d")
    pen.drawImage(pictures, (index % columns) * size, Math.floor(index / columns) * size, size, size, 0, 0, size, size)
    this.real.words.textContent = name
    this.real.node.dataset.index = String(index)
    this.again.words.textContent = `from mu, ${Math.hypot(...mu).toFixed(1)} long`
    this.drawAgain.wish(mu, y)
  }

  close() {
    this.drawHere.close()
    this.drawAgain.close()
  }
}
