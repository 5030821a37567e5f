import type { GenerateInput, GenerateRequest } from '../../../shared/domain/model-call.ts';
import { AgentError } from '../sdk/agent-error.ts';
import type { Where } from './run-errors.ts';

/** Most characters of one call: the whole history is sent with it, and it passes between threads. */
const mostChars = 16 * 1024 * 1024;

/**
 * What an agent asks a model, in full, as `generateRequestSchema` has it. Whether it is one is looked at where it is
 * taken: a host that asks no model need not hold the schemas.
 */
export function wholeRequest(request: GenerateInput, where: Where): GenerateRequest {
  const whole: GenerateRequest = {
    tools: [],
    mostTokens: 4_096,
    labels: [],
    urgency: 'now',
    ...request,
  } as GenerateRequest;
  const chars = JSON.stringify(whole).length;
  if (chars <= mostChars) return whole;
  throw new AgentError(
    'too-large',
    `ctx.generate (${where()}) got ${chars} characters; one call sends at most ${mostChars}. Nothing was sent.`,
    'Leave out what the call does not need, or sum it up first.',
  );
}
