// The reader's place in the lessons. It is kept in this browser and nowhere else; without it the map is a plain list.

const KEY = "sgd-in-motion:lessons"

function visited() {
  try {
    const names = JSON.parse(localStorage.getItem(KEY) ?? "[]")
    return Array.isArray(names) ? names : []
  } catch {
    return []
  }
}

function keep(names) {
  try {
    if (names.length) localStorage.setItem(KEY, JSON.stringify(names))
    else localStorage.removeItem(KEY)
  } catch {
    // A browser may forbid it: then nothing is remembered.
  }
}

function mark() {
  const steps = [...document.querySelectorAll(".map [data-lesson]")]
  if (!steps.length) return
  const names = visited()
  const been = steps.filter(({ dataset }) => names.includes(dataset.lesson))
  const last = steps.findLastIndex(({ dataset }) => dataset.lesson === names.at(-1))
  const ahead = step => !been.includes(step)
  const next = steps.slice(last + 1).find(ahead) ?? steps.find(ahead)
  for (const step of steps) {
    const here = step === next
    const sign = step.querySelector(".map__sign")
    sign.textContent = here ? (been.length ? "Continue here" : "Start here") : ahead(step) ? "" : "Visited"
    sign.hidden = !sign.textContent
    step.classList.toggle("map__step--next", here)
    step.classList.toggle("map__step--visited", !ahead(step))
  }
  const place = document.querySelector(".map__place")
  place.querySelector("span").textContent = `You have opened ${been.length} of ${steps.length} lessons. Only this browser knows. `
  place.classList.toggle("map__place--seen", been.length > 0)
}

function arrive() {
  const lesson = /\/lessons\/(\d[^/]*)\.html$/.exec(location.pathname)?.[1]
  if (lesson) keep([...visited().filter(name => name !== lesson), lesson])
  mark()
}

document.addEventListener("click", ({ target }) => {
  if (!target.closest?.(".map__place button")) return
  keep([])
  mark()
  document.querySelector(".map a").focus()
})
addEventListener("pageshow", ({ persisted }) => persisted && mark())
addEventListener("storage", ({ key }) => key === KEY && mark())

// Material swaps pages in without loading them, and says so.
if (window.document$) window.document$.subscribe(arrive)
else arrive()
