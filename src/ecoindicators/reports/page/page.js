(() => {
  "use strict";
  const root = document.documentElement, body = document.querySelector("#findings tbody");
  const rows = [...body.querySelectorAll("tr.row")];
  const search = document.getElementById("search");
  const selects = ["verdict", "domain", "unit"].map((name) => document.getElementById("by-" + name));
  const shown = document.getElementById("shown");
  const apply = () => {
    const words = search.value.trim().toLowerCase();
    let count = 0;
    for (const row of rows) {
      const fits = row.dataset.text.includes(words) && selects.every((s) => !s.value || row.dataset[s.name].split("|").includes(s.value));
      row.hidden = !fits;
      const detail = document.getElementById(row.dataset.detail);
      if (!fits) { detail.hidden = true; row.querySelector("button.open").setAttribute("aria-expanded", "false"); }
      count += fits;
    }
    shown.textContent = count + " / " + rows.length;
  };
  search.addEventListener("input", apply);
  selects.forEach((s) => s.addEventListener("change", apply));
  body.addEventListener("click", (event) => {
    const button = event.target.closest("button.open");
    if (!button) return;
    const detail = document.getElementById(button.getAttribute("aria-controls"));
    detail.hidden = !detail.hidden;
    button.setAttribute("aria-expanded", String(!detail.hidden));
  });
  document.querySelectorAll("#findings thead button").forEach((button) => button.addEventListener("click", () => {
    const head = button.closest("th"), key = button.dataset.key, up = head.getAttribute("aria-sort") !== "ascending";
    document.querySelectorAll("#findings thead th").forEach((th) => th.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const value = (row) => row.dataset["sort" + key[0].toUpperCase() + key.slice(1)];
    const order = (a, b) => { const x = value(a), y = value(b), n = Number(x) - Number(y); return Number.isNaN(n) || x === "" || y === "" ? x.localeCompare(y, "zh") : n; };
    [...rows].sort((a, b) => (up ? 1 : -1) * order(a, b)).forEach((row) => body.append(row, document.getElementById(row.dataset.detail)));
  }));
  document.getElementById("language").addEventListener("click", () => {
    const next = root.dataset.lang === "zh" ? "en" : "zh";
    root.dataset.lang = next;
    root.lang = next === "zh" ? "zh-CN" : "en";
  });
  apply();
})();
