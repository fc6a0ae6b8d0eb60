
"use strict";
// Turns the heads of tables into buttons that sort: first press the more telling order, second the other, third back.
(() => {
  const words = new Intl.Collator("zh-CN", { numeric: true });
  const status = document.createElement("p");
  status.className = "spoken";
  status.setAttribute("role", "status");
  document.body.append(status);

  // Figures come first, then words, then what has neither; only the first two turn round with the order.
  const kind = (key) => (key === undefined ? 1 : key === "" ? 2 : 0);
  const compare = (a, b, column, sign) => {
    const [x, y] = [a.cells[column], b.cells[column]];
    const [p, q] = [x.dataset.key, y.dataset.key];
    if (kind(p) !== kind(q)) return kind(p) - kind(q);
    if (kind(p) === 2) return 0;
    return sign * (kind(p) === 0 ? p - q : words.compare(x.textContent, y.textContent));
  };

  const sort = (table, column, order) => {
    for (const body of table.tBodies) {
      if (body.classList.contains("total")) continue;
      const rows = [...body.rows].sort((a, b) => a.dataset.place - b.dataset.place);
      if (order) rows.sort((a, b) => compare(a, b, column, order === "ascending" ? 1 : -1));
      body.append(...rows);
    }
  };

  for (const table of document.querySelectorAll("main table:not(#summary)")) {
    const heads = [...table.tHead.rows[0].cells];
    const data = [...table.tBodies].filter((body) => !body.classList.contains("total"));
    if (!data.some((body) => body.rows.length > 1)) continue;
    for (const body of data) [...body.rows].forEach((row, place) => { row.dataset.place = place; });
    heads.forEach((head, column) => {
      const name = head.textContent;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      const first = head.classList.contains("number") ? "descending" : "ascending";
      const second = first === "ascending" ? "descending" : "ascending";
      button.addEventListener("click", () => {
        const now = head.getAttribute("aria-sort");
        const order = now === first ? second : now === second ? null : first;
        for (const other of heads) other.removeAttribute("aria-sort");
        if (order) head.setAttribute("aria-sort", order);
        sort(table, column, order);
        const said = { ascending: "升序", descending: "降序" }[order];
        status.textContent = said ? `已按“${name}”${said}排列` : "已恢复原来的顺序";
      });
    });
  }
})();
