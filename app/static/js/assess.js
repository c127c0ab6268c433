// Reading an agreement by keyboard: from clause to clause, its passages, its state. Every button works without this; here
// the same is done without leaving the page. A letter is a key only while the focus is inside the form and not on a field
// that is written in.

const desk = document.querySelector("[data-desk]");
if (desk) equip(desk, document.querySelector("[data-reader]"));

function equip(form, reader) {
  const said = form.querySelector("[data-said]");
  const help = form.querySelector("[data-keys-help]");
  const clauses = () => [...form.querySelectorAll("[data-clause]")];
  const offersOf = (clause) => [...clause.querySelectorAll("[data-offer]:not([hidden])")];
  const field = (clause, name) => document.getElementById(`${name}-${clause.dataset.clause}`);
  const unread = (clause) => clause.querySelector("input[type=radio]:checked")?.value === "not_assessed";
  const changed = (control) => control.dispatchEvent(new Event("input", { bubbles: true }));
  let last = null;

  const say = (text) => {
    said.textContent = text;
  };

  const spotsOf = (name) =>
    reader ? [...reader.querySelectorAll("mark")].filter((mark) => mark.dataset.spots.split(" ").includes(name)) : [];

  const show = (offer) => {
    for (const mark of reader?.querySelectorAll("mark.current") ?? []) mark.classList.remove("current");
    if (!offer) return;
    const spots = spotsOf(offer.dataset.offer);
    for (const mark of spots) mark.classList.add("current");
    if (!spots.length || reader.scrollHeight <= reader.clientHeight) return;
    const place = spots[0].getBoundingClientRect().top - reader.getBoundingClientRect().top;
    reader.scrollTop += place - reader.clientHeight / 4;
  };

  const go = (clause) => {
    if (!clause) return;
    clause.focus({ preventScroll: true });
    clause.scrollIntoView({ block: "start", behavior: "instant" });
  };

  const step = (from, by) => {
    const all = clauses();
    go(from ? all[all.indexOf(from) + by] : all[0]);
  };

  const toUnread = (from) => {
    const all = clauses();
    const start = all.indexOf(from) + 1;
    const next = [...all.slice(start), ...all.slice(0, start)].find(unread);
    if (next) go(next);
    else say("Every clause shown is assessed.");
  };

  const stepOffer = (clause, from, by) => {
    const all = offersOf(clause);
    const at = all.indexOf(from) + by;
    if (at < 0) return go(clause);
    const next = all[at];
    if (!next) return undefined;
    const more = next.closest("details");
    if (more) more.open = true;
    next.focus();
    next.scrollIntoView({ block: "nearest", behavior: "instant" });
    return undefined;
  };

  const added = (text, more, between) => {
    if (!more || text.split(between).includes(more)) return text;
    return text ? `${text}${between}${more}` : more;
  };

  const take = (offer) => {
    const clause = offer.closest("[data-clause]");
    const quote = field(clause, "quote");
    const reference = field(clause, "ref");
    quote.value = added(quote.value.trim(), offer.querySelector("[data-quote]").textContent.trim(), "\n\n");
    reference.value = added(
      reference.value.trim(),
      offer.querySelector("[data-reference]")?.textContent.trim() ?? "",
      ", ",
    );
    quote.closest("details").open = true;
    changed(quote);
    changed(reference);
    show(offer);
    go(clause);
    say(`The words of ${offer.querySelector("[data-spot]").textContent.toLowerCase()} are taken over. Set the state, then save.`);
  };

  const tidy = (clause) => {
    const more = clause.querySelector(".passage-more");
    if (more) more.hidden = !more.querySelector("[data-offer]:not([hidden])");
    const recall = clause.querySelector("[data-recall]");
    if (recall) recall.hidden = !clause.querySelector("[data-offer][hidden]");
  };

  const dismiss = (offer) => {
    const clause = offer.closest("[data-clause]");
    const all = offersOf(clause);
    const next = all[all.indexOf(offer) + 1];
    const more = next?.closest("details");
    if (more) more.open = true;
    offer.hidden = true;
    const put = document.createElement("input");
    put.type = "hidden";
    put.name = "dismissed";
    put.value = offer.dataset.offer;
    form.append(put);
    tidy(clause);
    if (next) next.focus();
    else go(clause);
    say(next ? "Dismissed. The next passage follows." : "Dismissed. No further passage is offered.");
  };

  const recall = (clause) => {
    for (const offer of clause.querySelectorAll("[data-offer][hidden]")) {
      offer.hidden = false;
      form.querySelector(`input[name=dismissed][value="${offer.dataset.offer}"]`)?.remove();
    }
    tidy(clause);
    offersOf(clause)[0]?.focus();
  };

  const setState = (clause, number) => {
    const choice = clause.querySelectorAll("input[type=radio]")[number - 1];
    choice.checked = true;
    choice.dispatchEvent(new Event("change", { bubbles: true }));
    if (document.activeElement.matches("input[type=radio]")) choice.focus();
    say(clause.querySelector(`label[for="${choice.id}"]`).textContent);
  };

  const count = () => {
    const families = new Map();
    for (const clause of clauses()) {
      const of = clause.dataset.family;
      families.set(of, (families.get(of) ?? 0) + unread(clause));
    }
    let difference = 0;
    for (const [of, number] of families) {
      const places = [...form.querySelectorAll("[data-left-of]")].filter((place) => place.dataset.leftOf === of);
      difference += number - Number(places[0]?.textContent ?? number);
      for (const place of places) place.textContent = number;
    }
    const whole = form.querySelector("[data-left]");
    whole.textContent = Number(whole.textContent) + difference;
  };

  const write = (clause, name) => {
    const control = field(clause, name);
    const inside = control.closest("details");
    if (inside) inside.open = true;
    control.focus();
  };

  const toHelp = () => {
    help.open = !help.open;
    if (help.open) help.querySelector("summary").focus();
    else go(last);
  };

  const pressed = (key, clause, target) => {
    const here = target.closest("[data-offer]");
    const offer = here ?? (clause && offersOf(clause)[0]);
    const arrows = clause && !target.matches("input, summary");
    if (key === "j") step(clause ?? last, 1);
    else if (key === "k") step(clause ?? last, -1);
    else if (key === "u") toUnread(clause ?? last);
    else if (key === "?") toHelp();
    else if (key === "s") form.querySelector(".submit-bar [type=submit]").focus();
    else if (key === "escape" && (clause ?? last)) go(clause ?? last);
    else if (!clause) return false;
    else if (/^[1-5]$/.test(key)) setState(clause, Number(key));
    else if (key === "a" || key === "d") {
      if (!offer) say("No passage is offered.");
      else if (key === "a") take(offer);
      else dismiss(offer);
    } else if (key === "arrowdown" && arrows) stepOffer(clause, here, 1);
    else if (key === "arrowup" && arrows && here) stepOffer(clause, here, -1);
    else if (key === "r") write(clause, "ref");
    else if (key === "q") write(clause, "quote");
    else if (key === "n") write(clause, "note");
    else return false;
    return true;
  };

  form.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const clause = event.target.closest("[data-clause]");
    const key = event.key.toLowerCase();
    if (event.target.matches("input:not([type=radio]), textarea, select") && key !== "escape") return;
    if (pressed(key, clause, event.target)) event.preventDefault();
  });

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const clause = event.target.closest("[data-clause]");
    if (button?.hasAttribute("data-begin")) {
      toUnread(null);
      if (!last) go(clauses()[0]);
      return;
    }
    if (!button || !clause) return;
    const offer = button.closest("[data-offer]");
    if (button.hasAttribute("data-accept")) take(offer);
    else if (button.hasAttribute("data-dismiss")) dismiss(offer);
    else if (button.hasAttribute("data-recall")) recall(clause);
    else return;
    event.preventDefault();
  });

  form.addEventListener("focusin", (event) => {
    const clause = event.target.closest("[data-clause]");
    if (!clause) return;
    const here = event.target.closest("[data-offer]");
    if (here || clause !== last) show(here ?? offersOf(clause)[0]);
    last = clause;
  });

  form.addEventListener("change", count);
  form.querySelector("[data-keys]")?.removeAttribute("hidden");
}
