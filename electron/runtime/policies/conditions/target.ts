import type { TargetTest } from '../../../../shared/domain/policy-condition.ts';

/** Whether whom or what an action is aimed at meets a test. */
export function targetHolds(test: TargetTest, target: string): boolean {
  if (test.equals !== undefined && !test.equals.includes(target)) return false;
  if (test.startsWith !== undefined && !test.startsWith.some((start) => target.startsWith(start))) return false;
  if (test.domain === undefined) return true;
  const host = hostOf(target);
  return host !== null && test.domain.some((domain) => host === domain || host.endsWith(`.${domain}`));
}

/** A target that meets the test; null where none one could name does. */
export function targetMeeting(test: TargetTest, target: string): string | null {
  const tried = [
    target,
    ...(test.equals ?? []),
    ...(test.startsWith ?? []),
    ...(test.domain ?? []).flatMap((domain) => [`someone@${domain}`, `https://${domain}/`]),
  ];
  return tried.find((one) => targetHolds(test, one)) ?? null;
}

/** The host of one web or mail address, in small letters; null for anything else, several addresses included. */
function hostOf(target: string): string | null {
  const mail = /^[^\s@,;<>"]+@([^\s@,;<>"]+)$/.exec(target)?.[1];
  if (mail !== undefined) return mail.toLowerCase().replace(/\.$/, '');
  if (!/^https?:\/\//i.test(target)) return null;
  const url = URL.canParse(target) ? new URL(target) : null;
  return url === null ? null : url.hostname.replace(/\.$/, '');
}
