// Two sliders over the film of every learning rate and every step. It is fetched when the reader asks for it.
import { theme } from "./figure.js"
import { Reel } from "./reel.js"

export function mount(figure) {
  const find = selector => figure.querySelector(selector)
  const [rate, step] = ["rate", "step"].map(name => find(`[name=${name}]`))
  const said = find(".film__said")
  const dot = find("circle")
  const points = dot.dataset.points.trim().split(" ")
  const button = find(".film__load")
  const reel = new Reel(find(".film__screen"))
  const rates = figure.dataset.rates.split(" ")
  const losses = figure.dataset.losses.split(",").map(run => run.split(" "))

  const show = async () => {
    const [r, t] = [+rate.value, +step.value]
    const loss = losses[r][t]
    const [cx, cy] = points[r].split(",")
    dot.setAttribute("cx", cx)
    dot.setAttribute("cy", cy)
    rate.nextElementSibling.querySelector("b").textContent = rates[r]
    step.nextElementSibling.querySelector("b").textContent = t
    rate.setAttribute("aria-valuetext", `learning rate ${rates[r]}, loss ${loss} at step ${t}`)
    step.setAttribute("aria-valuetext", `step ${t}, loss ${loss}`)
    const index = (reel.index = r * (losses[0].length) + t)
    await reel.load(theme())
    await reel.show(index)
    if (reel.index === index) figure.dataset.step = `${r}/${t}`
  }

  const load = async () => {
    figure.dataset.state = "loading"
    button.textContent = "Loading …"
    try {
      await show()
    } catch {
      figure.dataset.state = "failed"
      said.textContent = "The explorer could not be loaded."
      said.classList.add("film__said--seen")
      button.textContent = "Try again"
      reel.theme = undefined
      reel.blobs = {}
      return
    }
    figure.dataset.state = "paused"
    figure.classList.add("film--live")
    said.classList.remove("film__said--seen")
    said.textContent = "Loaded."
    button.hidden = true
    rate.disabled = step.disabled = false
    rate.focus()
  }

  figure.dataset.state = "idle"
  button.addEventListener("click", load)
  for (const slider of [rate, step]) slider.addEventListener("input", () => show())
  new MutationObserver(() => figure.dataset.state === "paused" && show()).observe(document.body, {
    attributeFilter: ["data-md-color-scheme"],
  })
}
