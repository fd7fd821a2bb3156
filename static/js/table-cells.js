// The cells of a table: what is in one, putting something into it, and marking what is not saved.

// What a cell held when the page was drawn; the page says where that is not what is saved.
const drawn = new WeakMap();

export function value(cell) {
  return cell.value;
}

// Whether a select shows its answers, so that keys belong to them.
export function isOpen(cell) {
  return cell.tagName === "SELECT" && CSS.supports("selector(:open)") && cell.matches(":open");
}

function saved(cell) {
  if (!drawn.has(cell)) {
    const chosen = cell.tagName === "SELECT" ? cell.querySelector("option[selected]")?.value ?? "" : cell.defaultValue;
    drawn.set(cell, cell.dataset.saved ?? chosen);
  }
  return drawn.get(cell);
}

// Marks a cell that holds something else than is saved; returns whether it does.
export function mark(cell) {
  const isNew = value(cell) !== saved(cell);
  const place = cell.closest("td");
  place.classList.toggle("app-grid__new", isNew);
  const label = place.querySelector("label .govuk-visually-hidden");
  label.textContent = label.textContent.replace(/, changed$/, "") + (isNew ? ", changed" : "");
  return isNew;
}

// Text that a select does not offer becomes an answer of it, so that it is not lost: saving says what is wrong with it.
export function set(cell, text) {
  saved(cell);
  cell.value = text;
  if (cell.tagName === "SELECT" && cell.value !== text) {
    cell.add(new Option(text, text));
    cell.value = text;
  }
  mark(cell);
}
