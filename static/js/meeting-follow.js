// Follows a meeting: asks every five seconds whether its version has changed, an address that costs the bank nothing, and
// only then fetches the page's piece, signed in as ever. What somebody is typing and has opened stays as it is.

const EVERY = 5000;
const LONGEST = 30000;
const PATIENCE = 8000;

class MeetingFollow extends HTMLElement {
  connectedCallback() {
    this.pause = EVERY;
    this.last = performance.now();
    document.addEventListener("meeting:kept", () => this.renew());
    for (const name of ["online", "focus"]) addEventListener(name, () => this.ask());
    this.wait();
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), this.pause * (0.8 + 0.4 * Math.random()));
  }

  get meeting() {
    return document.getElementById("meeting");
  }

  async ask() {
    if (this.asking || this.meeting.dataset.version === "0") return;
    this.asking = true;
    const version = await this.version();
    this.asking = false;
    this.pause = version === null ? Math.min(this.pause * 2, LONGEST) : EVERY;
    this.tell(version === null);
    const every = Number(this.dataset.every || 0) * 1000; // the code on the wall changes by itself
    const isOld = every && performance.now() - this.last > every;
    if (version !== null && (version !== this.meeting.dataset.version || isOld)) await this.renew();
    this.wait();
  }

  // The version as text; null when there is no network.
  async version() {
    try {
      const headers = this.seen ? { "If-None-Match": this.seen } : {};
      const answer = await fetch(this.dataset.follow, { headers, cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(PATIENCE) });
      if (answer.status === 304) return this.meeting.dataset.version;
      if (!answer.ok) return null;
      const told = String((await answer.json()).version);
      if (told === this.meeting.dataset.version) this.seen = answer.headers.get("ETag");
      return told;
    } catch {
      return null;
    }
  }

  tell(isAway) {
    document.dispatchEvent(new CustomEvent("meeting:network", { detail: { isAway } }));
  }

  async renew() {
    if (document.querySelector("meeting-taps")?.hasWaiting) return; // what was tapped here comes first
    try {
      const answer = await fetch(this.dataset.page, { headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(PATIENCE) });
      if (answer.status === 401) return void document.dispatchEvent(new CustomEvent("meeting:ended"));
      if (!answer.ok) return;
      this.put(await answer.text());
    } catch {
      this.tell(true);
    }
  }

  put(words) {
    if (document.querySelector("meeting-taps")?.hasWaiting) return;
    const [typed, opened, focus] = [this.typed(), this.opened(), document.activeElement?.id];
    this.meeting.outerHTML = words;
    this.last = performance.now();
    this.seen = null;
    for (const id of opened) this.at(id)?.setAttribute("open", "");
    for (const [place, value] of typed) if (this.field(place)) this.field(place).value = value;
    if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
    document.dispatchEvent(new CustomEvent("meeting:put"));
  }

  // Fields by the place of their form and their name.
  typed() {
    const fields = [...this.meeting.querySelectorAll("input:not([type=hidden], [type=checkbox]), textarea")];
    return fields.filter((one) => one.value !== one.defaultValue).map((one) => [place(one), one.value]);
  }

  field([form, name]) {
    return this.meeting.querySelector(`${form} [name="${name}"]`);
  }

  opened() {
    return [...this.meeting.querySelectorAll("details[open]")].map((one) => one.id || one.closest("[id]").id);
  }

  at(id) {
    const found = document.getElementById(id);
    return found?.tagName === "DETAILS" ? found : found?.querySelector("details");
  }
}

function place(field) {
  return [`#${field.closest("[id]:not(input)").id}`, field.name];
}

customElements.define("meeting-follow", MeetingFollow);
