import { existsSync, readFileSync } from 'node:fs';
import { LanekeeperError } from '../../../../shared/errors.ts';
import type { MethodArguments, MethodOutput } from '../../../../shared/ipc/methods.ts';
import type { Turn } from '../../../../shared/domain/conversation.ts';
import { generateRequestSchema, type GenerateRequest } from '../../../../shared/domain/model-call.ts';
import { blobPath, type ArtifactPlaces } from './artifact-reads.ts';

/** Characters of a token, about: only the provider counts them exactly. */
const charactersPerToken = 4;

/** Exactly what was sent to a model in a turn, and how many tokens its parts take; counted as a whole by the provider alone. */
export function readContext(
  turn: Turn,
  { path }: MethodArguments<'turn.context'>,
  places: ArtifactPlaces,
): MethodOutput<'turn.context'> {
  const call = turn.models.findLast((one) => one.path === path);
  if (call === undefined)
    throw new LanekeeperError('not-found', `This turn made no model call at ${path}.`, {
      hint: `Its model calls: ${turn.models.map((one) => one.path).join(', ') || 'none'}.`,
    });
  const file = call.sentSha256 === null ? null : blobPath(places.artifactFolder, call.sentSha256);
  if (file === null || !existsSync(file))
    throw new LanekeeperError('not-found', 'What was sent in this call is not kept, or not any more.', {
      hint: 'It goes with the contents of its run.',
    });
  const text = readFileSync(file, 'utf8');
  return { text, tokens: tokensOf(text), isCounted: false };
}

function tokensOf(text: string): MethodOutput<'turn.context'>['tokens'] {
  const read = generateRequestSchema.safeParse(parsed(text));
  if (!read.success) return [{ part: 'everything', tokens: about(text) }];
  const { instructions, items, tools }: GenerateRequest = read.data;
  return [
    { part: 'instructions', tokens: about(instructions) },
    ...items.map((item, index) => ({
      part: `${index + 1}. ${item.kind === 'message' ? item.role : item.kind}`,
      tokens: about(JSON.stringify(item)),
    })),
    ...(tools.length === 0 ? [] : [{ part: 'tools', tokens: about(JSON.stringify(tools)) }]),
  ];
}

function about(text: string): number {
  return Math.ceil(text.length / charactersPerToken);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
