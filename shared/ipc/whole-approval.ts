import { approvalPayloadSchema } from '../domain/approval.ts';
import type { ApprovalDetail } from '../domain/approval.ts';
import { LanekeeperError } from '../errors.ts';
import type { MethodOutput } from './methods.ts';

/** One piece of an approval's payload. */
export type ReadPiece = (input: {
  readonly approvalId: string;
  readonly offset: number;
}) => Promise<MethodOutput<'approval.read'>>;

/** Pieces asked for at a time: the runtime cuts them one after the other, and none waits for a way there and back. */
const mostUnderWay = 4;

/** An approval with all of its payload, however many answers that takes; the same object where it was whole already. */
export async function wholeApproval(detail: ApprovalDetail, read: ReadPiece): Promise<ApprovalDetail> {
  const { approvalId, payloadChars } = detail;
  if (payloadChars === null) return detail;
  const first = await read({ approvalId, offset: 0 });
  const { total } = first;
  let { text } = first;
  const pieceChars = text.length;
  while (pieceChars > 0 && text.length < total) {
    const offsets = Array.from({ length: mostUnderWay }, (_, index) => text.length + index * pieceChars);
    const wanted = offsets.filter((offset) => offset < total);
    const pieces = await Promise.all(wanted.map((offset) => read({ approvalId, offset })));
    const before = text.length;
    // A piece that is shorter than the others ends the row: what follows it is asked for again.
    for (const [index, piece] of pieces.entries()) if (text.length === offsets[index]) text += piece.text;
    if (text.length === before) break;
  }
  if (text.length !== total)
    throw new LanekeeperError('internal', 'The action changed while it was read. Nothing was decided; open it again.');
  return { ...detail, ...approvalPayloadSchema.parse(JSON.parse(text)), payloadChars: null };
}
