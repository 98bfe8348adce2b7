import { writeFileSync } from 'node:fs';
import { pageOf } from './page';
import { viewOf } from './view';
import { complaintsAboutFile } from '../../files';
import { theRelease } from '../look';
import { answer, FleetCommand } from '../request';

/** A release as a page for a browser. */
export const page: FleetCommand = {
  words: ['SERVICE', 'RELEASE?'],
  options: { 'html': 'value', 'observability-profile': 'value' },
  needs: { html: 'the file to write the page into' },
  complaints: ({ values: { html } }) => html === undefined ? [] : complaintsAboutFile(html),
  run: async request => {
    const { fleet, words: [service, name], values: { html }, world } = request;
    const view = await viewOf(fleet, await theRelease(fleet, service, name), world.now());
    writeFileSync(html, pageOf(view));
    answer(request, { html, release: view.release.release, phase: view.release.phase }, () => [`${service} ${view.release.release}, ${view.release.phase}: ${html}`]);
    return 0;
  },
};
