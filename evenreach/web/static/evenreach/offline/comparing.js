// The record's text beside the note's: which to keep is chosen for each part, or later.
import { part, say, show } from "./screen.js";

function drawn({ name, label, mine, theirs, may_be_both: mayBeBoth }) {
  const made = part("a-part").content.cloneNode(true);
  made.querySelector("[data-label]").textContent = label;
  made.querySelector("[data-mine]").textContent = mine;
  made.querySelector("[data-theirs]").textContent = theirs;
  for (const item of made.querySelectorAll(".govuk-radios__item")) {
    const [input, words] = item.children;
    if (input.value === "both" && !mayBeBoth) item.remove();
    input.name = `keep-${name}`;
    input.id = words.htmlFor = `keep-${name}-${input.value}`;
  }
  return made;
}

// What was chosen, as it is sent; null if the person decides later.
export function choose(note, { edition, parts }) {
  part("comparing-about").textContent = `${note.reference}, ${note.school}: two texts`;
  part("parts").replaceChildren(...parts.map(drawn));
  show("comparing");
  say();
  return new Promise((resolve) => {
    part("later").onclick = () => resolve(null);
    part("compared").onsubmit = (event) => {
      event.preventDefault();
      const chosen = Object.fromEntries(new FormData(event.target));
      const left = parts.find(({ name }) => !chosen[`keep-${name}`]);
      if (left) say(`Choose which text to keep: ${left.label}`);
      else resolve({ ...chosen, edition });
    };
  });
}
