// The shape of an entry of `notify`: one of the kinds of recipients, and what it is told of.
import { z } from "zod";

import { BY_DEFAULT, eventKinds } from "../../components/shared/notifications/events";
import { recipients } from "../../components/shared/notifications/recipients";
import type { RecipientArgs } from "../args";

const names = eventKinds.map(({ kind }) => kind);

const about = z
    .array(z.enum(names))
    .min(1)
    .default([...BY_DEFAULT])
    .meta({
        description: `What is told: ${eventKinds.map(({ kind, means }) => `${kind}, ${means}`).join("; ")}. Default: ${BY_DEFAULT.join(", ")}.`,
        examples: [["failed", "live"]],
    });

const options = recipients.map(({ to, settings }) => z.strictObject({ to: z.literal(to), ...settings.shape, about }));

export const recipient = z.discriminatedUnion(
    "to",
    options as unknown as [z.ZodObject<{ to: z.ZodLiteral<string> }>],
) as unknown as z.ZodType<RecipientArgs>;
