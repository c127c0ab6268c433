// Buttons that copy a long value, such as a hash; hidden where the browser does not allow it.

export function copyButtons(page) {
  if (!navigator.clipboard) return;
  for (const button of page.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    const words = button.querySelector(".visually-hidden");
    const before = words.textContent;
    words.setAttribute("role", "status");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      words.textContent = "Copied";
      button.classList.add("copied");
      setTimeout(() => {
        words.textContent = before;
        button.classList.remove("copied");
      }, 2000);
    });
  }
}
