// Arrows: how long those of one picture are drawn, and one of them; where there is next to nothing to show, a dot.

/** A pull of this size is drawn as an arrow of full length at most: where G gets no gradient, arrows shrink to dots. */
const LEAST_PULL = 0.1

/**
 * How many pixels an arrow of size 1 is long: of six arrows, five are at most `pixels`. It depends on these arrows
 * alone, so that the same state is always drawn alike.
 * @param {Float32Array} arrows x and y in turns @param {number} pixels
 */
export function scaleOf(arrows, pixels) {
  const far = Float32Array.from({ length: arrows.length / 2 }, (_, i) => Math.hypot(arrows[2 * i], arrows[2 * i + 1])).sort()
  return pixels / Math.max(far[Math.floor(0.85 * far.length)] || 0, LEAST_PULL)
}

/** @param {CanvasRenderingContext2D} c @param {number} x @param {number} y @param {number} dx @param {number} dy @param {number} unit @param {number} most */
export function arrow(c, x, y, dx, dy, unit, most) {
  const far = Math.hypot(dx, dy)
  if (far > most) [dx, dy] = [(dx * most) / far, (dy * most) / far]
  if (far < 1.5 * unit) {
    c.beginPath()
    c.arc(x, y, 1.1 * unit, 0, 2 * Math.PI)
    c.fill()
    return
  }
  const long = Math.min(far, most)
  const [ux, uy] = [dx / long, dy / long]
  const head = Math.min(5 * unit, 0.6 * long)
  c.beginPath()
  c.moveTo(x, y)
  c.lineTo(x + dx - ux * head * 0.8, y + dy - uy * head * 0.8)
  c.stroke()
  c.beginPath()
  c.moveTo(x + dx, y + dy)
  c.lineTo(x + dx - ux * head - uy * head * 0.55, y + dy - uy * head + ux * head * 0.55)
  c.lineTo(x + dx - ux * head + uy * head * 0.55, y + dy - uy * head - ux * head * 0.55)
  c.closePath()
  c.fill()
}
