import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject } from 'ajv/dist/2020.js';
import type { ParamProblem } from '../../../shared/domain/edit.ts';
import type { JsonObject } from '../../../shared/json.ts';

export type CheckedParameters<P> =
  | { readonly ok: true; readonly value: P }
  | { readonly ok: false; readonly code: 'params-invalid'; readonly reason: string };

/** The schemas are the product's own: whether they are schemas is nothing to find out at each start. */
const ajv = new Ajv2020({ strict: true, verbose: true, validateSchema: false });

/** Compiled schemas are kept by their object; the few there are belong to the tools. */
const everyProblem = new Ajv2020({ strict: true, verbose: true, validateSchema: false, allErrors: true });

/** Everything a tool's schema says against some parameters, with the field each stands in; none = they fit. */
export function parameterProblems(schema: JsonObject, params: unknown): readonly ParamProblem[] {
  const validate = everyProblem.compile(schema);
  if (validate(params)) {
    const broken = brokenText(params, 'params');
    return broken === null ? [] : [{ field: '', problem: `${broken} contains half of a character.` }];
  }
  // What a combination of schemas adds to its parts ("must match a schema in anyOf") names no field of its own.
  const errors = validate.errors?.filter(({ keyword }) => keyword !== 'propertyNames') ?? [];
  const seen = new Map(errors.map((error) => [`${fieldOf(error)} ${sentenceFor(error)}`, error]));
  return [...seen.values()].map((error) => ({ field: fieldOf(error), problem: sentenceFor(error) }));
}

/**
 * Compiles a tool's schema into a check that answers with the typed parameters or one sentence naming the field.
 * A field's `description` in the schema completes "<field> must be ..." when its pattern does not hold.
 */
export function parameterCheck<P>(schema: JsonObject): (params: unknown) => CheckedParameters<P> {
  const validate = ajv.compile<P>(schema);
  return (params) => {
    if (!validate(params)) return { ok: false, code: 'params-invalid', reason: sentenceFor(validate.errors?.[0]) };
    const broken = brokenText(params, 'params');
    if (broken !== null)
      return {
        ok: false,
        code: 'params-invalid',
        reason: `${broken} contains half of a character and cannot be written.`,
      };
    return { ok: true, value: params };
  };
}

function sentenceFor(error: ErrorObject | undefined): string {
  if (error === undefined) return 'The parameters do not fit the tool.';
  const field = error.instancePath === '' ? 'The parameters' : fieldName(error.instancePath);
  const limit = limitOf(error);
  switch (error.keyword) {
    case 'required':
      return `${field === 'The parameters' ? '' : `${field}: `}${String(error.params['missingProperty'])} is missing.`;
    case 'additionalProperties':
      return `${String(error.params['additionalProperty'])} is not a parameter of this tool.`;
    case 'maxLength':
      return `${field} is longer than ${limit} characters.`;
    case 'minLength':
      return Number(limit) === 1 ? `${field} is empty.` : `${field} is shorter than ${limit} characters.`;
    case 'maxProperties':
      return `${field} has more than ${limit} fields.`;
    case 'minProperties':
      return `${field} names no field.`;
    case 'pattern':
      return `${field} must be ${describedAs(error) ?? 'of another form'}.`;
    default:
      return `${field} ${error.message ?? 'does not fit the tool'}.`;
  }
}

/** The field a problem is shown at: of a missing one, the field that is missing. */
function fieldOf(error: ErrorObject): string {
  const at = error.instancePath === '' ? '' : fieldName(error.instancePath);
  const named: unknown = error.params['missingProperty'] ?? error.params['additionalProperty'];
  if (typeof named !== 'string') return at;
  return at === '' ? named : `${at}.${named}`;
}

function fieldName(instancePath: string): string {
  return instancePath.slice(1).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~').slice(0, 80);
}

function limitOf(error: ErrorObject): string {
  return String((error.params as { limit?: number }).limit ?? '');
}

function describedAs(error: ErrorObject): string | null {
  const parent: unknown = error.parentSchema;
  if (typeof parent !== 'object' || parent === null || !('description' in parent)) return null;
  return typeof parent.description === 'string' ? parent.description : null;
}

/** The path of the first text that is not well-formed Unicode; its bytes would differ from what is shown. */
function brokenText(value: unknown, path: string): string | null {
  if (typeof value === 'string') return value.isWellFormed() ? null : path;
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    if (!key.isWellFormed()) return `A field name in ${path}`;
    const found = brokenText(inner, `${path}.${key}`);
    if (found !== null) return found;
  }
  return null;
}
