import { cue, question, asking, deciding, type Intent } from './cue.ts';

/** What can be asked about decisions, effects and stops. */
export const approvalsIntents: readonly Intent[] = [
  {
    id: 'waiting',
    reading: 'What is waiting for my decision?',
    cues: [
      cue('wait* pending open outstanding left | me i my us approv* decision* decide inbox', 0.97, { not: 'why' }),
      cue(`${asking} | wait* pending outstanding`, 0.9, { not: 'why' }),
      cue('need* must have should can | approve decide approval approvals decision* sign', 0.93, {
        not: 'who why you',
      }),
      cue('need* | attention me my', 0.9, { not: 'why' }),
      cue('inbox', 0.9),
      cue('approvals', 0.8, { not: 'who' }),
      cue('plate todo to-do backlog queue desk', 0.9, { not: 'why' }),
      cue('wait* await* sit* hang* block* | me my us approv* decision* sign-off review', 0.97, { not: 'why how' }),
      cue(
        'need* want* require* await* | ok okay approval sign-off sign signature go-ahead decision* decid* yes look eyes review',
        0.94,
        { not: 'who why you' },
      ),
      cue('sign approve decide review | what anything which have left | i me to', 0.93, { not: 'who why how file' }),
      cue('anything what | should must | look do review see', 0.85, { not: 'you how why' }),
      cue('unapproved undecided awaiting outstanding', 0.9, { not: 'why' }),
      cue('pending open | action* item* repl* effect* request* approv*', 0.93, { not: 'why reject approve' }),
    ],
  },
  {
    id: 'who-decided',
    reading: 'Who approved the latest actions?',
    cues: [
      cue(`who whose | ${deciding}`, 0.98),
      cue('when was were has been | approved rejected decided signed withdrawn', 0.9, { not: 'how' }),
      cue('what which | did has | approve reject decide sign approved rejected', 0.92),
      cue('what which list show | approved rejected decided decisions', 0.9),
      cue(
        `who whose | gave give said let turned waved cleared passed allow* authori* permit* | go-ahead green yes no ok okay through down this that it`,
        0.97,
      ),
      cue('who', 0.6, { needs: 'run', not: 'you' }),
    ],
  },
  {
    id: 'outcomes',
    reading: 'What was sent?',
    cues: [
      cue('sent executed published outbox delivered undelivered', 0.9, { not: 'who why' }),
      cue('unknown stale expired | effect* action* item* approv* any anything what which how', 0.92),
      cue('go goes gone went going | out', 0.92, { not: 'who why wrong' }),
      cue('gone went | through', 0.9, { not: 'who why wrong' }),
      cue('sent delivered dispatched executed shipped performed emailed posted', 0.92, { not: 'who why' }),
      cue('send | did what which actually how', 0.85, { not: 'who why can' }),
      cue('refused bounced | what which how any', 0.9, { not: 'who why row rows' }),
    ],
  },
  {
    id: 'decide',
    reading: 'How do I approve or reject an action?',
    cues: [
      cue('approve reject decline deny accept sign', 0.95, { imperative: true, not: question }),
      cue('how | approve reject', 0.95),
      cue('ok okay greenlight green-light authorise authorize allow permit refuse veto clear', 0.9, {
        imperative: true,
        not: question,
      }),
      cue('go | ahead | approve reject sign', 0.95),
      cue('turn let wave | down through', 0.9, { imperative: true, not: question }),
      cue('give say | green light go-ahead yes no ok approval', 0.9, { imperative: true, not: question }),
    ],
  },
  {
    id: 'halt',
    reading: 'How do I stop all effects?',
    cues: [
      cue('stop halt freeze block | everything all effects emergency sending agents', 0.97, { not: 'is are was' }),
      cue('emergency', 0.8, { not: 'is are' }),
      cue(
        'stop halt freeze block hold pause kill shut cut | all everything effects every down sending agents system',
        0.97,
        { not: 'is are was what' },
      ),
      cue('pull hit press | plug brake brakes emergency switch stop', 0.97, { not: 'is was' }),
      cue('panic kill-switch killswitch', 0.9, { not: 'is was' }),
    ],
  },
  {
    id: 'stops',
    reading: 'Is anything stopped?',
    cues: [
      cue('is are anything what which any | stopped frozen stops emergency halted', 0.9, { not: 'why' }),
      cue(
        'is are anything something nothing everything what which any still | blocked halted paused frozen held hold stopped',
        0.92,
        { not: 'why who' },
      ),
      cue('is are was | emergency stop stops kill | on active place force set engaged', 0.95),
    ],
  },
];
