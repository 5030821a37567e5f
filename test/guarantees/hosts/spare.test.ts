import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { agentFolder } from '../../helpers/runtime-process.ts';
import { openHostDesk } from '../../helpers/host-desk.ts';

test('a spare host is the next host of its release; no third one is started', async () => {
  const desk = await openHostDesk(agentFolder('scripted'));
  await desk.agents.hostFor(desk.releaseHash);
  await desk.agents.spareFor(desk.releaseHash);
  await desk.agents.spareFor(desk.releaseHash);
  expect(desk.booted()).toBe(2);
  const [first = ''] = desk.up();
  desk.agents.endHost(first, 'for the test');
  await desk.agents.hostFor(desk.releaseHash);
  expect(desk.up()).toHaveLength(2);
  expect(desk.booted()).toBe(2);
});

test('a spare holds no agent code, and goes with the last host of its release', async () => {
  const folder = agentFolder('scripted');
  // It can be loaded once: a spare that had loaded it would have been refused already.
  writeFileSync(join(folder, 'agent.js'), "throw new Error('agent code was loaded');\n");
  const desk = await openHostDesk(folder);
  desk.hosts.prepare(desk.releaseHash, desk.manifest);
  await expect(desk.hosts.start(desk.releaseHash, desk.manifest)).rejects.toThrow('agent code was loaded');
  expect(desk.booted()).toBe(1);

  const other = await openHostDesk(agentFolder('scripted'));
  await other.agents.hostFor(other.releaseHash);
  await other.agents.spareFor(other.releaseHash);
  const [host = ''] = other.up();
  other.agents.idleHost(host, other.releaseHash, 'it had nothing to do');
  await other.gone(host);
  await other.agents.spareFor(other.releaseHash);
  expect(other.booted()).toBe(2);
  await other.agents.hostFor(other.releaseHash);
  expect(other.booted()).toBe(3);
});
