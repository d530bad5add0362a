// A click on a column's head sorts by it; another click turns the order round.

/**
 * What a row is sorted by, as a number and as words.
 * @param {HTMLTableRowElement} row
 * @param {number} column
 */
const value = (row, column) => row.cells[column].dataset.value ?? row.cells[column].textContent ?? ""

/** @param {HTMLTableCellElement} head */
function sortBy(head) {
  const body = head.closest("table")?.tBodies[0], column = head.cellIndex
  if (!body) return
  const down = head.dataset.down !== "yes", rows = [...body.rows]
  head.dataset.down = down ? "yes" : "no"
  rows.sort((one, other) => {
    const [a, b] = [value(one, column), value(other, column)]
    return (down ? 1 : -1) * (Number(a) - Number(b) || a.localeCompare(b))
  })
  body.append(...rows)
}

for (const head of /** @type {NodeListOf<HTMLTableCellElement>} */ (document.querySelectorAll("table.sorts thead th")))
  head.onclick = () => sortBy(head)
