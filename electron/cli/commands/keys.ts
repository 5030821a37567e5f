import { makeSigningKey, signingKeyName, signingKeyOf } from '../../runtime/secrets/signing-key.ts';
import { createKeptSecrets } from '../../runtime/secrets/kept-secrets.ts';
import { placesOf } from '../../runtime/threads/places.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import { command } from '../command.ts';
import { leaveFor } from '../secret-leave.ts';

export const keysCreate = command({
  name: 'keys create',
  operands: '',
  takes: { least: 0, most: 0 },
  about: 'make this workspace a key that its reports are signed with',
  details: `An Ed25519 key, kept as the secret signing-key; only its public part is printed. Keep that part elsewhere:
it is how others tell that a report comes from this workspace.`,
  kind: 'changes',
  options: {},
  async run({ workspace, session }) {
    const leave = await leaveFor(session, signingKeyName, 'kept');
    const publicKey = await makeSigningKey(createKeptSecrets(placesOf(workspace).secretsFolder), leave);
    return { exit: 0, value: { publicKey }, text: `Its public key: ${publicKey}` };
  },
});

export const keysShow = command({
  name: 'keys show',
  operands: '',
  takes: { least: 0, most: 0 },
  about: 'print the public part of the key that reports are signed with',
  kind: 'reads',
  options: {},
  async run({ workspace }) {
    const publicKey = await signingKeyOf(createKeptSecrets(placesOf(workspace).secretsFolder));
    if (publicKey === null)
      throw new LanekeeperError('not-found', 'This workspace has no key to sign with.', {
        hint: '`lanekeeper keys create` makes one.',
      });
    return { exit: 0, value: { publicKey }, text: publicKey };
  },
});
