import { z } from 'zod';
import { defaultNotifications, notificationSettingsSchema } from './notifications.ts';

/** A list of the inbox that a person keeps under a name. */
export const savedInboxSchema = z.object({
  name: z.string().trim().min(1).max(40),
  /** As it is typed; see `approval-query.ts`. */
  query: z.string().trim().max(400),
});
export type SavedInbox = z.infer<typeof savedInboxSchema>;

/** What one person has set for themselves, in this workspace, whatever window they sit at. */
export const preferencesSchema = z.object({
  /** In their order; names are told apart. */
  inboxes: z
    .array(savedInboxSchema)
    .max(30)
    .refine((all) => new Set(all.map(({ name }) => name.toLowerCase())).size === all.length, {
      message: 'two lists have one name',
    }),
  /** The keys of commands that do not have those they come with; an empty list takes a command's keys away. */
  keys: z.record(z.string().max(60), z.array(z.string().min(1).max(40)).max(4)),
  /** Single letters act in lists (WCAG 2.1.4 asks that they can be turned off). */
  hasSingleKeys: z.boolean(),
  notifications: notificationSettingsSchema,
});
export type Preferences = z.infer<typeof preferencesSchema>;

export const defaultPreferences: Preferences = {
  inboxes: [],
  keys: {},
  hasSingleKeys: true,
  notifications: defaultNotifications,
};
