// Light, dark or the system's: stored in a cookie, so that the server sends the next page in it without a flash.

const YEAR = 365 * 24 * 60 * 60;

export function themeChoice(page) {
  for (const group of page.querySelectorAll("[data-theme-choice]")) {
    group.hidden = false;
    group.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) choose(page, button.value);
    });
  }
}

function choose(page, theme) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  page.cookie = `theme=${theme}; Path=/; Max-Age=${theme ? YEAR : 0}; SameSite=Lax${secure}`;
  if (theme) page.documentElement.dataset.theme = theme;
  else delete page.documentElement.dataset.theme;
  page.querySelector("meta[name=color-scheme]").content = theme || "light dark";
  for (const button of page.querySelectorAll("[data-theme-choice] button")) {
    button.setAttribute("aria-pressed", String(button.value === theme));
  }
}
