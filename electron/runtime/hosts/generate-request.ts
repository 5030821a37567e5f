import { generateRequestSchema, type GenerateInput, type GenerateRequest } from '../../../shared/domain/model-call.ts';
import { AgentError } from '../sdk/agent-error.ts';
import type { Where } from './run-errors.ts';

/** Most characters of one call: the whole history is sent with it, and it passes between threads. */
const mostChars = 16 * 1024 * 1024;

/** What an agent asks a model, in full; refused in words where it is none. */
export function checkedRequest(request: GenerateInput, where: Where): GenerateRequest {
  const parsed = generateRequestSchema.safeParse(request);
  if (!parsed.success) {
    const first = parsed.error.issues[0];
    throw new AgentError(
      'bad-request',
      `ctx.generate (${where()}): ${first?.path.join('.') || 'the request'}: ${first?.message ?? 'is not valid'}. Nothing was sent.`,
      'Give purpose, instructions and items; the name of each tool has letters, digits, _ and - alone.',
    );
  }
  const chars = JSON.stringify(parsed.data).length;
  if (chars <= mostChars) return parsed.data;
  throw new AgentError(
    'too-large',
    `ctx.generate (${where()}) got ${chars} characters; one call sends at most ${mostChars}. Nothing was sent.`,
    'Leave out what the call does not need, or sum it up first.',
  );
}
