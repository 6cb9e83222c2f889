/** @import {Config, Posted, Shown} from "./types" */
import { Device, OF_DEVICE } from "./device.js";
import { draft_of, posted_by, reveal_more } from "./filling.js";
import { Flow } from "./flow/flow.js";
import { open_pack } from "./pack.js";
import { Place } from "./place.js";
import { Screen } from "./screen.js";
import { SecondClicks } from "./second_clicks.js";

const LOOK_EVERY = 20_000;

/**
 * The private edition in one document: forms and links are answered by `Flow` in memory, the address never changes, and an entry of the
 * browser's history holds a number and nothing else. Any fault shows urgent help.
 */
export class App extends Screen {
  /**
   * @param {Config} config
   * @param {any} data the pack's data, and the pages about the software by address
   */
  constructor(config, data) {
    const watch = () => ({ minute: Math.floor(Date.now() / 60_000), ahead: -new Date().getTimezoneOffset() });
    super(config, new Flow(open_pack(data), data.about ?? {}, watch));
    this.device = new Device(this.flow);
    this.entries = ["/"];
    this.at = 0;
    this.second_clicks = new SecondClicks();
    this.quiet = false;
  }

  /** Take over the document, which shows `path`. */
  start(path = "/") {
    this.entries = [path];
    this.remember("replaceState");
    document.addEventListener("click", (event) => this.second_clicks.drop(event, this.shown), true);
    document.addEventListener("input", (event) => this.guarded(() => this.typed(event)));
    document.addEventListener("click", (event) => this.guarded(() => this.clicked(event)));
    document.addEventListener("submit", (event) => this.guarded(() => this.submitted(event)));
    window.addEventListener("popstate", (event) => this.guarded(() => event.state && this.moved(event.state.at)));
    for (const name of ["pageshow", "focus"]) window.addEventListener(name, () => this.guarded(() => this.renew()));
    document.addEventListener("visibilitychange", () => this.guarded(() => this.renew()));
    setInterval(() => this.guarded(() => this.renew()), LOOK_EVERY);
    window.addEventListener("beforeunload", (event) => this.ask_before_loss(event));
    document.addEventListener("leaving", () => this.end());
    this.link();
    const { pack } = this.flow;
    if (OF_DEVICE.includes(path)) this.show(this.device.page(path.slice(1)));
    else if (path !== "/" || pack.past_due(this.flow.clock()) || this.answer("GET", "/").status === 503)
      this.show(this.follow(this.answer("GET", path)));
    document.documentElement.dataset.ready = "yes";
  }

  /** Run a step; whatever goes wrong in it ends in urgent help, not in an answer. */
  async guarded(step) {
    try {
      await step();
    } catch (fault) {
      this.end();
      this.give_way(fault);
    }
  }

  /** Her answers end here: when she leaves, and when something is wrong. */
  end() {
    this.quiet = true;
    this.flow.forget();
  }

  /** Reloading, closing and pulling down would lose answers that are not kept: the browser asks first. Leaving never asks, nor does a call. */
  ask_before_loss(event) {
    if (this.quiet || !this.flow.journey || this.device.keeper.open) return;
    event.preventDefault();
    event.returnValue = true;
  }

  clicked(event) {
    const link = event.target.closest?.("a[href]"),
      path = link?.dataset.path ?? "",
      place = link?.getAttribute("href") ?? "";
    if (place.startsWith("tel:") || place.startsWith("sms:")) {
      this.quiet = true;
      setTimeout(() => {
        this.quiet = false;
      }, 1000);
    }
    if (place.startsWith("#")) {
      event.preventDefault();
      this.look_at(document.getElementById(place.slice(1)));
    }
    if (link?.dataset.action === "calendar") {
      event.preventDefault();
      this.save_calendar();
      return;
    }
    if (!path || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.request("GET", path);
  }

  /** What is filled in shows what else this page asks. */
  typed(event) {
    this.second_clicks.forget();
    const form = event.target.closest?.("form[data-live]");
    if (form) reveal_more(this.flow, form);
  }

  async submitted(event) {
    if (event.defaultPrevented) return;
    event.preventDefault();
    await this.request("POST", event.target.getAttribute("action"), posted_by(event.target, event.submitter));
  }

  async moved(at) {
    this.at = at;
    const path = this.entries[at] ?? "/";
    this.show(this.follow((await this.device.answer("GET", path, {})) ?? this.answer("GET", path)));
  }

  /** @param {string} method @param {string} path @param {Posted} [posted] @returns {Shown} */
  answer(method, path, posted) {
    return this.flow.answer(method, path, posted);
  }

  /**
   * POST, redirect, GET: a page that complains takes the place of the one it complains about, any other is a new entry.
   * @param {Posted} posted
   */
  async request(method, path, posted = {}) {
    let found = (await this.device.answer(method, path, posted)) ?? this.answer(method, path, posted),
      shown = method === "GET" ? path : this.entries[this.at];
    while (found.to) {
      shown = found.to;
      found = (await this.device.answer("GET", shown, {})) ?? this.answer("GET", shown);
    }
    const keeps = (method === "POST" || path.startsWith("/ask/")) && this.device.keeper.open;
    if (keeps && !(await this.device.keeper.save(this.flow.journey)) && shown !== "/stop") found = this.device.page("stopped");
    if (shown !== this.entries[this.at]) {
      this.entries = [...this.entries.slice(0, this.at + 1), shown];
      this.at += 1;
      this.remember("pushState");
    } else this.remember("replaceState");
    this.show(found);
  }

  /** A browser that refuses to remember more pages loses its Back, not her answers. */
  remember(how) {
    try {
      window.history.scrollRestoration = "manual";
      window.history[how]({ at: this.at }, "");
    } catch {
      /* our own links still lead back */
    }
  }

  /**
   * Time has passed while the page was open: it is made anew where that changes it, with what she typed, the focus and the place as they
   * were, and says in one line what has changed. A page that may not be shown until something is asked again gives way to that.
   */
  renew() {
    const { flow } = this,
      mark = flow.mark(),
      [day] = mark.split(","),
      path = this.entries[this.at];
    if (mark === this.mark || document.hidden || this.quiet || OF_DEVICE.includes(path)) return;
    const new_day = day !== this.mark.split(",")[0];
    this.mark = mark;
    let shown = path,
      found = this.answer("GET", path);
    for (; found.to; found = this.answer("GET", shown)) shown = found.to;
    if (shown !== path) {
      this.entries[this.at] = shown;
      this.remember("replaceState");
      this.show(found);
      return;
    }
    // What she filled in may have shown more of the page.
    /** @type {HTMLFormElement|null} */
    const form = document.querySelector("form[data-live]"),
      drafted = form && draft_of(flow, form);
    if (drafted?.html) found = drafted;
    const changed = found.html !== this.html;
    if (!changed && !(new_day && document.querySelector("main form"))) return;
    const place = new Place();
    // The complaints are about what she sent, which is not in her answers: they stay until she sends it again.
    if (changed && !this.complained) this.put(found);
    if (flow.journey && found.status === 200 && !document.querySelector(".note"))
      this.note(flow.pack.info.time[new_day ? "new_day" : "hours"]);
    place.restore();
  }

  follow(found) {
    while (found.to) found = this.answer("GET", found.to);
    return found;
  }
}

globalThis.afterwards = { ...globalThis.afterwards, App };
