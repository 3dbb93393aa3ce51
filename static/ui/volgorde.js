// Rows of a table in an order of their own: drag one by its handle, and the form of its buttons says where it went.

for (const table of document.querySelectorAll("[data-sortable]")) {
  const body = table.tBodies[0];
  let dragged = null;

  const rowOf = (event) => event.target.closest("[data-sort-key]");
  const isUpperHalf = (row, event) => {
    const box = row.getBoundingClientRect();
    return event.clientY < box.top + box.height / 2;
  };
  const clearMarks = () => {
    for (const row of body.rows) row.classList.remove("drop-before", "drop-after", "is-dragged");
  };

  for (const handle of body.querySelectorAll("[data-drag-handle]")) {
    handle.hidden = false;
    handle.draggable = true;
  }

  body.addEventListener("dragstart", (event) => {
    if (!event.target.closest("[data-drag-handle]")) return;
    dragged = rowOf(event);
    dragged.classList.add("is-dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.sortKey);
    event.dataTransfer.setDragImage(dragged, 16, 16);
  });

  body.addEventListener("dragover", (event) => {
    const row = rowOf(event);
    if (!dragged || !row || row === dragged) return;
    event.preventDefault();
    const before = isUpperHalf(row, event);
    for (const other of body.rows) other.classList.remove("drop-before", "drop-after");
    row.classList.add(before ? "drop-before" : "drop-after");
  });

  body.addEventListener("drop", (event) => {
    const row = rowOf(event);
    if (!dragged || !row || row === dragged) return;
    event.preventDefault();
    const form = dragged.querySelector("[data-sort-form]");
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = isUpperHalf(row, event) ? "voor" : "na";
    field.value = row.dataset.sortKey;
    form.append(field);
    form.submit();
  });

  body.addEventListener("dragend", () => {
    clearMarks();
    dragged = null;
  });
}
