// Whether a page scrolls sideways, and whether things on it lie over one another.

/** What makes a page wider than its window, by selector; nothing where it is not. */
export function overflowing(page) {
  return page.evaluate(() => {
    const root = document.documentElement;
    const width = root.clientWidth;
    if (root.scrollWidth <= width) return [];
    const name = (element) => `${element.localName}.${[...element.classList].join(".")}`;
    const wide = [...document.body.querySelectorAll("*")].filter((element) => {
      const box = element.getBoundingClientRect();
      return box.width > 0 && box.right + root.scrollLeft > width + 0.5;
    });
    return [`${root.scrollWidth} pixels in ${width}`, ...wide.slice(0, 8).map(name)];
  });
}

/** Pairs of elements that lie over one another, by their texts. */
export function touching(page, selector) {
  return page.evaluate((selector) => {
    const boxes = [...document.querySelectorAll(selector)]
      .map((element) => ({ text: element.textContent, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0);
    const meet = (a, b) =>
      a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    return boxes.flatMap((one, at) =>
      boxes.slice(at + 1).filter((other) => meet(one.box, other.box)).map((other) => `${one.text} | ${other.text}`),
    );
  }, selector);
}
