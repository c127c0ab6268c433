// A place to drop a file on: takes it as if it had been chosen, and sends the form.

export function drop(page) {
  for (const place of page.querySelectorAll("[data-drop]")) {
    const input = place.querySelector("input[type=file]");
    for (const name of ["dragenter", "dragover"]) {
      place.addEventListener(name, (event) => {
        if (!event.dataTransfer.types.includes("Files")) return;
        event.preventDefault();
        place.classList.add("over");
      });
    }
    for (const name of ["dragleave", "drop"]) {
      place.addEventListener(name, () => place.classList.remove("over"));
    }
    place.addEventListener("drop", (event) => {
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      const one = new DataTransfer();
      one.items.add(event.dataTransfer.files[0]);
      input.files = one.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
      if (input.files.length) place.closest("form").requestSubmit();
    });
  }
}
