// Hides the fields that the chosen response has no use for. What was typed into them stays and is sent.
// A field with an error stays in view.
export function start(form) {
  const answers = form.querySelectorAll('input[name="choice"]');
  const parts = form.querySelectorAll("[data-choices]");

  function show() {
    const chosen = form.querySelector('input[name="choice"]:checked')?.value ?? "";
    const undecided = chosen === "" || chosen === "undecided";
    for (const part of parts) {
      const wanted = undecided || part.dataset.choices.split(" ").includes(chosen);
      part.hidden = !wanted && part.querySelector(".govuk-error-message") === null;
    }
  }

  answers.forEach((answer) => answer.addEventListener("change", show));
  show();
}
