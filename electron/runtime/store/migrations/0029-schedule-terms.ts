import type { Db } from '../open.ts';

/** How a schedule's runs are started: their queue and priority, their budgets, their deadline; JSON, each with its default. */
export function scheduleTerms(db: Db): void {
  db.exec("ALTER TABLE schedule ADD COLUMN terms TEXT NOT NULL DEFAULT '{}'");
}
