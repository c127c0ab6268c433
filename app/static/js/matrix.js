// Arrow keys move between the cells of a matrix that hold something; Home and End go to the ends of the row.

export function matrix(root) {
  for (const table of root.querySelectorAll("[data-matrix]")) {
    const rows = [...table.tBodies[0].rows];
    const linkIn = (row, column) => row?.cells[column]?.querySelector("a");

    const seek = (from, column, by) => {
      for (let at = from + by; at >= 0 && at < rows.length; at += by) {
        const link = linkIn(rows[at], column);
        if (link) return link;
      }
      return null;
    };

    const along = (row, from, by) => {
      for (let at = from + by; at >= 0 && at < row.cells.length; at += by) {
        const link = linkIn(row, at);
        if (link) return link;
      }
      return null;
    };

    table.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const cell = event.target.closest("td, th");
      const row = cell?.parentElement;
      const place = rows.indexOf(row);
      if (place < 0) return;
      const column = cell.cellIndex;
      const found = {
        ArrowDown: () => seek(place, column, 1),
        ArrowUp: () => seek(place, column, -1),
        ArrowRight: () => along(row, column, 1),
        ArrowLeft: () => along(row, column, -1),
        Home: () => along(row, -1, 1),
        End: () => along(row, row.cells.length, -1),
      }[event.key]?.();
      if (!found) return;
      event.preventDefault();
      found.focus();
      found.scrollIntoView({ block: "nearest", inline: "nearest" });
    });
  }
}
