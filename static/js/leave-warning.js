// Asks before a page is left while its form holds something that was typed and not sent.
// A module that saves by itself tells the form so with an "app:saved" event.
export function start(form) {
  const written = () => new URLSearchParams(new FormData(form)).toString();
  // After an error the page came back with what was typed, which is not saved either.
  let saved = form.querySelector(".govuk-form-group--error") ? "" : written();
  let sent = false;

  form.addEventListener("app:saved", () => {
    saved = written();
  });
  form.addEventListener("submit", () => {
    sent = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!sent && written() !== saved) event.preventDefault();
  });
}
