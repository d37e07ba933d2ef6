// A chart in an element, which is drawn once what draws it has arrived, and gone with `dispose`.

export class Chart {
  #plot;
  #latest;
  #gone = false;

  /// `format(unit, value)`: a value in words. `zoomed(from, to)`: somebody has drawn a box over this time.
  constructor(place, format, zoomed) {
    import("routex-plot").then(({ Plot }) => {
      if (this.#gone) return;
      this.#plot = new Plot(place, format, zoomed);
      if (this.#latest) this.#plot.show(this.#latest);
    }, console.error);
  }

  /// The picture comes as JSON.
  show(json) {
    this.#latest = JSON.parse(json);
    this.#plot?.show(this.#latest);
  }

  dispose() {
    this.#gone = true;
    this.#plot?.dispose();
  }
}
