// Where D changes its mind.

/** @typedef {import("./theme.js").Theme} Theme */

/** The line where D cannot say: marching squares at one half. @param {CanvasRenderingContext2D} c @param {number} side @param {Uint8Array} heat @param {Theme} theme @param {number} [least] a cell whose values differ by less has no line */
export function border(c, side, heat, theme, least = 0) {
  const cells = Math.sqrt(heat.length)
  const cell = side / cells
  const level = 127.5
  c.beginPath()
  for (let row = 0; row + 1 < cells; row++) {
    for (let column = 0; column + 1 < cells; column++) {
      const at = row * cells + column
      const one = heat[at] < level
      if (one === heat[at + 1] < level && one === heat[at + cells + 1] < level && one === heat[at + cells] < level) continue
      const corners = [heat[at], heat[at + 1], heat[at + cells + 1], heat[at + cells]]
      if (Math.max(...corners) - Math.min(...corners) < least) continue
      const places = [[0, 0], [1, 0], [1, 1], [0, 1]]
      /** @type {number[][]} */
      const cuts = []
      for (let k = 0; k < 4; k++) {
        const [a, b] = [corners[k], corners[(k + 1) % 4]]
        if (a < level === b < level) continue
        const share = (level - a) / (b - a)
        const [[ax, ay], [bx, by]] = [places[k], places[(k + 1) % 4]]
        cuts.push([(column + 0.5 + ax + (bx - ax) * share) * cell, side - (row + 0.5 + ay + (by - ay) * share) * cell])
      }
      for (let k = 0; k + 1 < cuts.length; k += 2) {
        c.moveTo(cuts[k][0], cuts[k][1])
        c.lineTo(cuts[k + 1][0], cuts[k + 1][1])
      }
    }
  }
  c.strokeStyle = theme.quiet
  c.globalAlpha = 0.55
  c.lineWidth = 1
  c.stroke()
  c.globalAlpha = 1
}
