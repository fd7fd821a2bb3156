// A table of controls that is filled in as a spreadsheet is: arrow keys, Enter, copy down, paste, undo. Without it
// the table is a form, and it stays one: Tab leaves it, typing types, and the form's button saves.
// A cell that was gone to is held as a whole: arrow keys go on, typing replaces. Once it is typed into, clicked or
// opened with F2, arrow keys move within its text.
import { isOpen, mark, set, value } from "./table-cells.js";
import { block, paste } from "./table-paste.js";

const many = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`;
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export function start(form) {
  const rows = [...form.querySelectorAll("tr[data-ref]")].map((row) => [...row.querySelectorAll("td")].map(control));
  const cells = rows.flat();
  const said = form.querySelector("[data-table-said]");
  const undoButton = form.querySelector("[data-table-undo]");
  const done = []; // what can be undone here: for each paste or copy the cells and what was in them
  let here = cells[0]; // the cell that was last gone to
  let held = true; // it is held as a whole
  let before = value(here); // what was in it then
  let range = []; // cells of one column that are selected together
  let typing = false; // the last change was typed: the browser undoes it
  let pointed = false; // a pointer goes to a cell, not a key

  function control(cell) {
    return cell.querySelector("input:not([type=radio]), select, textarea");
  }

  function place(cell) {
    const row = rows.findIndex((each) => each.includes(cell));
    return [row, rows[row].indexOf(cell)];
  }

  function select(chosen) {
    range.forEach((cell) => cell.closest("td").classList.remove("app-grid__range"));
    range = chosen;
    range.forEach((cell) => cell.closest("td").classList.add("app-grid__range"));
  }

  function go(down, right) {
    const [row, column] = place(here);
    const next = rows[row + down]?.[column + right];
    if (next) next.focus();
    return Boolean(next);
  }

  function hold(is) {
    held = is;
    if (held) here.select?.();
    else here.setSelectionRange?.(here.value.length, here.value.length);
  }

  function say(text) {
    said.textContent = text;
  }

  function count() {
    const changed = cells.filter(mark);
    const refs = new Set(changed.map((cell) => cell.closest("tr").dataset.ref));
    return changed.length ? `${many(changed.length, "cell")} changed in ${many(refs.size, "row")}, not saved yet.` : "Nothing is changed.";
  }

  // Put texts into cells as one thing that is undone together.
  function put(texts, what) {
    done.push([...texts].map(([cell, text]) => [cell, value(cell), text]));
    texts.forEach((text, cell) => set(cell, text));
    undoButton.disabled = false;
    typing = false;
    say(`${what} ${count()}`);
  }

  function undo() {
    const last = done.pop();
    if (!last) return;
    const untouched = last.filter(([cell, , text]) => value(cell) === text);
    untouched.forEach(([cell, text]) => set(cell, text));
    undoButton.disabled = done.length === 0;
    const since = last.length - untouched.length;
    say(`Undone${since ? `, but for ${many(since, "cell")} that you changed since` : ""}. ${count()}`);
  }

  function copyDown() {
    const [row, column] = place(here);
    const from = range.length > 1 ? range[0] : rows[row - 1]?.[column];
    if (!from) {
      say("There is no cell above to copy from.");
      return;
    }
    const into = range.length > 1 ? range.slice(1) : [here];
    put(new Map(into.map((cell) => [cell, value(from)])), "Copied down.");
    hold(true);
  }

  function extend(down) {
    const [row, column] = place(here);
    const last = range.length > 1 ? rows.findIndex((each) => each.includes(range.at(-1))) : row;
    const to = Math.min(Math.max(last + down, row), rows.length - 1);
    select(rows.slice(row, to + 1).map((each) => each[column]));
    say(`${range.length} cells selected.`);
  }

  function leave(event, down, right) {
    const within = !held && (right || here.tagName === "TEXTAREA" || here.list);
    if (isOpen(here) || within || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.shiftKey && !held) return;
    event.preventDefault();
    if (event.shiftKey && down) extend(down);
    else if (!event.shiftKey) go(down, right);
  }

  function enter(event) {
    if (isOpen(here)) return;
    event.preventDefault();
    if (event.altKey) {
      if (here.tagName === "TEXTAREA") here.setRangeText("\n", here.selectionStart, here.selectionEnd, "end");
      held = false;
      say(count());
    } else if (!go(event.shiftKey ? -1 : 1, 0)) hold(true);
  }

  function key(event) {
    if (!cells.includes(event.target)) return;
    const control = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase();
    if (STEPS[event.key]) leave(event, ...STEPS[event.key]);
    else if (event.key === "Enter") enter(event);
    else if (event.key === "F2") hold(!held);
    else if (event.key === "Escape" && !isOpen(here)) {
      set(here, before);
      select([]);
      hold(true);
      say(count());
    } else if (control === "d") {
      event.preventDefault();
      copyDown();
    } else if (control === "z" && !typing && done.length) {
      event.preventDefault();
      undo();
    }
  }

  form.addEventListener("keydown", key);
  form.addEventListener("pointerdown", () => { pointed = true; });
  form.addEventListener("focusin", (event) => {
    if (cells.includes(event.target)) {
      if (event.target !== here) before = value(event.target);
      here = event.target;
      select([]);
      typing = false;
      if (pointed && here.tagName !== "SELECT") held = false;
      else hold(true);
      if (!pointed) here.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
    pointed = false;
  });
  form.addEventListener("input", (event) => {
    if (!cells.includes(event.target)) return;
    held = event.target.tagName === "SELECT";
    typing = true;
    mark(event.target);
    say(count());
  });
  form.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain");
    if (!cells.includes(event.target) || !block(text, here)) return;
    event.preventDefault();
    paste(form, cells, here, text).then(([texts, what]) => put(texts, what), (problem) => say(problem.message));
  });
  form.querySelector("[data-table-down]").addEventListener("click", copyDown);
  undoButton.addEventListener("click", undo);
  // Rows in which nothing is changed are not sent, so that a refusal shows what was typed and nothing else.
  form.addEventListener("submit", (event) => {
    if (event.submitter?.name === "go") return;
    for (const row of form.querySelectorAll("tr[data-ref]")) {
      if (!row.querySelector(".app-grid__new")) row.querySelectorAll("input, select, textarea").forEach((each) => { each.disabled = true; });
    }
  });
  window.addEventListener("pageshow", () => {
    form.querySelectorAll("tr[data-ref] :disabled").forEach((each) => { each.disabled = false; });
    if (cells.some(mark)) say(count());
  });
}
