import { toWireError } from '../../../shared/errors.ts';
import type { ContractAnswer, ContractQuestion } from '../peers/contract-line.ts';
import { AgentError } from '../sdk/agent-error.ts';
import { createContractCheck, type ContractCheck } from './check.ts';

/** Compiled contracts kept at most; a release has a few. */
const mostKept = 200;

/** Answers the engine's questions about contracts, each compiled once. */
export function createContractAnswers(): (question: ContractQuestion) => ContractAnswer {
  const checks = new Map<string, ContractCheck>();

  function checkOf({ releaseHash, name, version, schema }: ContractQuestion): ContractCheck {
    const key = `${releaseHash} ${name}`;
    const known = checks.get(key);
    if (known !== undefined) return known;
    const check = createContractCheck({ id: name, version, schema });
    if (checks.size >= mostKept) checks.clear();
    checks.set(key, check);
    return check;
  }

  return (question) => {
    try {
      checkOf(question)(JSON.parse(question.value), question.where);
      return { ok: true };
    } catch (thrown) {
      if (!(thrown instanceof AgentError)) return { ok: false, error: toWireError(thrown) };
      const { message, hint } = thrown;
      return { ok: false, error: { code: 'invalid-input', message, ...(hint === undefined ? {} : { hint }) } };
    }
  };
}
