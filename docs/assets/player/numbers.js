// The numbers of a figure: read out of its table, written for one step.
import { all, find } from "../page.js"

/** @param {HTMLTableRowElement} row */
const texts = row => Array.from(row.cells, cell => cell.textContent)

export class Numbers {
  /** @param {HTMLElement} figure */
  constructor(figure) {
    const table = find(figure, ".film__run", HTMLTableElement)
    this.said = texts(table.rows[0]).slice(1, 1 + Number(table.dataset.says)) // what is spoken of a step
    this.rows = Array.from(table.tBodies[0].rows, row => ({ cells: texts(row), after: row.dataset.after?.split("|") ?? [] }))
    this.labels = all(table, "[data-step] > th").map(head => head.textContent) // of frames that are not steps
    this.steps = Array.from(table.tBodies[0].rows, row => Number(row.dataset.step ?? texts(row)[0]))
    this.stops = all(figure, "[data-stop]").map(({ dataset, title, style }) => {
      const frame = Number(dataset.stop)
      style.setProperty("--at", String(frame / (this.steps.length - 1)))
      return { frame, title }
    })
    this.slots = all(figure, "[data-now], [data-next]")
  }

  /** @param {number} index */
  label(index) {
    return this.labels[index] ?? `step ${this.steps[index]}`
  }

  /** @param {number} index */
  words(index) {
    const stop = this.stops.find(({ frame }) => frame === index)
    const measured = this.said.map((name, i) => `${name} ${this.rows[index].cells[i + 1]}`)
    return `${this.label(index)}, ${measured.join(", ")}${stop ? `: ${stop.title}` : ""}`
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
      const { cells, after } = this.rows[index]
      const text = next ? (after[Number(next)] ?? "") : cells[Number(now)]
      const written = signed !== undefined && text.startsWith("−") ? `(${text})` : text
      if (slot.textContent !== written) slot.textContent = written // or else the browser styles it anew
    }
  }
}
