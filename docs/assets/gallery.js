// The gallery of films: stills that move while they are pointed at or focused, and buttons that pick a lesson.

const WAIT = 120 // ms: a pointer that only passes by fetches nothing

let pointed = null
let focused = null
let moving = null
let reel = null

const unwelcome = () => matchMedia("(prefers-reduced-motion: reduce)").matches || navigator.connection?.saveData
const film = target => target.closest?.(".gallery__film") ?? null

function stop() {
  reel?.remove()
  reel = null
}

function update() {
  const wanted = unwelcome() ? null : (pointed ?? focused)
  if (wanted === moving) return
  stop()
  moving = wanted
  if (wanted) setTimeout(() => moving === wanted && move(wanted.querySelector(".gallery__screen")), WAIT)
}

// The film is laid over its still as soon as it is there.
async function move(screen) {
  stop()
  const { light, dark } = screen.dataset
  const image = Object.assign(new Image(), {
    alt: "",
    className: "gallery__reel",
    src: document.body.dataset.mdColorScheme === "slate" ? dark : light,
  })
  reel = image
  await image.decode().catch(stop)
  if (reel === image) screen.append(image)
}

function choose(button) {
  const { show } = button.dataset
  for (const other of button.parentElement.querySelectorAll("[data-show]"))
    other.setAttribute("aria-pressed", String(other === button))
  let films = 0
  for (const section of document.querySelectorAll(".gallery")) {
    section.hidden = show !== "" && section.dataset.lesson !== show
    if (!section.hidden) films += section.querySelectorAll(".gallery__film").length
  }
  button.parentElement.querySelector("[role=status]").textContent = films === 1 ? "1 film" : `${films} films`
}

document.addEventListener("pointerover", ({ target, pointerType }) => {
  pointed = pointerType === "touch" ? null : film(target)
  update()
})
document.documentElement.addEventListener("pointerleave", () => ((pointed = null), update()))
document.addEventListener("focusin", ({ target }) => {
  focused = target.matches(":focus-visible") ? film(target) : null
  update()
})
document.addEventListener("focusout", () => ((focused = null), update()))
document.addEventListener("keydown", ({ key }) => key === "Escape" && stop())
document.addEventListener("click", ({ target }) => {
  const button = target.closest?.(".filter [data-show]")
  if (button) choose(button)
})
