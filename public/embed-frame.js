// The script of a framed page: it tells the page's height, takes on the look of the host's page,
// and moves the cursor in pictures. The page is complete without it.
//
// Its origin is opaque and whoever frames it is known as `parent` alone. So it says nothing but
// its height, and of what it is told it takes only what it has checked itself. All of it has 4,096
// bytes, comments and indentation aside: the cursor is that of app/src/islands (linked.rs,
// panel.rs, marks.rs, spot.rs) in fewer words, without the change between two days.
{
  const { dataset, style } = document.documentElement;
  const main = document.querySelector("main");

  // Where the content ends, and not how high the window is: the window follows what is told here,
  // and each would push the other.
  let told;
  const tell = () => {
    const height = Math.ceil(main.getBoundingClientRect().bottom + scrollY);
    if (height !== told) parent.postMessage({ dbag: 1, height }, "*");
    told = height;
  };
  new ResizeObserver(tell).observe(main);
  // Below the fold browsers do not observe for frames, and the host is to know that this one listens.
  tell();

  // Nothing in a look can load anything. An empty text gives back Dbag's own, even where the
  // address named another. The stylesheet takes what `data-look` names.
  const rule =
    /^(theme:(light|dark|auto)|surface:transparent|(surface|text|accent|series):(#[\da-f]{6})?|font:[\w ,'"-]{0,100}|radius:([12]?\d|3[0-2])?)$/i;
  addEventListener("message", ({ source, data }) => {
    const look = source === parent && data?.dbag === 1 && data.look;
    for (const name in look) {
      const value = look[name];
      if (!rule.test(name + ":" + value)) continue;
      // Only a radius begins with a figure.
      const unit = /^\d/.test(value) ? "px" : "";
      style.setProperty("--look-" + name, value + unit);
      dataset.look = (dataset.look || "").replace(name, "") + (value + "" && " " + name);
      // To the stylesheet `auto` is as good as no theme.
      if (name === "theme") dataset.theme = value;
    }
    // A host whose script came later than this page has missed the height, and asks by a message.
    told = 0;
    tell();
  });

  const set = (mark, by) => {
    for (const name in by) mark.setAttribute(name, by[name]);
    return mark;
  };
  const draw = (into, tag, by) =>
    into.appendChild(set(document.createElementNS(into.namespaceURI, tag), by));

  // Panels are read together: the others show the day at which one of them is read. Without a day
  // in common `from` is no number, and neither is their slot.
  const charts = document.querySelectorAll(".panel__picture[data-name]");
  const read = (chart, slot) => {
    for (const one of charts) one.show(one === chart ? slot : slot + chart.from - one.from);
  };
  const keys = { ArrowLeft: -1, ArrowRight: 1, PageDown: -30, PageUp: 30, Home: -1e6, End: 1e6, Escape: NaN };

  for (const chart of charts) {
    const { name, rest, plot, slots, bands, names, grid, from } = chart.dataset;
    const last = slots - 1;
    const bars = bands != null || !last;
    const [left, top, step, cell, skip] = (grid || "").split(" ").map(Number);
    const panel = chart.closest(".panel");
    const svg = chart.querySelector("svg");
    // The stylesheet hides marks while nothing is read. A line moves as a whole, dots included.
    const mark = grid
      ? draw(svg, "rect", { class: "reading reading__cell", width: cell / 10, height: cell / 10 })
      : draw(svg, "svg", { class: "reading", overflow: "visible" });
    // In a cell nothing is drawn, wherever one tries to.
    const [y1, y2] = plot.split(" ");
    draw(mark, "line", { class: "reading__line", y1, y2 });

    let at, isRead;
    const spots = Array.from(panel.querySelectorAll("[data-words] .reading__number, .panel__day"), (spot) => {
      const { words = names, y, dot, of = "", unit = "" } = (spot.closest("[data-words]") || spot).dataset;
      const kept = spot.textContent;
      const disc = y && !bars && draw(mark, "circle", { class: "reading__dot " + dot, r: 4 });
      return () => {
        // A date is "Mon, 16 Nov 2026 00:00:00 GMT", whatever the browser's language and zone.
        const text = words?.split("|")[at] ||
          new Date((at + +from) * 864e5).toUTCString().slice(0, 16).replace(/, 0?/, " ");
        spot.textContent = isRead ? text : kept;
        // A gap has no place: its dot is far above.
        if (disc) set(disc, { cy: y.split(" ")[at].replace("_", -1e4) + "%" });
        return of + text + unit;
      };
    });
    const show = (slot) => {
      isRead = slot >= 0 && slot <= last;
      at = isRead ? slot : last;
      panel.classList.toggle("is-read", isRead);
      chart.ariaValueNow = at;
      // A number's own day may be another than that of its last value.
      const said = spots.map((say) => say()).join(", ");
      chart.ariaValueText = !isRead && rest || said;
      const box = at + skip;
      const x = (bars ? (at + .5) / slots : at / last) * 100 + "%";
      set(mark, grid ? { x: (left + (box / 7 | 0) * step) / 10, y: (top + (box % 7) * step) / 10 } : { x });
    };
    const go = (slot) => read(chart, Math.max(0, Math.min(last, slot)));
    const point = ({ clientX, clientY }) => {
      const box = svg.getBoundingClientRect();
      const x = clientX - box.left;
      if (!grid) {
        const inset = parseFloat(getComputedStyle(svg).paddingLeft);
        const part = (x - inset) / (box.width - inset);
        return go(bars ? Math.floor(part * slots) : Math.round(part * last));
      }
      const unit = svg.viewBox.baseVal.width * 10 / box.width;
      const row = Math.floor(((clientY - box.top) * unit - top) / step);
      read(chart, row >= 0 && row < 7 ? Math.floor((x * unit - left) / step) * 7 + row - skip : NaN);
    };
    show();
    Object.assign(chart, {
      from: +from,
      show,
      tabIndex: 0,
      role: "slider",
      ariaLabel: name,
      ariaValueMin: 0,
      ariaValueMax: last,
      onpointermove: point,
      onpointerdown: point,
      // An event is no slot, and so it ends the reading.
      onpointerleave: go,
      onblur: go,
      onkeydown: (event) => {
        if (!(event.key in keys)) return;
        event.preventDefault();
        go(at + (event.shiftKey ? 7 : 1) * keys[event.key]);
      },
    });
  }
}
