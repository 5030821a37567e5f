import nodeCrypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { onlyInSteps, refusal, replace } from './replace.ts';
import { outsideStep } from './run-context.ts';

/** What draws chance and has no repeatable form. */
const chances = [
  'randomBytes',
  'randomInt',
  'randomFill',
  'randomFillSync',
  'randomUUIDv7',
  'generateKey',
  'generateKeySync',
  'generateKeyPair',
  'generateKeyPairSync',
  'generatePrime',
  'generatePrimeSync',
  'createDiffieHellman',
  'createDiffieHellmanGroup',
  'getDiffieHellman',
  'createECDH',
  // Most kinds of signatures and paddings hold chance; which does is not told by the name of the function.
  'sign',
  'createSign',
  'publicEncrypt',
  'encapsulate',
];

/** What answers whenever another thread has done it; each has a form that answers at once. */
const answersLater = ['scrypt', 'pbkdf2', 'hkdf', 'argon2', 'checkPrime'];

/** Outside step bodies chance is that of the run: the same on every replay. `node:crypto` gives the same as the globals. */
export function guardChance(): void {
  const hostRandom = Math.random;
  replace(Math, 'random', () => outsideStep()?.source.random() ?? hostRandom());
  const hostUuid = nodeCrypto.randomUUID.bind(nodeCrypto);
  const uuid = (): string => outsideStep()?.source.uuid() ?? hostUuid();
  for (const target of [crypto, Crypto.prototype]) {
    onlyInSteps(target, 'getRandomValues', 'crypto.getRandomValues', 'use ctx.random or ctx.uuid');
    replace(target, 'randomUUID', uuid);
  }
  replace(nodeCrypto, 'randomUUID', uuid);
  for (const name of chances) onlyInSteps(nodeCrypto, name, `crypto.${name}`, 'use ctx.random or ctx.uuid');
  for (const name of answersLater)
    onlyInSteps(nodeCrypto, name, `crypto.${name}`, `use crypto.${name}Sync, or do it inside a step`);
  for (const name of Object.getOwnPropertyNames(SubtleCrypto.prototype))
    if (name !== 'constructor')
      onlyInSteps(
        SubtleCrypto.prototype,
        name,
        `crypto.subtle.${name}`,
        'use the functions of node:crypto that answer at once, or do it inside a step',
      );
  for (const name of ['setEngine', 'setFips'])
    replace(nodeCrypto, name, () => {
      throw refusal(`crypto.${name}`, 'the runtime owns the process');
    });
  syncBuiltinESMExports();
}
