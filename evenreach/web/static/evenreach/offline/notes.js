// The notes of visits, each sealed, each for as many hours as the authority allows and no longer.
import * as store from "./store.js";
import { opened, sealed } from "./vault.js";

const HOUR = 3_600_000;
const MINUTE = 60_000;
const WARNED = 12 * HOUR;
const aboutOf = (row) => `${row.visit} since ${row.began}`;

// A clock that was set back gives no more time: the latest moment seen here counts.
async function now() {
  const row = await store.vault();
  const latest = Math.max(row.latest, Date.now());
  if (latest > row.latest) await store.keepVault({ ...row, latest });
  return latest;
}

export async function clockWasSetBack() {
  const row = await store.vault();
  return Date.now() < row.latest - 5 * MINUTE;
}

// Delete what is over its time; how many that were, and what is left to each of the others.
export async function times() {
  const { hours } = await store.vault();
  const at = await now();
  const left = new Map();
  let over = 0;
  for (const row of await store.notes()) {
    const rest = row.began + hours * HOUR - at;
    if (rest > 0) {
      left.set(row.visit, rest);
    } else {
      await store.dropNote(row.visit);
      over += 1;
    }
  }
  return { left, over, hours };
}

export const isShort = (rest, hours) => rest < Math.min(WARNED, (hours * HOUR) / 2);

export function inWords(rest) {
  const minutes = Math.ceil(rest / MINUTE);
  const parts = [[Math.floor(minutes / 60), "hour"], [minutes % 60, "minute"]];
  return parts
    .filter(([count]) => count)
    .map(([count, name]) => `${count} ${name}${count === 1 ? "" : "s"}`)
    .join(" ");
}

// Every note that can be opened; one that was damaged is left out and spoils no other.
export async function all() {
  const read = (row) =>
    opened(row, aboutOf(row)).then((content) => ({ visit: row.visit, ...content }), () => null);
  return (await Promise.all((await store.notes()).map(read))).filter(Boolean);
}

export async function keep({ visit, ...content }) {
  const held = await store.note(visit);
  const row = { visit, began: held?.began ?? (await now()) };
  await store.keepNote({ ...row, ...(await sealed(content, aboutOf(row))) });
}

export const drop = (visit) => store.dropNote(visit);
