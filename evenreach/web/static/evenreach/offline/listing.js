// The notes and visits of an opened vault, and their synchronising: one at a time, and once.
import { choose } from "./comparing.js";
import * as notes from "./notes.js";
import { part, say, show, link, task } from "./screen.js";
import * as sending from "./sending.js";
import * as store from "./store.js";
import { renew } from "./vault.js";
import { tell, write } from "./writing.js";

const SOMEBODY_ELSE =
  "Somebody else is signed in than the person whose notes this device holds. Sign in as that person to synchronise. Nothing was sent.";
const BACK = "The clock of this device was set back. Set it right: the time that is left to a note is counted from the latest moment that the clock has shown.";
const address = part("offline").dataset.visits;
const refusals = new Map();
let visits = [];
let busy = false;

export async function open(known) {
  visits = known;
  await list();
  if (await notes.clockWasSetBack()) say(BACK);
  await renewed().then(() => list(), () => {});
}

async function renewed() {
  const fresh = await sending.visits(address);
  if (fresh.person !== (await store.vault()).person) throw new sending.NotSent(SOMEBODY_ELSE);
  await renew(fresh);
  visits = fresh.visits;
  return fresh.token;
}

function hint(note, { left }) {
  const rest = `Deleted from this device in ${notes.inWords(left.get(note.visit))}, unless synchronised.`;
  return [note.when, rest, refusals.get(note.visit)].filter(Boolean).join(". ");
}

const status = (note, { left, hours }) =>
  notes.isShort(left.get(note.visit), hours) ? "Deleted soon: synchronise" : "Not synchronised";

async function list(known) {
  const times = known ?? (await notes.times());
  const held = await notes.all();
  const others = visits.filter(({ id }) => !held.some(({ visit }) => visit === id));
  const opened = (note) => () => {
    write(note, () => list());
    notes.times().then(tell);
  };
  const named = ({ reference, school }) => `${reference}, ${school}`;
  part("notes").replaceChildren(
    ...held.map((note) => task(named(note), hint(note, times), status(note, times), opened(note))),
  );
  part("visits").replaceChildren(
    ...others.map(({ id, ...about }) =>
      task(named(about), about.when, "Write", opened({ visit: id, ...about, answers: {} })),
    ),
  );
  part("no-notes").hidden = held.length > 0;
  part("no-visits").hidden = others.length > 0;
  part("synchronise").hidden = held.length === 0;
  show("listed");
  told(times, held);
}

function told({ over, hours, left }, held) {
  if (over) say(`${over === 1 ? "A note was" : `${over} notes were`} not synchronised within ${hours} hours and deleted.`);
  if (left.size > held.length) say("A note on this device is damaged and cannot be opened. The others can.");
}

// Every so often: what is over its time goes, what is left is said anew.
export async function tick() {
  const times = await notes.times();
  tell(times);
  if (part("listed").hidden) return;
  if (times.over) return list(times);
  const held = await notes.all();
  for (const [at, item] of [...part("notes").children].entries()) {
    item.querySelector("[data-hint]").textContent = hint(held[at], times);
    item.querySelector("[data-status]").textContent = status(held[at], times);
  }
}

async function sent(note, token) {
  const name = `${note.reference}, ${note.school}`;
  let chosen = {};
  for (;;) {
    const answer = await sending.send(note, { token, chosen });
    if (answer.kept) {
      await notes.drop(note.visit);
      return [`${name}: ${answer.kept} The copy on this device is deleted. `, link("Open the record", answer.record)];
    }
    if (answer.refused) {
      refusals.set(note.visit, answer.refused);
      return `${name}: ${answer.refused} The note is still on this device.`;
    }
    chosen = await choose(note, answer.compared);
    if (!chosen) return `${name}: not saved, because you decide later. The note is still on this device.`;
  }
}

async function synchronise() {
  if (busy) return;
  busy = true;
  part("synchronise").disabled = true;
  const news = [];
  try {
    const token = await renewed();
    for (const note of await notes.all()) news.push(await sent(note, token));
  } catch (error) {
    if (!(error instanceof sending.NotSent)) throw error;
    news.push(error.message);
  } finally {
    busy = false;
    part("synchronise").disabled = false;
    await list();
    say(...news);
  }
}

part("synchronise").addEventListener("click", synchronise);
