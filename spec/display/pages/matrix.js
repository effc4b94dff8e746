"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const table = document.getElementById("matrix");
const form = document.getElementById("filters");
const dialog = document.getElementById("dialog");
const body = document.getElementById("dialog-body");
const laws = Object.keys(data.laws);
const chapters = [...new Set(laws.map((law) => data.laws[law].chapter))];
const statuses = Object.keys(data.meaning);
for (const row of Object.values(data.rows)) {
  row.verdicts = Object.fromEntries(Object.entries(row.verdicts).map(
    ([number, [status, examples, seconds, summary, findings]]) =>
      [laws[number], { status: statuses[status], examples, seconds, summary, findings }],
  ));
}
const own = (object, name) => (Object.hasOwn(object, name) ? object[name] : undefined);
const rows = [...table.tBodies[0].rows];

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function facts(pairs) {
  const list = element("dl", undefined, "facts");
  for (const [name, value] of pairs) {
    if (value === "" || value === undefined) continue;
    const told = element("dd");
    told.append(value);
    list.append(element("dt", name), told);
  }
  return list;
}

/* Where each law's cell stands in a row: behind the cell of its chapter. */
const columns = {};
let column = 0;
for (const chapter of chapters) {
  column += 1;
  for (const law of laws.filter((law) => data.laws[law].chapter === chapter)) columns[law] = column += 1;
}
const lawAt = Object.fromEntries(Object.entries(columns).map(([law, at]) => [at, law]));

for (const row of rows) {
  const known = own(data.rows, row.dataset.row);
  if (!known) continue;
  for (const [law, verdict] of Object.entries(known.verdicts)) {
    const button = row.cells[columns[law]].firstElementChild;
    if (button) button.setAttribute("aria-label", `${law}: ${verdict.status}`);
  }
}

/* Chapters unfold. */
function unfold(number, open) {
  table.classList.toggle(`open${number}`, open);
  table.querySelector(`[data-chapter="${number}"]`).setAttribute("aria-expanded", String(open));
}

/* Cells, and names of rows, tell more. */
function copyable(block) {
  const around = element("div", undefined, "copied");
  const button = element("button", "Copy");
  button.type = "button";
  block.replaceWith(around);
  around.append(block, button);
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(block.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(block);
      button.textContent = "Selected";
    }
  });
}

function told(row, law) {
  const known = data.rows[row];
  const verdict = own(known.verdicts, law);
  const part = document.createDocumentFragment();
  part.append(element("p", data.laws[law].words));
  if (!verdict) {
    part.append(element("p", "This law was not asked."));
    return part;
  }
  const status = element("span");
  status.append(
    element("b", `${data.signs[verdict.status]} ${verdict.status}`, data.kinds[verdict.status]),
    `: ${data.meaning[verdict.status]}`,
  );
  part.append(facts([
    ["status", status],
    [verdict.status === "not claimed" ? "needs" : "found", verdict.summary || ""],
    ["problems", verdict.examples || ""],
    ["time", verdict.seconds ? `${verdict.seconds} s` : ""],
    ["run", `${known.effort}, seed ${known.seed}`],
  ]));
  for (const number of verdict.findings || []) {
    part.append(document.getElementById(`finding${number}`).content.cloneNode(true));
  }
  for (const block of part.querySelectorAll("pre.copy")) copyable(block);
  return part;
}

function show(title, ...parts) {
  document.getElementById("dialog-title").textContent = title;
  body.replaceChildren(...parts);
  dialog.showModal();
  dialog.scrollTop = 0;
}

function showLaw(row, law) {
  show(`${row}: ${law}`, told(row, law));
}

function showChapter(row, chapter) {
  const inside = laws.filter((law) => data.laws[law].chapter === chapter);
  show(`${row}: ${chapter}`, ...inside.map((law) => {
    const verdict = own(data.rows[row].verdicts, law);
    const status = verdict ? verdict.status : "not asked";
    const part = element("details", undefined, "verdict");
    const line = element("summary");
    line.append(element("b", `${data.signs[status] || "○"} ${status}`, data.kinds[status] || "unasked"), ` ${law}`);
    part.append(line, told(row, law));
    return part;
  }));
}

function showRow(name) {
  const row = data.rows[name];
  const made = row.made;
  const versions = Object.entries(made.libraries).map(([library, version]) => `${library} ${version}`);
  const claims = element("table", undefined, "claims");
  const head = claims.createTHead().insertRow();
  for (const word of ["operation", "axes", "dtypes", "paddings", "boundaries", "features", "sums in"]) {
    const cell = element("th", word);
    cell.scope = "col";
    head.append(cell);
  }
  const rest = claims.createTBody();
  for (const [operation, claimed] of Object.entries(row.claims)) {
    const line = rest.insertRow();
    const first = element("th", operation);
    first.scope = "row";
    line.append(first);
    for (const part of ["ranks", "dtypes", "paddings", "boundaries", "features"]) {
      line.insertCell().textContent = claimed[part].join(", ") || "–";
    }
    line.insertCell().textContent = claimed.accumulates || "–";
  }
  const wide = element("div", undefined, "wide");
  wide.tabIndex = 0;
  wide.append(claims);
  show(name, facts([
    ["libraries", versions.join(", ")],
    ["Python", made.python],
    ["platform", made.platform],
    ["processor", made.processor],
    ["configuration", Object.entries(made.configuration).map((pair) => pair.join("=")).join(", ")],
    ["made", made.when.replace("T", " ").replace("+00:00", " UTC")],
    ["by", made.corrspec && `corrspec ${made.corrspec}`],
    ["run", `${row.effort}, seed ${row.seed}, ${row.seconds} s`],
    ["compiled", row.compilations ? `${row.compilations} times, for ${row.compiling} s` : ""],
    ["laws", Object.entries(row.counts).map(([status, count]) => `${count} ${status}`).join(", ")],
    ["behaves like", Object.entries(row.precision).map(
      ([dtype, name]) => (name.split(" ").includes(dtype) ? name : `${name} in ${dtype}`)).join(", ")],
  ]), element("h3", "What it claims"), wide);
}

table.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.chapter) {
    unfold(button.dataset.chapter, button.getAttribute("aria-expanded") !== "true");
    remember();
    return;
  }
  const row = button.closest("tr").dataset.row;
  if (button.classList.contains("about")) return showRow(row);
  const at = button.closest("td").cellIndex;
  if (button.classList.contains("part")) {
    const before = [...button.closest("tr").cells].slice(1, at).filter((cell) => !cell.className.startsWith("c"));
    return showChapter(row, chapters[before.length]);
  }
  return showLaw(row, lawAt[at]);
});
document.getElementById("close").addEventListener("click", () => dialog.close());
dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });

/* Filters, which the address remembers. */
function matches(row, wanted) {
  const known = own(data.rows, row.dataset.row);
  if (!known) return !wanted.status && !wanted.library && !wanted.feature;
  const has = (list, value) => !value || list.split("\n").includes(value);
  return (
    has(row.dataset.libraries, wanted.library) &&
    has(row.dataset.features, wanted.feature) &&
    (!wanted.status || wanted.status in known.counts)
  );
}

function filter() {
  const wanted = Object.fromEntries(new FormData(form));
  const name = wanted.name.trim().toLowerCase();
  const named = name ? laws.filter((law) => law.includes(name.replaceAll(" ", "_"))) : [];
  const byRow = rows.some((row) => row.dataset.row.toLowerCase().includes(name));
  let count = 0;
  for (const row of rows) {
    const meant = !name || !byRow ? true : row.dataset.row.toLowerCase().includes(name);
    row.hidden = !(meant && matches(row, wanted));
    count += !row.hidden;
    const known = own(data.rows, row.dataset.row);
    if (!known) continue;
    for (const [law, at] of Object.entries(columns)) {
      const verdict = own(known.verdicts, law);
      const lies = wanted.status && (!verdict || verdict.status !== wanted.status);
      row.cells[at].classList.toggle("dim", Boolean(lies || (named.length && !named.includes(law))));
    }
  }
  const active = Object.values(wanted).some(Boolean);
  for (const [index, chapter] of chapters.entries()) {
    if (named.some((law) => data.laws[law].chapter === chapter)) unfold(index + 1, true);
  }
  const unknown = name && !byRow && !named.length ? "; nothing is called so" : "";
  document.getElementById("shown").textContent = active ? `${count} of ${rows.length} rows${unknown}` : "";
  remember();
}

function remember() {
  const state = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  const open = [...table.querySelectorAll('[aria-expanded="true"]')].map((button) => button.textContent);
  if (open.length) state.set("open", open.join(","));
  history.replaceState(null, "", `#${state}`);
}

function recall() {
  const state = new URLSearchParams(location.hash.slice(1));
  for (const field of form.elements) if (field.name) field.value = state.get(field.name) || "";
  const open = (state.get("open") || "").split(",");
  chapters.forEach((chapter, index) => unfold(index + 1, open.includes(chapter)));
  filter();
}

form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(() => {
  chapters.forEach((_, index) => unfold(index + 1, false));
  filter();
}));
addEventListener("hashchange", recall);
recall();
