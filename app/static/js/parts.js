// Adds and removes repeated parts without leaving the page: the button sends the form as it would anyway, and of the
// page that comes back only these parts are taken. When that fails, the browser sends the form itself.

import { picks } from "./picks.js";

export function parts(page) {
  page.addEventListener("click", (event) => {
    const button = event.target.closest("[data-parts] button[type=submit]");
    if (!button || button.form.dataset.plain !== undefined) return;
    event.preventDefault();
    exchange(page, button).catch(() => {
      button.form.dataset.plain = "";
      button.click();
    });
  });
}

async function exchange(page, button) {
  const form = button.form;
  const id = button.closest("[data-parts]").id;
  const adding = button.name.startsWith("add-");
  const body = new FormData(form, button);
  form.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.getAttribute("action") || location.href, { method: "POST", body, redirect: "error" });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(id);
    if (!fresh) throw new Error("The answer does not hold the parts.");
    page.getElementById(id).replaceWith(fresh);
    picks(fresh);
    form.dispatchEvent(new Event("change", { bubbles: true }));
    const last = [...fresh.querySelectorAll(":scope > .part")].pop();
    const target = adding && last?.querySelector("input:not([type=hidden]), select, textarea");
    (target || fresh).focus();
  } finally {
    form.removeAttribute("aria-busy");
  }
}
