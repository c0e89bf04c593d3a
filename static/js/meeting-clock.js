// Ticks on from what the server counted. The device's own hour is never asked: only how much time has gone by since the
// page came, by a clock that no one can set.

const CIRCLE = 565.5;

setInterval(() => document.querySelectorAll("[data-clock]").forEach(tick), 250);

function tick(face) {
  if (face.since === undefined || face.from !== face.dataset.clock) [face.since, face.from] = [performance.now(), face.dataset.clock];
  if (face.hasAttribute("data-paused")) return;
  const left = Number(face.dataset.clock) - Math.floor((performance.now() - face.since) / 1000);
  const words = (left < 0 ? "+" : "") + clockTime(Math.abs(left));
  if (face.textContent === words) return;
  face.textContent = words;
  face.classList.toggle("is-overrun", left < 0);
  const ring = face.parentElement.querySelector("[data-ring]");
  if (!ring) return;
  const share = Math.max(left, 0) / Math.max(Number(ring.dataset.ring), 1);
  ring.setAttribute("stroke-dasharray", `${(share * CIRCLE).toFixed(1)} ${CIRCLE}`);
  ring.parentElement.classList.toggle("is-overrun", left < 0);
}

function clockTime(seconds) {
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, "0"));
  if (seconds < 3600) parts[0] = String(Number(parts[0]));
  return seconds >= 3600 ? [Math.floor(seconds / 3600), ...parts].join(":") : parts.join(":");
}
