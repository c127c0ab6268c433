// Menus made of <details class="menu">: one open at a time, closed by Escape (focus goes back) and by a click elsewhere.

export function menus(page) {
  const open = () => [...page.querySelectorAll("details.menu[open]")];

  page.addEventListener("click", (event) => {
    for (const menu of open()) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  page.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      const inside = menu.contains(page.activeElement);
      menu.open = false;
      if (inside) menu.querySelector("summary").focus();
    }
  });

  page.addEventListener("focusin", (event) => {
    for (const menu of open()) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
}
