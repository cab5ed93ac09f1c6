// Marks and clean pasting for an announcement's text. Without it, the marks are typed by hand.
const area = document.querySelector("textarea[data-announcing]");
const form = area.form;
const LINE_MARKS = { Heading: "## ", List: "- " };
const TABLE = "\n| First column | Second column |\n|---|---|\n|  |  |\n";

const said = document.createElement("p");
said.className = "govuk-body app-announcement__said";
said.setAttribute("role", "alert");
area.after(said);

function put(words, from = area.selectionStart, to = area.selectionEnd) {
  area.focus();
  area.setSelectionRange(from, to);
  // Keeps the browser's own undo; setRangeText does not.
  if (!document.execCommand("insertText", false, words)) area.setRangeText(words, from, to, "end");
}

function chosen() {
  return area.value.slice(area.selectionStart, area.selectionEnd);
}

function mark(begin) {
  const from = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const to = area.selectionEnd;
  const lines = area.value.slice(from, to).split("\n");
  put(lines.map((line) => begin + line).join("\n"), from, to);
}

const ACTS = {
  Heading: () => mark(LINE_MARKS.Heading),
  Bold: () => put(`**${chosen() || "bold words"}**`),
  List: () => mark(LINE_MARKS.List),
  Link: () => put(`[${chosen() || "what it leads to"}](https://)`),
  Table: () => put(TABLE),
  Picture: () => form.querySelector("button[name=picture]").click(),
};

const tools = document.createElement("div");
tools.className = "app-announcement__tools";
tools.setAttribute("role", "group");
tools.setAttribute("aria-label", "Marks for the text");
for (const [name, act] of Object.entries(ACTS)) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "govuk-button govuk-button--secondary";
  button.textContent = name;
  button.addEventListener("click", act);
  tools.append(button);
}
area.before(tools);

async function cleaned(html, plain) {
  const body = new URLSearchParams({ html, plain });
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  const answer = await fetch(form.dataset.cleansTo, { method: "POST", body });
  if (!answer.headers.get("Content-Type")?.startsWith("application/json")) throw new Error("no answer");
  return answer.json();
}

area.addEventListener("paste", async (event) => {
  const html = event.clipboardData.getData("text/html");
  const plain = event.clipboardData.getData("text/plain");
  if (!html && !plain.includes("\t")) return;
  event.preventDefault();
  said.textContent = "";
  try {
    const { text, refused } = await cleaned(html, plain);
    if (refused) said.textContent = `Not pasted: ${refused}`;
    else put(text);
  } catch {
    said.textContent = "Not pasted: the service did not answer, so nobody checked it for hidden columns. Paste it again in a moment.";
  }
});
