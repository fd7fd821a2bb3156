// Shows of a signature's further fields those of the chosen capacity. What was typed into the others stays and is sent;
// the record keeps what the capacity asks for. A field with an error stays in view.
export function start(form) {
  const capacities = form.querySelectorAll('input[name="capacity"]');
  const parts = form.querySelectorAll("[data-capacity]");

  function show() {
    const chosen = form.querySelector('input[name="capacity"]:checked')?.value;
    for (const part of parts) {
      part.hidden = part.dataset.capacity !== chosen && part.querySelector(".govuk-error-message") === null;
    }
  }

  capacities.forEach((capacity) => capacity.addEventListener("change", show));
  show();
}
