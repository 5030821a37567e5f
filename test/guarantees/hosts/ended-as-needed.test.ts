import { expect, test } from 'vitest';
import { agentFolder } from '../../helpers/runtime-process.ts';
import { openHostDesk } from '../../helpers/host-desk.ts';

test('a host that is ended just as its release is needed again is followed by a new one', async () => {
  const desk = await openHostDesk(agentFolder('scripted'));
  await desk.agents.hostFor(desk.releaseHash);
  const [first] = desk.up();
  expect(desk.up()).toHaveLength(1);
  // The engine gives an idle host back, and the next word it says is that it has a run for it.
  desk.agents.idleHost(first ?? '', desk.releaseHash, 'it had nothing to do');
  await desk.agents.hostFor(desk.releaseHash);
  expect(desk.up()).toHaveLength(2);
  await desk.gone(first ?? '');
  // The end of the first is heard of late: the second stays the one that is known.
  await desk.agents.hostFor(desk.releaseHash);
  expect(desk.up()).toHaveLength(2);
});
