import { LanekeeperError } from '../../../shared/errors.ts';

/** Reads what a person typed as JSON; `what` begins the sentence of a refusal, such as `The edited input`. */
export function readEdited(text: string, what: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new LanekeeperError(
      'invalid-input',
      `${what} is not JSON: ${(error as Error).message}. Nothing was started.`,
      {
        hint: 'Text stands in double quotes, and nothing may follow the last value.',
      },
    );
  }
}

export function readEditedObject(text: string, what: string): Readonly<Record<string, unknown>> {
  const value = readEdited(text, what);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new LanekeeperError('invalid-input', `${what} has to be a JSON object, in braces. Nothing was started.`);
}
