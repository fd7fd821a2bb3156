// Shows of a form's further fields those of the answer that is chosen: data-chosen-by names the question, data-chosen
// the answers (with spaces between) for which a part is shown. What was typed into the others stays and is sent; the
// record keeps what the answer asks for. A field with an error stays in view.
export function start(form) {
  const answers = form.querySelectorAll(`input[name="${form.dataset.chosenBy}"]`);
  const parts = form.querySelectorAll("[data-chosen]");

  function show() {
    const chosen = [...answers].find((answer) => answer.checked)?.value;
    for (const part of parts) {
      const wanted = part.dataset.chosen.split(" ").includes(chosen);
      part.hidden = !wanted && part.querySelector(".govuk-error-message") === null;
    }
  }

  answers.forEach((answer) => answer.addEventListener("change", show));
  show();
}
