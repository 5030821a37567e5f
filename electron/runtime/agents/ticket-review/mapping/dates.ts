/** Which of two numbers in a date like 03/04/2020 is the month. */
export type DayOrder = 'month-first' | 'day-first';

/** A date as read: one instant, or two where the order of day and month leaves both open. */
export interface ReadDate {
  readonly monthFirstMs: number | null;
  readonly dayFirstMs: number | null;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const TIME = String.raw`(?:[T ,]+(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*([ap]\.?m\.?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d|[A-Z]{2,4})?(?: \([^)]*\))?)?$`;
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})${TIME}`, 'i');
const YEAR_LAST = new RegExp(String.raw`^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d\d)${TIME}`, 'i');
const COMPACT = /^(\d{4})(\d\d)(\d\d)$/;
const DAY_NAME_MONTH = new RegExp(
  String.raw`^(?:[a-z]{3,9}\.?,? )?(\d{1,2})(?:st|nd|rd|th)?[ -]([a-z]{3})[a-z]*\.?,?[ -](\d{4})${TIME}`,
  'i',
);
const NAME_DAY_YEAR = new RegExp(
  String.raw`^(?:[a-z]{3,9}\.?,? )?([a-z]{3})[a-z]*\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})${TIME}`,
  'i',
);
const EPOCH = /^(\d{10}|\d{13})$/;
const EARLIEST_YEAR = 1900;
const LATEST_YEAR = 2200;

/**
 * Reads a date or a time of the forms people export: ISO 8601, `04/22/2014 01:07:39 PM`, `22.4.2014`, `20140422`,
 * `22 Apr 2014`, `April 22, 2014`, RFC 2822, Unix seconds or milliseconds. Times without a zone count as UTC.
 * Null when it is none of them, or no day of the calendar.
 */
export function readDate(text: string): ReadDate | null {
  const value = text.trim();
  const yearFirst = YEAR_FIRST.exec(value) ?? COMPACT.exec(value);
  if (yearFirst !== null) return sure(yearFirst[1], yearFirst[2], yearFirst[3], yearFirst.slice(4));
  const yearLast = YEAR_LAST.exec(value);
  if (yearLast !== null) {
    const [, first, second, year, ...time] = yearLast;
    const monthFirstMs = instant(fullYear(year), Number(first), Number(second), time);
    const dayFirstMs = instant(fullYear(year), Number(second), Number(first), time);
    return monthFirstMs === null && dayFirstMs === null ? null : { monthFirstMs, dayFirstMs };
  }
  const dayName = DAY_NAME_MONTH.exec(value);
  if (dayName !== null) return sure(dayName[3], monthOf(dayName[2]), dayName[1], dayName.slice(4));
  const nameDay = NAME_DAY_YEAR.exec(value);
  if (nameDay !== null) return sure(nameDay[3], monthOf(nameDay[1]), nameDay[2], nameDay.slice(4));
  const epoch = EPOCH.exec(value);
  if (epoch === null) return null;
  const ms = value.length === 10 ? Number(value) * 1_000 : Number(value);
  return { monthFirstMs: ms, dayFirstMs: ms };
}

/** The order a column is written in: the one its unambiguous dates prove; month first where nothing proves either. */
export function dayOrderOf(dates: Iterable<ReadDate>): { readonly order: DayOrder; readonly isProven: boolean } {
  let monthFirst = 0;
  let dayFirst = 0;
  let open = 0;
  for (const { monthFirstMs, dayFirstMs } of dates) {
    if (monthFirstMs === dayFirstMs) continue;
    if (dayFirstMs === null) monthFirst += 1;
    else if (monthFirstMs === null) dayFirst += 1;
    else open += 1;
  }
  return {
    order: dayFirst > monthFirst ? 'day-first' : 'month-first',
    isProven: open === 0 || dayFirst !== monthFirst,
  };
}

/** The instant of a date under an order; a date that only the other order can read is read by that one. */
export function settleDate(date: ReadDate, order: DayOrder): number {
  const [preferred, other] =
    order === 'day-first' ? [date.dayFirstMs, date.monthFirstMs] : [date.monthFirstMs, date.dayFirstMs];
  return preferred ?? other ?? 0;
}

/** `2019-09-24`: the UTC day of an instant. Computed, since agents have no clock outside their steps. */
export function isoDay(ms: number): string {
  // From days to civil date: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
  const days = Math.floor(ms / 86_400_000) + 719_468;
  const era = Math.floor(days / 146_097);
  const ofEra = days - era * 146_097;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1_460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * ofYear + 2) / 153);
  const day = ofYear - Math.floor((153 * shifted + 2) / 5) + 1;
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

function sure(
  year: string | undefined,
  month: string | number | undefined,
  day: string | undefined,
  time: readonly (string | undefined)[],
): ReadDate | null {
  const ms = instant(Number(year), Number(month), Number(day), time);
  return ms === null ? null : { monthFirstMs: ms, dayFirstMs: ms };
}

function monthOf(name: string | undefined): number {
  return MONTHS.indexOf((name ?? '').slice(0, 3).toLowerCase()) + 1;
}

function fullYear(year: string | undefined): number {
  const value = Number(year);
  if (year === undefined || year.length !== 2) return value;
  return value < 70 ? 2000 + value : 1900 + value;
}

function instant(year: number, month: number, day: number, time: readonly (string | undefined)[]): number | null {
  if (year < EARLIEST_YEAR || year > LATEST_YEAR || month < 1 || month > 12) return null;
  if (day < 1 || day > daysIn(year, month)) return null;
  const [hourText, minuteText, secondText, half, zone] = time;
  const hour = hourOf(Number(hourText ?? 0), half);
  const minute = Number(minuteText ?? 0);
  const second = Number(secondText ?? 0);
  if (hour > 23 || minute > 59 || second > 60) return null;
  const minutes = (dayNumber(year, month, day) * 24 + hour) * 60 + minute - zoneMinutes(zone);
  return minutes * 60_000 + second * 1_000;
}

function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined) return hour;
  const isAfternoon = half.toLowerCase().startsWith('p');
  if (hour === 12) return isAfternoon ? 12 : 0;
  return isAfternoon ? hour + 12 : hour;
}

function zoneMinutes(zone: string | undefined): number {
  const offset = /^([+-])(\d\d):?(\d\d)$/.exec(zone ?? '');
  if (offset === null) return 0;
  const minutes = Number(offset[2]) * 60 + Number(offset[3]);
  return offset[1] === '-' ? -minutes : minutes;
}

function daysIn(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
}

/** Days since 1970-01-01 of a civil date; Hinnant, as above. */
function dayNumber(year: number, month: number, day: number): number {
  const shiftedYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(shiftedYear / 400);
  const yearOfEra = shiftedYear - era * 400;
  const ofYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const ofEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + ofYear;
  return era * 146_097 + ofEra - 719_468;
}
