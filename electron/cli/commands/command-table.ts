import type { Command } from '../command.ts';
import { agentsAdd, agentsList, agentsShow } from './agents.ts';
import { agentsLiftQuarantine, agentsQuarantine, agentsResetBreaker } from './agents-quarantine.ts';
import { agentsPause, agentsResume } from './agents-pause.ts';
import { approvalsApprove, approvalsReject, approvalsRespond, approvalsUndo } from './approvals-decide.ts';
import { approvalsEdit } from './approvals-edit.ts';
import {
  approvalsDelegate,
  approvalsEscalate,
  approvalsRelease,
  approvalsReserve,
  approvalsSnooze,
  approvalsWithdraw,
} from './approvals-duty.ts';
import { approvalsBatch } from './approvals-batch.ts';
import { approvalsList, approvalsShow } from './approvals.ts';
import { approvalsStatistics } from './approvals-statistics.ts';
import { auditList, auditVerify } from './audit.ts';
import { modelsAdd, modelsRemove } from './models-add.ts';
import { modelsChain, modelsList, modelsTest } from './models.ts';
import { backup, backupList } from './backup.ts';
import { budgetsList, budgetsRemove, budgetsSettle, budgetsSet, runsRaise } from './budgets.ts';
import { chat } from './chat.ts';
import {
  conversationsExport,
  conversationsLanes,
  conversationsList,
  conversationsRemove,
  conversationsRename,
  conversationsShow,
} from './conversations.ts';
import { deadLettersDismiss, deadLettersList, deadLettersRetry } from './dead-letters.ts';
import { grantsBacktest, grantsDraft } from './grants-draft.ts';
import { grantsApprove, grantsDecline, grantsPropose, grantsRevoke, grantsSuspend } from './grants-decide.ts';
import { grantsList, grantsShow } from './grants.ts';
import { doctor } from './doctor.ts';
import { effectsReconcile, effectsRollback, effectsUnknown } from './effects.ts';
import { memoryErase, memoryList } from './memory.ts';
import { peopleAbsenceEnd, peopleAbsenceSet, peopleLink, peopleUnlink } from './people-duty.ts';
import { peopleAdd, peopleList } from './people.ts';
import { runsHold, runsRelease } from './legal-hold.ts';
import { policySimulate } from './policy-simulate.ts';
import { policyCheck, policyDiffShow, policyPropose, policySchemaPrint, policyShow, policyVersions } from './policy.ts';
import { questionsAnswer, questionsList } from './questions.ts';
import { queuesAdd, queuesSet } from './queues-set.ts';
import { queuesList, queuesPause, queuesRemove, queuesResume, queuesShow } from './queues.ts';
import { restore } from './restore.ts';
import { run } from './run.ts';
import { runsBulk, runsBulkCancel } from './runs-bulk.ts';
import { runsDelay, runsMove, runsPrioritise } from './runs-place.ts';
import { runsExtend, runsFork, runsRetry, runsRewind } from './runs-restart.ts';
import { runsList, runsShow } from './runs.ts';
import { runsSignal } from './runs-signal.ts';
import { runsCancel, runsKill, runsPause, runsResume, runsRollback } from './runs-verbs.ts';
import { schedulesAdd, schedulesBackfill, schedulesChange, schedulesSend } from './schedules-add.ts';
import {
  schedulesFire,
  schedulesList,
  schedulesPause,
  schedulesRemove,
  schedulesResume,
  schedulesShow,
} from './schedules.ts';
import { serve } from './serve.ts';
import { keysCreate, keysShow } from './keys.ts';
import { secretsList, secretsRemove, secretsSet } from './secrets.ts';
import { egressAllow, egressDeny, egressList } from './egress.ts';
import { settingsSet, settingsShow } from './settings.ts';
import { stop } from './stop.ts';
import { verifyDurability } from './verify-durability.ts';
import { workspaceClock, workspaceCopied, workspaceMoved } from './workspace.ts';

/** Every command, in the order of the help text. */
export const commands: readonly Command[] = [
  serve,
  agentsList,
  agentsShow,
  agentsAdd,
  agentsPause,
  agentsResume,
  agentsQuarantine,
  agentsLiftQuarantine,
  agentsResetBreaker,
  run,
  runsList,
  runsShow,
  runsCancel,
  runsKill,
  runsPause,
  runsResume,
  runsSignal,
  runsRaise,
  runsRetry,
  runsRewind,
  runsFork,
  runsExtend,
  runsRollback,
  runsPrioritise,
  runsMove,
  runsDelay,
  runsBulk,
  runsBulkCancel,
  chat,
  conversationsList,
  conversationsShow,
  conversationsExport,
  conversationsRename,
  conversationsLanes,
  conversationsRemove,
  questionsList,
  questionsAnswer,
  memoryList,
  memoryErase,
  policyShow,
  policyCheck,
  policySimulate,
  policyPropose,
  policyVersions,
  policyDiffShow,
  policySchemaPrint,
  queuesList,
  queuesShow,
  queuesAdd,
  queuesSet,
  queuesPause,
  queuesResume,
  queuesRemove,
  grantsList,
  grantsShow,
  grantsDraft,
  grantsBacktest,
  grantsPropose,
  grantsApprove,
  grantsDecline,
  grantsSuspend,
  grantsRevoke,
  budgetsList,
  budgetsSet,
  budgetsRemove,
  budgetsSettle,
  deadLettersList,
  deadLettersRetry,
  deadLettersDismiss,
  schedulesList,
  schedulesShow,
  schedulesAdd,
  schedulesChange,
  schedulesPause,
  schedulesResume,
  schedulesFire,
  schedulesBackfill,
  schedulesSend,
  schedulesRemove,
  runsHold,
  runsRelease,
  approvalsList,
  approvalsShow,
  approvalsStatistics,
  approvalsApprove,
  approvalsEdit,
  approvalsReject,
  approvalsRespond,
  approvalsUndo,
  effectsUnknown,
  approvalsEscalate,
  approvalsSnooze,
  approvalsDelegate,
  approvalsWithdraw,
  approvalsReserve,
  approvalsRelease,
  approvalsBatch,
  effectsReconcile,
  effectsRollback,
  auditVerify,
  auditList,
  peopleAdd,
  peopleList,
  peopleLink,
  peopleUnlink,
  peopleAbsenceSet,
  peopleAbsenceEnd,
  stop,
  settingsShow,
  settingsSet,
  egressList,
  egressAllow,
  egressDeny,
  modelsList,
  modelsAdd,
  modelsRemove,
  modelsTest,
  modelsChain,
  secretsList,
  secretsSet,
  secretsRemove,
  keysCreate,
  keysShow,
  workspaceMoved,
  workspaceCopied,
  workspaceClock,
  backup,
  backupList,
  restore,
  doctor,
  verifyDurability,
];
