import type { Random } from './random.ts';

const openings = [
  'I was charged a late fee on my card although the payment was made on time',
  'The bank keeps calling me about a debt that is not mine',
  'My transfer has not arrived after ten days and nobody can tell me where it is',
  'The mobile app logs me out each time I try to deposit a check',
  'My credit report shows an account that I never opened',
  'The replacement card was sent to my old address for the second time',
];
const middles = [
  'I called three times and was promised that it would be corrected.',
  'Each agent I spoke to gave me another answer.',
  'I sent all the documents that were asked for and heard nothing back.',
  'The statement of last month shows the same mistake again.',
];
const endings = [
  'Please correct this and confirm it in writing.',
  'I want the money back and an explanation.',
  'I expect an answer within a week.',
];

/** A small file of complaints. Every other one has an address, unique in the whole campaign, so that it is mailed. */
export function complaintsFile(random: Random, serial: string, rows: number): string {
  const lines = Array.from({ length: rows }, (_, index) => {
    const email = index % 2 === 0 ? `customer-${serial}-${index}@example.org` : '';
    const text = `${random.pick(openings)}. ${random.pick(middles)} ${random.pick(endings)}`;
    const day = String(1 + random.below(28)).padStart(2, '0');
    return `T-${serial}-${index},2026-0${1 + random.below(6)}-${day},${email},"${text}"`;
  });
  return ['ticket_id,received,email,message', ...lines, ''].join('\n');
}
