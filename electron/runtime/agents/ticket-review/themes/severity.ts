import { wordsOf } from '../language/words.ts';
import type { Reading } from './types.ts';

/** Words, by their beginnings, for harm, loss, danger and threats in tickets of any trade. General English, not taken from any data set. */
const SEVERE =
  /^(?:fraud|theft|thief|thieve|stole|scam|threat|harass|illegal|lawsuit|sued|suing|foreclos|evict|repossess|garnish|bankrupt|injur|hurt|bleed|danger|hazard|unsafe|emergenc|urgent|critical|outage|breach|hack|leak|fire$|fires$|burn|attack|abus|assault|violen|dead|death|dying|died|suicid|hospital|poison|toxic|catastroph|disast|crash|corrupt|devastat|desperat|homeless|stress|suffer)/u;
/** A ticket with this many severe words is as severe as can be told. */
const FULL = 4;

/** 0..1: how severe one ticket sounds, half from severe words, half from negative sentiment. */
export function ticketSeverity(text: string, reading: Reading): number {
  const severe = wordsOf(text).filter((word) => SEVERE.test(word)).length;
  return 0.5 * Math.min(1, severe / FULL) + 0.5 * Math.max(0, -reading.sentiment);
}
