import { Difference } from './compare';
import { KNOWN, NEVER_ACTS, NOT_PROVEN, judged } from './known';
import { PlayedPlatform, complaintsAboutTypes, verdict } from './play';

/** What there is to say, line by line, and whether all is as it should be. */
export interface Report {
  readonly lines: readonly string[];
  readonly ok: boolean;
}

/**
 * The judgement.
 *
 * @param platforms as they were played
 * @param whole whether all stories were played: only then can it be said that a known difference occurs no more
 */
export function report(platforms: readonly PlayedPlatform[], whole: boolean): Report {
  const stories = platforms.flatMap(platform => platform.stories);
  const { unknown, met } = judged(stories.flatMap(story => story.differences));
  const gone = whole ? KNOWN.filter(known => !met.has(known)) : [];
  const skipped = new Set(platforms.flatMap(platform => [...platform.skipped]));
  const complaints = [
    ...platforms.flatMap(platform => platform.complaints),
    ...stories.flatMap(story => story.complaints.map(complaint => `${story.name}: ${complaint}`)),
    ...gone.map(known => `a known difference occurs no more, take it off the list: ${known.name}`),
    ...complaintsAboutTypes(skipped),
  ];
  const count = (what: string) => stories.filter(story => verdict(story) === what).length;
  const repairs = platforms[0]?.repairs ?? [];
  const lines = [
    '', `${stories.length} stories played in both clouds, ${sum(stories.map(story => story.tenants))} tenants`,
    `${count('agree')} agree in all, ${count('agree but for what is known')} but for known differences (in ${sum([...met.values()])} places), ${count('DIFFER')} do not`,
    '', 'Known differences:',
    ...[...met].flatMap(([known, times]) => [
      `  ${known.name} (${times} places; wrong: ${known.wrong})`, `    lab:  ${known.lab}`, `    moto: ${known.moto}`, `    AWS:  ${known.aws} [${known.source}]`,
    ]),
    '', `Repairs of the emulator (${repairs.length}). Of what they touch, agreement proves nothing:`,
    ...repairs.flatMap(({ name, moto, aws, source }) => [`  ${name}`, `    moto: ${moto}`, `    AWS:  ${aws} [${source}]`]),
    '', 'Not proven there:', ...[...NOT_PROVEN].map(([type, why]) => `  ${type}: ${why}`), ...NEVER_ACTS.map(what => `  ${what}`),
    ...unknown.length > 0 ? ['', 'UNKNOWN DIFFERENCES', ...unknown.flatMap(told)] : [],
    ...complaints.length > 0 ? ['', 'COMPLAINTS', ...complaints.map(complaint => `  ${complaint}`)] : [],
  ];
  return { lines, ok: unknown.length + complaints.length === 0 && stories.length > 0 };
}

function told({ story, where, lab, moto }: Difference): string[] {
  const short = (value: unknown) => (JSON.stringify(value) ?? 'nothing').slice(0, 300);
  return [`  ${story}: ${where}`, `    lab:  ${short(lab)}`, `    moto: ${short(moto)}`];
}

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
