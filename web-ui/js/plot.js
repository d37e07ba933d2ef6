// A picture of values over time, drawn by uPlot: lines or bars, beside or on top of each other.
//
// What changes every second is only the data, so that uPlot is made anew for everything else.

import uPlot from "uplot";

import { alone, stacked } from "./plot/columns.js";
import { Legend } from "./plot/legend.js";
import { ink } from "./plot/ink.js";
import { Table } from "./plot/table.js";
import { DAY, axisTimes, bucketTime } from "./plot/time.js";
import { Tip } from "./plot/tip.js";

/// Charts of one page show the same time under the pointer.
const TOGETHER = "time";
/// Pixels below which a drag was a click.
const SHORTEST_DRAG = 6;
/// Pixels from the pointer beyond which a point in time is not what is pointed at.
const FAR = 40;
/// How high a chart reaches in which nothing is above zero.
const LOWEST = { plain: 1, count: 4, milliseconds: 1000, dollars: 1 };
/// Steps of an axis that counts, and of one of days.
const WHOLE = Array.from({ length: 13 }, (_, power) => [1, 2, 5].map((step) => step * 10 ** power)).flat();
const DAYS = [1, 2, 3, 5, 7, 14, 30].map((days) => days * DAY);

export class Plot {
  #canvas;
  #legend;
  #table;
  #tip;
  #format;
  #zoomed;
  #observer;
  #drawn;
  #picture;
  #kind;
  #hidden = new Set();

  constructor(place, format, zoomed) {
    this.#canvas = place.querySelector(".rx-chart__plot");
    this.#legend = new Legend(place.querySelector(".rx-chart__legend"), (name) => this.#toggle(name));
    this.#table = new Table(place.querySelector(".rx-chart__values"));
    this.#tip = new Tip(this.#canvas);
    this.#format = format;
    this.#zoomed = zoomed;
    this.#observer = new ResizeObserver(() => this.#drawn?.setSize(this.#size()));
    this.#observer.observe(this.#canvas);
  }

  show(picture) {
    const { times, span, lines, ...kind } = picture;
    const same = JSON.stringify([kind, lines.map(({ values, rest, ...line }) => line)]);
    this.#picture = picture;
    if (same === this.#kind) {
      this.#drawn.setData(this.#data());
    } else {
      this.#kind = same;
      this.#draw();
    }
    this.#say();
    this.#table.show(picture, (value) => this.#words(value), (at) => this.#bucket(at));
  }

  dispose() {
    this.#observer.disconnect();
    this.#drawn?.destroy();
  }

  #draw() {
    this.#drawn?.destroy();
    const { lines } = this.#picture;
    const colours = ink(this.#canvas);
    const shown = lines.map(({ name, colour }) => ({ name, colour: colours.lines[colour % colours.lines.length] }));
    this.#legend.show(shown, this.#hidden);
    this.#drawn = new uPlot(this.#options(colours, shown), this.#data(), this.#canvas);
  }

  #options(colours, shown) {
    const { axis, language, step_ms: step, stacked: isStacked } = this.#picture;
    const days = step >= DAY;
    const text = { stroke: colours.faint, font: '11px "Red Hat Text", "Noto Sans SC", sans-serif', ticks: { show: false } };
    const series = shown.map((line, index) => this.#series(line, this.#picture.lines[index]));
    return {
      ...this.#size(),
      ms: 1,
      // Days are those of UTC, wherever the browser is.
      tzDate: days ? (at) => uPlot.tzDate(new Date(at), "Etc/UTC") : (at) => new Date(at),
      legend: { show: false },
      padding: [8, 20, 0, 0],
      series: [{}, ...(isStacked ? series.reverse() : series)],
      scales: { x: { range: () => this.#picture.span }, y: { range: (_, __, max) => this.#heights(max) } },
      axes: [
        { ...text, size: 24, gap: 4, space: 72, grid: { show: false }, incrs: days ? DAYS : undefined, values: axisTimes(language, days) },
        {
          ...text,
          size: (_, values) => 14 + 6.4 * Math.max(2, ...(values ?? []).map((value) => value.length)),
          gap: 6,
          space: 36,
          grid: { stroke: colours.rule, width: 1, dash: [3, 3] },
          incrs: ["count", "milliseconds"].includes(axis) ? WHOLE : undefined,
          values: (_, splits) => splits.map((value) => this.#format(axis, value)),
        },
      ],
      cursor: {
        y: false,
        points: { size: 7, show: this.#picture.bars ? false : undefined },
        drag: { x: this.#picture.zoom, y: false, setScale: false },
        bind: { dblclick: () => null },
        sync: {
          key: TOGETHER,
          setSeries: false,
          // A box is drawn over one chart alone.
          filters: { pub: (kind) => kind === "mousemove" || kind === "mouseleave" },
        },
      },
      hooks: { setCursor: [() => this.#say()], setSelect: [(drawn) => this.#zoom(drawn)] },
    };
  }

  #series({ name, colour }, line) {
    if (this.#picture.bars) {
      return {
        label: name,
        width: 0,
        fill: colour,
        paths: uPlot.paths.bars({ size: [0.82, 44, 1] }),
        points: { show: false },
      };
    }
    return {
      label: name,
      stroke: colour,
      width: 1.75,
      fill: line.filled ? `${colour}26` : undefined,
      paths: uPlot.paths.spline(),
      // One between two gaps would not be seen as a line.
      points: { show: false, size: 4, filter: (drawn, index) => alone(drawn.data[index]) },
    };
  }

  /// What a bucket counted is drawn in its middle, so that the nearest to the pointer is the one it is in.
  #data() {
    const { times, lines, step_ms: step, stacked: isStacked } = this.#picture;
    const columns = lines.map((line) => (this.#hidden.has(line.name) ? line.values.map(() => null) : line.values));
    const drawn = isStacked ? stacked(columns).reverse() : columns;
    return [step ? times.map((at) => at + step / 2) : times, ...drawn];
  }

  #heights(max) {
    if (this.#picture.axis === "share") return [0, 1];
    return [0, max > 0 ? max * 1.06 : LOWEST[this.#picture.axis]];
  }

  #size() {
    return { width: this.#canvas.clientWidth, height: this.#canvas.clientHeight };
  }

  #words(value) {
    return value == null ? this.#picture.words.none : this.#format(this.#picture.axis, value);
  }

  #bucket(at) {
    return bucketTime(this.#picture.language, at, this.#picture.step_ms);
  }

  /// Says the values at the pointer, or those that stand for all where there is none.
  #say() {
    const index = this.#pointed();
    const { lines, times, says_rest: saysRest } = this.#picture;
    const values = lines.map((line) => this.#words(index == null ? line.rest : line.values[index]));
    this.#legend.say(index == null && !saysRest ? values.map(() => "") : values);
    if (index == null || !this.#drawn.over.matches(":hover")) return this.#tip.hide();
    const rows = this.#legend.rows.map((row, line) => ({ ...row, value: values[line], known: lines[line].values[index] }));
    const told = rows.filter(({ name, known }) => !this.#hidden.has(name) && known != null);
    // Of many on top of each other most are nothing most of the time.
    const some = this.#picture.stacked ? told.filter(({ known }) => known > 0).reverse() : told;
    this.#tip.show(this.#drawn, this.#bucket(times[index]), some);
  }

  /// Which time is pointed at, here or in another chart. `null`: none.
  #pointed() {
    const { idx, left } = this.#drawn?.cursor ?? {};
    if (idx == null) return null;
    if (this.#picture.step_ms) return idx;
    const away = Math.abs(this.#drawn.valToPos(this.#picture.times[idx], "x") - left);
    return away <= FAR ? idx : null;
  }

  #toggle(name) {
    if (!this.#hidden.delete(name)) this.#hidden.add(name);
    this.#drawn.setData(this.#data());
  }

  #zoom(drawn) {
    const { left, width } = drawn.select;
    if (width === 0) return;
    const [from, to] = [drawn.posToVal(left, "x"), drawn.posToVal(left + width, "x")];
    drawn.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    if (width >= SHORTEST_DRAG) this.#zoomed(from, to);
  }
}
