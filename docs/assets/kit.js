// The copy buttons of “Use this film”. Where a page may not copy, the text is selected, ready for the keys.
document.addEventListener("click", async ({ target }) => {
  const button = target.closest?.("[data-copy]")
  if (!button) return
  const words = button.previousElementSibling
  try {
    await navigator.clipboard.writeText(words.textContent)
    button.textContent = "Copied"
  } catch {
    getSelection().selectAllChildren(words)
    button.textContent = "Selected"
  }
  button.closest("figure").querySelector(".film__said").textContent = button.textContent
})
