import { createHash, createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { canonicalJson } from '../../electron/runtime/json/canonical.ts';
import { createKeptSecrets } from '../../electron/runtime/secrets/kept-secrets.ts';
import { makeSigningKey } from '../../electron/runtime/secrets/signing-key.ts';
import { runCampaignIn } from './run-campaign.ts';

test('a campaign that is resumed adds up its counts under one seed, and its report is named by its hash and signed by the workspace’s key', async () => {
  const workspace = mkdtempSync(join(tmpdir(), 'lanekeeper-resumed-'));
  onTestFinished(() => rmSync(workspace, { recursive: true, force: true }));
  const unsigned = await runCampaignIn(workspace, '--kills', '2', '--seed', 'resumed');
  expect(unsigned.signature).toBeNull();
  const publicKey = await makeSigningKey(createKeptSecrets(join(workspace, 'secrets')));
  const report = await runCampaignIn(workspace, '--kills', '3', '--resume');
  expect(report.campaign).toMatchObject({ seed: 'resumed', counts: { 'kills.run': 5, 'kills.stores': 2 } });
  expect(report.campaign.sittings.map(({ asked }) => asked['kills'])).toEqual([2, 3]);
  const { hash, signature, ...body } = report;
  expect(hash).toBe(createHash('sha256').update(canonicalJson(body)).digest('hex'));
  expect(signature).toMatchObject({ algorithm: 'ed25519', publicKey });
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  const isSigned = (text: string): boolean =>
    verify(null, Buffer.from(text), key, Buffer.from(signature?.value ?? '', 'base64'));
  expect([isSigned(hash), isSigned(unsigned.hash)]).toEqual([true, false]);
  expect(readdirSync(join(workspace, 'durability')).filter((name) => name.startsWith('report-'))).toHaveLength(2);
  await expect(runCampaignIn(workspace, '--kills', '1', '--resume', '--seed', 'other')).rejects.toThrow(
    'keeps its own seed',
  );
});
