import { command } from './command';
import { MOTO } from './known';
import { program } from '../../build-tools/processes';


program(
  (args, stop) => command({ name: 'cloud', args, stop, cloud: () => Promise.resolve(MOTO) }),
  'the emulator is stopped, and nothing of it is left',
);
