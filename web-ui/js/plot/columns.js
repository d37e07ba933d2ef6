// What is done to values before they are drawn.

/// Each on top of those before it. Where all are unknown, nothing is drawn.
export function stacked(columns) {
  let below = columns[0]?.map(() => 0) ?? [];
  return columns.map((values) => {
    if (values.every((value) => value == null)) return values;
    below = values.map((value, index) => below[index] + (value ?? 0));
    return below;
  });
}

/// Where a value is known and neither the one before nor the one after it. `null`: nowhere.
export function alone(values) {
  const found = [];
  values.forEach((value, index) => {
    if (value != null && values[index - 1] == null && values[index + 1] == null) found.push(index);
  });
  return found.length > 0 ? found : null;
}
