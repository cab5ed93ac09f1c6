// What this browser holds: one vault, and a note for each visit. Sealed before it comes here.
const NAME = "evenreach-offline";
let base;

export async function open() {
  const asked = indexedDB.open(NAME, 1);
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore("vault");
    asked.result.createObjectStore("notes", { keyPath: "visit" });
  };
  base = await new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

function within(name, mode, act) {
  return new Promise((resolve, reject) => {
    const transaction = base.transaction(name, mode, { durability: "strict" });
    const asked = act(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(asked.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

export const vault = () => within("vault", "readonly", (store) => store.get("vault"));
export const keepVault = (row) => within("vault", "readwrite", (store) => store.put(row, "vault"));
export const notes = () => within("notes", "readonly", (store) => store.getAll());
export const note = (visit) => within("notes", "readonly", (store) => store.get(visit));
export const keepNote = (row) => within("notes", "readwrite", (store) => store.put(row));
export const dropNote = (visit) => within("notes", "readwrite", (store) => store.delete(visit));

export async function forget() {
  await within("notes", "readwrite", (store) => store.clear());
  await within("vault", "readwrite", (store) => store.clear());
}
