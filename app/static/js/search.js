// Control-K (or Command-K) goes to the search box from anywhere.

export function searchKey(page) {
  const box = page.getElementById("bar-search");
  if (!box) return;
  box.setAttribute("aria-keyshortcuts", "Control+K Meta+K");
  page.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
}
