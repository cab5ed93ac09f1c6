// What is asked of the server, and what its answers mean.
export class NotSent extends Error {}

const NO_SIGNAL = "There is no signal. Your notes are still on this device; try again where there is.";
const SIGNED_OUT = "You are signed out. Sign in first, then come back to this page and synchronise. Your notes are still on this device.";
const NOT_OURS = "The server could not answer. Your notes are still on this device; try again later.";

async function answer(address, options) {
  let found;
  try {
    found = await fetch(address, { redirect: "manual", cache: "no-store", ...options });
  } catch {
    throw new NotSent(NO_SIGNAL);
  }
  if (found.type === "opaqueredirect") throw new NotSent(SIGNED_OUT);
  if (!found.headers.get("Content-Type")?.startsWith("application/json")) throw new NotSent(NOT_OURS);
  return found.json();
}

export const visits = (address) => answer(address, {});

export function send(note, { token, chosen }) {
  const body = new URLSearchParams({
    ...note.answers,
    ...chosen,
    csrfmiddlewaretoken: token,
    form_key: crypto.randomUUID(),
  });
  return answer(note.keep, { method: "POST", body });
}
