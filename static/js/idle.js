// Warns before the session ends for want of use, and offers to stay. Tabs share when they last asked the server.
const LAST = "iip-last-request";
const MINUTE = 60 * 1000;

function lastRequest() {
  return Number(localStorage.getItem(LAST)) || 0;
}

export function start(dialog) {
  const limit = Number(dialog.dataset.minutes) * MINUTE;
  const warning = Number(dialog.dataset.warnMinutes) * MINUTE;
  const text = dialog.querySelector("[data-idle-text]");
  const title = dialog.querySelector("h2");
  const stay = dialog.querySelector("[data-idle-stay]");
  const note = () => localStorage.setItem(LAST, String(Date.now()));
  let over = false;

  function end() {
    over = true;
    title.textContent = "You have been signed out";
    text.textContent =
      "What you typed is still on this page, but is not saved. Copy it before you sign in again.";
    stay.textContent = "Close this message";
  }

  function look() {
    const left = lastRequest() + limit - Date.now();
    if (over || left > warning) {
      if (!over && dialog.open) dialog.close();
      return;
    }
    if (!dialog.open) dialog.showModal();
    if (left <= 0) end();
  }

  stay.addEventListener("click", async () => {
    if (!over) {
      const answer = await fetch(dialog.dataset.renew, { credentials: "same-origin" });
      if (answer.ok) note();
    }
    dialog.close();
  });

  document.addEventListener("app:saved", note); // a page that saves by itself asks the server too
  note();
  setInterval(look, 15 * 1000);
}
