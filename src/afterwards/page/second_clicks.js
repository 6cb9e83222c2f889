// A second click of a double click comes within this time (ms) and this far (px) from the first.
const DOUBLE = 500,
  NEAR = 8;

/** The second click of a double click falls on the page that the first one brought, whatever is there: it is no answer to that. */
export class SecondClicks {
  constructor() {
    this.forget();
  }

  /** Something else was done between. */
  forget() {
    /** @type {{time: number, x: number, y: number, shown: number}|null} */
    this.pressed = null;
  }

  /** Takes a click away where it is the second of two. `shown`: how many pages were shown so far. */
  drop(event, shown) {
    const { timeStamp: time, clientX: x, clientY: y, detail } = event,
      last = this.pressed;
    this.pressed = { time, x, y, shown };
    const near = last && time - last.time < DOUBLE && Math.abs(x - last.x) < NEAR && Math.abs(y - last.y) < NEAR;
    // A mouse says itself that it was a second click; fingers, and some browsers, do not. The keyboard says 0 and clicks once.
    const second = event.pointerType === "mouse" ? detail > 1 : detail > 0;
    if (!second || !near || last.shown === shown) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}
