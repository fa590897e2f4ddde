import type { Fact, Fold } from "../../engine/journal";
import type { MessageShown, RecipientShown } from "../model";

const KINDS: Readonly<Record<string, Pick<MessageShown, "isMeant">>> = {
    notification: {},
    "notification.filtered": { isMeant: true },
    "notification.withheld": { isMeant: true },
    "notification.undelivered": { isMeant: false },
};

/** What everybody who is told would have received. */
export class ReceivedHistory implements Fold {
    private readonly recipients = new Map<string, RecipientShown>();

    public apply({ kind, at, data }: Fact): void {
        if (kind === "subscription.asked") this.of(data).asks = data["person"] === true ? "a person" : "its server";
        const shown = KINDS[kind];
        if (!shown) return;
        const { says, file, stoodIn, why } = data as { says: string; file?: string; stoodIn?: string; why?: string };
        this.of(data).messages.push({ at, says, file, stoodIn, why, ...shown });
    }

    public get all(): readonly RecipientShown[] {
        return [...this.recipients.values()];
    }

    /** What nobody has, although it was meant for somebody. */
    public get lost(): readonly string[] {
        return this.all.flatMap(({ to, label, messages }) =>
            messages.flatMap(({ isMeant, says, why }) =>
                isMeant === false ? [`${to} ${label} did not get "${says}": ${why ?? ""}`] : [],
            ),
        );
    }

    private of({ to, endpoint }: Fact["data"]): RecipientShown {
        const key = `${String(to)} ${String(endpoint)}`;
        const known = this.recipients.get(key) ?? { to: String(to), label: String(endpoint), messages: [] };
        this.recipients.set(key, known);
        return known;
    }
}
