import { AgentError } from '../sdk/agent-error.ts';

/** Most characters of a key. */
const longestKey = 200;

/** The key an agent gave a signal or an action, as the journal and the matching have it; no key at all is another thing than an empty one. */
export function keyOf(key: unknown, of: 'signal' | 'action' = 'signal'): string {
  if (typeof key === 'string' && key.length > 0 && key.length <= longestKey) return key;
  throw new AgentError(
    `${of}-key`,
    `${JSON.stringify(key)?.slice(0, 60) ?? typeof key} cannot be the key of ${of === 'signal' ? 'a signal' : 'an action'}: 1 to ${longestKey} characters.`,
    'Leave the key out where there is none.',
  );
}
