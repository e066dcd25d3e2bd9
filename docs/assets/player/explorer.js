// Two sliders over one film of all runs, which is fetched when asked for.
import { all, find, onTheme } from "../page.js"
import { Playback } from "./playback.js"

/** @param {HTMLElement} figure */
function explore(figure) {
  const rate = find(figure, "[name=rate]", HTMLInputElement)
  const step = find(figure, "[name=step]", HTMLInputElement)
  const labels = all(figure, ".film__step b")
  const said = find(figure, ".film__said", HTMLElement)
  const dot = find(figure, "circle", SVGCircleElement)
  const points = dot.dataset.points?.trim().split(" ") ?? []
  const button = find(figure, ".film__load", HTMLElement)
  const offer = button.textContent
  const columns = Number(step.max) + 1
  const frames = [...Array(points.length * columns).keys()]
  const rates = figure.dataset.rates?.split(" ") ?? []
  const rows = figure.dataset.rows?.split(";").map(row => row.split("|")) ?? []
  const readouts = all(figure, "[data-now]")

  const write = () => {
    const { state, shown } = playback
    const ready = state === "paused"
    figure.dataset.state = state
    if (shown >= 0) figure.dataset.step = `${Math.floor(shown / columns)}/${shown % columns}`
    figure.classList.toggle("film--live", ready)
    rate.disabled = step.disabled = !ready
    button.hidden = ready
    button.textContent = { loading: "Loading …", failed: "Try again" }[state] ?? offer
    said.textContent = { paused: "Loaded.", failed: "The explorer could not be loaded." }[state] ?? ""
    said.classList.toggle("film__said--seen", state === "failed")
  }
  const enter = () => new Playback(figure, [frames], 0, write)
  let playback = enter()

  const show = () => {
    const [r, t] = [rate.valueAsNumber, step.valueAsNumber]
    const row = rows[r * columns + t]
    const [cx, cy] = points[r].split(",")
    dot.setAttribute("cx", cx)
    dot.setAttribute("cy", cy)
    labels[0].textContent = `${rates[r]}`
    labels[1].textContent = `${t}`
    for (const [i, readout] of readouts.entries()) readout.textContent = row[i]
    rate.ariaValueText = `learning rate ${rates[r]}, loss ${row[0]} at step ${t}`
    step.ariaValueText = `step ${t}, loss ${row[0]}`
    return playback.go(r * columns + t)
  }

  const load = async () => {
    playback = enter()
    playback.to("loading")
    await show()
    if (playback.state === "paused") rate.focus()
  }

  write()
  button.onclick = load
  rate.oninput = step.oninput = show
  const observer = onTheme(() => playback.state === "paused" && playback.dress())
  return () => {
    observer.disconnect()
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
