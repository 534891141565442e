// What pages say, for those who compare it with what they know.

const DAY_MS = 86_400_000;

/** A day so many days from today: `Monday 16 Nov`, with the year if it is another. */
export function dayInWords(days) {
  const today = new Date();
  const day = new Date(today.getTime() + days * DAY_MS);
  const part = (options) => day.toLocaleDateString("en-US", { ...options, timeZone: "UTC" });
  const [weekday, month] = [part({ weekday: "long" }), part({ month: "short" })];
  const year = day.getUTCFullYear() === today.getUTCFullYear() ? "" : ` ${day.getUTCFullYear()}`;
  return `${weekday} ${day.getUTCDate()} ${month}${year}`;
}
