import { Difference } from './compare';
import { MOTO, judged } from './known';
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
 * @param whole whether all stories were played: only then can it be said that what is known occurs no more
 * @param cloud where
 */
export function report(platforms: readonly PlayedPlatform[], whole: boolean, cloud = MOTO): Report {
  const stories = platforms.flatMap(platform => platform.stories);
  const { unknown, met } = judged(stories.flatMap(story => story.differences), cloud.known);
  const gone = whole ? cloud.known.filter(known => !met.has(known)) : [];
  const skipped = new Set(platforms.flatMap(platform => [...platform.skipped]));
  const complaints = [
    ...platforms.flatMap(platform => platform.complaints),
    ...stories.flatMap(story => story.complaints.map(complaint => `${story.name}: ${complaint}`)),
    ...gone.map(known => `a known difference occurs no more, take it off the list: ${known.name}`),
    ...complaintsAboutTypes(skipped, whole, cloud.notProven),
  ];
  const count = (what: string) => stories.filter(story => verdict(story, cloud.known) === what).length;
  const repairs = platforms[0]?.repairs ?? [];
  const lines = [
    '', `${stories.length} stories played in both clouds, ${sum(stories.map(story => story.tenants))} tenants`,
    `${count('agree')} agree in all, ${count('agree but for what is known')} but for known differences (in ${sum([...met.values()])} places), ${count('DIFFER')} do not`,
    '', 'Known differences:',
    ...[...met].flatMap(([known, times]) => [
      `  ${known.name} (${times} places; wrong: ${known.wrong})`, `    lab:  ${known.lab}`, `    ${cloud.name}: ${known.there}`, `    AWS:  ${known.aws} [${known.source}]`,
    ]),
    '', `Repairs of the emulator (${repairs.length}). Of what they touch, agreement proves nothing:`,
    ...repairs.flatMap(({ name, whose, does, aws, source }) => [`  ${name}`, `    ${whose}: ${does}`, `    AWS:  ${aws} [${source}]`]),
    '', 'Not proven there:', ...[...cloud.notProven].map(([type, why]) => `  ${type}: ${why}`), ...cloud.neverActs.map(what => `  ${what}`),
    ...cloud.beyond.size > 0 ? ['', 'Not played there:', ...[...cloud.beyond].map(([story, why]) => `  ${story}: ${why}`)] : [],
    ...unknown.length > 0 ? ['', 'UNKNOWN DIFFERENCES', ...unknown.flatMap(one => told(one, cloud.name))] : [],
    ...complaints.length > 0 ? ['', 'COMPLAINTS', ...complaints.map(complaint => `  ${complaint}`)] : [],
  ];
  return { lines, ok: unknown.length + complaints.length === 0 && stories.length > 0 };
}

function told({ story, where, lab, there }: Difference, cloud: string): string[] {
  const short = (value: unknown) => (JSON.stringify(value) ?? 'nothing').slice(0, 300);
  return [`  ${story}: ${where}`, `    lab:  ${short(lab)}`, `    ${cloud}: ${short(there)}`];
}

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
