// The numbers of a figure: read out of its tables, written for one step.
import { all } from "../page.js"

/** @param {HTMLTableRowElement} row */
const texts = row => Array.from(row.cells, cell => cell.textContent)

export class Numbers {
  /** @param {HTMLElement} figure */
  constructor(figure) {
    /** @type {NodeListOf<HTMLTableElement>} */
    const tables = figure.querySelectorAll(".film__run")
    this.said = Array.from(tables, table => texts(table.rows[0]).slice(1, 1 + Number(table.dataset.says))) // what is spoken of a step
    this.tables = Array.from(tables, table =>
      Array.from(table.tBodies[0].rows, row => ({
        step: Number(row.dataset.step ?? texts(row)[0]),
        cells: texts(row),
        after: row.dataset.after?.split("|") ?? [],
      })),
    )
    this.labels = all(figure, ".film__run [data-step] > th").map(head => head.textContent) // of frames that are not steps
    this.steps = [...new Set(this.tables.flat().map(row => row.step))].sort((a, b) => a - b)
    // Without a picture of a step, the last before it.
    this.pictures = this.tables.map(rows => this.steps.map(step => rows.findLastIndex(row => row.step <= step)))
    this.stops = all(figure, "[data-stop]").map(({ dataset, title, style }) => {
      const frame = Number(dataset.stop)
      style.setProperty("--at", String(frame / (this.steps.length - 1)))
      return { frame, title }
    })
    this.slots = all(figure, "[data-now], [data-next]")
  }

  /** @param {number} table @param {number} index */
  row(table, index) {
    return this.tables[table][this.pictures[table][index]]
  }

  /** @param {number} index */
  label(index) {
    return this.labels[index] ?? `step ${this.steps[index]}`
  }

  /** @param {number} index */
  words(index) {
    const stop = this.stops.find(({ frame }) => frame === index)
    const measured = this.said.map((names, table) => names.map((name, i) => `${name} ${this.row(table, index).cells[i + 1]}`).join(", "))
    return `${this.label(index)}, ${measured.join(" and ")}${stop ? `: ${stop.title}` : ""}`
  }

  /** @param {number} step */
  nearest(step) {
    const far = this.steps.map(each => Math.abs(each - step))
    return far.indexOf(Math.min(...far))
  }

  /** @param {number} index */
  write(index) {
    for (const slot of this.slots) {
      const { now, next, signed } = slot.dataset
      const row = this.row(Number(slot.closest("[data-table]")?.getAttribute("data-table")), index)
      const text = next ? (row.after[Number(next)] ?? "") : row.cells[Number(now)]
      slot.textContent = signed !== undefined && text.startsWith("−") ? `(${text})` : text
    }
  }
}
