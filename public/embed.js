// Elements for the page of a host: <dbag-panel> and <dbag-dashboard>.
//
//   <script src="https://dbag.example.com/embed.js" async></script>
//   <dbag-dashboard token-url="/dbag-token"></dbag-dashboard>
//
// Each is one sandboxed frame, as high as its content, in the page's look, with a fresh token
// before the old one is over. Whatever the page says goes into the frame's address or a message,
// and what the frame says is a height: neither can reach into the other. Plain <iframe>s that show
// something of Dbag are given their height as well.
(() => {
  // Somebody wrote the <script> twice.
  if (customElements.get("dbag-panel")) return;

  // Known only while the script runs, and not to a module; then every element needs a `src`.
  const script = document.currentScript;
  const home = new URL(".", (script && script.src) || document.baseURI).href;

  // What goes into the address as it is written; the server checks it and says what is wrong.
  const TOLD = ["panel", "range", "from", "to", "step", "compare", "page", "titled", "bordered"];
  const COLOURS = ["surface", "text", "accent", "series"];
  const HIGHEST = 20000;
  // Names of fonts that need no quotes, for they become a part of a stylesheet.
  const FONT = /^[a-z-][\w-]*( [a-z-][\w-]*)*$/i;
  const LONGEST_FONT = 100;
  const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/;

  // A token is renewed so many seconds before its end, or at half of a shorter life.
  const AHEAD = 30;
  const LATEST_RETRY = 60;
  const TOKEN_TIMEOUT = 20;
  // A computer that slept finds out this late that a time has passed.
  const LONGEST_NAP = 15;

  // A second frame is there while it loads; the first one is seen until then.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    ":host{display:block;position:relative}" +
      "iframe{display:block;width:100%;border:0}" +
      "iframe+iframe{position:absolute;top:0;left:0;visibility:hidden}" +
      "iframe~slot{display:none}",
  );

  // The height in a message of a frame, if it is one.
  const heightIn = ({ data }) => {
    const height = data && data.dbag === 1 ? data.height : NaN;
    return typeof height === "number" && height >= 0 && height <= HIGHEST ? height : NaN;
  };

  // Red, green, blue and opacity of a colour as the browser computes it. A canvas knows them all,
  // but some browsers falsify what is read from it: it is asked only for what is not plain rgb().
  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const channels = (colour) => {
    const plain = /^rgba?\(/.test(colour) && colour.match(/[\d.]+/g).map(Number);
    if (plain) return [...plain, 1].slice(0, 4);
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    const [red, green, blue, opacity] = pen.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, opacity / 255];
  };

  // What the payload of a token says; whether the token is good is the server's business.
  const claimsOf = (token) => {
    try {
      return JSON.parse(atob(token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/")));
    } catch {
      return {};
    }
  };
  const shownBy = ({ resource, params }) => JSON.stringify([resource, params]);
  const secondsLeft = (token) => claimsOf(token).exp - Date.now() / 1000;

  // Seconds for which a token that just came is good. Where the browser's clock is wrong, what the
  // host's clock says counts.
  const lifeOf = (token) => {
    const { iat, exp } = claimsOf(token);
    const left = secondsLeft(token);
    return left > 0 ? Math.min(left, exp - iat || left) : exp - iat;
  };

  const fetchToken = async (address) => {
    const answer = await fetch(address, {
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.timeout(TOKEN_TIMEOUT * 1000),
    });
    const text = (await answer.text()).trim();
    const parsed = /^[{"]/.test(text) ? JSON.parse(text) : text;
    const token = parsed.token || parsed;
    // Whoever was signed out may get the page for signing in, with a 200.
    if (!answer.ok || !TOKEN.test(token) || !(lifeOf(token) > 0)) throw new Error("no token");
    return token;
  };

  class Framed extends HTMLElement {
    static observedAttributes = ["token", "token-url", "src", "theme", "title", ...TOLD];

    // An open shadow root: the page's stylesheets end at it, and developers can look inside. It
    // keeps no secret, for the page has the token anyway.
    #root = this.attachShadow({ mode: "open" });
    // Takes on a colour or a length and says what the browser makes of it.
    #probe = document.createElement("i");
    #frame = null;
    // Whose numbers of what are in it.
    #shown = "";
    // Whether the frame's script listens.
    #isAwake = false;
    #height = 150;
    // The look that the frame has.
    #look = "";
    // Counts what was begun; whoever finds another number than its own is out of date.
    #turn = 0;
    #timer = 0;
    #failures = 0;
    #gone = null;
    #watch = new MutationObserver(() => this.#passLook());

    constructor() {
      super();
      this.#root.adoptedStyleSheets = [sheet];
      this.#probe.hidden = true;
      // What stands in the element is seen until there is a frame.
      this.#root.append(this.#probe, document.createElement("slot"));
    }

    connectedCallback() {
      this.#gone = new AbortController();
      const { signal } = this.#gone;
      const passLook = () => this.#passLook();
      addEventListener("message", (event) => this.#hear(event), { signal });
      // Stylesheets may come later than this script, and colours may fade into one another.
      addEventListener("load", passLook, { signal });
      const settle = ({ target }) => target.contains(this) && passLook();
      document.addEventListener("transitionend", settle, { signal });
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", passLook, { signal });
      // Any attribute: toolkits call theirs data-theme, data-bs-theme, class ...
      for (const element of [document.documentElement, document.body]) {
        this.#watch.observe(element, { attributes: true });
      }
      this.#restart();
    }

    disconnectedCallback() {
      this.#gone.abort();
      this.#watch.disconnect();
      clearTimeout(this.#timer);
      this.#turn += 1;
      // Put into the page again, a frame would load the address that it had.
      this.#clear();
    }

    attributeChangedCallback(name, before, now) {
      if (!this.isConnected || now === before) return;
      // It may be another customer's: nobody's numbers are seen until there is an answer.
      if (name === "token-url") this.#clear();
      if (name === "theme") this.#passLook();
      else if (name !== "title") this.#restart();
      else if (this.#frame) this.#frame.title = this.#title;
    }

    get #title() {
      return this.getAttribute("title") || (this.localName === "dbag-panel" ? "Panel" : "Dashboard");
    }

    // Begins anew, once for all attributes that change together.
    async #restart() {
      const turn = (this.#turn += 1);
      await null;
      if (turn !== this.#turn) return;
      clearTimeout(this.#timer);
      this.#failures = 0;
      const token = this.getAttribute("token");
      const isRenewed = this.hasAttribute("token-url");
      if (token) this.#load(token);
      else if (!isRenewed) this.#clear();
      if (isRenewed) this.#renewIn(token ? this.#wait(secondsLeft(token)) : 0);
    }

    #clear() {
      for (const frame of this.#root.querySelectorAll("iframe")) frame.remove();
      this.#frame = null;
      this.#isAwake = false;
    }

    #wait(life) {
      return Math.max(life - AHEAD, life / 2) || 0;
    }

    #renewIn(seconds) {
      const due = Date.now() + seconds * 1000;
      const nap = () => {
        const left = due - Date.now();
        if (left > 0) this.#timer = setTimeout(nap, Math.min(left, LONGEST_NAP * 1000));
        else this.#renew();
      };
      nap();
    }

    async #renew() {
      const turn = this.#turn;
      let seconds;
      try {
        const token = await fetchToken(this.getAttribute("token-url"));
        if (turn !== this.#turn) return;
        this.#load(token);
        this.#failures = 0;
        seconds = this.#wait(lifeOf(token));
      } catch (error) {
        if (!this.#failures) console.warn("Dbag: no token from " + this.getAttribute("token-url"), error);
        seconds = Math.min(2 ** this.#failures, LATEST_RETRY) * (1 + Math.random());
        this.#failures += 1;
      }
      if (turn === this.#turn) this.#renewIn(seconds);
    }

    // Another element each time: a frame whose address is changed leaves a step in the history.
    #load(token) {
      // Nothing is seen of somebody else meanwhile; and what was not seen yet never will be.
      const shown = shownBy(claimsOf(token));
      if (shown !== this.#shown) this.#clear();
      else if (this.#frame && !this.#isAwake) this.#frame.remove();
      this.#shown = shown;
      const frame = document.createElement("iframe");
      const look = this.#readLook();
      frame.setAttribute("sandbox", "allow-scripts allow-popups allow-downloads");
      frame.referrerPolicy = "no-referrer";
      frame.loading = "lazy";
      frame.title = this.#title;
      frame.style.height = this.#height + "px";
      frame.style.colorScheme = look.theme;
      frame.onload = () => {
        if (frame !== this.#frame) return;
        for (const other of this.#root.querySelectorAll("iframe")) if (other !== frame) other.remove();
        // Another page in it later knows the look of its own address only.
        frame.onload = () => {
          this.#look = "";
          this.#passLook();
        };
      };
      frame.src = this.#address(token, look);
      this.#frame = frame;
      this.#isAwake = false;
      this.#look = JSON.stringify(look);
      this.#root.insertBefore(frame, this.#root.querySelector("slot"));
    }

    #address(token, look) {
      const base = new URL(this.getAttribute("src") || home, document.baseURI).href.replace(/\/*$/, "/");
      const kind = this.localName.slice(5);
      const address = new URL("embed/" + kind + "/" + encodeURIComponent(token), base);
      for (const name of TOLD) {
        // `titled` alone is as good as titled="true".
        const value = this.getAttribute(name) || (this.hasAttribute(name) && /ed$/.test(name) ? "true" : "");
        if (value) address.searchParams.set(name, value);
      }
      for (const name in look) if (look[name]) address.searchParams.set(name, look[name]);
      return address.href;
    }

    #hear(event) {
      const height = heightIn(event);
      if (!this.#frame || event.source !== this.#frame.contentWindow || !(height >= 0)) return;
      this.#height = height;
      this.#frame.style.height = height + "px";
      this.#isAwake = true;
      this.#passLook();
    }

    // Tells the frame how it should look, where that is not how it looks.
    #passLook() {
      if (!this.#isAwake) return;
      const look = this.#readLook();
      const text = JSON.stringify(look);
      if (text === this.#look) return;
      this.#look = text;
      this.#frame.style.colorScheme = look.theme;
      // To whoever is in there: a sandboxed page has no origin that could be named.
      this.#frame.contentWindow.postMessage({ dbag: 1, look }, "*");
    }

    // The theme and the six variables; what is missing or no good is empty.
    #readLook() {
      const style = getComputedStyle(this);
      const variable = (name) => style.getPropertyValue("--dbag-" + name).trim().replace(/\s+/g, " ");
      const look = { theme: this.getAttribute("theme") };
      if (!/^(light|dark)$/.test(look.theme)) {
        const [red, green, blue] = channels(style.color);
        // Light text stands on something dark.
        look.theme = 0.299 * red + 0.587 * green + 0.114 * blue > 127 ? "dark" : "light";
      }
      for (const name of COLOURS) look[name] = this.#colour(variable(name), name);
      const fonts = variable("font").replace(/["']/g, "").split(/ ?, ?/);
      const font = fonts.filter((name) => FONT.test(name)).join(", ");
      look.font = font.length > LONGEST_FONT ? "" : font;
      const radius = Math.round(parseFloat(this.#computed("outlineOffset", variable("radius"))));
      look.radius = radius >= 0 && radius <= 32 ? String(radius) : "";
      return look;
    }

    #colour(value, name) {
      const colour = this.#computed("color", value);
      if (!colour) return "";
      const [red, green, blue, opacity] = channels(colour);
      // Glass is left to the page beneath; of anything else it has nothing to show.
      if (opacity < 0.5) return name === "surface" ? "transparent" : "";
      const hex = (channel) => Math.round(channel).toString(16).padStart(2, "0");
      return "#" + hex(red) + hex(green) + hex(blue);
    }

    #computed(property, value) {
      const { style } = this.#probe;
      style[property] = value;
      const computed = style[property] && getComputedStyle(this.#probe)[property];
      style[property] = "";
      return computed;
    }
  }

  customElements.define("dbag-panel", class extends Framed {});
  customElements.define("dbag-dashboard", class extends Framed {});

  // Frames that the page has written itself.
  const plainFrames = () =>
    [...document.querySelectorAll("iframe")].filter(({ src }) => src.startsWith(home + "embed/"));
  addEventListener("message", (event) => {
    const height = heightIn(event);
    const frame = plainFrames().find(({ contentWindow }) => contentWindow === event.source);
    if (frame && height >= 0) frame.style.height = height + "px";
  });
  // Those that are there already have told theirs, and tell it again when they are spoken to.
  for (const { contentWindow } of plainFrames()) contentWindow.postMessage({ dbag: 1, look: {} }, "*");
})();
