// Warns before leaving a form with changes that were not saved.

export function unsaved(page) {
  for (const form of page.querySelectorAll("form[data-guard]")) guard(form);
}

function guard(form) {
  const sign = form.querySelector("[data-unsaved-sign]");
  let changed = false;
  const mark = () => {
    changed = true;
    if (sign) sign.hidden = false;
  };
  const warn = (event) => {
    if (changed) event.preventDefault();
  };

  if (form.hasAttribute("data-changed")) mark();
  form.addEventListener("input", mark);
  form.addEventListener("change", mark);
  form.addEventListener("submit", () => {
    changed = false;
  });
  window.addEventListener("beforeunload", warn);
}
