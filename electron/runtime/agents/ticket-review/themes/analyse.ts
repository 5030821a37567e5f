import { readTicket } from '../language/reader.ts';
import { bagTickets } from './bags.ts';
import type { Grouping } from './grouping.ts';
import { CONSENSUS_TEXTS, groupRows } from './grouping.ts';
import { nameGroups } from './naming.ts';
import { seededRandom } from './seeded-random.ts';
import { ticketSeverity } from './severity.ts';
import type { Analysis, Reading, Theme, TicketText } from './types.ts';

/** What a caller may set. */
export interface AnalyseOptions {
  readonly seed: number;
  /** At most this many themes; 20 is a good default. */
  readonly maxThemes: number;
  /** Names must not hold any of these, e.g. the companies of a column; upper and lower case are the same. */
  readonly namesToAvoid?: readonly string[];
  readonly onProgress?: (done: number, total: number, phase: 'reading' | 'grouping' | 'naming') => void;
}

/** What {@link groupTickets} finds: an {@link Analysis} without the readings it was given. */
export type Themes = Omit<Analysis, 'readings'>;

const METHOD = 'consensus of k-means in a latent space, refined by a mixture of multinomials';
const PROGRESS_EVERY = 100;
/** Severity is a mean over the most central tickets; more would cost time and change little. */
const SEVERITY_TICKETS = 200;

/** Reads and groups tickets in one go. The same tickets, seed and limit always give the same analysis. */
export function analyseTickets(tickets: readonly TicketText[], options: AnalyseOptions): Analysis {
  const readings = tickets.map((ticket, index) => {
    report(options, index, tickets.length, 'reading');
    return readTicket(ticket.text);
  });
  options.onProgress?.(tickets.length, tickets.length, 'reading');
  return { readings, ...groupTickets(tickets, readings, options) };
}

/** Groups tickets that were read before, so that reading (in chunks) and grouping can be durable steps of their own. */
export function groupTickets(
  tickets: readonly TicketText[],
  readings: readonly Reading[],
  options: AnalyseOptions,
): Themes {
  const bags = bagTickets(tickets, (done) => report(options, done, tickets.length, 'grouping'));
  const most = Math.max(1, Math.floor(options.maxThemes));
  const grouping = groupRows(bags, most, seededRandom(options.seed));
  options.onProgress?.(tickets.length, tickets.length, 'grouping');

  const { groups, unthemed } = ticketsByGroup(bags.rowOfTicket, grouping);
  const words = nameGroups(
    groups.map((group) => group.members),
    tickets,
    readings,
    options.namesToAvoid ?? [],
  );
  const themes = groups.map((group, at): Theme => {
    options.onProgress?.(at + 1, groups.length, 'naming');
    const severity = meanSeverity(group.members, tickets, readings);
    return { id: `theme-${at + 1}`, ...words[at]!, ...group, severity };
  });
  const texts = bags.counts.rows;
  const notes =
    `${texts} different texts; ${texts > CONSENSUS_TEXTS ? `groups found on a sample of ${CONSENSUS_TEXTS}, the others assigned` : 'all compared'}; ` +
    `${unthemed.length} without words to group`;
  return { themes, unthemed, method: { name: METHOD, seed: options.seed, themes: themes.length, notes } };
}

interface GroupOfTickets {
  readonly members: readonly number[];
  readonly centrality: readonly number[];
}

function ticketsByGroup(rowOfTicket: Int32Array, grouping: Grouping): { groups: GroupOfTickets[]; unthemed: number[] } {
  const members: number[][] = Array.from({ length: grouping.groups }, () => []);
  const unthemed: number[] = [];
  for (const [ticket, row] of rowOfTicket.entries()) {
    if (row < 0) unthemed.push(ticket);
    else members[grouping.labels[row]!]!.push(ticket);
  }
  const fitOf = (ticket: number) => grouping.fit[rowOfTicket[ticket]!]!;
  const groups = members
    .filter((group) => group.length > 0)
    .toSorted((a, b) => b.length - a.length || a[0]! - b[0]!)
    .map((group) => {
      const sorted = group.toSorted((a, b) => fitOf(b) - fitOf(a) || a - b);
      return { members: sorted, centrality: sorted.map((ticket) => Math.round(fitOf(ticket) * 1e4) / 1e4) };
    });
  return { groups, unthemed };
}

function meanSeverity(
  members: readonly number[],
  tickets: readonly TicketText[],
  readings: readonly Reading[],
): number {
  const central = members.slice(0, SEVERITY_TICKETS);
  const sum = central.reduce((total, ticket) => total + ticketSeverity(tickets[ticket]!.text, readings[ticket]!), 0);
  return Math.round((sum / central.length) * 1e4) / 1e4;
}

function report(options: AnalyseOptions, done: number, total: number, phase: 'reading' | 'grouping'): void {
  if (done % PROGRESS_EVERY === 0) options.onProgress?.(done, total, phase);
}
