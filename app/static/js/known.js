// Beside the form of a new third party: what the register knows of the name, while it is typed.

const PAUSE = 250;

export function known(page) {
  const place = page.querySelector("[data-known]");
  const box = page.querySelector('input[name="name"]');
  if (!place || !box) return;
  const before = place.innerHTML;
  let timer = 0;
  let latest = "";

  const look = async () => {
    const name = box.value.trim();
    if (name === latest) return;
    latest = name;
    if (name.length < 2) {
      place.innerHTML = before;
      return;
    }
    const answer = await fetch(`${place.dataset.known}?${new URLSearchParams({ name, part: "1" })}`);
    if (answer.ok && name === latest) place.innerHTML = await answer.text();
  };

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  look();
}
