// Where the player cannot come, a figure stays what it is without scripts: a GIF, or the still where motion is not
// welcome. That is so in a folder on disk (file://), from which browsers load no modules, and when a module is missing.
;(() => {
  const fall = () => {
    document.documentElement.classList.add("no-player")
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return
    for (const image of document.querySelectorAll("figure:not([data-state]) .film__screen img"))
      image.src = image.src.replace(/assets\/stills\/(.+)\.webp$/, "animations/$1.png").replace(/png$/, "gif")
  }
  const swap = () => (window.document$ ? window.document$.subscribe(fall) : fall())
  if (location.protocol === "file:" || !("noModule" in HTMLScriptElement.prototype)) swap()
  else addEventListener("error", ({ target }) => target.matches?.("script[src$='player/player.js']") && swap(), true)
})()
