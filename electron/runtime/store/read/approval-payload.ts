import type { ApprovalDetail, ApprovalPayload } from '../../../../shared/domain/approval.ts';
import type { MethodOutput } from '../../../../shared/ipc/methods.ts';

/** A larger payload is not whole in the first answer. Characters of its JSON. */
const mostAtOnce = 200_000;
/** A piece: with every quotation mark escaped once more it fits into a frame. */
const pieceChars = 200_000;
const shown = { envelope: 20_000, rows: 200, value: 2_000, quote: 2_000 };

/** The payload as the first answer carries it: whole, or its beginning and how much there is. */
export function payloadStart(payload: ApprovalPayload): ApprovalPayload & Pick<ApprovalDetail, 'payloadChars'> {
  const chars = JSON.stringify(payload).length;
  if (chars <= mostAtOnce) return { ...payload, payloadChars: null };
  return {
    envelope: start(payload.envelope, shown.envelope),
    diff: payload.diff.slice(0, shown.rows).map(({ field, before, after }) => ({
      field: start(field, shown.value),
      before: before === null ? null : start(before, shown.value),
      after: after === null ? null : start(after, shown.value),
    })),
    evidence: payload.evidence.slice(0, 10).map((one) => ({ ...one, quote: start(one.quote, shown.quote) })),
    payloadChars: chars,
  };
}

/** A piece of the payload's JSON from this character on. */
export function payloadPiece(payload: ApprovalPayload, offset: number): MethodOutput<'approval.read'> {
  const whole = JSON.stringify(payload);
  return { text: whole.slice(offset, offset + pieceChars), total: whole.length };
}

/** The beginning of a text, never half a character. */
function start(text: string, chars: number): string {
  return text.length <= chars
    ? text
    : text
        .slice(0, chars)
        .toWellFormed()
        .replace(/\uFFFD$/, '');
}
