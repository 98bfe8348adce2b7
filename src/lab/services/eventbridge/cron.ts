import { Schedule } from './schedule';

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const MINUTE = 60_000;
const DAY = 86_400_000;

/** Whether a day, given as UTC midnight, is meant. */
type DayTest = (day: Date) => boolean;

/** The six fields of EventBridge's cron: minutes, hours, day of month, month, day of week, year. */
export function cron(fields: string, refuse: () => Error): Schedule {
  const parts = fields.trim().split(/\s+/);
  if (parts.length !== 6) { throw refuse(); }
  const [minuteField, hourField, dayField, monthField, weekdayField, yearField] = parts.map(part => part.toUpperCase());
  // One of the two day fields says nothing, and says so with a question mark.
  if ((dayField === '?') === (weekdayField === '?')) { throw refuse(); }
  const minutes = numbers(minuteField, 0, 59, [], refuse);
  const hours = numbers(hourField, 0, 23, [], refuse);
  const months = numbers(monthField, 1, 12, MONTHS, refuse);
  const years = numbers(yearField, 1970, 2199, [], refuse);
  const onDay = weekdayField === '?' ? dayOfMonth(dayField, refuse) : dayOfWeek(weekdayField, refuse);

  return after => {
    const start = (Math.floor(after / MINUTE) + 1) * MINUTE;
    const last = Date.UTC(years[years.length - 1] + 1, 0, 1);
    for (let day = Math.floor(start / DAY) * DAY; day < last; day += DAY) {
      const date = new Date(day);
      if (!years.includes(date.getUTCFullYear()) || !months.includes(date.getUTCMonth() + 1) || !onDay(date)) {
        continue;
      }
      for (const hour of hours) {
        for (const minute of minutes) {
          const time = day + (hour * 60 + minute) * MINUTE;
          if (time >= start) { return time; }
        }
      }
    }
    return undefined;
  };
}

/** The numbers of a field with `,`, `-`, `*` and `/`, in order. A range may run over the end (`20-2`). */
function numbers(field: string, low: number, high: number, names: readonly string[], refuse: () => Error): number[] {
  const number = (text: string): number => {
    const named = names.indexOf(text);
    const value = named >= 0 ? named + low : /^\d+$/.test(text) ? Number(text) : NaN;
    if (!(value >= low && value <= high)) { throw refuse(); }
    return value;
  };
  const found = field.split(',').flatMap(part => {
    const [range, step, ...more] = part.split('/');
    if (more.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step))) { throw refuse(); }
    const [from, to, ...rest] = range === '*' ? [String(low), String(high)] : range.split('-');
    if (rest.length > 0) { throw refuse(); }
    const first = number(from);
    const end = to !== undefined ? number(to) : step !== undefined ? high : first;
    const length = end >= first ? end - first : high - low + 1 - (first - end);
    return Array.from({ length: length + 1 }, (_, at) => at).filter(at => at % Number(step ?? 1) === 0)
      .map(at => low + (first - low + at) % (high - low + 1));
  });
  return [...new Set(found)].sort((a, b) => a - b);
}

function dayOfMonth(field: string, refuse: () => Error): DayTest {
  if (field === 'L') { return day => day.getUTCDate() === lastOf(day); }
  const [, weekdayNear] = /^(\d+)W$/.exec(field) ?? [];
  if (weekdayNear !== undefined) {
    const [wanted] = numbers(weekdayNear, 1, 31, [], refuse);
    return day => day.getUTCDate() === nearestWeekday(day, wanted);
  }
  const days = numbers(field, 1, 31, [], refuse);
  return day => days.includes(day.getUTCDate());
}

function dayOfWeek(field: string, refuse: () => Error): DayTest {
  const weekday = (day: Date) => day.getUTCDay() + 1;
  const [, lastOne] = /^(\w+)L$/.exec(field) ?? [];
  if (field === 'L') { return day => weekday(day) === 7; }
  if (lastOne !== undefined) {
    const [wanted] = numbers(lastOne, 1, 7, WEEKDAYS, refuse);
    return day => weekday(day) === wanted && day.getUTCDate() + 7 > lastOf(day);
  }
  const [, nthDay, nth] = /^(\w+)#([1-5])$/.exec(field) ?? [];
  if (nthDay !== undefined) {
    const [wanted] = numbers(nthDay, 1, 7, WEEKDAYS, refuse);
    return day => weekday(day) === wanted && Math.ceil(day.getUTCDate() / 7) === Number(nth);
  }
  const days = numbers(field, 1, 7, WEEKDAYS, refuse);
  return day => days.includes(weekday(day));
}

function lastOf(day: Date): number {
  return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate();
}

/** The weekday closest to a day of the month, within that month. */
function nearestWeekday(day: Date, wanted: number): number {
  if (wanted > lastOf(day)) { return -1; }
  const date = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), wanted));
  if (date.getUTCDay() === 6) { return wanted === 1 ? 3 : wanted - 1; }
  if (date.getUTCDay() === 0) { return wanted === lastOf(day) ? wanted - 2 : wanted + 1; }
  return wanted;
}
