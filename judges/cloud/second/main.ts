import { fakecloud } from './known';
import { program, tryRun } from '../../../build-tools/processes';
import { command } from '../command';

const VERSION = '0.51.0';
const HOW = `cargo install fakecloud --version ${VERSION} --locked`;

/** The program that the environment names, if it is the one that this was tried with. */
async function binary(): Promise<string> {
  const { FAKECLOUD } = process.env;
  if (!FAKECLOUD) { throw new Error(`FAKECLOUD=path npm run cloud:second needs fakecloud ${VERSION}, a program of its own; get it by ${HOW}`); }
  const said = await tryRun(FAKECLOUD, '--version');
  const found = said === undefined ? 'is no program that can be started' : `says '${said.split('\n')[0].slice(0, 80)}'`;
  if (said !== `fakecloud ${VERSION}`) { throw new Error(`fakecloud ${VERSION} is needed, and FAKECLOUD=${FAKECLOUD} ${found}; get it by ${HOW}`); }
  return FAKECLOUD;
}

program(
  (args, stop) => command({ name: 'cloud:second', args, stop, cloud: async () => fakecloud(await binary()) }),
  'fakecloud and what stood in front of it are stopped, and nothing of them is left',
);
