// On paper everything is open; afterwards the page is as it was.

export function printing(page) {
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...page.querySelectorAll("details:not(.menu):not([open])")];
    for (const part of opened) part.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const part of opened) part.open = false;
    opened = [];
  });
}
