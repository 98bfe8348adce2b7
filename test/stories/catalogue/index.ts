import { births } from './births';
import { contended } from './contended';
import { crashes } from './crashes';
import { guardrails } from './guardrails';
import { line } from './line';
import { operators } from './operators';
import { refusals } from './refusals';
import { secondRequests } from './second-requests';
import { killed, services } from './services';
import { sweeping } from './sweeping';
import { wrongRequests } from './wrong-requests';

/** All stories that are told by hand, by chapter. */
export const catalogue = { births, 'wrong requests': wrongRequests, refusals, crashes, line, contended, sweeping, 'second requests': secondRequests, operators, guardrails, services, 'killed while services come': killed };
