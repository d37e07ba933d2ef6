// What stands beside the pointer: the time under it, and the values then.

import { mark } from "./legend.js";

/// Pixels from the pointer.
const AWAY = 14;

export class Tip {
  #box;

  constructor(place) {
    this.#box = document.createElement("div");
    this.#box.className = "rx-chart__tip";
    // The legend and the table say it to those who do not point.
    this.#box.setAttribute("aria-hidden", "true");
    this.#box.hidden = true;
    place.append(this.#box);
  }

  hide() {
    this.#box.hidden = true;
  }

  show(drawn, time, rows) {
    const head = document.createElement("p");
    head.className = "rx-chart__tip-time";
    head.textContent = time;
    this.#box.replaceChildren(head, ...rows.map(line));
    this.#box.hidden = false;
    const { offsetLeft, offsetTop, clientWidth, clientHeight } = drawn.over;
    const { left, top } = drawn.cursor;
    const { offsetWidth: width, offsetHeight: height } = this.#box;
    const right = left + AWAY + width <= clientWidth;
    const x = offsetLeft + (right ? left + AWAY : Math.max(left - AWAY - width, -offsetLeft));
    const y = offsetTop + Math.min(Math.max(top - height / 2, 0), Math.max(clientHeight - height, 0));
    this.#box.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
  }
}

function line({ name, colour, value }) {
  const row = document.createElement("p");
  row.className = "rx-chart__tip-line";
  const said = document.createElement("b");
  said.textContent = value;
  row.append(mark(colour), name, said);
  return row;
}
