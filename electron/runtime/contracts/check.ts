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

interface GivenContract {
  readonly id: string;
  readonly version: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

let schemas: Ajv2020 | null = null;

/**
 * Throws `contract-invalid` for what is no JSON Schema 2020-12. Compiling the schema of schemas costs more than all
 * contracts of a release together, so this is done where a release is added, once for a process.
 */
export function refuseInvalidContract(contract: GivenContract): void {
  schemas ??= new Ajv2020({ allErrors: true, strict: false });
  try {
    void schemas.validateSchema(contract.schema, true);
  } catch (cause) {
    throw unusable(contract, cause);
  }
  createContractCheck(contract);
}

/** Compiles the contract of a release that was added. Throws `contract-invalid` for a schema that cannot be used. */
export function createContractCheck(contract: GivenContract): ContractCheck {
  const ajv = new Ajv2020({ allErrors: true, strict: false, validateSchema: false });
  addFormats.default(ajv);
  let validate: ReturnType<typeof ajv.compile>;
  try {
    validate = ajv.compile(contract.schema);
  } catch (cause) {
    throw unusable(contract, cause);
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

function unusable({ id, version }: GivenContract, cause: unknown): AgentError {
  return new AgentError(
    'contract-invalid',
    `Contract ${id} ${version} is not a usable JSON Schema: ${cause instanceof Error ? cause.message : String(cause)}`,
  );
}

/** The contract with its hash: SHA-256 of the RFC 8785 bytes of its schema. */
export function hashContract(contract: GivenContract): Contract {
  const bytes = canonicalize(contract.schema) ?? '';
  return {
    id: contract.id,
    version: contract.version,
    schema: { ...contract.schema },
    hash: createHash('sha256').update(bytes).digest('hex'),
  };
}
