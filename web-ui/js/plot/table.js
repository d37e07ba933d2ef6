// The same values as a table, for those who do not see the picture or want to read them. Made when it is opened.

export class Table {
  #details;
  #fill = () => {};

  constructor(details) {
    this.#details = details;
    details.addEventListener("toggle", () => this.#refresh());
  }

  show({ lines, times, words }, value, time) {
    this.#fill = () => {
      const table = document.createElement("table");
      table.append(element("thead", [row("th", [words.time, ...lines.map(({ name }) => name)])]));
      // The latest is what is looked for most.
      const rows = times.map((at, index) => row("td", [time(at), ...lines.map(({ values }) => value(values[index]))]));
      table.append(element("tbody", rows.reverse()));
      return table;
    };
    this.#refresh();
  }

  #refresh() {
    const place = this.#details.lastElementChild;
    place.replaceChildren(...(this.#details.open ? [this.#fill()] : []));
  }
}

function row(kind, texts) {
  const cells = texts.map((text) => {
    const cell = element(kind, [text]);
    if (kind === "th") cell.scope = "col";
    return cell;
  });
  return element("tr", cells);
}

function element(name, children) {
  const made = document.createElement(name);
  made.append(...children);
  return made;
}
