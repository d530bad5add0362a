// What a visitor can span a plane with: three pictures, or two numbers of a latent. Both as a Plane takes them.

export const CORNERS = [[0, 0], [1, 0], [0, 1]] // where the three pictures lie, in the plane's own u and v
const BEYOND = 0.25, REACH = 3

/** Through three keys {z, y}. With `keep` latents stay as long as the keys are. */
export function ofPictures([a, b, c], keep) {
  const way = (from, to) => Array.from(to, (value, i) => value - from[i])
  const through = (part) => ({ origin: a[part], along: [way(a[part], b[part]), way(a[part], c[part])] })
  return {
    ...through("z"),
    y: a.y ? through("y") : null,
    low: [-BEYOND, -BEYOND],
    high: [1 + BEYOND, 1 + BEYOND],
    keep,
  }
}

/** The numbers `first` and `second` of the key's latent from -3 to 3; all others stay as they are. */
export function ofDimensions({ z, y }, first, second) {
  const axis = (dim) => Array.from(z, (_, i) => Number(i === dim))
  const still = y && Array.from(y, () => 0)
  return {
    origin: Array.from(z, (value, i) => (i === first || i === second ? 0 : value)),
    along: [axis(first), axis(second)],
    y: y ? { origin: y, along: [still, still] } : null,
    low: [-REACH, -REACH],
    high: [REACH, REACH],
  }
}
