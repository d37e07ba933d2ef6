// Colours. A canvas knows nothing of style sheets, so they are read from the page; whoever changes the theme draws anew.

/// How many lines have a colour of their own: `--rx-plot-0` and so on.
const LINES = 10;

export function ink(place) {
  const style = getComputedStyle(place);
  const read = (name) => style.getPropertyValue(`--rx-${name}`).trim();
  return {
    faint: read("faint"),
    rule: read("rule"),
    lines: Array.from({ length: LINES }, (_, index) => read(`plot-${index}`)),
  };
}
