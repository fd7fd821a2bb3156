// Saves a form after a pause in typing, and says so. The page is complete without it: its button saves too.
// The server answers with the marks of what is saved now, or with a sentence why it is not.
const PAUSE = 3000;

export function start(form) {
  const said = document.querySelector("[data-autosave-said]");
  const seen = form.querySelector("input[name=seen]");
  const address = form.getAttribute("action") || location.href; // a control may be called "action"
  let timer = 0;
  let busy = false;
  let changed = false;
  let sent = false;
  let button = null; // that was pressed

  function say(text) {
    if (said) said.textContent = text;
  }

  async function save() {
    if (sent) return;
    if (busy) {
      wait();
      return;
    }
    busy = true;
    changed = false;
    try {
      const answer = await fetch(address, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Autosave": "1" },
        credentials: "same-origin",
        redirect: "error",
      });
      const line = await answer.json();
      if (answer.ok) {
        seen.value = line.seen;
        if (!changed && !line.partly) form.dispatchEvent(new Event("app:saved", { bubbles: true }));
      }
      say(line.said);
    } catch {
      say("Not saved: the service did not answer, or you have been signed out. What you typed is still on this page.");
    }
    busy = false;
    if (sent) form.requestSubmit(button);
  }

  function wait() {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  }

  form.addEventListener("input", () => {
    changed = true;
    wait();
  });
  // A save that is under way is waited for, so that the page sends the marks of what that save wrote.
  form.addEventListener("submit", (event) => {
    sent = true;
    button = event.submitter;
    clearTimeout(timer);
    if (busy) event.preventDefault();
  });
}
