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
    } else if (key === "x") {
      const tick = head.closest("li")?.querySelector(".line-tick");
      tick?.click();
    } else if (key === "escape" && event.target !== head) head.focus();
    else return;
    event.preventDefault();
  });

  document.querySelector("[data-keys]")?.removeAttribute("hidden");
}

// How many lines are ticked, and all of them at once.
const bar = document.getElementById("bulk");

if (bar) {
  const ticks = () => [...document.querySelectorAll(".line-tick")];
  const said = bar.querySelector("[data-ticked]");
  const all = bar.querySelector("[data-tick-all]");
  const count = () => {
    const done = ticks().filter((tick) => tick.checked).length;
    said.textContent = done ? ` (${done})` : "";
    all.textContent = done && done === ticks().length ? "Untick all" : "Tick all on this page";
  };
  all.hidden = false;
  all.addEventListener("click", () => {
    const on = ticks().some((tick) => !tick.checked);
    ticks().forEach((tick) => { tick.checked = on; });
    count();
  });
  document.addEventListener("change", (event) => { if (event.target.matches(".line-tick")) count(); });
  count();
}

// A line that the address names is opened.
const openNamed = () => {
  const named = document.getElementById(location.hash.slice(1));
  const inside = named?.querySelector(":scope > details.line");
  if (inside) inside.open = true;
};

openNamed();
window.addEventListener("hashchange", openNamed);
