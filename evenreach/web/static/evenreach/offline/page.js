// The page from its opening to its locking: whether it can work here, the PIN, then the notes.
import * as listing from "./listing.js";
import * as notes from "./notes.js";
import { part, say, show } from "./screen.js";
import * as sending from "./sending.js";
import * as store from "./store.js";
import { Refused, faultOf, setUp, unlock } from "./vault.js";
import { save } from "./writing.js";

const TICK = 20_000;
const IDLE = 600_000;
const PATIENCE = 2_000;
const CANNOT = "This browser does not hold anything for this page: it is a private window, its storage is full or shut, or it is too old. Use an ordinary window of a current browser.";
const ELSEWHERE = "This page is open in another tab or window. Go on there, or close it and load this one again: one note is written in one place.";
const FIRST_ONLINE = "Open this page once where there is signal and set a PIN. Then it opens in a school without.";
const READY = "This page now opens without signal, at this same address.";
const { worker, scope, visits } = part("offline").dataset;
let fresh;
let isOpen = false;
let idle;

function cannot(why) {
  part("cannot-why").textContent = why;
  show("cannot");
}

async function lockedScreen() {
  const { left, over, hours } = await notes.times();
  const first = Math.min(...left.values());
  const count = left.size === 1 ? "1 note" : `${left.size} notes`;
  part("held").textContent = left.size
    ? `This device holds ${count}, encrypted. ${left.size === 1 ? "It" : "The first"} is deleted in ${notes.inWords(first)}, unless synchronised before.`
    : "This device holds no note.";
  if (over) say(`What was not synchronised within ${hours} hours is deleted: ${over === 1 ? "1 note" : `${over} notes`}.`);
  show("locked");
}

async function firstScreen() {
  try {
    fresh = await sending.visits(visits);
  } catch (error) {
    return cannot(`${FIRST_ONLINE} ${error.message}`);
  }
  for (const each of document.querySelectorAll("[data-hours]")) each.textContent = `${fresh.hours} hours`;
  show("choosing");
}

async function start() {
  if (!(await store.vault())) return firstScreen();
  await lockedScreen();
}

async function opened(known) {
  isOpen = true;
  stir();
  await listing.open(known);
  await navigator.serviceWorker.ready;
  part("ready").textContent = READY;
}

async function lock() {
  await save();
  location.reload();
}

function stir() {
  clearTimeout(idle);
  if (isOpen) idle = setTimeout(lock, IDLE);
}

// A form's act, once at a time; what is refused is said in its words.
function once(id, kind, act) {
  let busy = false;
  part(id).addEventListener(kind, async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    try {
      await act();
    } catch (error) {
      say(error instanceof Refused || error instanceof sending.NotSent ? error.message : CANNOT);
    } finally {
      busy = false;
    }
  });
}

once("choose", "submit", async () => {
  const [pin, again] = [part("new-pin"), part("new-pin-again")];
  const fault = faultOf(pin.value, again.value);
  if (fault) throw new Refused(fault);
  say("Preparing this device…");
  await setUp(pin.value, fresh);
  pin.value = again.value = "";
  navigator.storage?.persist?.();
  say("The PIN is set. Nobody can recover it if you forget it.");
  await opened(fresh.visits);
});
once("unlock", "submit", async () => {
  say("Opening…");
  const typed = part("pin").value;
  part("pin").value = "";
  const known = await unlock(typed);
  say();
  await opened(known);
});
once("forget", "click", async () => {
  await store.forget();
  say("Everything that this device held is deleted.");
  await start();
});
once("lock", "click", lock);
document.addEventListener("input", stir);
document.addEventListener("click", stir);
setInterval(async () => {
  if (isOpen) await listing.tick();
  else if (!part("locked").hidden) await lockedScreen();
}, TICK);

async function begin() {
  if (!window.isSecureContext || !navigator.serviceWorker || !navigator.locks) return cannot(CANNOT);
  try {
    await store.open();
    await navigator.serviceWorker.register(worker, { scope });
  } catch {
    return cannot(CANNOT);
  }
  const isFree = { signal: AbortSignal.timeout(PATIENCE) };
  const untilLeft = () => start().then(() => new Promise(() => {}));
  navigator.locks.request("evenreach-offline", isFree, untilLeft).catch(() => cannot(ELSEWHERE));
}

begin();
