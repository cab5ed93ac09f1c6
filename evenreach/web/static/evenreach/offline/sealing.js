// A key from a PIN (PBKDF2 with SHA-256), and AES-GCM with an IV of its own for each sealing.
// The least number of iterations is OWASP's (Password Storage Cheat Sheet, PBKDF2-HMAC-SHA256).
export const ITERATIONS = 600_000;
const SALT_BYTES = 16;
const IV_BYTES = 12;
const random = (length) => crypto.getRandomValues(new Uint8Array(length));

export const newSalt = () => random(SALT_BYTES);

export async function keyFrom(pin, salt, iterations) {
  const typed = new TextEncoder().encode(pin.normalize("NFKC"));
  const base = await crypto.subtle.importKey("raw", typed, "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations },
    base,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}

// `about` is not hidden, but cannot be changed without the content being lost.
const by = (iv, about) => ({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(about) });

export async function seal(key, content, about) {
  const iv = random(IV_BYTES);
  const text = new TextEncoder().encode(JSON.stringify(content));
  return { iv, sealed: await crypto.subtle.encrypt(by(iv, about), key, text) };
}

export async function unseal(key, { iv, sealed }, about) {
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(by(iv, about), key, sealed)));
}
