// A click on a column's head sorts by it; another click turns the order round.
for (const head of document.querySelectorAll("table.sorts thead th"))
  head.onclick = () => {
    const rows = [...head.closest("table").tBodies[0].rows]
    const value = (row) => row.cells[head.cellIndex].dataset.value ?? row.cells[head.cellIndex].textContent
    const down = head.dataset.down !== "yes"
    head.dataset.down = down ? "yes" : "no"
    rows.sort((a, b) => (down ? 1 : -1) * (value(a) - value(b) || value(a).localeCompare(value(b))))
    head.closest("table").tBodies[0].append(...rows)
  }
