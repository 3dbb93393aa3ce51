// Small behaviour on data attributes; every page works without it.

// "/" goes to the search field, unless somebody is typing.
document.addEventListener("keydown", (event) => {
  const target = document.querySelector(`[data-shortcut="${CSS.escape(event.key)}"]`);
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (target && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    target.focus();
  }
});

// A refused form starts at its summary of what is wrong.
document.querySelector("[data-focus]")?.focus();

// What means nothing for the chosen type is out of sight, unless there is something wrong with it.
const typeField = document.querySelector("form.form select[name=type]");
function showFieldsOfType() {
  for (const input of document.querySelectorAll("[data-only-for]")) {
    const fits = input.dataset.onlyFor.split(" ").includes(typeField.value);
    input.closest(".field").hidden = !fits && !input.matches("[aria-invalid=true]");
  }
}
if (typeField) {
  typeField.addEventListener("change", showFieldsOfType);
  showFieldsOfType();
}

// Typing in a search field hides the rows of a table that do not match; nothing is asked of the server.
for (const input of document.querySelectorAll("[data-filter-rows]")) {
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const body of document.querySelectorAll(`${input.dataset.filterRows} tbody`)) {
      const rows = [...body.querySelectorAll("[data-row]")];
      for (const row of rows) row.hidden = !words.every((word) => row.dataset.row.includes(word));
      body.hidden = rows.length > 0 && rows.every((row) => row.hidden);
    }
  });
}

// A box in the head of a table that chooses every row of the page; the server draws none, so it works without too.
function addCheckAll() {
  for (const form of document.querySelectorAll("form[data-check-all]")) {
    const boxes = [...form.querySelectorAll(`input[name="${form.dataset.checkAll}"]`)];
    const head = form.querySelector("thead th");
    if (!boxes.length || head.querySelector("input")) continue;
    const all = Object.assign(document.createElement("input"), { type: "checkbox" });
    all.setAttribute("aria-label", "Kies alle rijen op deze bladzijde");
    all.addEventListener("change", () => boxes.forEach((box) => (box.checked = all.checked)));
    head.replaceChildren(all);
  }
}
addCheckAll();
document.addEventListener("htmx:afterSettle", addCheckAll);

// Work that goes on in the background: look again until it is done.
const pending = document.querySelector("[data-reload]");
if (pending) setTimeout(() => location.reload(), Number(pending.dataset.reload));

// Empty filters stay out of the address.
document.addEventListener("htmx:configRequest", (event) => {
  const { parameters, verb } = event.detail;
  if (verb !== "get") return;
  for (const name of Object.keys(parameters)) {
    if (parameters[name] === "") delete parameters[name];
  }
});

// Logged out or refused meanwhile: let the whole page say so.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig } = event.detail;
  const asked = new URL(requestConfig.path, location.href).pathname;
  // A login page that was redirected to is at another address than the one that was asked for.
  if (xhr.status >= 400 || new URL(xhr.responseURL).pathname !== asked) {
    event.detail.shouldSwap = false;
    location.reload();
  }
});
