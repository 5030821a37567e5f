import { readFileSync, statSync } from 'node:fs';
import { longestPolicyBytes, type PolicyProblem } from '../../../shared/domain/policy-outlook.ts';
import { LanekeeperError } from '../../../shared/errors.ts';

/** The text of a policy in a file. */
export function policyFile(path: string): string {
  try {
    const { size } = statSync(path);
    if (size > longestPolicyBytes)
      throw new LanekeeperError('too-large', `${path} has ${size} bytes; a policy has ${longestPolicyBytes} at most.`);
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof LanekeeperError) throw error;
    throw new LanekeeperError('not-found', `${path} cannot be read.`, { hint: 'Name a file with a policy as JSON.' });
  }
}

/** `FILE:LINE: what is wrong`, as editors and build tools read it. */
export function problemLines(path: string, problems: readonly PolicyProblem[]): string {
  return problems
    .map(({ line, path: place, reason }) => `${path}:${line}: ${place === '' ? '' : `${place} `}${reason}`)
    .join('\n');
}
