// GIFs, or stills, where the player does not come: its script may be missing.
;(() => {
  const fall = () => {
    document.documentElement.classList.add("no-player")
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return
    for (const image of document.images) {
      /** @type {HTMLElement | null} */
      const screen = image.closest("figure:not([data-state]) [data-starts]")
      const film = screen?.dataset[image.matches(".only-dark") ? "dark" : "light"]
      if (!film) continue
      for (const source of screen?.querySelectorAll("source") ?? []) source.remove()
      image.src = film.replace(/mp4$/, "gif")
    }
  }
  addEventListener("error", ({ target }) => target instanceof Element && target.matches("[src$='scripts/page.js']") && fall(), true)
})()
