// The reader's tools. Without it, the text size is set by its form and the browser prints.
const sizes = document.querySelector("form[data-text-size]");
const tools = document.querySelector(".app-reader");

function write(size) {
  const page = document.documentElement;
  for (const name of [...page.classList]) if (name.startsWith("app-text-")) page.classList.remove(name);
  if (size !== "100") page.classList.add(`app-text-${size}`);
  for (const button of sizes.querySelectorAll("button"))
    button.setAttribute("aria-pressed", String(button.value === size));
}

function remember(event) {
  event.preventDefault();
  const size = event.submitter.value;
  write(size);
  fetch(`${sizes.action}?${new URLSearchParams({ size })}`, { redirect: "manual", keepalive: true });
}

const does = {
  print: () => window.print(),
  share: (button) => navigator.share({ title: button.dataset.title, url: address().value }).catch(() => {}),
  async copy() {
    address().select();
    try {
      await navigator.clipboard.writeText(address().value);
      say("Copied");
    } catch {
      say("Press Ctrl and C to copy");
    }
  },
};

function address() {
  return document.getElementById("page-address");
}

function say(words) {
  tools.querySelector(".app-reader__said").textContent = words;
}

function open() {
  for (const button of tools.querySelectorAll("[data-does]")) {
    if (button.dataset.does === "share" && !navigator.share) continue;
    button.hidden = false;
    button.parentElement.hidden = false;
    button.addEventListener("click", () => does[button.dataset.does](button));
  }
  tools.querySelector(".app-reader__without").hidden = true;
}

function goToTop(event) {
  const heading = document.querySelector("h1");
  if (!heading) return;
  event.preventDefault();
  heading.tabIndex = -1;
  window.scrollTo({ top: 0, behavior: "instant" });
  heading.focus({ preventScroll: true });
}

sizes?.addEventListener("submit", remember);
if (tools) open();
document.querySelector(".app-back-to-top a")?.addEventListener("click", goToTop);
