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
  const pieceChars = first.text.length;
  let text = first.text;
  for (let asked = pieceChars; asked > 0 && asked < total; asked = text.length) {
    const offsets = Array.from({ length: mostUnderWay }, (_, index) => asked + index * pieceChars);
    const pieces = await Promise.all(
      offsets.filter((offset) => offset < total).map((offset) => read({ approvalId, offset })),
    );
    // A piece that is shorter than the others ends the row: what follows it is asked for again.
    for (const [index, piece] of pieces.entries()) if (text.length === offsets[index]) text += piece.text;
    if (text.length === asked) break;
  }
  if (text.length !== total)
    throw new LanekeeperError('internal', 'The action changed while it was read. Nothing was decided; open it again.');
  return { ...detail, ...approvalPayloadSchema.parse(JSON.parse(text)), payloadChars: null };
}
