// A form that htmx sends and that never reached the bank says so where it stands, keeps what it holds, and goes again by itself
// when the network is back. For forms that have a `[data-unsent]` sentence: questions inside a lesson.

const unsent = new Set();

document.addEventListener("htmx:sendError", ({ target }) => {
  const form = target.closest("form");
  const words = form?.querySelector("[data-unsent]");
  if (!words) return;
  words.hidden = false;
  unsent.add(form);
});

addEventListener("online", () => {
  for (const form of unsent) if (form.isConnected) form.requestSubmit();
  unsent.clear();
});
