import { AgentError } from '../sdk/agent-error.ts';

/** Most characters of a signal's key. */
const longestKey = 200;

/** The key an agent gave, as the journal and the matching have it; no key at all is another thing than an empty one. */
export function keyOf(key: unknown): string {
  if (typeof key === 'string' && key.length > 0 && key.length <= longestKey) return key;
  throw new AgentError(
    'signal-key',
    `${JSON.stringify(key)?.slice(0, 60) ?? typeof key} cannot be the key of a signal: 1 to ${longestKey} characters.`,
    'Leave the key out where there is none.',
  );
}
