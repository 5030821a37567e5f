import type { ApprovalDetail, ApprovalPayload } from '../../../../shared/domain/approval.ts';
import type { MethodOutput } from '../../../../shared/ipc/methods.ts';

/** A larger payload is not whole in the first answer. Characters of its texts. */
const mostAtOnce = 200_000;
/** A piece: with every quotation mark escaped once more it fits into a frame. */
const pieceChars = 200_000;
/** What a card shows before anything in it is opened; the rest comes while that is looked at. */
const shown = { envelope: 8_000, rows: 60, value: 1_000, quote: 1_000 };

/** The payload as the first answer carries it: whole, or its beginning and about how much there is. */
export function payloadStart(payload: ApprovalPayload): ApprovalPayload & Pick<ApprovalDetail, 'payloadChars'> {
  const chars = charsOf(payload);
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

/** Characters of its texts: they are counted, because to write a large payload out takes longer than to show its beginning. */
function charsOf({ envelope, diff, evidence }: ApprovalPayload): number {
  const rows = diff.reduce(
    (sum, row) => sum + row.field.length + (row.before ?? '').length + (row.after ?? '').length,
    0,
  );
  return envelope.length + rows + evidence.reduce((sum, one) => sum + one.source.length + one.quote.length, 0);
}

/** The payload as one text, which is read in pieces. */
export function payloadText(payload: ApprovalPayload): string {
  return JSON.stringify(payload);
}

/** A piece of the payload's text from this character on. */
export function payloadPiece(whole: string, offset: number): MethodOutput<'approval.read'> {
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
