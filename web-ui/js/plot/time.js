// Times as the browser's zone and the page's language have them.

const MINUTE = 60_000;
export const DAY = 86_400_000;

const made = new Map();

/// Making one is slow, and few differ.
function written(language, options) {
  const key = JSON.stringify([language, options]);
  if (!made.has(key)) made.set(key, new Intl.DateTimeFormat(language, { hourCycle: "h23", ...options }));
  return made.get(key);
}

const CLOCK = { hour: "2-digit", minute: "2-digit" };
const DATE = { month: "short", day: "numeric" };

/// Writes below the axis: the clock, and the date where a day begins or clocks would say nothing.
export function axisTimes(language, days) {
  const zone = days ? { timeZone: "UTC" } : {};
  return (_, times, __, ___, step) => {
    const clock = written(language, step < MINUTE ? { ...CLOCK, second: "2-digit" } : CLOCK);
    const date = written(language, { ...DATE, ...zone });
    return times.map((at) => {
      const time = new Date(at);
      const midnight = time.getHours() === 0 && time.getMinutes() === 0 && time.getSeconds() === 0;
      return days || step >= DAY || midnight ? date.format(time) : clock.format(time);
    });
  };
}

/// A point in time, or the stretch of time that begins there and is `step` milliseconds long.
export function bucketTime(language, at, step) {
  if (!step) return written(language, { ...CLOCK, second: "2-digit" }).format(at);
  if (step >= DAY) return `${written(language, { ...DATE, year: "numeric", timeZone: "UTC" }).format(at)} UTC`;
  const begin = written(language, { ...DATE, ...CLOCK });
  if (step <= MINUTE) return begin.format(at);
  return `${begin.format(at)} – ${written(language, CLOCK).format(at + step)}`;
}
