// Two minutes before the session ends by itself, its sentence appears. `data-seconds`: how long the session still lives.
// Counted from the page's own arrival, so that a wrong clock in the branch does no harm; every saved answer begins it anew,
// what a page asks by itself every few seconds does not.

const WARNING = 120;

class SessionNotice extends HTMLElement {
  connectedCallback() {
    this.begin();
    this.again = (event) => event.target.closest?.('[hx-trigger^="every"]') || this.begin();
    document.addEventListener("htmx:afterRequest", this.again);
    document.addEventListener("zhili:saved", this.again);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    document.removeEventListener("htmx:afterRequest", this.again);
    document.removeEventListener("zhili:saved", this.again);
  }

  begin() {
    clearTimeout(this.timer);
    this.hidden = true;
    const seconds = Number(this.dataset.seconds);
    if (seconds > 0) this.timer = setTimeout(() => { this.hidden = false; }, Math.max(0, seconds - WARNING) * 1000);
  }
}

customElements.define("session-notice", SessionNotice);
