// The names of the lines, each a button that takes its line out of the picture and puts it back, with the value beside it.

export class Legend {
  rows = [];
  #place;
  #toggle;
  #values = [];

  constructor(place, toggle) {
    this.#place = place;
    this.#toggle = toggle;
  }

  /// `hidden`: the names of those that are out of the picture.
  show(rows, hidden) {
    this.rows = rows;
    this.#values = [];
    this.#place.replaceChildren(...rows.map((row) => this.#button(row, hidden)));
  }

  /// One text for each line.
  say(values) {
    values.forEach((value, index) => {
      if (this.#values[index].textContent !== value) this.#values[index].textContent = value;
    });
  }

  #button({ name, colour }, hidden) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "rx-chart__line";
    button.setAttribute("aria-pressed", String(!hidden.has(name)));
    button.addEventListener("click", () => {
      this.#toggle(name);
      button.setAttribute("aria-pressed", String(!hidden.has(name)));
    });
    const value = document.createElement("span");
    value.className = "rx-chart__value";
    this.#values.push(value);
    button.append(mark(colour), name, value);
    return button;
  }
}

/// A spot of the line's colour.
export function mark(colour) {
  const spot = document.createElement("span");
  spot.className = "rx-chart__mark";
  spot.style.backgroundColor = colour;
  return spot;
}
