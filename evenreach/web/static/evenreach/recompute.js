// Works a policy out again while it is typed. Without it, the button "Work it out" does the same.
const WAIT = 300;
const form = document.querySelector("form[data-result-url]");
const region = document.getElementById("result");
const status = document.getElementById("result-status");
let waiting;
let asked;

async function recompute() {
  asked?.abort();
  asked = new AbortController();
  const typed = new URLSearchParams(new FormData(form));
  typed.delete("csrfmiddlewaretoken");
  typed.delete("form_key");
  try {
    const answer = await fetch(`${form.dataset.resultUrl}?${typed}`, { signal: asked.signal });
    if (!answer.ok) return;
    region.innerHTML = await answer.text();
    status.textContent = region.querySelector("[data-said]")?.textContent ?? "";
  } catch (error) {
    if (error.name !== "AbortError") status.textContent = "";
  }
}

if (form && region && status) {
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(recompute, WAIT);
  });
}
