// Numbers and times as people read them.

/** @param {number} number */
export function count(number) {
  return Math.round(number).toLocaleString("en-GB")
}

/** @param {number} number */
export function short(number) {
  const size = Math.abs(number)
  if (size >= 1e6) return `${(number / 1e6).toFixed(1)}M`
  if (size >= 1e4) return `${(number / 1e3).toFixed(0)}k`
  if (size >= 1e3) return `${(number / 1e3).toFixed(1)}k`
  return size >= 10 || Number.isInteger(number) ? String(Math.round(number)) : number.toFixed(1)
}

/** @param {number} seconds */
export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds))
  /** @param {number} number */
  const two = (number) => String(number).padStart(2, "0")
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor(whole / 60) % 60
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`
}

/** @param {number | null | undefined} number */
export function value(number) {
  if (number === null || number === undefined) return "–"
  const size = Math.abs(number)
  if (size === 0) return "0"
  if (size < 1e-3) return number.toExponential(1)
  if (size >= 1e4) return short(number)
  if (size < 0.1) return String(Number(number.toPrecision(2))) // a learning rate of 0.0015 is not 0.002
  return size >= 100 ? number.toFixed(1) : size >= 1 ? number.toFixed(2) : number.toFixed(3)
}

/**
 * Two digits and a prefix, for a unit to follow: 0.0042 is "4.2 m".
 * @param {number} number
 */
export function metric(number) {
  const [factor, prefix] = number >= 1000 ? [1e-3, "k"] : number >= 1 || number === 0 ? [1, ""] : number >= 1e-4 ? [1e3, "m"] : [1e6, "µ"]
  const scaled = number * factor
  return `${scaled >= 10 ? scaled.toFixed(0) : scaled.toFixed(1)} ${prefix}`
}
