import { seededRandom } from '../../../../electron/runtime/agents/ticket-review/themes/seeded-random.ts';
import type { TicketText } from '../../../../electron/runtime/agents/ticket-review/themes/types.ts';

const PARTS = [
  [
    'late payment fee on my credit card',
    'minimum payment was posted late',
    'billing cycle changed',
    'interest charge on the card statement',
    'autopay failed twice',
  ],
  [
    'package arrived with broken glass',
    'delivery driver left the parcel outside',
    'courier lost my shipment',
    'tracking number shows no parcel',
    'damaged box at the door',
  ],
  [
    'laptop screen flickers after update',
    'display driver crashes on boot',
    'external monitor stays black',
    'keyboard and screen freeze',
    'graphics driver installation fails',
  ],
  [
    'heating in the apartment is broken',
    'landlord ignores the cold radiator',
    'boiler repair was cancelled',
    'no warm water in the apartment',
    'radiator valve is leaking water',
  ],
];

/** How many subjects the made tickets are about. */
export const SUBJECTS = PARTS.length;

/** Tickets about {@link SUBJECTS} plainly different subjects in turn, all different, and each one's subject. */
export function madeTickets(count: number): { tickets: TicketText[]; subjects: number[] } {
  const random = seededRandom(count);
  const tickets: TicketText[] = [];
  const subjects: number[] = [];
  for (let at = 0; at < count; at += 1) {
    const parts = PARTS[at % PARTS.length]!;
    const chosen = Array.from({ length: 3 }, () => parts[Math.floor(random() * parts.length)]!);
    tickets.push({
      text: `This is case ${at}. The ${chosen[0]}. Then the ${chosen[1]} and again the ${chosen[2]}, please help.`,
    });
    subjects.push(at % PARTS.length);
  }
  return { tickets, subjects };
}
