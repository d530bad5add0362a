// Points from a table that somebody pastes or drops: two columns of numbers, whatever stands between and above them.
import { VIEW } from "./data.js"

const MOST_ROWS = 20000
const MARGIN = 0.8

/**
 * The first two columns of numbers, moved and scaled alike into the view.
 * @param {string} text @returns {{ points: Float32Array, rows: number, skipped: number } | { problem: string }}
 */
export function readTable(text) {
  const lines = text.split(/\r?\n/).filter((line) => line.trim())
  if (!lines.length) return { problem: "The table is empty: paste lines with two numbers each." }
  const semicolons = lines.some((line) => line.includes(";"))
  const split = semicolons ? /;/ : /[,\t ]+/
  /** @type {number[][]} */
  const rows = []
  let skipped = 0
  for (const line of lines.slice(0, MOST_ROWS)) {
    const numbers = line
      .trim()
      .split(split)
      .map((cell) => cell.trim().replace(/^"|"$/g, ""))
      .map((cell) => (semicolons ? cell.replace(",", ".") : cell))
      .map((cell) => (cell === "" ? NaN : Number(cell)))
      .filter(Number.isFinite)
    if (numbers.length >= 2) rows.push([numbers[0], numbers[1]])
    else skipped++
  }
  if (rows.length < 2) return { problem: "At least two lines with two numbers each are needed: 1.5, 2.5" }
  const middle = [0, 1].map((c) => (Math.min(...rows.map((row) => row[c])) + Math.max(...rows.map((row) => row[c]))) / 2)
  const reach = Math.max(...rows.map((row) => Math.max(Math.abs(row[0] - middle[0]), Math.abs(row[1] - middle[1]))))
  if (!(reach > 0)) return { problem: "All points are the same: at least two different ones are needed." }
  const scale = (MARGIN * VIEW) / reach
  const points = Float32Array.from(rows.flatMap((row) => [(row[0] - middle[0]) * scale, (row[1] - middle[1]) * scale]))
  return { points, rows: rows.length, skipped }
}
