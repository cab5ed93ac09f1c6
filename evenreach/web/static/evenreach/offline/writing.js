// One note, held again a moment after each change; leaving waits until it is held.
import * as notes from "./notes.js";
import { part, say, show } from "./screen.js";

const QUIET = 400;
const FULL = "Not held: this browser's storage is full or shut. Copy the text before you leave this page.";
const form = part("note");
let note = null;
let changed = false;
let saving = Promise.resolve();
let waiting;
let back;

function typed() {
  return Object.fromEntries([...new FormData(form)].filter(([, value]) => value.trim()));
}

async function held(content) {
  try {
    await notes.keep(content);
    const at = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    part("saved").textContent = `Held on this device, encrypted, at ${at}. Not synchronised yet.`;
  } catch {
    changed = true;
    part("saved").textContent = FULL;
  }
}

export function save() {
  clearTimeout(waiting);
  if (!note || !changed) return saving;
  changed = false;
  const content = { ...note, answers: typed() };
  saving = saving.then(() => held(content));
  return saving;
}

function fill(answers) {
  form.reset();
  for (const [name, value] of Object.entries(answers)) {
    const field = form.elements.namedItem(name);
    if (field?.type === "checkbox") field.checked = true;
    else if (field) field.value = value;
  }
}

export function write(chosen, onLeave) {
  note = chosen;
  back = onLeave;
  changed = false;
  fill(note.answers);
  part("about").textContent = `${note.reference}, ${note.school}, ${note.when}`;
  part("saved").textContent = "Your words are held a moment after you type them.";
  say();
  show("writing");
  form.querySelector("textarea").focus();
}

// What is left to the note that is being written; one whose time is over is closed.
export function tell({ left, hours, over }) {
  if (!note) return;
  const rest = left.get(note.visit);
  if (!rest && over) return end(`The ${hours} hours are over: the note was deleted.`);
  const words = rest ? `in ${notes.inWords(rest)}` : `${hours} hours after you begin to write`;
  part("left").textContent = `The note is deleted from this device ${words}, unless it is synchronised before.`;
  part("left").classList.toggle("govuk-!-font-weight-bold", notes.isShort(rest ?? Infinity, hours));
}

async function end(...news) {
  note = null;
  await back();
  say(...news);
}

function inWords() {
  return Object.entries(typed()).map(([name, value]) => {
    const field = form.elements.namedItem(name);
    if (field.type === "checkbox") return field.labels[0].textContent.trim();
    const [first] = field instanceof RadioNodeList ? field : [field];
    const legend = first.closest("fieldset")?.querySelector("legend");
    const shown = legend ? form.querySelector(`[name=${name}]:checked`).labels[0].textContent : value;
    return `${(legend ?? first.labels[0]).textContent.trim()}\n${shown.trim()}`;
  });
}

form.addEventListener("input", () => {
  changed = true;
  clearTimeout(waiting);
  waiting = setTimeout(save, QUIET);
});
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  await save();
  if (!changed) await end();
});
part("copy").addEventListener("click", () => {
  const heading = part("about").textContent;
  navigator.clipboard.writeText([heading, ...inWords()].join("\n\n")).then(
    () => say("The text is copied. Paste it where it is safe, and empty the clipboard afterwards."),
    () => say("The browser does not let the page copy. Select the text in each box and copy it."),
  );
});
part("drop").addEventListener("click", async () => {
  changed = false;
  await saving;
  await notes.drop(note.visit);
  await end("The note is deleted from this device.");
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") save();
});
