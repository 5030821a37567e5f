import { approvalPayloadSchema } from '../domain/approval.ts';
import type { ApprovalDetail } from '../domain/approval.ts';
import { LanekeeperError } from '../errors.ts';
import type { MethodOutput } from './methods.ts';

/** One piece of an approval's payload. */
export type ReadPiece = (input: {
  readonly approvalId: string;
  readonly offset: number;
}) => Promise<MethodOutput<'approval.read'>>;

/** An approval with all of its payload, however many answers that takes; the same object where it was whole already. */
export async function wholeApproval(detail: ApprovalDetail, read: ReadPiece): Promise<ApprovalDetail> {
  const { approvalId, payloadChars } = detail;
  if (payloadChars === null) return detail;
  let text = '';
  while (text.length < payloadChars) {
    const piece = await read({ approvalId, offset: text.length });
    if (piece.text === '') break;
    text += piece.text;
  }
  if (text.length !== payloadChars)
    throw new LanekeeperError('internal', 'The action changed while it was read. Nothing was decided; open it again.');
  return { ...detail, ...approvalPayloadSchema.parse(JSON.parse(text)), payloadChars: null };
}
