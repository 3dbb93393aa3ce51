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
  const { xhr } = event.detail;
  if (xhr.status >= 400 || !xhr.responseURL.startsWith(location.origin + location.pathname)) {
    event.detail.shouldSwap = false;
    location.reload();
  }
});
