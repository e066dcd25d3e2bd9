// Two sliders over every step of sixty runs, whose numbers are in the page: four plots are drawn from the row that they ask for.
import { all, find } from "./page.js"
import { listen } from "./listen.js"

/** @typedef {[x: number, y: number]} Place in the units of its plot, where y grows downwards, and losses are in powers of ten */

const ENDS = [-1, 1] // of the line, in x
const OFF = "off the picture"
const PACE = 120 // ms a step, where the run goes by itself
const FAR = 1000 // a path that has come so far has left for good, and is not drawn to its end

/** A number as it is written for readers, such as −1.2 × 10⁸. @param {string} text */
const value = text =>
  Number(
    text
      .replace("−", "-")
      .replace(/,/g, "")
      .replace(/\s*×\s*10(.+)/, (_, power) => `e${[...power].map(sign => "⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(sign)).join("")}`),
  )

/** @param {Place[]} places */
const curve = places => `M${places.map(place => place.join(" ")).join("L")}`

/** Each as a line of no length, which round ends make a dot. @param {Place[]} places */
const dots = places => places.map(place => `M${place.join(" ")}h0`).join("")

/** @param {Place} place */
const isFar = place => place.some(part => Math.abs(part) > FAR)

/** @param {Place[]} path */
const seen = path => path.slice(0, path.findIndex(isFar) + 1 || path.length)

/** The places of which a path is made. @param {SVGPathElement} path @returns {Place[]} */
const placesOf = path => Array.from((path.getAttribute("d") ?? "").matchAll(/M(\S+) (\S+?)h/g), ([, x, y]) => [Number(x), Number(y)])

/** @param {HTMLElement} figure */
function explore(figure) {
  const rate = find(figure, "[name=rate]", HTMLInputElement)
  const step = find(figure, "[name=step]", HTMLInputElement)
  const verdict = find(figure, ".film__verdict span", HTMLElement)
  const hear = find(figure, ".film__listen", HTMLElement)
  const said = find(figure, ".film__said", HTMLElement)
  const readouts = all(figure, "[data-now]")
  const level = find(figure, ".film__level", SVGCircleElement)
  const valued = find(figure, ".film__value", SVGTextElement)
  const go = find(figure, ".film__go", HTMLElement)
  const points = placesOf(find(figure, ".film__points", SVGPathElement))
  const columns = Number(step.max) + 1
  const { best, rates = "", rows = "", sides = "", verdicts = "" } = figure.dataset
  const lines = rows.split(";")
  /** The numbers of a run at a step; to read all at once would keep the page waiting. @param {number} r @param {number} t */
  const numbers = (r, t) => lines[r * columns + t].split("|")
  const runs = rates.split(" ").map((lr, r) => ({
    lr,
    rows: () => Array.from({ length: columns }, (_, t) => numbers(r, t)),
    /** @param {number} t */
    height: t => -Math.log10(value(numbers(r, t)[0])),
    sides: [...sides.split(",")[r]].map(Number),
    verdict: verdicts.split("|")[r],
  }))
  let hush = () => {}
  let going = 0

  /** @param {string} name @param {string} shape */
  const draw = (name, shape) => find(figure, `[data-draw=${name}]`, SVGPathElement).setAttribute("d", shape)

  /** Words in a plot from which something is missing. @param {string} name @param {string} words */
  const tell = (name, words) => {
    const text = find(figure, `[data-off=${name}]`, SVGTextElement)
    text.textContent = words
    return text
  }

  /** What is beyond the edge of its plot is shown at the edge, and said there. @param {string} name @param {Place} place @param {string} words */
  const mark = (name, [left, top], words) => {
    const { x, y, width, height } = find(figure, `svg:has(> [data-draw=${name}])`, SVGSVGElement).viewBox.baseVal
    const [at, under] = [Math.max(x, Math.min(left, x + width)), Math.max(y, Math.min(top, y + height))]
    draw(name, dots([[at, under]]))
    const text = tell(name, at === left && under === top ? "" : words)
    const [across, down] = [(at - x) / width, (under - y) / height]
    text.setAttribute("x", `${100 * across}%`)
    text.setAttribute("y", `${100 * down}%`)
    text.setAttribute("dx", across > 0.5 ? "-0.9em" : "0.9em")
    text.setAttribute("dy", down > 0.5 ? "-0.4em" : "2.4em")
    text.setAttribute("text-anchor", across > 0.5 ? "end" : "start")
    return text
  }

  /** Whether a line is seen among the points. @param {Place[]} ends */
  const passes = ends => {
    const { y, height } = find(figure, ".film__plot--line svg svg", SVGSVGElement).viewBox.baseVal
    return ends.some(([, end]) => end > y) && ends.some(([, end]) => end < y + height)
  }

  /** The ring of the present loss, with its value at its right. @param {number} radius @param {string} loss */
  const ring = (radius, loss) => {
    const { a, b, c, d, e, f } = level.transform.baseVal[0].matrix // from a circle to a ring
    const { x, y, width, height } = find(figure, ".film__plot--valley svg svg", SVGSVGElement).viewBox.baseVal
    const wide = Math.hypot(a, c)
    const right = (e + radius * wide - x) / width
    level.setAttribute("r", `${radius}`)
    valued.textContent = right < 0.86 ? `loss ${loss}` : ""
    valued.setAttribute("x", `${100 * right}%`)
    valued.setAttribute("y", `${(100 * (f + (radius * (a * b + c * d)) / wide - y)) / height}%`)
  }

  const show = () => {
    const [r, t] = [rate.valueAsNumber, step.valueAsNumber]
    const { lr, rows, verdict: goes } = runs[r]
    const its = rows()
    const row = its[t]
    const losses = its.map(([loss]) => value(loss))
    const path = its.map(([, slope, intercept]) => /** @type {Place} */ ([value(slope), -value(intercept)]))
    const falls = losses.map((loss, step) => /** @type {Place} */ ([step, -Math.log10(loss)]))
    const [slope, under] = path[t]
    const walked = seen(path.slice(0, t + 1))

    draw("way", curve(seen(path)))
    draw("path", curve(walked))
    draw("move", curve(walked.slice(-2)))
    draw("steps", dots(walked))
    mark("place", path[t], OFF)
    ring(Math.sqrt(Math.min(Math.max(losses[t] - Number(best), 0), FAR)), row[0])
    const near = !isFar(path[t])
    const ends = ENDS.map(x => /** @type {Place} */ ([x, under - slope * x]))
    draw("line", near ? curve(ends) : "")
    tell("line", passes(ends) ? "" : `the line is ${OFF}`)
    draw("misses", near ? points.map(([x, y]) => `M${x} ${y}V${under - slope * x}`).join("") : "")
    draw("run", curve(falls))
    draw("losses", curve(falls.slice(0, t + 1)))
    draw("falls", dots(falls.slice(0, t + 1)))
    mark("loss", falls[t], `loss ${row[0]}`)
    draw("rates", curve(runs.map(({ lr, height }) => [Number(lr), height(t)])))
    const above = mark("end", [Number(lr), falls[t][1]], "above 100")
    above.setAttribute("x", "100%") // beside the dot it would lie on the line of the limit
    above.setAttribute("dx", "0")

    figure.dataset.step = `${r}/${t}`
    for (const label of all(figure, "b[data-rate]")) label.textContent = lr
    for (const label of all(figure, "b[data-step]")) label.textContent = `${t}`
    for (const [i, readout] of readouts.entries()) readout.textContent = row[i]
    verdict.textContent = goes
    rate.ariaValueText = `learning rate ${lr}: the run ${goes}; loss ${row[0]} at step ${t}`
    step.ariaValueText = `step ${t}, loss ${row[0]}`
  }

  const listening = (on = true) => {
    const { rows, sides } = runs[rate.valueAsNumber]
    const losses = rows().map(([loss]) => value(loss))
    hush()
    hush = on ? listen(losses, sides, Number(best)) : () => {}
    hear.ariaPressed = String(on)
  }
  const isOn = () => hear.ariaPressed === "true"

  const stand = () => {
    clearInterval(going)
    going = 0
    go.textContent = "Run"
  }
  const run = () => {
    if (going) return stand()
    if (step.value === step.max) step.value = "0"
    go.textContent = "Stop"
    going = setInterval(() => {
      step.stepUp()
      show()
      if (step.value !== step.max) return
      stand()
      said.textContent = step.ariaValueText
    }, PACE)
  }

  go.onclick = run
  hear.onclick = () => listening(!isOn())
  figure.onkeydown = ({ key }) => {
    if (key === "Escape") listening(false) // and nothing is returned: false would take the arrow keys from the sliders
  }
  step.oninput = () => {
    stand()
    show()
  }
  rate.oninput = () => {
    if (isOn()) listening()
    show()
  }
  for (const turn of all(figure, ".film__turn"))
    turn.onclick = () => {
      const slider = turn.dataset.turn === "rate" ? rate : step
      slider.valueAsNumber += Number(turn.dataset.by)
      slider.dispatchEvent(new Event("input"))
      said.textContent = slider.ariaValueText
    }
  show()
  return () => {
    listening(false)
    stand()
  }
}

class Explorer extends HTMLElement {
  connectedCallback() {
    const figure = this.closest("figure")
    if (figure) this.leave = explore(figure)
  }

  disconnectedCallback() {
    this.leave?.()
  }
}

// The page brings this script along, and so brings it again when readers come back to it without loading anew.
if (!customElements.get("sgd-explorer")) customElements.define("sgd-explorer", Explorer)
