import type { JsonObject } from '../../../shared/json.ts';
import { AgentError } from '../sdk/agent-error.ts';
import type { EffectRequest } from '../sdk/types.ts';
import { proposalFault, tooLong, withTextsKept } from './proposal-form.ts';
import type { HostProposal } from './protocol.ts';
import type { Where } from './run-errors.ts';
import { keyOf } from './signal-key.ts';
import type { SessionPort } from './session-port.ts';

/**
 * What an agent asks for, in the form the engine takes: refused in words where JSON would change it, and with each long
 * text kept as an artifact of the run, whose hash then stands in the action.
 */
export async function proposalOf(
  session: Pick<SessionPort, 'artifact'>,
  path: string,
  where: Where,
  request: EffectRequest,
): Promise<HostProposal> {
  const { tool, target, params, evidence = [], claim = '', tainted = [] } = request;
  const proposed = { tool, target, params, evidence, claim, tainted };
  const fault = proposalFault(proposed) ?? tooLong(params);
  if (fault !== null)
    throw new AgentError(
      'bad-proposal',
      `Nothing was proposed (${where()}): ${fault}`,
      'Propose it again in a form that can be shown and kept unchanged.',
    );
  let kept = 0;
  const shortened = await withTextsKept(params, async ({ name, text }) => {
    kept += 1;
    const wanted = { name, role: 'data', mediaType: 'text/plain', text, items: null } as const;
    const artifact = (await session.artifact(`${path}/kept:${kept}`, where, wanted)) as JsonObject;
    return { $artifact: artifact['sha256'] ?? '', bytes: Buffer.byteLength(text) };
  });
  const named = request.key === undefined ? {} : { key: keyOf(request.key, 'action') };
  return { ...proposed, evidence: evidence.map(withPlace), params: shortened, ...named };
}

function withPlace(one: NonNullable<EffectRequest['evidence']>[number]): JsonObject {
  const { source, trust, quote, start, end } = one;
  return { source, trust, quote, start: start ?? null, end: end ?? null };
}
