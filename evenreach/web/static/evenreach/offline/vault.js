// The PIN: set, tried, forgotten. Neither it nor its key is stored; the key lives in this page.
import { ITERATIONS, keyFrom, newSalt, seal, unseal } from "./sealing.js";
import * as store from "./store.js";

const ABOUT = "vault";
const LEAST = 8;
const LONGEST_WAIT = 300_000;
const SEQUENCE = "01234567890123456789 98765432109876543210 abcdefghijklmnopqrstuvwxyz";
let key = null;

export class Refused extends Error {}

export function faultOf(pin, again) {
  if (pin.length < LEAST) return `The PIN is too short. Use at least ${LEAST} digits or letters.`;
  if (new Set(pin).size < 3 || SEQUENCE.includes(pin.toLowerCase()))
    return "The PIN is too easy to guess. Do not repeat or count.";
  return pin === again ? "" : "The two PINs are not the same. Type both again.";
}

const waitAfter = (wrong) => Math.min(1000 * 2 ** (wrong - 1), LONGEST_WAIT);
const inSeconds = (time) => `${Math.ceil(time / 1000)} second${time > 1000 ? "s" : ""}`;

export async function setUp(pin, { person, hours, visits }) {
  const salt = newSalt();
  key = await keyFrom(pin, salt, ITERATIONS);
  const sealed = await seal(key, { visits }, ABOUT);
  await store.keepVault({
    salt, iterations: ITERATIONS, person, hours, latest: Date.now(), wrong: 0, triedAt: 0, ...sealed,
  });
}

// A wrong PIN is counted before it is tried, so that reloading the page does not save the wait.
export async function unlock(pin) {
  const row = await store.vault();
  const wait = row.wrong ? waitAfter(row.wrong) : 0;
  const left = Math.min(wait, row.triedAt + wait - Date.now());
  if (left > 0) throw new Refused(`Wait ${inSeconds(left)} before you try again. The PIN was not tried.`);
  const wrong = row.wrong + 1;
  await store.keepVault({ ...row, wrong, triedAt: Date.now() });
  const tried = await keyFrom(pin, row.salt, row.iterations);
  let content;
  try {
    content = await unseal(tried, row, ABOUT);
  } catch {
    await store.keepVault({ ...row, wrong, triedAt: Date.now() });
    throw new Refused(`That is not the PIN. Nothing was opened. You can try again in ${inSeconds(waitAfter(wrong))}.`);
  }
  key = tried;
  await store.keepVault({ ...row, wrong: 0 });
  return content.visits;
}

export async function renew({ hours, visits }) {
  const row = await store.vault();
  await store.keepVault({ ...row, hours, ...(await seal(key, { visits }, ABOUT)) });
}

export const sealed = (content, about) => seal(key, content, about);
export const opened = (row, about) => unseal(key, row, about);
