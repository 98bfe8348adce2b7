import { births } from './births';
import { crashes } from './crashes';
import { line } from './line';
import { operators } from './operators';
import { refusals } from './refusals';
import { wrongRequests } from './wrong-requests';

/** All stories that are told by hand, by chapter. */
export const catalogue = { births, 'wrong requests': wrongRequests, refusals, crashes, line, operators };
