import { ONE, expectEverywhere, TWO, THREE, expectAtRest, Stories } from './stories';

export const line = (stories: Stories) => {
  describe('A release while another one runs', () => {
    it('waits for its turn', async () => {
      const fleet = await stories.fleetOn();
      await fleet.publish(TWO);
      fleet.start();
      fleet.at(120, () => { void fleet.publish(THREE); });
      fleet.at(130, () => { fleet.start(); });
      await fleet.lab.play();
      expect(fleet.releases().map(({ phase }) => phase)).toEqual(['done', 'done', 'done']);
      expectAtRest(fleet, THREE);
    });

    it('takes the place of one that waited', async () => {
      const fleet = await stories.fleetOn();
      await fleet.publish(TWO);
      fleet.start();
      fleet.at(130, () => { fleet.start(); });
      fleet.at(140, () => { void fleet.publish(THREE); });
      fleet.at(150, () => { fleet.start(); });
      await fleet.lab.play();
      expect(fleet.releases().map(({ phase }) => phase)).toEqual(['done', 'done', 'superseded', 'done']);
      expectAtRest(fleet, THREE);
    });

    it('supersedes it where that is chosen', async () => {
      const fleet = await stories.fleetOn();
      await fleet.publish(TWO);
      fleet.start();
      fleet.at(120, () => { void fleet.publish(THREE, { whileAnother: 'supersede' }); });
      fleet.at(130, () => { fleet.start(); });
      await fleet.lab.play();
      expect(fleet.releases().map(({ phase }) => phase)).toEqual(['done', 'rolled back', 'done']);
      expectAtRest(fleet, THREE);
    });
  });

  describe('A release in the line', () => {
    it('is called off', async () => {
      const fleet = await stories.fleetOn();
      await fleet.publish(TWO);
      fleet.start();
      fleet.at(120, () => { void fleet.publish(THREE); });
      fleet.at(130, () => { fleet.start(); });
      fleet.at(200, () => fleet.wish('rollback', { release: '000003' }));
      await fleet.lab.play();
      expect(fleet.releases().map(({ phase }) => phase)).toEqual(['done', 'done', 'refused']);
      expectEverywhere(fleet, TWO);
    });

    it('that comes late into it gives way to a newer one', async () => {
      const fleet = await stories.fleetOn(ONE, {
        faults: [{ kind: 'late', service: 'dynamodb', action: 'updateItem', inState: 'Stand behind it', seconds: 40 }],
      });
      await fleet.publish(TWO);
      fleet.start();
      fleet.at(130, () => { fleet.start(); });
      fleet.at(140, () => { void fleet.publish(THREE); });
      fleet.at(150, () => { fleet.start(); });
      await fleet.lab.play();
      expect(fleet.releases().map(({ phase }) => phase)).toEqual(['done', 'done', 'superseded', 'done']);
      expectEverywhere(fleet, THREE);
    });
  });

  describe('A halted release', () => {
    it('is superseded where that is chosen', async () => {
      const fleet = await stories.fleetOn();
      await fleet.publish(TWO);
      fleet.start();
      fleet.at(60, () => fleet.wish('halt'));
      fleet.at(1000, () => { void fleet.publish(THREE, { whileAnother: 'supersede' }); });
      fleet.at(1010, () => { fleet.start(); });
      await fleet.lab.play();
      expect(fleet.releases().map(({ phase }) => phase)).toEqual(['done', 'rolled back', 'done']);
      expectEverywhere(fleet, THREE);
    });
  });
};
