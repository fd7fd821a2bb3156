// Says that a file is being made, and when it is there. Without a script the browser waits for the file by itself.
const SECOND = 1000;

export function start(status) {
  document.querySelectorAll("[data-app-making]").forEach((door) => {
    const event = door instanceof HTMLFormElement ? "submit" : "click";
    door.addEventListener(event, (asked) => {
      if (asked.ctrlKey || asked.metaKey || asked.shiftKey) return;
      asked.preventDefault();
      make(door, status);
    });
  });
}

async function make(door, status) {
  const { appMaking: label } = door.dataset;
  if (door.ariaBusy === "true") return;
  door.ariaBusy = "true";
  const clock = running(label, status);
  try {
    const answer = await (door instanceof HTMLFormElement
      ? fetch(door.action, { method: "POST", body: new FormData(door) })
      : fetch(door.href));
    if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
    save(await answer.blob(), nameOf(answer));
    clearInterval(clock);
    status.textContent = `${label}: the file is made and saved where your browser keeps what it downloads.`;
  } catch {
    // The browser asks again by itself and so shows why not.
    if (door instanceof HTMLFormElement) door.submit();
    else location.assign(door.href);
  } finally {
    clearInterval(clock);
    door.ariaBusy = "false";
  }
}

// Screen readers hear the first sentence once; the seconds are for the eye.
function running(label, status) {
  const seconds = document.createElement("span");
  seconds.ariaHidden = "true";
  status.replaceChildren(
    `${label}: the file is being made. A large plan takes some seconds; you can go on working in another tab. `,
    seconds,
  );
  let passed = 0;
  return setInterval(() => {
    passed += 1;
    seconds.textContent = `(${passed} s)`;
  }, SECOND);
}

function nameOf(answer) {
  return /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1] ?? "plan";
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), SECOND);
}
