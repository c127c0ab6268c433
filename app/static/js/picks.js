// A box to filter long lists of ticks, and how many are chosen. What is ticked always stays in sight.

const LONG = 8;

export function picks(page) {
  for (const list of page.querySelectorAll("[data-picks]")) equip(page, list);
}

function equip(page, list) {
  const rows = [...list.querySelectorAll(".form-check")];
  if (rows.length <= LONG) return;

  const bar = page.createElement("div");
  bar.className = "picks-find";
  const box = page.createElement("input");
  box.type = "search";
  box.className = "form-control";
  box.placeholder = "Filter the choices";
  box.setAttribute("aria-label", `Filter the choices of ${legendOf(list)}`);
  box.autocomplete = "off";
  const count = page.createElement("output");
  bar.append(box, count);
  list.before(bar);

  const tell = () => {
    const chosen = rows.filter((row) => row.querySelector("input").checked).length;
    const shown = rows.filter((row) => !row.hidden).length;
    count.textContent = box.value ? `${chosen} chosen, ${shown} shown` : `${chosen} chosen`;
  };
  const filter = () => {
    const wanted = plain(box.value);
    for (const row of rows) {
      row.hidden = !(plain(row.textContent).includes(wanted) || row.querySelector("input").checked);
    }
    for (const group of list.querySelectorAll(".picks-group")) {
      group.hidden = !group.querySelector(".form-check:not([hidden])");
    }
    tell();
  };

  box.addEventListener("input", (event) => {
    event.stopPropagation();
    filter();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  list.addEventListener("change", tell);
  tell();
}

function legendOf(list) {
  const legend = list.closest("fieldset")?.querySelector("legend");
  return legend?.firstChild?.textContent.trim() ?? "this list";
}

function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}
