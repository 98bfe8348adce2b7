import { Json, isObject } from '../../src/lab';

/** A value that is not the same in both clouds. */
export interface Difference {
  readonly story: string;
  /** Where it is, as a path. */
  readonly where: string;
  readonly lab?: Json;
  readonly there?: Json;
}

/** All that differs, at the deepest place. */
export function differences(story: string, lab: Json | undefined, there: Json | undefined, where = ''): Difference[] {
  if (lab === there) { return []; }
  if (Array.isArray(lab) && Array.isArray(there)) {
    // Of two lists with the same places, each place by itself; else what has to go from one of them.
    return lab.length === there.length
      ? lab.flatMap((each, at) => differences(story, each, there[at], `${where}[${at}]`))
      : onlyInOne(lab, there).map(one => ({ story, where: `${where}[]`, ...one }));
  }
  if (isObject(lab) && isObject(there)) {
    return [...new Set([...Object.keys(lab), ...Object.keys(there)])].flatMap(name => differences(story, lab[name], there[name], `${where}.${name}`));
  }
  return [{ story, where, lab, there }];
}

/** What has to be taken out of two lists to make them equal, and no more than that. */
function onlyInOne(lab: readonly Json[], there: readonly Json[]): { lab?: Json; there?: Json }[] {
  const [left, right] = [lab, there].map(list => list.map(each => JSON.stringify(each)));
  // common[i][j]: how much of left from i on and right from j on is the same, in the same order.
  const common = Array.from({ length: left.length + 1 }, () => new Array<number>(right.length + 1).fill(0));
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      common[i][j] = left[i] === right[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
    }
  }
  const only: { lab?: Json; there?: Json }[] = [];
  let [i, j] = [0, 0];
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && left[i] === right[j]) {
      i++;
      j++;
    } else if (j >= right.length || (i < left.length && common[i + 1][j] >= common[i][j + 1])) {
      only.push({ lab: lab[i++] });
    } else {
      only.push({ there: there[j++] });
    }
  }
  return only;
}
