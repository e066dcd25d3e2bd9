// Brings the figures of a page to life. Modules do not load from a folder on disk: there, fallback.js puts in the GIFs.
import { Player, still } from "./figure.js"

let players = []
let quiet = false // once the reader has taken over any film, none starts by itself
let loaded = document.readyState === "complete"
let awake = false // once the reader has done anything: before that, a page is kept light

const playing = () => players.find(player => player.playing)

const house = {
  touched(player) {
    quiet = true
    player.seen = player.taken = true
  },
  starts(player) {
    for (const other of players) if (other !== player && other.playing) other.pause()
  },
  ends(player) {
    player.seen = true
    next()
  },
}

// Films in view play once, one after the other, where motion is welcome.
function next() {
  if (quiet || !loaded || still() || document.hidden || navigator.connection?.saveData || playing()) return
  const player = players.find(({ inView, seen, heavy }) => inView && !seen && (awake || !heavy))
  if (!player) return
  player.seen = true
  player.play(0, true)
}

const view = new IntersectionObserver(
  entries => {
    for (const { target, intersectionRatio } of entries) {
      const player = players.find(({ figure }) => figure.contains(target))
      if (!player) continue
      player.inView = intersectionRatio >= 0.6
      if (!intersectionRatio && player.playing) player.pause()
    }
    next()
  },
  { threshold: [0, 0.6] },
)

const near = new IntersectionObserver(
  entries => {
    for (const { target, isIntersecting } of entries) {
      const player = isIntersecting && players.find(({ figure }) => figure === target)
      if (!player || (player.heavy && !awake)) continue
      near.unobserve(target)
      if (!player.taken) player.ask()
    }
  },
  { rootMargin: "50% 0px" },
)

// A link to a moment: #good_lr@12
function moment() {
  const [, name, step] = /^#(\w+)@(\d+)$/.exec(decodeURIComponent(location.hash)) ?? []
  if (name) players.find(player => player.name === name)?.open(+step)
}

function mount() {
  quiet = false
  players = players.filter(player => player.figure.isConnected || player.destroy())
  for (const figure of document.querySelectorAll("figure:is([data-film], [data-compare]):not([data-state])")) {
    const player = new Player(figure, house)
    players.push(player)
    view.observe(figure.querySelector(".film__screens"))
    if (player.asks) near.observe(figure)
  }
  moment()
  const explorer = document.querySelector("[data-explorer]:not([data-state])")
  if (explorer) import("./explorer.js").then(({ mount }) => mount(explorer))
}

// Capturing: a click on a link to the moment that the address names already is no change of it.
addEventListener("click", ({ target }) => {
  const link = target.closest?.("a[href*='@']")
  if (link && link.href === location.href) moment()
})
addEventListener("hashchange", moment)
addEventListener("load", () => ((loaded = true), next()))
document.addEventListener("visibilitychange", next)
function wake() {
  if (awake) return
  awake = true
  next()
  for (const { asks, figure } of players) {
    if (!asks || figure.dataset.state !== "idle") continue
    near.unobserve(figure)
    near.observe(figure) // tells again whether it is near
  }
}

for (const sign of ["pointermove", "pointerdown", "touchstart", "wheel", "scroll", "keydown"])
  addEventListener(sign, wake, { once: true, passive: true })
new MutationObserver(() => players.forEach(player => player.dress())).observe(document.body, {
  attributeFilter: ["data-md-color-scheme"],
})

// Material swaps pages in without loading them, and says so.
if (window.document$) window.document$.subscribe(mount)
else mount()
