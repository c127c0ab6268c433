// Keeps a part of the page ([data-live]) as the server has it, until the server no longer marks it so.

const SECONDS = 2;

export function live(page) {
  const part = page.querySelector("[data-live]");
  if (part) setTimeout(() => look(page, part), SECONDS * 1000);
}

async function look(page, part) {
  let answer;
  try {
    answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
  } catch {
    setTimeout(() => look(page, part), SECONDS * 5000);
    return;
  }
  if (answer.redirected) {
    location.assign(answer.url);
    return;
  }
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-live]");
  if (!answer.ok || !fresh) {
    location.reload();
    return;
  }
  for (const name of ["data-words", "data-bar"]) {
    const [mine, theirs] = [part, fresh].map((one) => one.querySelector(`[${name}]`));
    if (mine && theirs && mine.outerHTML !== theirs.outerHTML) mine.replaceWith(page.importNode(theirs, true));
  }
  setTimeout(() => look(page, part), SECONDS * 1000);
}
