// Keys for going through the lines of an inventory; they work while the focus is on a line, and nowhere else.

const list = document.querySelector("[data-lines]");

if (list) {
  const heads = () => [...list.querySelectorAll("details.line > summary")];

  const step = (from, by) => {
    const all = heads();
    const next = all[all.indexOf(from) + by];
    if (!next) return;
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  };

  list.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea")) return;
    const head = event.target.closest("details.line")?.querySelector("summary");
    if (!head) return;
    const key = event.key.toLowerCase();
    if (key === "j") step(head, 1);
    else if (key === "k") step(head, -1);
    else if (key === "d") {
      head.parentElement.open = true;
      const act = head.parentElement.querySelector("[data-decide]") || head.parentElement.querySelector(".line-acts summary");
      act?.focus();
    } else if (key === "escape" && event.target !== head) head.focus();
    else return;
    event.preventDefault();
  });

  document.querySelector("[data-keys]")?.removeAttribute("hidden");
}

// A line that the address names is opened.
const openNamed = () => {
  const named = document.getElementById(location.hash.slice(1));
  const inside = named?.querySelector(":scope > details.line");
  if (inside) inside.open = true;
};

openNamed();
window.addEventListener("hashchange", openNamed);
