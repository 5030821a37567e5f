import type { Verdict } from '../../../../shared/domain/conversation.ts';
import type { DataLabel } from '../../../../shared/domain/model-call.ts';
import { labelsIn, speaksToModel } from './marks.ts';
import type { TurnInput } from './turn.ts';

/** Longest message of a person, characters. */
export const mostTextChars = 100_000;

export interface InputGuarded {
  readonly verdicts: readonly Verdict[];
  /** Labels of what is sent: those it was given, and those its text calls for. */
  readonly labels: readonly DataLabel[];
}

/** What goes in, looked at before anything is sent. */
export function guardInput({ text, labels = [] }: Pick<TurnInput, 'text' | 'labels'>): InputGuarded {
  const verdicts: Verdict[] = [];
  if (text.length > mostTextChars)
    verdicts.push({
      rule: 'input.too-large',
      verdict: 'block',
      message: `The message has ${text.length} characters; ${mostTextChars} are read at most. Attach it as a file.`,
    });
  const found = labelsIn(text).filter((label) => !labels.includes(label));
  if (found.length > 0)
    verdicts.push({
      rule: 'input.label-egress',
      verdict: 'warn',
      message: `The message holds ${found.join(' and ')} data, so it goes to models on this machine or network alone.`,
    });
  return { verdicts, labels: [...new Set([...labels, ...found])] };
}

/** What a tool, a file or another agent brought in. */
export function guardForeign(
  text: string,
  provenance: string,
): { readonly verdicts: readonly Verdict[]; readonly labels: readonly DataLabel[] } {
  const verdicts: Verdict[] = speaksToModel(text)
    ? [
        {
          rule: 'input.injection',
          verdict: 'warn',
          message: `Text of ${provenance} speaks to the model. It was passed on as quoted data, and what it may have chosen is marked.`,
        },
      ]
    : [];
  return { verdicts, labels: labelsIn(text) };
}
