// Where the player cannot come, a figure stays what it is without scripts: a GIF, or the still where motion is not
// welcome. That is so in a folder on disk (file://), from which browsers load no modules, and when a module is missing.
;(() => {
  const fall = () => {
    document.documentElement.classList.add("no-player")
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return
    for (const screen of document.querySelectorAll("figure:not([data-state]) [data-starts]"))
      for (const image of screen.querySelectorAll("img"))
        image.src = screen.dataset[image.matches(".only-dark") ? "dark" : "light"].replace(/mp4$/, "gif")
  }
  const swap = () => (window.document$ ? window.document$.subscribe(fall) : fall())
  if (location.protocol === "file:" || !("noModule" in HTMLScriptElement.prototype)) swap()
  else addEventListener("error", ({ target }) => target.matches?.("script[src$='player/player.js']") && swap(), true)
})()
