import { cue, issues, type Intent } from './cue.ts';

/** What can be asked about reports and the text behind them. */
export const reportsIntents: readonly Intent[] = [
  {
    id: 'top-issues',
    reading: 'What are the top issues in the last report?',
    cues: [
      cue(
        `top main biggest most common recurring key worst frequent important largest rising growing increas* | ${issues}`,
        0.97,
      ),
      cue(`${issues} | report* found last latest what which list show`, 0.88, { not: 'quote* mention*' }),
      cue('what | complain* | customer* people about they', 0.92),
      cue(
        'what | upset angry unhappy hate dislike mad bother* bugging annoy* frustrat* moan* grumbl* unsatisfied dissatisf* gripe*',
        0.93,
      ),
      cue('what | most | often about mention*', 0.9, { not: 'run runs' }),
      cue('what | come* keep* | up coming', 0.9),
      cue('top main biggest key', 0.75, { not: 'run runs agent*' }),
      cue('summar* highlight* takeaway* findings gist | report* file ticket* complain*', 0.92),
      cue(`five ten three five-most top-5 top-ten hot | ${issues}`, 0.95),
    ],
  },
  {
    id: 'quotes',
    reading: 'Show quotes about a topic',
    cues: [
      cue('quote* example* verbatim excerpt* passage*', 0.95, { needs: 'topic' }),
      cue('say said write wrote think | customer* people they anyone ticket* what', 0.93, {
        needs: 'topic',
        not: 'you',
      }),
      cue('ticket* complaint*', 0.85, { needs: 'topic' }),
      cue('quote* example*', 0.55),
      cue('say* said writ* wrote think* feel* tell* talk* | customer* people they anyone ticket* users clients', 0.94, {
        needs: 'topic',
      }),
      cue('sample* verbatim* wording snippet* few | ticket* complaint* quote* customer* sentence*', 0.95, {
        needs: 'topic',
      }),
      cue('own | words', 0.9),
    ],
  },
  {
    id: 'search',
    reading: 'Find anything about a topic',
    cues: [
      cue('find search look lookup hunt locate dig grep mention* where anything something everything', 0.9, {
        needs: 'topic',
        not: 'quote* say said example*',
      }),
      cue('', 0.5, { needs: 'topic', not: 'you' }),
      cue('find search', 0.5),
    ],
  },
  {
    id: 'quarantined',
    reading: 'How many tickets were quarantined?',
    cues: [
      cue(
        'quarantin* aside unreadable invalid skipped | how many ticket* row rows number count what which any why',
        0.97,
      ),
      cue('quarantin*', 0.88),
      cue('bad broken wrong | row rows ticket*', 0.9),
      cue(
        'malformed corrupt* unparsable unusable garbage discarded dropped skipped ignored excluded rejected invalid faulty thrown defective unreadable | row rows ticket* line lines record* entries entry how many what',
        0.975,
        { not: 'who action* effect* repl* approv*' },
      ),
      cue(
        'left thrown kicked weeded filtered tossed | out | row rows ticket* line lines record* entries how many',
        0.95,
        { not: 'who' },
      ),
      cue(
        'could can be not | read parsed parse processed understood | row rows ticket* line lines record* entries',
        0.95,
      ),
      cue('bad broken wrong | record* line lines entries entry data', 0.93),
    ],
  },
  {
    id: 'report',
    reading: 'Where is the last report?',
    cues: [
      cue('report reports | show open where latest last link read get find see', 0.9, { not: issues }),
      cue('report reports', 0.7, { not: issues }),
      cue(
        'report reports write-up writeup result results output summary | show open where latest last link read get find see download give view pull bring',
        0.91,
        { not: `${issues} send email why fail* how` },
      ),
    ],
  },
];
