// Saves a page of a draft while it is typed. Without it, "Save and continue" saves the same.
const QUIET = 900;
const LONGEST = 5000;
const AGAIN = 10000;
const form = document.querySelector("form[data-saves-to]");
const said = document.getElementById("saved");
let waiting;
let firstTyped = 0;
let changed = false;
let held = false;
let leaving = false;
let sending = null;

function say(words) {
  if (said.textContent !== words) said.textContent = words;
}

function fields() {
  const typed = new FormData(form);
  typed.delete("form_key");
  return new URLSearchParams(typed);
}

async function answered(answer) {
  const isOurs = answer.headers.get("Content-Type")?.startsWith("application/json");
  if (!isOurs) {
    say("Not saved: you are signed out, or the request was sent meanwhile. Copy your text before you go on.");
    return;
  }
  const { said: words, began } = await answer.json();
  say(words);
  if (answer.ok) form.elements.began.value = began;
  else held = true;
}

async function save() {
  clearTimeout(waiting);
  firstTyped = 0;
  if (!changed || held || leaving) return;
  if (sending) {
    await sending;
    return save();
  }
  changed = false;
  sending = fetch(form.dataset.savesTo, { method: "POST", body: fields(), keepalive: true })
    .then(answered)
    .catch(() => {
      changed = true;
      say("Not saved: there is no connection. Your text is still here, and is saved once there is one.");
      waiting = setTimeout(save, AGAIN);
    });
  await sending;
  sending = null;
}

function typed() {
  changed = true;
  firstTyped ||= Date.now();
  clearTimeout(waiting);
  waiting = setTimeout(save, Math.max(0, Math.min(QUIET, firstTyped + LONGEST - Date.now())));
}

function submitted(event) {
  clearTimeout(waiting);
  leaving = true;
  if (!sending) return;
  event.preventDefault();
  sending.then(() => {
    sending = null;
    form.requestSubmit(event.submitter);
  });
}

if (form && said) {
  form.addEventListener("input", typed);
  form.addEventListener("submit", submitted);
  window.addEventListener("online", save);
  window.addEventListener("pagehide", save);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
  });
}
