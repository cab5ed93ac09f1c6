// One section of the page is shown at a time; news is said above it.
export const part = (id) => document.getElementById(id);
const sections = [...document.querySelectorAll("#offline > section")];

export function show(id) {
  for (const each of sections) each.hidden = each.id !== id;
}

export function say(...lines) {
  const said = part("said");
  said.replaceChildren(
    ...lines.filter(Boolean).map((line) => {
      const paragraph = document.createElement("p");
      paragraph.className = "govuk-body";
      paragraph.append(...[line].flat());
      return paragraph;
    }),
  );
  said.hidden = !said.childElementCount;
  if (!said.hidden) said.scrollIntoView({ block: "nearest" });
}

export function link(words, address) {
  const made = document.createElement("a");
  made.className = "govuk-link";
  made.href = address;
  made.textContent = words;
  return made;
}

export function task(name, hint, status, act) {
  const made = part("a-task").content.cloneNode(true);
  const opens = made.querySelector("[data-name]");
  opens.textContent = name;
  opens.addEventListener("click", (event) => {
    event.preventDefault();
    act();
  });
  made.querySelector("[data-hint]").textContent = hint;
  made.querySelector("[data-status]").textContent = status;
  return made;
}
