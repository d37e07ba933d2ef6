// A chart in an element: made when ECharts has arrived, sized with its element, gone with `dispose`.

/// Options come as JSON. Formatters cannot be written in it: a value axis and a tooltip name theirs as `unit`.
export class Chart {
  #chart;
  #observer;
  #latest;
  #gone = false;

  constructor(element) {
    import("routex-echarts").then(({ init }) => {
      if (this.#gone) return;
      this.#chart = init(element, null, { renderer: "canvas" });
      this.#observer = new ResizeObserver(() => this.#chart.resize());
      this.#observer.observe(element);
      if (this.#latest) this.#chart.setOption(this.#latest, { notMerge: true });
    }, console.error);
  }

  show(json, format) {
    const option = JSON.parse(json);
    for (const axis of [option.yAxis].flat()) {
      if (axis?.unit) axis.axisLabel = { ...axis.axisLabel, formatter: (value) => format(axis.unit, value) };
    }
    if (option.tooltip?.unit) {
      option.tooltip.valueFormatter = (value) => (value == null ? "–" : format(option.tooltip.unit, value));
    }
    this.#latest = option;
    this.#chart?.setOption(option, { replaceMerge: ["series"] });
  }

  dispose() {
    this.#gone = true;
    this.#observer?.disconnect();
    this.#chart?.dispose();
  }
}
