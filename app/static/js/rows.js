// Rows that can be ticked: all of a page at once, every one that matches, how many are, and no decision on none. Shift
// extends from the last tick.

export function rows(page) {
  const bar = page.querySelector("[data-rows]");
  if (!bar) return;
  const boxes = [...page.querySelectorAll("[data-row]")];
  const all = bar.querySelector("#tick-all");
  const every = bar.querySelector("[data-rows-every]");
  const said = bar.querySelector("[data-rows-said]");
  const acts = [...bar.querySelectorAll("button")];
  let last = null;

  const tell = () => {
    const count = boxes.filter((box) => box.checked).length;
    const whole = Boolean(every?.checked);
    if (whole) said.textContent = `With all ${every.value} that match:`;
    else said.textContent = count ? `With the ${count} ticked:` : "Tick those to decide on.";
    for (const act of acts) act.disabled = count === 0 && !whole;
    for (const box of [...boxes, all]) box.disabled = whole;
    all.checked = count > 0 && count === boxes.length;
    all.indeterminate = count > 0 && count < boxes.length;
  };

  for (const box of boxes) {
    box.addEventListener("click", (event) => {
      if (event.shiftKey && last && last !== box) {
        const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
        for (const between of boxes.slice(from, to + 1)) between.checked = box.checked;
      }
      last = box;
      tell();
    });
  }
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    tell();
  });
  every?.addEventListener("change", tell);
  bar.querySelector("[data-rows-all]").hidden = false;
  tell();
}
