// A film in a file of its own, by itself or in the frame of another page: ?theme=light or dark, ?controls=none, bar or all.
import { find } from "../page.js"

const asked = new URLSearchParams(location.search)
const controls = asked.get("controls") ?? ""
const dark = matchMedia("(prefers-color-scheme: dark)")
const { dataset } = document.body

const dress = () => {
  const theme = asked.get("theme") ?? (dark.matches ? "dark" : "light")
  dataset.mdColorScheme = theme === "dark" ? "slate" : "default"
}

dress()
dark.addEventListener("change", dress)
dataset.controls = ["none", "bar", "all"].includes(controls) ? controls : window === parent ? "page" : "bar"

if (dataset.controls === "none" || dataset.controls === "bar") {
  // Without its question a film opens at its beginning.
  const figure = find(document, ".film", HTMLElement)
  figure.querySelector(".film__ask")?.remove()
  figure.classList.remove("film--ask")
  figure.dataset.opens = "0"
}
