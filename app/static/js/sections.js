// Marks, in the links to a page's sections, the one that is being read.

export function sections(page) {
  for (const nav of page.querySelectorAll("[data-anchors]")) {
    const links = new Map();
    for (const link of nav.querySelectorAll("a[href^='#']")) {
      const section = page.getElementById(link.hash.slice(1));
      if (section) links.set(section, link);
    }
    if (!links.size) continue;
    const seen = new Set();
    const watcher = new IntersectionObserver(
      (changes) => {
        for (const change of changes) {
          if (change.isIntersecting) seen.add(change.target);
          else seen.delete(change.target);
        }
        const current = [...links.keys()].find((section) => seen.has(section));
        for (const [section, link] of links) {
          if (section === current) link.setAttribute("aria-current", "true");
          else link.removeAttribute("aria-current");
        }
      },
      { rootMargin: "-15% 0px -60% 0px" },
    );
    for (const section of links.keys()) watcher.observe(section);
  }
}
