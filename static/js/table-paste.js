// Pasting a block from a spreadsheet into a table: the server says which cell each part belongs to and what it means.

// Whether text is more than one cell's, or the cell is a select, which cannot be pasted into.
export function block(text, cell) {
  return /\t|[\r\n]./s.test(text) || cell.tagName === "SELECT";
}

// Asks what a block means. Gives a map of cells to texts, and a sentence; throws with a sentence.
export async function paste(form, cells, cell, text) {
  const named = new Map(cells.map((each) => [each.name, each]));
  const [column, ref] = cell.name.split(" ");
  const asked = new URLSearchParams({ block: text, at_ref: ref, at_column: column });
  for (const each of new Set(cells.map((other) => other.name.split(" ")[1]))) asked.append("ref", each);
  for (const each of new Set(cells.map((other) => other.name.split(" ")[0]))) asked.append("column", each);
  asked.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
  const answer = await read(form.dataset.read, asked);
  const texts = new Map(answer.cells.map(([name, found]) => [named.get(name), found]));
  const wrong = answer.cells.filter(([, , why]) => why).map(([name, , why]) => `${name.split(" ")[1]}: ${why}`);
  const said = [`${texts.size} cell${texts.size === 1 ? "" : "s"} pasted.`, ...answer.remarks, ...wrong];
  return [texts, said.join(" ")];
}

async function read(address, asked) {
  try {
    const answer = await fetch(address, { method: "POST", body: asked, credentials: "same-origin", redirect: "error" });
    if (answer.ok) return await answer.json();
  } catch {
    // The sentence below says it.
  }
  throw new Error("Nothing was pasted: the service did not answer, or you have been signed out.");
}
