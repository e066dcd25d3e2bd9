// The reader's place in the lessons. It is kept in this browser and nowhere else; without it the map is a plain list.
import { ANSWERS, keep, LESSONS, recall } from "./memory.js"
import { all, around, find } from "./page.js"

/** @returns {unknown[]} */
function visited() {
  const names = recall(LESSONS)
  return Array.isArray(names) ? names : []
}

function mark() {
  const steps = all(document, ".map [data-lesson]")
  if (!steps.length) return
  const names = visited()
  const been = steps.filter(({ dataset }) => names.includes(dataset.lesson))
  const last = steps.findLastIndex(({ dataset }) => dataset.lesson === names.at(-1))
  /** @param {HTMLElement} step */
  const ahead = step => !been.includes(step)
  const next = steps.slice(last + 1).find(ahead) ?? steps.find(ahead)
  for (const step of steps) {
    const here = step === next
    const sign = find(step, ".map__sign", HTMLElement)
    sign.textContent = here ? (been.length ? "Continue here" : "Start here") : ahead(step) ? "" : "Visited"
    sign.hidden = !sign.textContent
    step.classList.toggle("map__step--next", here)
    step.classList.toggle("map__step--visited", !ahead(step))
  }
  const start = document.querySelector("[data-start]")
  const link = next?.querySelector("a")
  if (start instanceof HTMLAnchorElement && link && been.length) {
    start.href = link.href
    start.textContent = `Continue: ${find(link, "strong", HTMLElement).textContent}`
  }
  const place = find(document, ".map__place", HTMLElement)
  find(place, "span", HTMLElement).textContent = `You have opened ${been.length} of ${steps.length} lessons. Only this browser knows. `
  place.classList.toggle("map__place--seen", been.length > 0)
}

function arrive() {
  const lesson = /\/lessons\/(\d[^/]*)\.html$/.exec(location.pathname)?.[1]
  if (lesson) keep(LESSONS, [...visited().filter(name => name !== lesson), lesson])
  mark()
}

document.addEventListener("click", event => {
  if (!around(event, ".map__place button")) return
  keep(LESSONS, undefined)
  keep(ANSWERS, undefined)
  mark()
  find(document, ".map a", HTMLElement).focus()
})
addEventListener("pageshow", ({ persisted }) => persisted && mark())
addEventListener("storage", ({ key }) => key === LESSONS && mark())
arrive()
