// Taps of whoever leads. Each is written down in this browser, sent in order, and forgotten when the server has kept it: a lost
// network, a refresh, a closed tab lose nothing. The page goes on at once by itself; every segment is in it. How long a tap
// waited is told with it, so that the bank's clock decides when it was, not this device's.

const PAUSE = 2000;
const LONGEST = 20000;
const PATIENCE = 8000;
const TOO_SOON = 700; // a second tap by the same thumb

class MeetingTaps extends HTMLElement {
  connectedCallback() {
    this.place = `taps:${this.dataset.person}:${this.dataset.run}`;
    this.pause = PAUSE;
    document.addEventListener("submit", (event) => event.target.matches("[data-tap]") && this.take(event));
    document.addEventListener("meeting:network", ({ detail }) => (detail.isAway ? this.show("away") : this.hurry()));
    document.addEventListener("meeting:ended", () => this.show("ended"));
    for (const name of ["online", "focus", "pageshow"]) addEventListener(name, () => this.hurry());
    if (this.hasWaiting) this.hurry();
  }

  get waiting() {
    return JSON.parse(localStorage.getItem(this.place) ?? "[]");
  }

  get hasWaiting() {
    return this.waiting.length > 0;
  }

  keep(waiting) {
    if (waiting.length) localStorage.setItem(this.place, JSON.stringify(waiting));
    else localStorage.removeItem(this.place);
    document.querySelectorAll("[data-away] [data-n]").forEach((one) => { one.textContent = waiting.length; });
  }

  take(event) {
    const form = event.target;
    const fields = [...new FormData(form, event.submitter)].filter(([name]) => name !== "csrf_token");
    const said = Object.fromEntries(fields);
    if (said.tap && performance.now() - (this.at ?? -TOO_SOON) < TOO_SOON) return event.preventDefault();
    if (said.tap) this.at = performance.now();
    const sent = fields.map(([name, value]) => (name === "key" ? [name, newKey()] : name === "segment" && said.tap ? [name, this.segment] : [name, value]));
    try {
      this.keep([...this.waiting, { url: form.action, fields: sent, at: Date.now() }]);
    } catch {
      return; // no room: the browser sends the form as it is
    }
    event.preventDefault();
    if (["next", "skip", "back"].includes(said.tap)) this.move(said.tap === "back" ? -1 : 1);
    else form.closest("[data-person]")?.classList.add("run-waits");
    form.closest("details")?.removeAttribute("open");
    this.hurry();
  }

  get all() {
    return [...document.querySelectorAll("#meeting [data-segment]")];
  }

  // The segment that is shown; empty behind the last one.
  get segment() {
    return this.all.find((one) => !one.hidden)?.dataset.segment ?? "";
  }

  move(by) {
    const [all, here] = [this.all, this.all.findIndex((one) => !one.hidden)];
    const place = Math.max((here < 0 ? all.length : here) + by, 0);
    all.forEach((one, n) => { one.hidden = n !== place; });
    const [now, next] = [all[place], all[place + 1]];
    if (!now) return;
    document.querySelector("#meeting [data-title]:not(section)").textContent = now.dataset.title;
    const clock = document.querySelector("#meeting [data-clock]");
    if (clock) [clock.since, clock.dataset.clock] = [undefined, now.dataset.seconds];
    const name = document.querySelector("#meeting [data-next-name]");
    if (name) name.textContent = next ? this.dataset.next.replace("#", next.dataset.title) : this.dataset.last;
    document.querySelector("#meeting [data-next]").textContent = "";
  }

  hurry() {
    this.pause = PAUSE;
    return this.send();
  }

  async send() {
    if (this.sending) return;
    this.sending = true;
    clearTimeout(this.timer);
    const [had, isDone] = [this.hasWaiting, await this.sendAll()];
    this.sending = false;
    if (isDone) {
      this.show("");
      if (had) document.dispatchEvent(new CustomEvent("meeting:kept"));
      return;
    }
    this.timer = setTimeout(() => this.send(), this.pause * (0.5 + Math.random()));
    this.pause = Math.min(this.pause * 2, LONGEST);
  }

  async sendAll() {
    while (this.hasWaiting) {
      const [first] = this.waiting;
      if (!(await this.post(first))) return false;
      this.keep(this.waiting.slice(1));
    }
    return true;
  }

  // Whether the server has said its word on a tap, be it a refusal.
  async post(tap, isSecond = false) {
    const waited = String(Math.max(0, Math.round((Date.now() - tap.at) / 1000)));
    const body = new URLSearchParams([...tap.fields, ["waited", waited], ["csrf_token", this.token ?? firstToken()]]);
    const [status, told] = await ask(tap.url, { method: "POST", body, headers: { Accept: "application/json" } });
    if (status === 0 || status >= 500 || status === 429) return this.wait("away");
    if (status === 401) return this.wait("ended");
    if (status < 400 || told?.refused || isSecond) return this.heard(told);
    const [found, who] = await ask(this.dataset.session, { headers: { Accept: "application/json" } }); // an old form: ask for a new token
    if (found !== 200 || who?.person !== this.dataset.person) return this.wait("ended");
    this.token = who.csrf;
    return this.post(tap, true);
  }

  wait(state) {
    this.show(state);
    return false;
  }

  heard(told) {
    if (told?.message) this.tell(told.message);
    return true;
  }

  tell(words) {
    document.getElementById("notices").replaceChildren(Object.assign(document.createElement("p"), { className: "notice", textContent: words }));
  }

  show(state) {
    document.querySelector("[data-away]").hidden = state !== "away";
    document.querySelector("[data-ended]").hidden = state !== "ended";
  }
}

function firstToken() {
  return document.querySelector("[name=csrf_token]").value;
}

async function ask(url, how) {
  try {
    const response = await fetch(url, { ...how, redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
    return [response.type === "opaqueredirect" ? 303 : response.status, await response.json().catch(() => null)];
  } catch {
    return [0, null];
  }
}

function newKey() {
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

customElements.define("meeting-taps", MeetingTaps);
