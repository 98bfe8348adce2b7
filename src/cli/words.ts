import { Terminal } from './terminal';

/** A length of time as people say it. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0 ? `${h} h ${m} min` : m > 0 ? `${m} min ${s} s` : `${s} s`;
}

/** A moment as people say it, in UTC: `Mon 05 Jan 09:00`. */
export function moment(time: number): string {
  const [, weekday, day, month, clock] = /^(\w+), (\d+) (\w+) \d+ (\d+:\d+)/.exec(new Date(time).toUTCString())!;
  return `${weekday} ${day} ${month} ${clock}`;
}

/** 12345 as `12,345`. */
export const grouped = (number: number): string => number.toLocaleString('en-US');

/** Says a thing where there is one, and a dash where there is none. */
export const orNothing = <T>(say: (thing: T) => string) => (thing: T | undefined): string => thing === undefined ? '–' : say(thing);

/** A part of a whole: `80 %`; above ten times as much `×800`. */
export const share = (part: number): string =>
  part > 10 ? `×${grouped(Math.round(part))}` : `${(100 * part).toFixed(part < 0.1 ? 2 : 0)} %`;

/** One line that changes on a terminal, a line for each tenth elsewhere. */
export function progressOn(stream: Terminal['stdout']): (done: number, of: number, virtualSeconds: number) => void {
  let told = -1;
  return (done, of, virtualSeconds) => {
    const tenth = Math.floor((10 * done) / of);
    const count = String(done).padStart(String(of).length);
    const line = `${count} of ${of} tenants answered after ${duration(virtualSeconds)} of virtual time`;
    if (stream.isTTY) {
      stream.write(`\r${line}${done === of ? '\n' : '   '}`);
    } else if (tenth > told) {
      told = tenth;
      stream.write(`${line}\n`);
    }
  };
}
