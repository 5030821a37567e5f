import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import type { Secrets } from '../ports.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { KeptSecrets } from './kept-secrets.ts';

/** The secret that holds a workspace's key: Ed25519, PKCS #8 DER in base64. */
export const signingKeyName = 'signing-key';

export interface Signature {
  readonly algorithm: 'ed25519';
  /** SPKI DER in base64: what `openssl pkey -pubin -inform DER` reads. */
  readonly publicKey: string;
  /** Of the UTF-8 bytes of the hash as it is written, in base64. */
  readonly value: string;
}

/** Null where the workspace has no key. Throws `invalid-input` for one that is none. */
export async function signerOf(secrets: Secrets): Promise<((hash: string) => Signature) | null> {
  const kept = await secrets.read(signingKeyName);
  if (kept === null) return null;
  const key = readKey(kept);
  const publicKey = publicKeyOf(key);
  return (hash) => ({ algorithm: 'ed25519', publicKey, value: sign(null, Buffer.from(hash), key).toString('base64') });
}

/** Makes the key of a workspace, once: what was signed with another could no longer be told from a forgery. */
export async function makeSigningKey(secrets: KeptSecrets, leave?: () => Promise<void>): Promise<string> {
  if ((await secrets.read(signingKeyName)) !== null)
    throw new LanekeeperError('wrong-state', 'This workspace has a signing key already. Nothing was changed.', {
      hint: '`lanekeeper keys show` prints its public part; `lanekeeper secrets remove signing-key` gives it up for good.',
    });
  const { privateKey } = generateKeyPairSync('ed25519');
  await secrets.put(signingKeyName, privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'), leave);
  return publicKeyOf(privateKey);
}

/** Its public part, or null. */
export async function signingKeyOf(secrets: Secrets): Promise<string | null> {
  const kept = await secrets.read(signingKeyName);
  return kept === null ? null : publicKeyOf(readKey(kept));
}

function readKey(kept: string): KeyObject {
  try {
    const key = createPrivateKey({ key: Buffer.from(kept, 'base64'), format: 'der', type: 'pkcs8' });
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Told below, without a word of what it holds.
  }
  throw new LanekeeperError('invalid-input', `The secret "${signingKeyName}" is no Ed25519 key. Nothing was signed.`, {
    hint: 'Remove it with `lanekeeper secrets remove signing-key`, then `lanekeeper keys create`.',
  });
}

function publicKeyOf(key: KeyObject): string {
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64');
}
