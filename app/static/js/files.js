// Says at once when a chosen file is empty or too large, before anything is sent and everything typed comes back late.

export function files(page) {
  page.addEventListener("change", (event) => {
    const input = event.target.closest?.("input[type=file][data-limit]");
    if (input) judge(page, input);
  });
}

function judge(page, input) {
  const limit = Number(input.dataset.limit);
  const faults = [...input.files].map((file) => fault(file, limit)).filter(Boolean);
  let place = page.getElementById(`${input.id}-size`);
  if (!place) {
    place = page.createElement("div");
    place.id = `${input.id}-size`;
    place.className = "field-error";
    place.setAttribute("role", "alert");
    input.after(place);
  }
  place.textContent = faults.join(" ");
  place.hidden = !faults.length;
  input.toggleAttribute("aria-invalid", faults.length > 0);
  if (faults.length) input.value = "";
}

function fault(file, limit) {
  if (!file.size) return `“${file.name}” is empty: choose the file again.`;
  if (file.size <= limit) return "";
  const megabytes = (bytes) => (bytes / 1_048_576).toFixed(1);
  return `“${file.name}” has ${megabytes(file.size)} MB, more than the limit of ${megabytes(limit)} MB: choose a smaller one.`;
}
