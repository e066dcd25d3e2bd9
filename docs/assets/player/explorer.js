// Two sliders over one film of all runs. They wait until it is there, which is fetched when it is asked for.
import { all, find, onTheme } from "../page.js"
import { listen } from "./listen.js"
import { Playback } from "./playback.js"

/** A number as it is written for readers, such as 1.2 × 10⁸. @param {string} text */
const value = text =>
  Number(text.replace(/,/g, "").replace(/\s*×\s*10(.+)/, (_, power) => `e${[...power].map(sign => "⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(sign)).join("")}`))

/** @param {HTMLElement} figure */
function explore(figure) {
  const rate = find(figure, "[name=rate]", HTMLInputElement)
  const step = find(figure, "[name=step]", HTMLInputElement)
  const labels = all(figure, ".film__step b")
  const turns = all(figure, ".film__turn")
  const waiting = all(figure, ".film__desk :is(input, button)")
  const verdict = find(figure, ".film__verdict span", HTMLElement)
  const hear = find(figure, ".film__listen", HTMLElement)
  const said = find(figure, ".film__said", HTMLElement)
  const dot = find(figure, "circle", SVGCircleElement)
  const points = dot.dataset.points?.trim().split(" ") ?? []
  const button = find(figure, ".film__load", HTMLButtonElement)
  const words = find(button, "span", HTMLElement)
  const offer = words.textContent
  const columns = Number(step.max) + 1
  const { best, rates = "", rows = "", sides = "", verdicts = "" } = figure.dataset
  const numbers = rows.split(";").map(row => row.split("|"))
  const runs = rates.split(" ").map((lr, r) => ({
    lr,
    losses: numbers.slice(r * columns, (r + 1) * columns).map(([loss]) => value(loss)),
    sides: [...sides.split(",")[r]].map(Number),
    verdict: verdicts.split("|")[r],
  }))
  const readouts = all(figure, "[data-now]")
  let hush = () => {}

  const write = () => {
    const { state, shown } = playback
    const ready = state === "paused"
    figure.dataset.state = state
    if (shown >= 0) figure.dataset.step = `${Math.floor(shown / columns)}/${shown % columns}`
    figure.classList.toggle("film--live", ready)
    for (const control of waiting) control.toggleAttribute("disabled", !ready)
    button.hidden = ready
    words.textContent = { loading: "Loading …", failed: "Try again" }[state] ?? offer
    said.textContent = { failed: "The explorer could not be loaded." }[state] ?? ""
    said.classList.toggle("film__said--seen", state === "failed")
  }
  const enter = () => new Playback(figure, points.length * columns - 1, 0, write)
  let playback = enter()

  const show = () => {
    const [r, t] = [rate.valueAsNumber, step.valueAsNumber]
    const row = numbers[r * columns + t]
    const { lr, verdict: goes } = runs[r]
    const [cx, cy] = points[r].split(",")
    dot.setAttribute("cx", cx)
    dot.setAttribute("cy", cy)
    labels[0].textContent = lr
    labels[1].textContent = `${t}`
    for (const [i, readout] of readouts.entries()) readout.textContent = row[i]
    verdict.textContent = goes
    rate.ariaValueText = `learning rate ${lr}: the run ${goes}; loss ${row[0]} at step ${t}`
    step.ariaValueText = `step ${t}, loss ${row[0]}`
    return playback.go(r * columns + t)
  }

  const load = async () => {
    const pressed = document.activeElement === button
    playback = enter()
    playback.to("loading")
    await show()
    if (pressed && playback.state === "paused") rate.focus()
  }

  const listening = (on = true) => {
    const { losses, sides } = runs[rate.valueAsNumber]
    hush()
    hush = on ? listen(losses, sides, Number(best)) : () => {}
    hear.ariaPressed = String(on)
  }
  const isOn = () => hear.ariaPressed === "true"

  write()
  button.onclick = load
  button.disabled = false // a press that comes before would be lost
  hear.onclick = () => listening(!isOn())
  figure.onkeydown = ({ key }) => {
    if (key === "Escape") listening(false) // and nothing is returned: false would take the arrow keys from the sliders
  }
  /** @param {HTMLInputElement} slider */
  const change = slider => {
    if (slider === rate && isOn()) listening()
    return show()
  }
  step.oninput = () => change(step)
  rate.oninput = () => change(rate)
  for (const turn of turns)
    turn.onclick = async () => {
      const slider = turn.dataset.turn === "rate" ? rate : step
      slider.valueAsNumber += Number(turn.dataset.by)
      await change(slider)
      said.textContent = slider.ariaValueText
    }
  const observer = onTheme(() => playback.state === "paused" && playback.dress())
  return () => {
    observer.disconnect()
    listening(false)
    playback.destroy()
  }
}

customElements.define(
  "sgd-explorer",
  class extends HTMLElement {
    connectedCallback() {
      const figure = this.closest("figure")
      if (figure) this.leave = explore(figure)
    }

    disconnectedCallback() {
      this.leave?.()
    }
  },
)
