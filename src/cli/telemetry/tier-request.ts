import { AwsTiers, TierData } from './tier-data';
import { Whereabouts } from '../fleet/aws';
import { read, Said, Takes } from '../fleet/request';
import { Terminal } from '../terminal';

/** All that commands about tiers need of the world. */
export interface TierWorld {
  readonly connect: (where: Whereabouts) => Promise<TierData>;
  readonly now: () => number;
  readonly pause: (milliseconds: number) => Promise<void>;
}

export const THIS_WORLD: TierWorld = {
  connect: where => AwsTiers.find(where),
  now: () => Date.now(),
  pause: milliseconds => new Promise(done => { setTimeout(done, milliseconds); }),
};

/** What a command is asked, once its words and options are right. */
export interface TierRequest extends Said {
  readonly data: TierData;
  readonly terminal: Terminal;
  readonly world: TierWorld;
}

/** A command about tiers: complains about all that is wrong before AWS is asked anything. */
export const tierCommand = (takes: Takes, run: (request: TierRequest) => Promise<number>) =>
  async (args: string[], terminal: Terminal, world: TierWorld = THIS_WORLD): Promise<number> => {
    const { where, ...said } = read(takes, args, world);
    return run({ ...said, data: await world.connect(where), terminal, world });
  };
