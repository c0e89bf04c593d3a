// Shows how much of a scene is left. The server's clock decides: the browser only counts from what the server said.

class RoomClock extends HTMLElement {
  connectedCallback() {
    this.left = Date.parse(this.dataset.ends) - Date.parse(this.dataset.now);
    this.start = performance.now();
    this.words = this.querySelector("span");
    this.timer = setInterval(() => this.tick(), 500);
    this.tick();
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  tick() {
    const seconds = Math.max(0, Math.ceil((this.left - (performance.now() - this.start)) / 1000));
    const time = [Math.floor(seconds / 60), seconds % 60].map((part) => String(part).padStart(2, "0")).join(":");
    this.words.textContent = seconds ? time : this.dataset.over;
  }
}

customElements.define("room-clock", RoomClock);
