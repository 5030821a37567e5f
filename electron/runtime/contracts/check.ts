import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Contract } from '../../../shared/domain/agent.ts';
import { AgentError } from '../sdk/agent-error.ts';

/** Problems told at once; the rest is only counted. */
const mostProblems = 5;

const nextSteps = {
  input: 'Correct the named fields and start again.',
  payload: 'Correct the named fields and send it again.',
  output: 'The agent has to be corrected; its finished steps are kept.',
} as const;

export type ContractCheck = (value: unknown, where: keyof typeof nextSteps) => void;

/** Compiles a JSON Schema 2020-12 contract. Throws `contract-invalid` for a schema that cannot be used. */
export function createContractCheck(contract: {
  readonly id: string;
  readonly version: string;
  readonly schema: Readonly<Record<string, unknown>>;
}): ContractCheck {
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  addFormats.default(ajv);
  let validate: ReturnType<typeof ajv.compile>;
  try {
    validate = ajv.compile(contract.schema);
  } catch (cause) {
    throw new AgentError(
      'contract-invalid',
      `Contract ${contract.id} ${contract.version} is not a usable JSON Schema: ${cause instanceof Error ? cause.message : String(cause)}`,
    );
  }
  return (value, where) => {
    if (validate(value)) return;
    const errors = validate.errors ?? [];
    const told = errors
      .slice(0, mostProblems)
      .map(
        (error) =>
          `${error.instancePath === '' ? where : `${where}${error.instancePath}`} ${error.message ?? 'is not allowed'}`,
      );
    const more = errors.length - told.length;
    throw new AgentError(
      'contract-failed',
      `The ${where} does not meet its contract ${contract.id} ${contract.version}: ${told.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`,
      nextSteps[where],
    );
  };
}

/** The contract with its hash: SHA-256 of the RFC 8785 bytes of its schema. */
export function hashContract(contract: {
  readonly id: string;
  readonly version: string;
  readonly schema: Readonly<Record<string, unknown>>;
}): Contract {
  const bytes = canonicalize(contract.schema) ?? '';
  return {
    id: contract.id,
    version: contract.version,
    schema: { ...contract.schema },
    hash: createHash('sha256').update(bytes).digest('hex'),
  };
}
