// Ticks all boxes of a list at once, and says how many are ticked.

export function ticks(root) {
  for (const button of root.querySelectorAll("[data-tick-all]")) {
    const name = button.dataset.tickAll;
    const boxes = () => [...root.querySelectorAll(`input[type="checkbox"][name="${CSS.escape(name)}"]`)];
    const said = root.querySelector(`[data-ticked="${CSS.escape(name)}"]`);
    const label = button.querySelector("span");

    const show = () => {
      const all = boxes();
      const count = all.filter((box) => box.checked).length;
      if (said) said.textContent = count ? `${count} ticked` : "";
      if (label) label.textContent = count && count === all.length ? "Untick all" : "Tick all";
    };

    button.hidden = false;
    button.addEventListener("click", () => {
      const all = boxes();
      const wanted = !all.every((box) => box.checked);
      for (const box of all) box.checked = wanted;
      show();
    });
    root.addEventListener("change", (event) => {
      if (event.target.name === name) show();
    });
    show();
  }
}
